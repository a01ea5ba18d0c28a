"""`whatmatters tag | train | evaluate`: what a text says, and how well that is known."""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from nlu.evaluation import evaluate as measure
from nlu.evaluation import load_rows
from nlu.principles import DATA
from nlu.tagger import Tagger
from web.assembly import open_tagger
from web.settings import read_settings

BATCH = 64
"""Lines tagged together; each is written as soon as its batch is done."""

console = Console(stderr=True)


def tag() -> None:
    """Read JSON lines {"id", "text"}; write the principles, stance and topics of each, in order.

    A line that cannot be read is answered with {"id": null, "error": ...}, and the exit code is 1.
    """
    tagger = open_tagger(read_settings())
    failed = False
    for batch in batched(_lines(sys.stdin), BATCH):
        for result in _tagged(tagger, batch):
            failed = failed or "error" in result
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    raise typer.Exit(1 if failed else 0)


def train() -> None:
    """Train the tagger from nlu/data, if anything in it changed."""
    models = read_settings().data_folder / "models"
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        job = bar.add_task("looking", total=1)

        def tell(doing: str, done: int, steps: int) -> None:
            bar.update(job, description=doing, completed=done, total=steps)

        tagger = open_tagger(read_settings(), tell)
        bar.update(job, description="up to date", completed=1, total=1)
    typer.echo(f"{models / f'tagger-{tagger.model_version}'} from {DATA.name}/")


def evaluate(
    rows: Annotated[Path, typer.Argument(help="JSON lines with text, principles, stance and topics.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure the tagger on labelled answers that it was not trained on."""
    labelled = load_rows(rows)
    report = measure(open_tagger(read_settings()), labelled).as_json()
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    _show(report)


def _show(report: dict[str, Any]) -> None:
    """The figures of the whole, then those of each principle."""
    whole, each = Table("measure", "value"), Table("principle", "precision", "recall", "F1", "answers")
    for name, value in report.items():
        if name != "principles":
            whole.add_row(name.replace("_", " "), f"{value:.3f}" if isinstance(value, float) else str(value))
    for key, found in report["principles"].items():
        figures = (f"{found[name]:.2f}" for name in ("precision", "recall", "f1"))
        each.add_row(key, *figures, str(found["true"]))
    Console().print(whole, each)


def _lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Each line as an object with an id and a text, or with an error."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read(number, line)


def _read(number: int, line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
        text = given["text"]
    except (ValueError, KeyError, TypeError):
        return {"id": None, "error": f'Line {number} is not {{"id": ..., "text": ...}}.'}
    if not isinstance(text, str):
        return {"id": given.get("id"), "error": f"The text of line {number} is not a string."}
    return {"id": given.get("id"), "text": text}


def _tagged(tagger: Tagger, batch: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    rows = list(batch)
    understood = iter(tagger.tag_many([row["text"] for row in rows if "text" in row]))
    for row in rows:
        yield {"id": row["id"], **next(understood).as_json()} if "text" in row else row
