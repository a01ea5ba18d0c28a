"""`whatmatters models`: the trained taggers, which one is in use, and how two compare."""

import logging

import typer
from rich.console import Console
from rich.table import Table

from nlu.errors import NluError
from nlu.gate import Figures, Verdict
from nlu.gate import compare as measure
from nlu.shelf import Shelf, Trained
from web.assembly import open_shelf
from web.commands.training import telling
from web.settings import read_settings

app = typer.Typer(help="The trained taggers, and which one is in use.", no_args_is_help=True)


@app.command("list")
def everything() -> None:
    """Show every trained tagger, the newest first."""
    shelf = open_shelf(read_settings())
    active = _active(shelf)
    table = Table("version", "trained", "answers", "put right", "lines", "")
    for each in shelf.taggers():
        card = each.card
        numbers = (f"{number:,}" for number in (card.answers, card.corrections, card.lines))
        marks = ", ".join(_marks(each, active))
        table.add_row(each.version, f"{each.at.astimezone():%Y-%m-%d %H:%M}", *numbers, marks)
    Console().print(table)
    if active is None:
        typer.echo("None is in use yet. The next start chooses or trains one.")


@app.command()
def compare(first: str, second: str) -> None:
    """Let two taggers read the same labelled answers, and show the figures of both."""
    shelf = open_shelf(read_settings())
    old, new = (shelf.load(shelf.find(version).version) for version in (first, second))
    with telling() as tell:
        verdict = measure(old, new, tell=tell)
    _show(first, second, verdict)


@app.command()
def activate(version: str) -> None:
    """Use a tagger from the next start."""
    open_shelf(read_settings()).activate(version)
    typer.echo(f"{version} is used from the next start.")


@app.command()
def rollback() -> None:
    """Use the one before again, from the next start."""
    typer.echo(f"{open_shelf(read_settings()).roll_back()} is used again from the next start.")


def _marks(tagger: Trained, active: str | None) -> list[str]:
    """What is special about a tagger."""
    return [
        *(["in use"] if tagger.version == active else []),
        *(["with the encoder"] if tagger.card.encoder else []),
        *([] if tagger.usable else ["other data or encoder"]),
    ]


def _active(shelf: Shelf) -> str | None:
    try:
        return shelf.active()
    except NluError as error:
        logging.getLogger(__name__).warning("%s", error)
        return None


def _show(first: str, second: str, verdict: Verdict) -> None:
    table = Table("measure", first, second)
    for (name, old), (_, new) in zip(_rows(verdict.old), _rows(verdict.new), strict=True):
        table.add_row(name, old, new)
    Console().print(table)
    low, high = verdict.between
    typer.echo(f"Difference in F1: {verdict.difference:+.3f}, with 95 % between {low:+.3f} and {high:+.3f}.")
    if verdict.passed:
        typer.echo(f"{second} may take the place of {first}.")
        return
    typer.echo(f"{second} would not take the place of {first} by itself:")
    for reason in verdict.reasons:
        typer.echo(f"- {reason}")


def _rows(figures: Figures) -> list[tuple[str, str]]:
    return [
        ("F1 of principles", f"{figures.micro_f1:.3f}"),
        ("remarks without a principle left alone", f"{figures.kept_clean:.1%}"),
        *((f"found: {key.replace('_', ' ')}", f"{share:.0%}") for key, share in figures.recall.items()),
        ("plain lines about danger not noticed", str(len(figures.unnoticed))),
    ]
