"""Rows of old feedback: which column holds what, and how a row becomes an answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from storage.base import storable
from storage.importing import ImportedAnswer
from storage.kinds import Audience
from storage.turns import MAX_CHARACTERS
from web.commands.csv_files import Row
from web.commands.dates import DateFormat
from web.errors import WebError
from web.export_files import unguarded
from web.export_rows import COLUMNS

NAMES = {
    "text": ("text", "comment", "comments", "feedback", "answer", "response", "what they said", "words"),
    "question": ("question", "question text", "question key", "prompt"),
    "audience": ("audience", "role", "speaker", "respondent type", "who is speaking"),
    "date": ("date", "said on", "created", "created at", "submitted", "submitted at", "timestamp", "when"),
    "person": ("person", "person code", "code", "respondent", "respondent id", "participant", "resident id"),
    "id": ("id", "row id", "record id", "reference", "ref"),
}
"""Field -> names of columns that mean it, likeliest first. Each is also the option that names the column."""

SPEAKERS = {
    Audience.RESIDENT: ("resident", "person", "service user", "tenant", "patient", "client", "customer"),
    Audience.CARER: (
        "carer",
        "family carer",
        "unpaid carer",
        "family",
        "relative",
        "friend",
        "parent",
        "partner",
    ),
    Audience.STAFF: (
        "staff",
        "member of staff",
        "care worker",
        "support worker",
        "nurse",
        "employee",
        "volunteer",
    ),
}
"""How files name who is speaking."""

_AUDIENCES = {name: audience for audience, names in SPEAKERS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, by its place from 0."""

    places: Mapping[str, int]
    """Field -> place, for the fields that the file has."""
    guessed: frozenset[str]
    """The fields that nobody named."""
    audience: Audience | None
    """Everybody's, if no column says it."""
    exported: bool = False
    """Whether we wrote the file ourselves, so that its cells are guarded against spreadsheets."""


def choose_columns(header: Sequence[str], given: Mapping[str, str | None]) -> Columns:
    """The columns as named in `given` (field -> name), the rest guessed by their names.

    Raises WebError("bad_column") if a named one is not there, or if words or speakers have none.
    """
    named = {field: name for field, name in given.items() if name}
    everybody = _everybody(header, named)
    if everybody:
        del named["audience"]
    places = {field: _place(header, field, name) for field, name in named.items()}
    guessed: dict[str, int] = {}
    for field in NAMES:
        if field not in places and not (field == "audience" and everybody):
            guessed |= _guess(header, field, {*places.values(), *guessed.values()})
    ours = tuple(header) == COLUMNS
    columns = Columns({**places, **guessed}, frozenset(guessed), everybody, ours)
    _refuse_missing(header, columns)
    return columns


class RowReader:
    """Makes answers of rows."""

    def __init__(self, columns: Columns, dates: DateFormat, service_id: UUID | None = None) -> None:
        """service_id: where they belong, if that is not the first service."""
        self._columns = columns
        self._dates = dates
        self._service_id = service_id

    def read(self, row: Row) -> ImportedAnswer | str:
        """The answer, or the reason why it cannot be one."""
        if row.problem:
            return row.problem
        text, question = self._cell(row, "text"), self._cell(row, "question")
        if not text:
            return "has no words"
        if max(len(text), len(question)) > MAX_CHARACTERS:
            return f"is too long: more than {MAX_CHARACTERS:,} letters; is a quotation mark missing?"
        audience = self._columns.audience or _audience(self._cell(row, "audience"))
        if audience is None:
            return f'says nobody we know is speaking: "{self._cell(row, "audience")}"; use {_audience_list()}'
        date = self._cell(row, "date")
        try:
            said_at = self._dates.read(date) if date else None
        except ValueError:
            return f'has a date that cannot be read: "{date}"; dates here are {self._dates.pattern}'
        person, row_id = self._cell(row, "person"), self._cell(row, "id")
        return ImportedAnswer(text, audience, said_at, question, person, row_id, self._service_id)

    def _cell(self, row: Row, field: str) -> str:
        place = self._columns.places.get(field)
        if place is None:
            return ""
        cell = unguarded(row.cells[place]) if self._columns.exported else row.cells[place]
        return storable(cell).strip()


def _audience(name: str) -> Audience | None:
    plain = _plain(name)
    return _AUDIENCES.get(plain) or _AUDIENCES.get(plain.removesuffix("s"))


def _audience_list() -> str:
    return ", ".join(Audience)


def _everybody(header: Sequence[str], named: Mapping[str, str]) -> Audience | None:
    name = named.get("audience", "")
    is_column = _plain(name) in map(_plain, header)
    return None if is_column or name.lower() not in set(Audience) else Audience(name.lower())


def _place(header: Sequence[str], field: str, name: str) -> int:
    found = [place for place, each in enumerate(header) if _plain(each) == _plain(name)]
    if len(found) == 1:
        return found[0]
    reason = "Two columns are" if found else "No column is"
    hint = f" or {_audience_list()}" if field == "audience" else ""
    raise WebError("bad_column", f'{reason} called "{name}" (--{field}). Use one of: {_list(header)}{hint}.')


def _guess(header: Sequence[str], field: str, taken: set[int]) -> dict[str, int]:
    free = {_plain(name): place for place, name in reversed(list(enumerate(header))) if place not in taken}
    place = next((free[name] for name in NAMES[field] if name in free), None)
    return {} if place is None else {field: place}


def _refuse_missing(header: Sequence[str], columns: Columns) -> None:
    if "text" not in columns.places:
        raise WebError("bad_column", f"Which column holds the words? Add --text and one of: {_list(header)}.")
    if columns.audience is None and "audience" not in columns.places:
        raise WebError(
            "bad_column",
            f"Who is speaking? Add --audience with {_audience_list()}, or with one of: {_list(header)}.",
        )


def _list(header: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in header if name)


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.replace("_", " ").lower()))
