"""What travels of alarms: how they stand, whom they told, and the list of who is on duty."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID


class AlarmState(StrEnum):
    """How far it has come. Nothing but a person moves it on."""

    RAISED = "raised"  # nobody said that they go
    GOING = "going"
    DONE = "done"


OPEN = (AlarmState.RAISED, AlarmState.GOING)


class Rung(IntEnum):
    """Who is told, one after the other."""

    FIRST = 0
    SECOND = 1
    MANAGER = 2
    OUTSIDE = 3


class Route(StrEnum):
    """How somebody is told."""

    SCREEN = "screen"
    EMAIL = "email"
    PUSH = "push"


class Telling(StrEnum):
    """What a message tells."""

    NEEDED = "needed"  # come
    TAKEN = "taken"  # somebody is going: those who were told can rest


class MessageState(StrEnum):
    """Whether it went out."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Deed(StrEnum):
    """One step of an alarm."""

    RAISED = "raised"
    TELLING = "telling"  # somebody is told, or will be at once
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    NOBODY = "nobody"  # there is nobody on duty who may be told
    KEPT_FROM = "kept_from"  # the person named them
    SHARPENED = "sharpened"  # it cannot wait any more
    CLIMBED = "climbed"
    GOING = "going"
    DONE = "done"
    WROTE_BACK = "wrote_back"
    TOLD = "told"  # the person knows what came of it
    EMPTIED = "emptied"  # the notes of staff went with the words that it was about


@dataclass(frozen=True, slots=True)
class AlarmEventRecord:
    """One step."""

    at: datetime
    deed: str
    who: str
    route: str
    note: str


@dataclass(frozen=True, slots=True)
class AlarmRecord:
    """An alarm as staff see it."""

    id: UUID
    service_id: UUID
    concern_id: UUID | None
    alert_id: UUID | None
    conversation_id: UUID | None
    urgency: str
    drill: bool
    at: datetime
    state: str
    rung: int
    climbs_at: datetime | None
    told: tuple[str, ...]
    """The names of those who were told, or will be at once: never of anybody whom the person named."""
    taken_by: str | None
    """Who goes, or has seen to it; nobody once it has climbed again after they went."""
    taken_at: datetime | None
    done_at: datetime | None
    reply_id: UUID | None
    told_at: datetime | None
    """When the person was told what came of it."""
    version: int
    nameless: bool = False
    """What it is about was said without a name: it is for safeguarding leads alone."""
    kept_from: frozenset[UUID] = frozenset()
    log: tuple[AlarmEventRecord, ...] = field(default=(), repr=False)
