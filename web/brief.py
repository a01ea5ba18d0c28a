"""The board brief: what was heard in one period on one page, as words and numbers without a page around them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from nlu.redaction import Redactor
from storage.heard_records import Asked, Sum
from web.heard_view import KINDS, behind
from web.pages import Parts
from web.periods import Period
from web.said_words import quotations, redactor_of

MOST_LINES = 3
HEADINGS = {"working": "What works", "not_working": "What does not work", "wish": "What people wish for"}


@dataclass(frozen=True, slots=True)
class Line:
    """A principle in a stance, and how many answers it was seen in."""

    label: str
    plain: str
    agreed: int
    """By staff."""
    suggested: int
    """By the program, and not agreed by anybody yet, or only in part."""

    @property
    def counts(self) -> str:
        """Both numbers, told apart."""
        agreed = f"{self.agreed:,} agreed" if self.agreed else ""
        waiting = f"{self.suggested:,} not agreed yet" if self.suggested else ""
        return ", ".join(part for part in (agreed, waiting) if part)


@dataclass(frozen=True, slots=True)
class Side:
    """One stance."""

    stance: str
    heading: str
    lines: tuple[Line, ...]
    quotations: tuple[tuple[UUID, str], ...]
    """(answer, redacted words)."""


@dataclass(frozen=True, slots=True)
class Voices:
    """One kind of speaker; never joined with another."""

    label: str
    behind: str
    sides: tuple[Side, ...]
    silence: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that stands on the page."""

    service: str
    period: str
    kinds: tuple[Voices, ...]
    notes: tuple[str, ...]


def make_brief(
    parts: Parts, within: Collection[UUID], period: Period, left_out: Sequence[UUID], silence: dict[str, str]
) -> Brief:
    """The brief of these services. silence: for each kind who was not heard from."""
    store = parts.store.heard
    redactor = redactor_of(store.names(within))
    return Brief(
        ", ".join(store.service_names(within)),
        period.label,
        tuple(
            _voices(parts, within, Asked(kind, period.months), redactor, left_out, silence) for kind in KINDS
        ),
        _notes(store.least, len(left_out)),
    )


def _voices(
    parts: Parts,
    within: Collection[UUID],
    asked: Asked,
    redactor: Redactor,
    left_out: Sequence[UUID],
    silence: dict[str, str],
) -> Voices:
    store = parts.store.heard
    found = store.numbers(within, asked)
    sides, used = [], list(left_out)
    for stance, heading in HEADINGS.items():
        lines = [
            Line(
                each.label,
                each.plain,
                found.principles.get((each.key, stance, True), Sum()).answers,
                found.principles.get((each.key, stance, False), Sum()).answers,
            )
            for each in parts.taxonomy.principles
        ]
        lines = sorted(
            (each for each in lines if each.counts), key=lambda each: -each.agreed - each.suggested
        )
        quoted = quotations(store.saying(within, asked, stance), redactor, 1, used)
        used += [answer for answer, _ in quoted]
        sides.append(Side(stance, heading, tuple(lines[:MOST_LINES]), tuple(quoted)))
    return Voices(
        KINDS[asked.kind], behind(found.all, store.least), tuple(sides), silence.get(asked.kind, "")
    )


def _notes(least: int, left_out: int) -> tuple[str, ...]:
    notes = (
        f"A number stands for answers. None stands for fewer than {least} people: smaller groups are put "
        "together with others, or left out. More answers are more answers, and that is all that can be said: "
        "those who were asked were not drawn by lot.",
        "Somebody who did not say who they are counts once for each conversation.",
        "Quotations are word for word, with [name] for a name that was found. Some are missed: read before use.",
    )
    if not left_out:
        return notes
    return (*notes, f"{left_out} quotation{'s were' if left_out > 1 else ' was'} left out by hand.")
