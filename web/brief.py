"""The board brief: what was heard in one period, as words and numbers without a page around them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from nlu.redaction import Redactor
from storage.heard_records import Asked, Sum
from web.heard_view import KINDS, behind
from web.heard_words import quotations, redactor_of
from web.pages import Parts
from web.periods import Period

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


def make_brief(  # noqa: PLR0913, PLR0917 (what of whom, for whom)
    parts: Parts,
    within: Collection[UUID],
    period: Period,
    left_out: Sequence[UUID],
    silence: Mapping[str, str],
    reader: UUID | None = None,
) -> Brief:
    """The brief of these services. silence: for each kind who was not heard from. reader: for whom it is."""
    store = parts.store.heard
    maker = _Maker(parts, within, redactor_of(store.names(within)), left_out, reader)
    return Brief(
        ", ".join(store.service_names(within)),
        period.label,
        tuple(maker.voices(Asked(kind, period.months), silence.get(kind, "")) for kind in KINDS),
        _notes(store.least, len(left_out)),
    )


class _Maker:
    """What all kinds of speakers share while the brief is made."""

    def __init__(
        self,
        parts: Parts,
        within: Collection[UUID],
        redactor: Redactor,
        left_out: Sequence[UUID],
        reader: UUID | None,
    ) -> None:
        self._store, self._principles = parts.store.heard, parts.taxonomy.principles
        self._within, self._redactor = within, redactor
        self._reader = reader
        self._used = list(left_out)
        """Answers that are not to be quoted, or are already."""

    def voices(self, asked: Asked, silence: str) -> Voices:
        seen = self._store.principles(self._within, asked)
        behind_it = behind(self._store.of_kind(self._within, asked), self._store.least)
        sides = tuple(
            Side(stance, heading, self._lines(seen, stance), self._quoted(asked, stance))
            for stance, heading in HEADINGS.items()
        )
        return Voices(KINDS[asked.kind], behind_it, sides, silence)

    def _lines(self, seen: Mapping[tuple[str, str, bool], Sum], stance: str) -> tuple[Line, ...]:
        lines = []
        for each in self._principles:
            agreed, suggested = (seen.get((each.key, stance, how), Sum()) for how in (True, False))
            lines.append(Line(each.label, each.plain, agreed.answers, suggested.answers))
        lines.sort(key=lambda line: -line.agreed - line.suggested)
        return tuple(line for line in lines[:MOST_LINES] if line.counts)

    def _quoted(self, asked: Asked, stance: str) -> tuple[tuple[UUID, str], ...]:
        said = self._store.saying(self._within, asked, stance, None, self._reader)
        found = quotations(said, self._redactor, 1, self._used)
        self._used += [answer for answer, _ in found]
        return tuple(found)


def _notes(least: int, left_out: int) -> tuple[str, ...]:
    notes = [
        f"A number stands for answers, none for fewer than {least} people: the rest is left out.",
        "More answers are more answers, and that is all that can be said: nobody was drawn by lot.",
        "Somebody who did not say who they are counts once for each conversation.",
        "Left out is what people did not agree to have in reports.",
        "Quotations are word for word, with [name] for a name that was found. Some are missed.",
    ]
    if left_out:
        notes.append(f"{left_out} quotation{'s were' if left_out > 1 else ' was'} left out by hand.")
    return tuple(notes)
