"""`whatmatters questions`: see, export, change and import what people are asked."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nlu.principles import load_taxonomy
from storage.kinds import Audience
from storage.question_changes import Change, ChangeKind, FieldChange, difference
from storage.question_files import ShippedSet, dump_sets, parse_sets
from storage.questions import Questions, as_new
from storage.records import QuestionRecord, QuestionSetRecord
from web.assembly import open_store
from web.errors import WebError
from web.pictures import load_pictures
from web.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="See, export, change and import the questions people are asked.")

LOOKS = {
    ChangeKind.ADDED: ("+", "green"),
    ChangeKind.REWORDED: ("~", "yellow"),
    ChangeKind.RETIRED: ("-", "red"),
    ChangeKind.MOVED: (">", "cyan"),
}
"""A sign beside the colour, so that a change is seen without colour too."""

OnlyAudience = Annotated[
    Audience | None, typer.Option("--audience", help="Only the questions for these people.")
]


@dataclass(frozen=True, slots=True)
class Update:
    """A set from a file beside the version that is asked now."""

    wanted: ShippedSet
    version: int
    """Asked now; 0 if there is none yet."""
    changes: list[Change]


@app.command("list")
def list_questions(
    audience: OnlyAudience = None,
    every: Annotated[bool, typer.Option("--all", help="Earlier versions too.")] = False,
) -> None:
    """Show the questions in the order they are asked."""
    with closing(open_store(read_settings())) as store:
        versions = store.questions.versions()
    for version in _chosen(versions if every else _newest(versions), audience):
        _show_version(Console(highlight=False), version)


@app.command("export")
def export_questions(
    file: Annotated[Path | None, typer.Argument(help="Where to; left out: printed.", dir_okay=False)] = None,
    audience: OnlyAudience = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write over the file without asking.")] = False,
) -> None:
    """Write the questions to a YAML file, to change them there and import it."""
    with closing(open_store(read_settings())) as store:
        chosen = _chosen(_newest(store.questions.versions()), audience)
    text = dump_sets(_as_set(each) for each in chosen)
    if file is None:
        print(text, end="")
    elif yes or not file.exists() or typer.confirm(f"{file} is there already. Write over it?"):
        _write(file, text)
        print(f"{sum(len(each.questions) for each in chosen)} questions written to {file}.")


@app.command("import")
def import_questions(
    file: Annotated[
        Path, typer.Argument(help="A YAML file as `export` writes it.", exists=True, dir_okay=False)
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Write the new versions without asking.")] = False,
) -> None:
    """Show what a file would change, and write it as new versions. Talks under way keep their questions."""
    wanted = parse_sets(_read(file), load_taxonomy().principle_keys, load_pictures().keys())
    with closing(open_store(read_settings())) as store:
        updates = find_updates(store.questions, wanted)
        if not updates:
            print("Nothing is different. No new version was written.")
            return
        for update in updates:
            _show_update(Console(highlight=False), update)
        if not yes and not typer.confirm("Ask these from now on? Talks under way keep their questions."):
            print("Nothing was changed.")
            return
        for record in write_updates(store.questions, updates):
            print(f"{record.audience} ({record.language}): version {record.version} is asked from now on.")


def find_updates(questions: Questions, wanted: Iterable[ShippedSet]) -> list[Update]:
    """The sets that differ from what is asked now. Sets that are not in `wanted` are left alone."""
    found = []
    for each in wanted:
        now = questions.newest(each.audience, each.language)
        old = [as_new(question) for question in now.questions] if now else []
        if changes := difference(old, each.questions):
            found.append(Update(each, now.version if now else 0, changes))
    return found


def write_updates(questions: Questions, updates: Iterable[Update]) -> list[QuestionSetRecord]:
    """A new version for each; run again after a failure it writes only what is missing."""
    return [
        questions.add_version(each.wanted.audience, each.wanted.language, each.wanted.questions)
        for each in updates
    ]


def _newest(versions: Iterable[QuestionSetRecord]) -> list[QuestionSetRecord]:
    first: dict[tuple[str, str], QuestionSetRecord] = {}
    for each in versions:
        first.setdefault((each.audience, each.language), each)
    return list(first.values())


def _chosen(versions: Iterable[QuestionSetRecord], audience: Audience | None) -> list[QuestionSetRecord]:
    order = list(Audience)
    wanted = [each for each in versions if audience in (None, each.audience)]
    return sorted(wanted, key=lambda each: order.index(Audience(each.audience)))


def _as_set(record: QuestionSetRecord) -> ShippedSet:
    questions = tuple(as_new(question) for question in record.questions)
    return ShippedSet(Audience(record.audience), record.language, questions)


def _show_version(console: Console, version: QuestionSetRecord) -> None:
    title = (
        f"{version.audience} ({version.language}), version {version.version}, {version.created_at:%d.%m.%Y}"
    )
    console.print(Text(title, style="bold"))
    table = Table.grid(padding=(0, 2))
    for question in version.questions:
        words = Text("\n").join([Text(question.text), *_ways_to_answer(question)])
        table.add_row(f"{question.position:>3}", Text(question.key, style="cyan"), words)
    console.print(table)
    console.print()


def _ways_to_answer(question: QuestionRecord) -> list[Text]:
    choices = f"[{' | '.join(question.choices)}]" if question.choices else ""
    faces = f"{question.closed} [{' | '.join(question.faces)}]" if question.closed else ""
    pictures = f"pictures: {', '.join(question.pictures)}" if question.pictures else ""
    return [Text(each, style="dim") for each in (choices, faces, pictures) if each]


def _show_update(console: Console, update: Update) -> None:
    name = f"{update.wanted.audience} ({update.wanted.language})"
    console.print(Text(f"{name}: version {update.version} -> {update.version + 1}", style="bold"))
    for change in update.changes:
        for line in _change_lines(change):
            console.print(line, soft_wrap=True)


def _change_lines(change: Change) -> list[Text]:
    sign, colour = LOOKS[change.kind]
    about = f"from place {change.places[0]} to {change.places[1]}" if change.places else change.text
    first = Text.assemble((f"  {sign} {change.kind:<9}", colour), (f"{change.key}: ", "bold"), about)
    return [first, *(line for field in change.fields for line in _field_lines(field))]


def _field_lines(field: FieldChange) -> list[Text]:
    return [
        Text(f"      {field.name:<10} - {_shown(field.before)}", style="red"),
        Text(f"      {field.name:<10} + {_shown(field.after)}", style="green"),
    ]


def _shown(value: str | tuple[str, ...] | None) -> str:
    return (" | ".join(value) if isinstance(value, tuple) else value) or "(nothing)"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise WebError("bad_file", f"{file} is not written in UTF-8. Save it again as UTF-8.") from None
    except OSError as error:
        raise WebError("bad_file", f"{file} cannot be read: {error.strerror}. Check where it is.") from None


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WebError(
            "bad_file", f"{file} cannot be written: {error.strerror}. Give another place."
        ) from None
