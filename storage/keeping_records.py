"""What travels of what goes and what must not: kinds and their periods, holds, reports, what was erased."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What is kept for a time of its own."""

    ANSWERS = "answers"
    TRANSCRIPTS = "transcripts"
    RECORDINGS = "recordings"
    CALLS = "calls"
    NOTES = "notes"
    REPLIES = "replies"
    COMPLAINTS = "complaints"
    AUDIT = "audit"
    DELIVERIES = "deliveries"
    SESSIONS = "sessions"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Periods:
    """How many days each kind stays; 0: as long as nobody takes it out."""

    answers: int = 2920
    transcripts: int = 1095
    recordings: int = 30
    calls: int = 365
    notes: int = 1095
    replies: int = 1095
    complaints: int = 2920
    audit: int = 2920
    deliveries: int = 30
    sessions: int = 30
    tokens: int = 365

    def days(self, kind: Kind) -> int:
        """How many days one kind stays."""
        days: int = getattr(self, kind)
        return days

    def ends(self, kind: Kind, moment: datetime) -> datetime | None:
        """What is older than this goes at `moment`; none if it stays."""
        days = self.days(kind)
        return moment - timedelta(days=days) if days else None

    def as_numbers(self) -> dict[str, int]:
        """Days by kind."""
        return asdict(self)


class ErasedKind(StrEnum):
    """What can have been erased."""

    PERSON = "person"
    CONVERSATION = "conversation"
    TRANSCRIPT = "transcript"  # the turns alone: what was told stays as answers
    ANSWER = "answer"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """A legal hold, in force or not."""

    id: UUID
    service_id: UUID
    person_id: UUID | None
    conversation_id: UUID | None
    whose: str | None
    """The person's name, if it is a person that is known."""
    why: str
    until_on: date | None
    by: str
    at: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    stands: bool
    """Whether it counts today."""


@dataclass(frozen=True, slots=True)
class PurgeRecord:
    """What went at one purge."""

    began_at: datetime
    ended_at: datetime | None
    periods: Mapping[str, int]
    gone: Mapping[str, int]
    held: Mapping[str, int]
    problem: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """What would go now, and what stays because of a hold, by kind."""

    gone: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErasedRecord:
    """Something that was erased, without a word of it."""

    subject_id: UUID
    kind: str
    conversation_id: UUID | None
    at: datetime
    taught: int = 0


@dataclass(frozen=True, slots=True)
class Outside:
    """Something that left or was written elsewhere, which nobody here can take back."""

    what: str
    """One of: exported, exported_words, took_brief, read_by_token, shared_needs, copied_person, change."""
    at: datetime
    who: str
    told: str | None = None
    """The kind of file and why it was taken out; of a change, what it says people said."""
    id: UUID | None = None
    """Of a change, its identifier."""


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What goes when somebody is erased, before anything does; afterwards, what went."""

    person_id: UUID
    name: str
    service_id: UUID
    counts: Mapping[str, int]
    """How many of each: conversations, answers, turns, recordings, tags, decisions, notes, ..."""
    outside: tuple[Outside, ...]
    """What people have to see to themselves."""
    holds: tuple[HoldRecord, ...]
    """With one of these nothing is erased."""
