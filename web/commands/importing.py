"""`whatmatters import FILE.csv`: old feedback, kept and tagged. Stopped or failed, it is simply run again."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import batched, islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from actions.tagging import TagsMany, as_tags
from storage.importing import ImportedAnswer, Importing
from web.assembly import open_store, open_tagger
from web.commands.csv_files import ONE_COLUMN, CsvFile, Rejected, Row, open_csv
from web.commands.dates import DateFormat, given_format, guess_format
from web.commands.feedback import Columns, RowReader, choose_columns
from web.commands.place import OneService, one_service
from web.settings import read_settings

BATCH = 200
"""Rows that are kept together: what is lost, and done again, when the command is stopped."""
ROWS_TO_GUESS_BY = 500
STOPPED_BY_HAND = 130


@dataclass(slots=True)
class Tally:
    """How far an import has come."""

    kept: int = 0
    duplicates: int = 0
    rejected: int = 0
    started: float = field(default_factory=time.monotonic)

    def lines(self) -> list[str]:
        """The tally in sentences."""
        seconds = max(time.monotonic() - self.started, 0.001)
        rate = f" in {seconds:.1f} s ({self.kept / seconds:,.0f} answers a second)" if self.kept else ""
        return [
            f"Kept:       {self.kept:,} new answers{rate}",
            f"Duplicates: {self.duplicates:,} (there already, or twice in this file)",
            f"Rejected:   {self.rejected:,}",
        ]


def import_file(  # noqa: PLR0913 (each is an option of the command)
    file: Annotated[
        Path, typer.Argument(help="A CSV file with names of columns.", exists=True, dir_okay=False)
    ],
    *,
    text: Annotated[str | None, typer.Option(help="The column with the words.")] = None,
    question: Annotated[str | None, typer.Option(help="The column with what was asked.")] = None,
    audience: Annotated[
        str | None, typer.Option(help="The column that says who speaks; or resident, carer or staff for all.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="The column with the date.")] = None,
    date_format: Annotated[str | None, typer.Option(help="How dates are written, such as %d/%m/%Y.")] = None,
    person: Annotated[str | None, typer.Option(help="The column with a code for the person.")] = None,
    row_id: Annotated[str | None, typer.Option("--id", help="The column with the row's own number.")] = None,
    service: OneService = "",
) -> None:
    """Bring in old feedback from a CSV file and tag it. Rows that are there already are left out."""
    given = {
        "text": text,
        "question": question,
        "audience": audience,
        "date": date,
        "person": person,
        "id": row_id,
    }
    source = open_csv(file)
    columns = choose_columns(source.header, given)
    dates = given_format(date_format) if date_format else _guess_dates(source, columns)
    for line in _what_is_read(source, columns, dates):
        print(line)
    settings = read_settings()
    with closing(open_store(settings)) as store:
        where = one_service(store, service)
        print(f"  The answers are kept at {where.name}.")
        reader = RowReader(columns, dates, None if where == store.services.get() else where.id)
        work = Work(source, reader, store.importing, open_tagger(settings))
        _run(work, by_id="id" in columns.places)


class Work:
    """One import: rows in, answers with tags kept, what cannot be used written aside."""

    def __init__(self, source: CsvFile, reader: RowReader, importing: Importing, tagger: TagsMany) -> None:
        self.source = source
        self.tally = Tally()
        self.rejected = Rejected(source)
        self._reader = reader
        self._importing = importing
        self._tagger = tagger

    def run(self, told: Callable[[int], None]) -> None:
        """Import everything; `told` hears the line after each batch. What was kept before an error stays."""
        with self.rejected:
            for rows in batched(self.source.rows(), BATCH):
                self._keep(self._read(rows))
                told(rows[-1].line)

    def _read(self, rows: Sequence[Row]) -> list[ImportedAnswer]:
        answers = []
        for row in rows:
            found = self._reader.read(row)
            if isinstance(found, str):
                self.rejected.write(row, found)
                self.tally.rejected += 1
            else:
                answers.append(found)
        return answers

    def _keep(self, answers: Sequence[ImportedAnswer]) -> None:
        new = self._importing.new(answers)
        understood = zip(new, self._tagger.tag_many([each.text for each in new]), strict=True)
        tags = [as_tags(found, self._tagger.model_version, each.text) for each, found in understood]
        kept = self._importing.keep(list(zip(new, tags, strict=True)))
        self.tally.kept += kept
        self.tally.duplicates += len(answers) - kept


def _run(work: Work, *, by_id: bool) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task("Importing", total=work.source.lines)
            work.run(lambda line: progress.update(bar, completed=line))
            progress.update(bar, completed=work.source.lines)
    except KeyboardInterrupt:
        print("Stopped. What was kept stays; run the same command again to go on.")
        raise typer.Exit(STOPPED_BY_HAND) from None
    finally:
        for line in [*work.tally.lines(), *_hints(work, by_id=by_id)]:
            print(line)


def _hints(work: Work, *, by_id: bool) -> list[str]:
    hints = []
    if work.tally.rejected:
        hints.append(f"The rejected rows and the reasons are in {work.rejected.path}.")
    if work.tally.duplicates and not by_id:
        hints.append(
            "The same words of the same person, day and question count as one answer. "
            "If they are several, name a column with a number for each row: --id."
        )
    return hints


def _guess_dates(source: CsvFile, columns: Columns) -> DateFormat:
    place = columns.places.get("date")
    if place is None:
        return guess_format(())
    rows = (row for row in islice(source.rows(), ROWS_TO_GUESS_BY) if not row.problem)
    return guess_format(row.cells[place].strip() for row in rows)


def _what_is_read(source: CsvFile, columns: Columns, dates: DateFormat) -> list[str]:
    divided = "one column" if source.delimiter == ONE_COLUMN else f"divided by {source.delimiter!r}"
    lines = [f"{source.path}: {source.encoding.removesuffix('-sig')}, {divided}"]
    for name, place in columns.places.items():
        how = " (guessed)" if name in columns.guessed else ""
        lines.append(f'  {name:<9} column "{source.header[place]}"{how}')
    if columns.audience:
        lines.append(f"  audience  {columns.audience} for all")
    unused = [name for place, name in enumerate(source.header) if place not in columns.places.values()]
    if unused:
        lines.append(f"  left out  {', '.join(unused)}")
    if "date" in columns.places:
        lines.append(f"  dates are read as {dates.pattern}")
    if dates.doubtful:
        lines.append("  These dates could also begin with the month: then add --date-format %m/%d/%Y.")
    return lines
