"""`whatmatters train`: a new tagger, taken into use if it is not worse than the one in use."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from nlu.gate import compare
from nlu.progress import Progress as Tell
from nlu.shelf import Shelf
from web.assembly import open_shelf, train_tagger
from web.settings import read_settings


def train(
    *,
    with_corrections: Annotated[
        bool, typer.Option("--with-corrections", help="Learn from what staff decided about tags, too.")
    ] = False,
) -> None:
    """Train the tagger from nlu/data, if anything in it changed, and take it into use if it is no worse."""
    settings = read_settings()
    with telling() as tell:
        shelf = open_shelf(settings)
        folder = train_tagger(settings, shelf, tell, with_corrections=with_corrections)
        version = folder.name.removeprefix("tagger-")
        said = _consider(shelf, version, tell)
    card = shelf.find(version).card
    typer.echo(f"{folder}: {card.answers:,} answers, {card.corrections:,} of them put right by staff.")
    for line in said:
        typer.echo(line)


@contextmanager
def telling() -> Iterator[Tell]:
    """A bar that shows how far the work is."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        job = bar.add_task("looking", total=1)

        def tell(doing: str, done: int, steps: int) -> None:
            bar.update(job, description=doing, completed=done, total=steps)

        yield tell
        bar.update(job, description="done", completed=1, total=1)


def _consider(shelf: Shelf, version: str, tell: Tell) -> list[str]:
    """Take it into use or not, and say why."""
    in_use = shelf.open(logging.getLogger(__name__).warning)
    if in_use is None:
        shelf.activate(version)
        return ["It is used from the next start: there was none yet of today's data and code."]
    if in_use.model_version == version:
        shelf.activate(version)
        return ["It is the one in use."]
    verdict = compare(in_use, shelf.load(version), tell=tell)
    if verdict.passed:
        shelf.activate(version)
        return [
            f"It is used from the next start, in the place of {in_use.model_version}.",
            "Then `whatmatters retag` lets it read earlier answers again.",
        ]
    return [
        f"It is not used; {in_use.model_version} stays:",
        *(f"- {reason}" for reason in verdict.reasons),
        f"To use it all the same: `whatmatters models activate {version}`.",
    ]
