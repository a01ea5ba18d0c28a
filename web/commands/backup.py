"""`whatmatters backup` and `restore`: everything in one locked file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from storage.backup import back_up
from storage.restoring import Restoring
from web.erased_list import carry_erased
from web.kept_files import kept_files, place_of_kept
from web.key_places import open_keys
from web.settings import read_settings


def backup(
    to: Annotated[Path, typer.Argument(help="A folder, or a file that is not there yet.")],
) -> None:
    """Write everything into one locked file and read it back. What Matters may run meanwhile.

    The key is not in it: keep a copy of that somewhere else.
    """
    settings = read_settings()
    made = back_up(settings.database_address, open_keys(settings), to, kept_files(settings))
    typer.echo(
        f"{made.path} ({made.megabytes} MB): the database and {made.files} files, read back and whole."
    )
    typer.echo("It opens only with the key: `whatmatters key where`.")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FROM", help="A file that `whatmatters backup` made.")],
    *,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="In the place of the database that is there, which is then gone."),
    ] = False,
) -> None:
    """Put a backup back, without what was erased since. What Matters has to be stopped meanwhile."""
    settings = read_settings()
    keys = open_keys(settings)
    into = Restoring(
        settings.database_address,
        keys,
        settings.encryption,
        lambda name: place_of_kept(settings, name),
        carry_erased(settings.erased_list),
    )
    about = into.restore(source, replace=replace)
    typer.echo(f"What was kept until {about['made_at']} is back. Start it: make run")
