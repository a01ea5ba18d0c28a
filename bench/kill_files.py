"""The databases of which a program is killed: made, locked, copied, opened past their verbs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from alembic import command
from sqlalchemy import text

from bench.kill_work import tell_one
from storage.engine import reading
from storage.keys import Keys
from storage.migrate import config, unchecked
from storage.relocking import relock
from storage.store import Store
from tests.at_rest import open_again
from tests.conftest import set_up
from tests.saying import begin

FILLED = 30
"""Answers in a file."""


def made(folder: Path, key: Path) -> tuple[Path, Path]:
    """A set-up file with some answers in it, and the same one locked."""
    plain, locked = folder / "plain.db", folder / "locked.db"
    store = Store(f"sqlite:///{plain}", key_file=key)
    set_up(store)
    for _ in range(5):
        conversation = begin(store)
        for _ in range(FILLED // 5):
            tell_one(store, conversation, f"I like the garden, number {uuid4().hex}")
    store.audit.record(None, "exported", "a", "b", "c")
    store.close()
    shutil.copy(plain, locked)
    relock(locked, "", Keys.in_file(key).ring(lambda: False).newest.database)
    return plain, locked


def copy(file: Path, folder: Path) -> str:
    """The address of a copy, which says by its name whether it is locked."""
    return f"sqlite:///{shutil.copy(file, folder / f'{file.stem}-{uuid4().hex}.db')}"


def set_back(file: Path, key: Path) -> Path:
    """A copy as it was after the very first step of the database."""
    old = Path(shutil.copy(file, file.with_name(f"{file.stem}-old.db")))
    with (
        opened(f"sqlite:///{old}", key) as store,
        unchecked(store._engine) as connection,  # noqa: SLF001
        connection.begin(),
    ):
        command.downgrade(config(connection), "0001")
    return old


@contextmanager
def opened(address: str, key: Path) -> Iterator[Store]:
    """A store of a database as it lies there."""
    store = open_again(address, key)
    try:
        yield store
    finally:
        store.close()


def turns(address: str, key: Path) -> list[Any]:
    """The words of all turns, in order, whatever step the database is at."""
    return _asked(address, key, "SELECT text FROM turn ORDER BY conversation_id, seq")


def step(address: str, key: Path) -> str:
    """The step that a database is at."""
    (found,) = _asked(address, key, "SELECT version_num FROM alembic_version")
    return str(found)


def others(address: str, key: Path) -> int:
    """How many besides us use a database of PostgreSQL."""
    (found,) = _asked(
        address,
        key,
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    return int(found)


def _asked(address: str, key: Path, query: str) -> list[Any]:
    with opened(address, key) as store, reading(store._engine) as session:  # noqa: SLF001
        return list(session.scalars(text(query)))
