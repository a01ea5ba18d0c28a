"""`whatmatters encoder`: the optional sentence encoder, whether it is there, and how to get it."""

from pathlib import Path
from typing import Annotated

import typer

from nlu.encoder_files import PINS, faults
from web.commands.loading_bar import loading_bar
from web.fetching import SOURCE
from web.fetching import fetch as bring
from web.settings import Settings, read_settings

app = typer.Typer(
    help="The optional sentence encoder: whether it is there, and getting it.", no_args_is_help=True
)

STOPPED_BY_HAND = 130


@app.command()
def check() -> None:
    """Say whether the folder in WM_ENCODER holds the encoder, complete and genuine."""
    folder = read_settings().encoder
    if folder is None:
        typer.echo("No encoder is set, so answers are read without one, as is usual. See docs/nlu.md.")
        return
    found = faults(folder, PINS)
    if not found:
        typer.echo(f"The encoder in {folder} is complete and genuine.")
        return
    typer.echo(f"The encoder in {folder} cannot be used, so answers are read without one:")
    for each in found:
        typer.echo(f"- {each}")
    typer.echo("Get what is missing with `whatmatters encoder fetch`, or empty WM_ENCODER.")
    raise typer.Exit(1)


@app.command()
def fetch(
    to: Annotated[
        Path | None, typer.Option(help="Folder; else WM_ENCODER, else `encoder` in the data folder.")
    ] = None,
    source: Annotated[
        str, typer.Option("--from", help="Address of the folder with the three files.")
    ] = SOURCE,
) -> None:
    """Download the encoder (91 MB). What is there already is not loaded again."""
    settings = read_settings()
    folder = (to or settings.encoder or settings.data_folder / "encoder").resolve()
    try:
        with loading_bar(PINS) as tell:
            brought = bring(folder, source, PINS, tell)
    except KeyboardInterrupt:
        typer.echo("Stopped. What came is kept; run the same command again to go on.")
        raise typer.Exit(STOPPED_BY_HAND) from None
    typer.echo(f"The encoder in {folder} is complete and genuine." + ("" if brought else " It was before."))
    _next(settings, folder)


def _next(settings: Settings, folder: Path) -> None:
    if settings.encoder is None or settings.encoder.resolve() != folder:
        typer.echo(f"To use it, set WM_ENCODER={folder}.")
    typer.echo("The next start trains a tagger with it, which takes a few minutes, unless there is one.")
