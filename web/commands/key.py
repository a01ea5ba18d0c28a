"""`whatmatters key`: the key that everything is locked with."""

from contextlib import closing, nullcontext

import typer

from storage.at_rest import change_key, ring_of
from storage.engine import sqlite_file
from storage.in_use import alone_with
from storage.keys import ADVICE
from storage.ring import Key
from storage.sealing import new_key
from web.assembly import open_store
from web.key_places import open_keys, place_of
from web.settings import read_settings

app = typer.Typer(
    no_args_is_help=True, help="The key of database, recordings and backups: where, new, rotate."
)


@app.command()
def where() -> None:
    """Say where the key is and what it is called; never the key itself."""
    settings = read_settings()
    ring = ring_of(settings.database_address, open_keys(settings))
    typer.echo(f"{place_of(settings).name}. {ADVICE}")
    for number, key in enumerate(ring.keys):
        typer.echo(f"{key.name}\t{'older: opens what it locked' if number else 'locks, and opens'}")


@app.command()
def new() -> None:
    """Make a key and print it, for WM_KEY. Nothing is locked with it yet."""
    typer.echo(Key(new_key()).written())


@app.command()
def rotate() -> None:
    """Lock everything with a new key. What Matters has to be stopped meanwhile; the older key still opens."""
    settings = read_settings()
    keys = open_keys(settings)
    ring = ring_of(settings.database_address, keys)
    file = sqlite_file(settings.database_address) if settings.encryption else None
    if not (file and change_key(file, keys)):  # else one was begun that was not finished: it is now
        with alone_with(file) if file else nullcontext():
            keys.add()
        if file:
            change_key(file, keys)
    with closing(open_store(settings)) as store:
        voices = store.reseal()
    typer.echo(f"Everything is locked with another key now, {voices} recordings among it.")
    typer.echo(f"{place_of(settings).name} holds the older one too, for older backups: {ring.newest.name}.")
    typer.echo("Copy it again to where you keep the copy. `whatmatters key forget` takes older keys out.")


@app.command()
def forget(
    *,
    yes: bool = typer.Option(False, "--yes", help="Do not ask: backups locked with older keys are lost."),
) -> None:
    """Take older keys out. Backups that were made with them can then be read by nobody."""
    settings = read_settings()
    with closing(open_store(settings)) as store:
        store.reseal()
    keys = open_keys(settings)
    ring = ring_of(settings.database_address, keys)
    file = sqlite_file(settings.database_address)
    if file and settings.encryption:
        change_key(file, keys)
    older = frozenset(key.name for key in ring.keys[1:])
    if not older:
        typer.echo("There is no older key.")
        return
    if not yes:
        names = ", ".join(sorted(older))
        typer.confirm(f"Backups, and databases elsewhere, locked with {names} are lost. Go on?", abort=True)
    keys.forget(older)
    typer.echo("Older keys are gone. Take them out of your copies too.")
