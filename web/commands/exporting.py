"""`whatmatters export FILE`: answers as a file, without names unless it is asked otherwise."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from storage.kinds import Audience
from storage.wanted import Wanted
from web.assembly import open_store
from web.commands.place import one_service
from web.days import day_start
from web.errors import WebError
from web.export import Export, ExportChoice, total
from web.export_files import FileKind
from web.settings import read_settings

STOPPED_BY_HAND = 130


def export_file(  # noqa: PLR0913 (each is an option of the command)
    file: Annotated[
        Path, typer.Argument(help="Where to; it ends with .csv, .jsonl or .parquet.", dir_okay=False)
    ],
    *,
    service: Annotated[str, typer.Option(help="Only this home, by its short name.")] = "",
    audience: Annotated[Audience | None, typer.Option(help="Only those who speak as this.")] = None,
    since: Annotated[str | None, typer.Option(help="From this day on, such as 2026-11-22.")] = None,
    until: Annotated[str | None, typer.Option(help="Before this day, such as 2026-12-01.")] = None,
    as_said: Annotated[
        bool, typer.Option("--as-said", help="Leave names and numbers in; needs --why, and is written down.")
    ] = False,
    why: Annotated[str, typer.Option(help="Why the words are needed with names.")] = "",
) -> None:
    """Write answers into a file, and beside it FILE.about.txt with what was left out."""
    if as_said and not why.strip():
        raise WebError("no_reason", "Add --why with the reason for which the words are needed with names.")
    wanted = Wanted(audience=audience, since=_day(since), until=_day(until))
    choice = ExportChoice(_kind(file), wanted, as_said=as_said)
    with closing(open_store(read_settings())) as store:
        within = {one_service(store, service).id} if service else store.services.ids()
        export = Export(store, within, choice)
        told = f"{choice.kind} {' '.join(why.split())}"[:80].strip()
        store.audit.record(None, "exported_words" if as_said else "exported", told)
        write_out(file, export, total(store.exporting.counts(within, wanted)))


def _kind(file: Path) -> FileKind:
    try:
        return FileKind(file.suffix.removeprefix(".").lower())
    except ValueError:
        known = ", ".join(f".{kind}" for kind in FileKind)
        raise WebError("bad_file", f"{file} says nothing about its kind. End it with {known}.") from None


def _day(text: str | None) -> datetime | None:
    """The start of a day here."""
    found = day_start(text) if text else None
    if text and found is None:
        raise WebError("bad_setting", f"{text} is no day. Write it like 2026-11-22.")
    return found


def write_out(file: Path, export: Export, expected: int) -> None:
    """Write the file and the sheet beside it; stopped half way, both are as they were."""
    about = file.with_name(f"{file.name}.about.txt")
    try:
        with whole(file) as part, _bar(expected) as bar, part.open("wb") as written:
            for piece in export.pieces():
                written.write(piece)
                bar(export.given)
        about.write_text(export.about(), encoding="utf-8")
    except KeyboardInterrupt:
        print(f"Stopped. {file} is as it was before; run the same command again.")
        raise typer.Exit(STOPPED_BY_HAND) from None
    except OSError as error:
        if error.errno in (28, 122):  # said by the program for all commands
            raise
        raise WebError(
            "bad_file", f"{file} cannot be written: {error.strerror}. Choose another place."
        ) from error
    print(export.about(), end="")
    print(f"The answers are in {file}, and this is in {about}.")


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A file beside it that takes its place at the end, or goes."""
    part = file.with_name(f"{file.name}.part")
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _bar(expected: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Taking out", total=expected)
        yield lambda done: progress.update(task, completed=done)
