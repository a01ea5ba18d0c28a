"""What we heard in sum, as it travels: plain, frozen, never of fewer people than may be."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from storage.profiles import Profile

EVER = (0, 9999 * 12)
"""From the first month to the last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the numbers are to be about. Speakers are never merged: it is always one kind of them."""

    kind: str
    months: tuple[int, int] = EVER
    """The first and the last, as year * 12 + month - 1. What was said in part outside is not counted."""
    place: str | None = None
    """A tablet's identifier in hexadecimal, "" for what came from none; None for all."""
    question: str | None = None
    """A question's key, "" for what was said besides; None for all."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many answers, of how many people at least. Both are 0 where too few people said it."""

    answers: int = 0
    people: int = 0
    """Rounded down to a multiple of the least number that is shown."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything that can be said in numbers of what was asked for."""

    all: Sum = Sum()
    principles: dict[tuple[str, str, bool], Sum] = field(default_factory=dict)
    """By (key, stance, agreed); what is in part agreed counts as not agreed."""
    topics: dict[str, Sum] = field(default_factory=dict)
    doors: dict[str, Sum] = field(default_factory=dict)
    languages: dict[str, Sum] = field(default_factory=dict)
    months: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)
    """Answers by stretch (first month, last month), and in it by stance; "" for those of several or none."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's own words, not redacted yet."""

    answer_id: UUID
    voice: UUID
    """The person, or the conversation of somebody who did not say who they are."""
    text: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """Somebody who was not heard from."""

    person_id: UUID
    name: str
    kind: str
    profile: Profile
    asked: bool
    """Whether a talk was begun with them in that time."""
    last_at: datetime | None
    """When they were last heard, if they ever were."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who was heard from, of those who are here."""

    here: int
    unheard: tuple[Unheard, ...]

    @property
    def heard(self) -> int:
        """How many were."""
        return self.here - len(self.unheard)


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether the numbers are of this moment."""

    ready: bool
    """Whether they were ever put together."""
    as_of: datetime | None
    """When they were, if something changed since."""
