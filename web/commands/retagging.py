"""`whatmatters retag`: today's tagger reads earlier answers again. Stopped, it is simply run again."""

from contextlib import closing
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from actions.tagging import TagsMany, tag_anew
from storage.store import Store
from web.assembly import open_store, open_tagger
from web.settings import read_settings

STOPPED_BY_HAND = 130


def retag(
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Read all answers again, also those that this tagger has read.")
    ] = False,
) -> None:
    """Tag answers anew whose suggestions come from another tagger; what staff decided stays as it is.

    With --all it finds concerns in answers that were given before concerns were kept.
    """
    settings = read_settings()
    with closing(open_store(settings)) as store:
        tagger = open_tagger(settings)
        try:
            changed = _run(store, tagger, everything=everything)
        except KeyboardInterrupt:
            typer.echo("Stopped. What is done stays; run the same command again to go on.")
            raise typer.Exit(STOPPED_BY_HAND) from None
    typer.echo(f"{changed:,} answers have suggestions of {tagger.model_version} now.")


def _run(store: Store, tagger: TagsMany, *, everything: bool) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("Tagging anew", total=None)

        def told(done: int, of: int) -> None:
            progress.update(bar, completed=done, total=of)

        return tag_anew(store, tagger, told, everything=everything)
