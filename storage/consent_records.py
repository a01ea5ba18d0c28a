"""What travels of consents."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from storage.consent_kinds import QUESTIONS, AskedAt, Footing, How, Use


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody was asked, and who answered."""

    sentence: str
    """What they were asked, word for word."""
    door: AskedAt
    how: How
    footing: Footing = Footing.SELF
    representative: str | None = None
    note: str = ""
    turn_id: UUID | None = None
    staff_id: UUID | None = None


def asked_to_keep(door: AskedAt, how: How = How.PRESSED) -> Asked:
    """Before the first word: whether words may be kept."""
    return Asked(QUESTIONS[Use.KEEP_WORDS], door, how)


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One line of the log."""

    id: UUID
    use: str
    decision: str
    footing: str
    representative: str | None
    note: str
    door: str
    how: str
    sentence: str
    written_by: str | None
    """The member of staff who wrote it down."""
    at: datetime


@dataclass(frozen=True, slots=True)
class BasisRecord:
    """A legal basis that was chosen."""

    service_id: UUID
    basis: str
    condition: str
    why: str
    chosen_by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ApartRecord:
    """Something that somebody said without their name, as they find it again."""

    id: UUID
    words: str
    share: str
    shown: bool
    """Whether staff read it by now."""
