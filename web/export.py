"""One export: which answers, in which words, and in the end what was given and what was left out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from storage.exporting import GIVEN
from storage.store import Store
from storage.wanted import Wanted
from web.clean_words import CleanWords
from web.export_files import FileKind, pieces
from web.export_rows import ExportRow, export_rows

LEFT_OUT = {
    "not_kept": "their time was over, or all of the conversation was erased",
    "taken_out": "taken out by those who gave them",
    "skipped": "questions that somebody skipped",
    "not_confirmed": "spoken, and nobody has confirmed the words yet",
    "no_words": "without any words",
    "not_agreed": "nobody agreed that they are used in reports",
}
"""What is said of each of storage.exporting.REASONS."""
KINDS = {
    "person": "names",
    "phone": "phone numbers",
    "email": "e-mail addresses",
    "address": "addresses",
    "room": "rooms",
    "birth": "dates of birth",
    "nhs_number": "NHS numbers",
}
NEVER = (
    "Never in an export: voices, what the machine said, notes of staff, how people are called, where their "
    "tablet stands, suggestions that staff removed."
)


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What somebody wants to take out."""

    kind: FileKind
    wanted: Wanted
    as_said: bool = False
    """With names and numbers, word for word."""


class Export:
    """One of them, under way. Threads do not share it."""

    def __init__(self, store: Store, within: Collection[UUID], choice: ExportChoice) -> None:
        self.given = 0
        """Answers that were written so far."""
        self._store, self._within, self._choice = store, frozenset(within), choice
        self._services = store.exporting.services(self._within)
        self._clean = CleanWords(store, as_said=choice.as_said)

    def pieces(self) -> Iterator[bytes]:
        """The file in pieces. Raises WebError("no_parquet") at once if it cannot be made here."""
        return pieces(self._choice.kind, self._rows())

    def _rows(self) -> Iterator[list[ExportRow]]:
        for some in self._store.exporting.every(self._within, self._choice.wanted):
            yield list(export_rows(some, self._clean, self._services))
            self.given += len(some)

    def about(self) -> str:
        """What was given and what was left out, in words, for the file beside."""
        counts = self._store.exporting.counts(self._within, self._choice.wanted)
        lines = [
            f"Answers from {' and '.join(self._services.values())}, taken out on {_day(datetime.now(UTC))}.",
            *_chosen(self._choice.wanted),
            "",
            f"Answers given: {self.given:,}.",
            *left_out(counts),
            "",
            *self._words(),
            NEVER,
        ]
        return "\n".join([*lines, ""])

    def _words(self) -> Iterator[str]:
        if self._choice.as_said:
            yield "The words are as they were said, WITH names and numbers. Keep them like care records."
            return
        taken = [f"{KINDS.get(kind, kind)}: {count:,}" for kind, count in sorted(self._clean.taken.items())]
        yield f"Replaced by words in brackets, {'; '.join(taken) or 'nothing'}."
        yield (
            "This is not anonymous: about one name in eight is missed, and a story can tell who it is about. "
            "Let a person read it before it goes on."
        )


def left_out(counts: dict[str, int]) -> list[str]:
    """A sentence for each reason for which answers are left out."""
    counted = ((words, counts[reason]) for reason, words in LEFT_OUT.items())
    found = [f"Left out, {words}: {count:,}." for words, count in counted if count]
    return found or ["Left out: none."]


def total(counts: dict[str, int]) -> int:
    """How many answers go out."""
    return counts[GIVEN]


def _chosen(wanted: Wanted) -> Iterator[str]:
    if wanted.audience:
        yield f"Only those of: {wanted.audience}."
    if wanted.since:
        yield f"From {_day(wanted.since)} on."
    if wanted.until:
        yield f"Before {_day(wanted.until)}."


def _day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()
