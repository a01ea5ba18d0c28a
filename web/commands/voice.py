"""`whatmatters voice`: who makes out spoken words here, whether it is whole, and how to get a better one."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from nlu.encoder_files import Pin
from voice.engines import ANSWER, choose_engine, installed, speed
from voice.models import SHIPPED, Model, changed, read_models, unpack
from web.commands.loading_bar import loading_bar
from web.errors import WebError
from web.fetching import fetch as bring
from web.settings import read_settings

app = typer.Typer(
    help="Listening: who makes out the words here, whether it is whole, and how to get a better one.",
    no_args_is_help=True,
)

STOPPED_BY_HAND = 130

Models = Annotated[
    Path, typer.Option("--models", help="A list of models with their hashes, instead of ours.")
]


@app.command()
def engines(
    again: Annotated[bool, typer.Option("--again", help="Measure once more how fast they are.")] = False,
) -> None:
    """List what is installed, how fast it is on this machine, and which one is used for open answers."""
    folder = models_folder()
    for each in installed(folder):
        if each.faults:
            typer.echo(f"{each.engine.label}: cannot be used: {', '.join(each.faults)}")
        else:
            seconds = speed(each.engine, folder, anew=again)
            typer.echo(f"{each.engine.label}: {seconds:.1f} s for {ANSWER:.0f} s of speech")
    chosen = choose_engine(folder)
    typer.echo(f"Used for open answers: {chosen.engine.label if chosen else 'none'}.")
    if chosen is None:
        raise typer.Exit(1)


@app.command()
def check(models: Models = SHIPPED) -> None:
    """Say of each model in the data folder whether it is complete and genuine."""
    known, folder = read_models(models), models_folder()
    wrong = False
    for each in installed(folder):
        name = each.engine.folder.name if each.engine.folder else ""
        found = [*each.faults, *(changed(folder / name, known.get(name)) if name else ())]
        wrong = wrong or bool(found)
        typer.echo(
            f"{each.engine.label}: {'; '.join(dict.fromkeys(found)) or 'complete'}{_unknown(name, known)}"
        )
    if wrong:
        typer.echo("Get what is missing or damaged with `whatmatters voice fetch NAME`.")
        raise typer.Exit(1)


@app.command()
def fetch(
    name: Annotated[str | None, typer.Argument(help="Which model; without it, those that there are.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", help="Address of the folder with its files, instead of the public one."),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Folder for models, such as a stick; else ours.")] = None,
    models: Models = SHIPPED,
) -> None:
    """Download a model into the data folder. What is there already is not loaded again."""
    known = read_models(models)
    if name is None:
        _list(known.values())
        return
    if name not in known:
        raise WebError("bad_model", f'There is no model "{name}". Name one of these: {", ".join(known)}.')
    model, folder = known[name], (to or models_folder()).resolve() / name
    if model.packed and folder.exists() and not changed(folder):
        typer.echo(f"{name} in {folder} is complete and genuine. It was before.")
        return
    try:
        brought = _bring(model, folder, source or model.source)
    except KeyboardInterrupt:
        typer.echo("Stopped. What came is kept; run the same command again to go on.")
        raise typer.Exit(STOPPED_BY_HAND) from None
    typer.echo(f"{name} in {folder} is complete and genuine." + ("" if brought else " It was before."))
    typer.echo("It is used from the next start on if it is quick enough here: whatmatters voice engines")


def models_folder() -> Path:
    """Where models are."""
    return read_settings().voice_models


def _bring(model: Model, folder: Path, source: str) -> list[str]:
    pins = [Pin(*file) for file in model.files]
    into = folder.with_name(f"{folder.name}.packed") if model.packed else folder
    with loading_bar(pins) as tell:
        brought = bring(into, source, pins, tell)
    if model.packed:
        unpack(into / model.packed.name, folder)
        (into / model.packed.name).unlink()
        into.rmdir()
    return brought


def _list(models: Iterable[Model]) -> None:
    """The models that can be named."""
    for each in models:
        typer.echo(f"{each.name}: {each.size / 1e6:.0f} MB, {each.engine}, {each.licence}, {each.about}")
    typer.echo("Fetch one with `whatmatters voice fetch NAME`.")


def _unknown(name: str, known: dict[str, Model]) -> str:
    return (
        " (not in the list of models, so nobody knows whether it is genuine)"
        if name and name not in known
        else ""
    )
