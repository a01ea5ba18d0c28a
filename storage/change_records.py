"""What changes and replies look like when they travel out of storage."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from storage.ladder import Standing


class Told(StrEnum):
    """How it is between us and somebody whose words a change comes from."""

    NOT_TOLD = "not_told"
    WAITING = "waiting"  # a reply is on its way to them
    SILENT = "silent"  # told, and they have not said what they think of it
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    OUT_OF_REACH = "out_of_reach"  # nobody knows who it was, or they left


@dataclass(frozen=True, slots=True)
class Written:
    """What staff write of a change. Empty texts are empty, never none."""

    said: str
    doing: str = ""
    did: str = ""
    owner: str = ""
    due_on: date | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class PartRecord:
    """Who had a part in a change."""

    id: UUID
    part: str
    who: str
    name: str


@dataclass(frozen=True, slots=True)
class SaidRecord:
    """An answer that a change comes from."""

    answer_id: UUID
    conversation_id: UUID
    text: str
    """Empty if the person took it out."""
    taken_out: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """Something said back to somebody."""

    id: UUID
    service_id: UUID
    conversation_id: UUID
    change_id: UUID | None
    text: str
    way: str
    state: str
    by: str
    """The name of who of the staff wrote it."""
    person_id: UUID | None
    person: str | None
    audience: str
    place: str | None
    """Where the tablet lives that they spoke on."""
    at: datetime
    told_at: datetime | None
    verdict: str | None
    verdict_at: datetime | None


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose words a change comes from: one person, however often they said it."""

    person_id: UUID | None
    name: str | None
    """How they are called; none if they did not say who they are."""
    audience: str
    channel: str
    conversation_id: UUID
    """The newest of the conversations in which they said it."""
    said: tuple[SaidRecord, ...]
    replies: tuple[ReplyRecord, ...]
    """What was said back to them about this change, oldest first, without what was withdrawn."""
    told: Told

    @property
    def key(self) -> UUID:
        """What tells this voice from the others: the person, or the conversation of somebody unknown."""
        return self.person_id or self.conversation_id


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A change: what people said, what is done, what was done, and how those who said it see it."""

    id: UUID
    service_id: UUID
    state: str
    written: Written
    version: int
    created_by: str
    created_at: datetime
    doing_at: datetime | None
    did_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime
    parts: tuple[PartRecord, ...]
    voices: tuple[Voice, ...]
    taken_out: int
    """How many of the answers that it comes from were taken out by those who gave them."""
    standing: Standing

    def count(self, *told: Told) -> int:
        """With how many voices it is so."""
        found = Counter(voice.told for voice in self.voices)
        return sum(found[each] for each in told)

    @property
    def is_better(self) -> bool:
        """Whether all who said it and can be asked say that it is better; at least one has to."""
        settled = self.count(Told.BETTER, Told.OUT_OF_REACH) == len(self.voices)
        return settled and self.count(Told.BETTER) > 0
