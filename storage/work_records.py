"""What staff do with conversations, as it travels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from storage.records import ConversationRecord


class Deed(StrEnum):
    """What staff can do with a conversation, or with many at once."""

    ASSIGN = "assign"  # who sees to it, or nobody in particular
    DUE = "due"  # by when, or by no day
    PLAN = "plan"  # both at once
    REVIEW = "review"  # it is reviewed, until new words come
    REOPEN = "reopen"  # it is not, after all
    UNDO = "undo"  # an earlier deed was taken back


@dataclass(frozen=True, slots=True)
class Item:
    """A conversation that something is to be done with."""

    conversation_id: UUID
    version: int | None = None
    """The version of its work that somebody saw; without one, what others did meanwhile is not asked."""


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """How far staff are with a conversation."""

    conversation_id: UUID
    assigned_to: UUID | None = None
    assigned_name: str | None = None
    due_on: date | None = None
    reviewed_at: datetime | None = None
    reviewed_name: str | None = None
    words_since: bool = False
    """Whether the person said something after it was reviewed."""
    version: int = 0

    @property
    def is_reviewed(self) -> bool:
        """Reviewed, and no words came later."""
        return self.reviewed_at is not None and not self.words_since


@dataclass(frozen=True, slots=True)
class MyItem:
    """A conversation that somebody is to see to."""

    work: WorkRecord
    conversation: ConversationRecord
    preview: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with one conversation."""

    act: str
    """One of Deed."""
    staff_id: UUID
    name: str
    at: datetime
    before: Mapping[str, Any]
    """The fields that it changed (assigned_to, due_on, reviewed_at, reviewed_by), as they were."""
    after: Mapping[str, Any]
    version: int
    """The version of the work from then on."""


@dataclass(frozen=True, slots=True)
class Left:
    """A conversation that a deed left as it is, because of what had come meanwhile."""

    conversation_id: UUID
    by: Step | None
    """What somebody did meanwhile; empty if the person said something."""


@dataclass(frozen=True, slots=True)
class DeedRecord:
    """Something that somebody did with one conversation or with many."""

    id: UUID
    act: str
    """One of Deed; of a way back, UNDO."""
    at: datetime
    after: Mapping[str, Any]
    """What it set, the same everywhere."""
    done: tuple[UUID, ...]
    """The conversations that it changed."""
    left: tuple[Left, ...]
    can_undo: bool
