"""What travels of complaints: how one stands, who sees to it, what was done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ComplaintState(StrEnum):
    """How far it has come."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"  # they were told that we have it
    ANSWERED = "answered"  # they were told what came of it
    WITHDRAWN = "withdrawn"  # they took it back


class ComplaintAct(StrEnum):
    """What was done about it."""

    RECEIVED = "received"
    OWNER = "owner"
    NAMED = "named"  # who is named in it was put right
    ACKNOWLEDGED = "acknowledged"
    DID = "did"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


OPEN_COMPLAINTS = (ComplaintState.NEW, ComplaintState.ACKNOWLEDGED)
"""Somebody still has to do something."""


@dataclass(frozen=True, slots=True)
class ComplaintEventRecord:
    """One thing that was done."""

    by: str | None
    """None: the person themselves."""
    act: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintRecord:
    """A complaint as staff see it who are not named in it."""

    id: UUID
    service_id: UUID
    conversation_id: UUID | None
    answer_id: UUID | None
    audience: str
    who: str | None
    """The name of who complains, if it is known."""
    words: str
    state: str
    at: datetime
    acknowledged_at: datetime | None
    answered_at: datetime | None
    owner_id: UUID | None
    owner: str | None
    taken_by: str | None
    named: tuple[tuple[UUID, str], ...]
    """(identifier, name) of the staff to whom it is not shown."""
    version: int
    log: tuple[ComplaintEventRecord, ...] = ()

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_COMPLAINTS
