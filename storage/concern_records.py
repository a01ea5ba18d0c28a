"""What travels of concerns: what was noticed in an answer, how it stands, who did what about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

type Spans = tuple[tuple[int, int], ...]
"""Stretches of the words as they were read: start and end in characters, end exclusive."""


class Urgency(StrEnum):
    """How soon a person has to look."""

    IMMEDIATE = "immediate"
    SOON = "soon"


class NoticedBy(StrEnum):
    """What noticed it."""

    RULE = "rule"  # a plain phrase of the list
    MODEL = "model"


class ConcernState(StrEnum):
    """How far it has come. Nothing but a person moves it on."""

    NEW = "new"  # nobody has looked
    SEEN = "seen"  # somebody looks at it
    DONE = "done"  # it was seen to
    NOT_A_CONCERN = "not_a_concern"


OPEN = (ConcernState.NEW, ConcernState.SEEN)
"""Somebody still has to do something."""


@dataclass(frozen=True, slots=True)
class NewConcern:
    """A sign that somebody may be unsafe, as it was noticed in an answer."""

    category: str
    urgency: str
    confidence: float
    evidence: Spans
    source: NoticedBy = NoticedBy.MODEL


@dataclass(frozen=True, slots=True)
class ConcernEventRecord:
    """What somebody did about it."""

    by: str
    state: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConcernRecord:
    """A concern as staff see it."""

    id: UUID
    answer_id: UUID
    conversation_id: UUID
    service_id: UUID
    category: str
    urgency: str
    confidence: float
    words: str
    """The answer as it was read; empty once it was taken out."""
    evidence: Spans
    source: str
    model_version: str | None
    state: str
    at: datetime
    version: int
    seen_by: str | None
    """Who said first that they look at it, by name."""
    seen_at: datetime | None
    earlier: bool
    """The answer says something else by now."""
    taken_out: bool
    """The person took the answer out: only the fact is kept."""
    nameless: bool
    """It was said without a name: only those who see to safety find it."""
    quiet: bool
    """It can wait, and the program is unsure of it."""
    question: str | None
    person: str | None
    audience: str
    place: str | None
    log: tuple[ConcernEventRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ConcernCounts:
    """How many are open."""

    new: int = 0
    now: int = 0
    """Of the new ones, those that cannot wait."""
    seen: int = 0

    @property
    def open(self) -> int:
        """All on which somebody still has to do something."""
        return self.new + self.seen
