"""`whatmatters demo`: an invented home to try everything out with, apart from all real data."""

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from demo.home import NAME, PHONE, READERS, SEED, TEAM, Built, Given, build
from voice.speaking import Speaker
from web.assembly import open_store, open_tagger
from web.auth import hash_password
from web.pictures import load_pictures
from web.pins import hash_pin
from web.serving import serve
from web.settings import Settings, read_settings

PASSWORD = "willow-bank-demo"  # noqa: S105 (of invented people, printed at every start)
PIN = "2468"
WHOLE = "whole"
"""A file of this name says that the home was built to its end."""


def demo(
    *,
    anew: Annotated[bool, typer.Option("--anew", help="Build the home again, ending today.")] = False,
    only_build: Annotated[bool, typer.Option("--only-build", help="Do not serve it.")] = False,
    seed: Annotated[int, typer.Option(help="Another number gives other conversations.")] = SEED,
) -> None:
    """Build an invented home in a folder of its own (var/demo), and serve it. Real data is never touched."""
    settings = invented(read_settings())
    if anew or not (settings.data_folder / WHOLE).exists():
        typer.echo(f"Building {NAME}: this takes less than a minute ...")
        built = build_anew(settings, seed)
        typer.echo(
            f"{built.people} residents, {built.conversations} conversations, {built.answers} answers, "
            f"{built.changes} changes."
        )
    typer.echo(_who_signs_in())
    if not only_build:
        uvloop.run(serve(settings, typer.echo))


def invented(settings: Settings) -> Settings:
    """The settings of the invented home: its own folder, its own database, its own key.

    The key lies in that folder, as nowhere else: it locks invented words, and goes with them.
    """
    own = {
        "invented": True,
        "data_folder": settings.data_folder / "demo",
        "database": "",
        "key": "",
        "keyring": False,
        "key_file": settings.data_folder / "demo" / "keys" / "demo.key",
        "service_name": NAME,
        "service_readers": READERS,
        "service_phone": PHONE,
    }
    return settings.model_copy(update=own)


def build_anew(settings: Settings, seed: int = SEED, today: datetime | None = None) -> Built:
    """Make the home in its folder, in the place of what was there."""
    _empty(settings.data_folder)
    tagger = open_tagger(settings)
    with closing(open_store(settings)) as store, Speaker() as speaker:
        phrases = {key: picture.phrase for key, picture in load_pictures().items()}
        given = Given(store, tagger, speaker, hash_password(PASSWORD), hash_pin(PIN), phrases, typer.echo)
        built = build(given, today or datetime.now(UTC), seed)
    (settings.data_folder / WHOLE).touch()
    return built


def _empty(folder: Path) -> None:
    """An empty folder that shares what was trained with the real one."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for shared in ("models", "voice"):
        (folder.parent / shared).mkdir(exist_ok=True)
        (folder / shared).symlink_to(Path("..") / shared)


def _who_signs_in() -> str:
    names = "\n".join(f"    {name:8} {full}, {' and '.join(roles)}" for name, full, roles in TEAM)
    return (
        f"  Staff sign in as one of\n{names}\n"
        f"  with the password {PASSWORD}; the PIN of all tablets is {PIN}."
    )
