"""`whatmatters tag | evaluate`: what a text says, and how well that is known."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from nlu.concerns import read_lines
from nlu.evaluation import GOLD, load_rows
from nlu.evaluation import evaluate as measure
from nlu.safety import SafetyReport, check
from web.assembly import open_tagger
from web.commands.json_lines import answer_lines
from web.settings import read_settings


def tag() -> None:
    """Read JSON lines {"id", "text"}; write the principles, stance and topics of each, in order.

    A line that cannot be read is answered with {"id": null, "error": ...}, and the exit code is 1.
    """
    tagger = open_tagger(read_settings())
    answer_lines(lambda texts: (understood.as_json() for understood in tagger.tag_many(texts)))


def evaluate(
    rows: Annotated[
        Path,
        typer.Argument(
            help="JSON lines with text, principles, stance and topics; or a .txt like nlu/gold's."
        ),
    ] = GOLD / "answers.txt",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure the tagger and the safeguarding net on lines that they were not trained on."""
    labelled, lines = load_rows(rows), read_lines(GOLD / "concerns.txt")
    tagger = open_tagger(read_settings())
    report, safety = measure(tagger, labelled).as_json(), check(tagger, lines)
    if as_json:
        typer.echo(json.dumps({**report, "safety": safety.as_json()}, indent=2))
    else:
        _show(report, safety)


def _show(report: dict[str, Any], safety: SafetyReport) -> None:
    """The figures of the whole, then those of each principle, then those of the net."""
    whole, each = Table("measure", "value"), Table("principle", "precision", "recall", "F1", "answers")
    for name, value in report.items():
        if name != "principles":
            whole.add_row(name.replace("_", " "), f"{value:.3f}" if isinstance(value, float) else str(value))
    for key, found in report["principles"].items():
        figures = (f"{found[name]:.2f}" for name in ("precision", "recall", "f1"))
        each.add_row(key, *figures, str(found["true"]))
    net = Table("safeguarding", "lines", "share (95 % interval)")
    for name, share in safety.rows():
        net.add_row(name, f"{share.found} of {share.of}", str(share))
    Console().print(whole, each, net)
