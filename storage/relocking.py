"""A database file under another key, or none: copied, compared row by row, then put in its place at once.

Whatever moment the program is killed at, the file in its place is whole, the old one or the new one. Only
whoever is alone with the file may do this (storage.in_use).
"""

import os
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

from storage.complaints import said
from storage.durable import shred, sync_file, sync_folder
from storage.errors import StorageError
from storage.sqlite_driver import SQLITE_ERRORS, connect

NEW, OLD = ".new", ".old"
COPY = ".backup"
"""What the copy of a database is called beside it while it is put into a backup."""
_BUSY = 5


def relock(file: Path, before: str, after: str) -> None:
    """Give a file another key. `before`, `after`: as `connect` takes them; "" for a file that anybody reads.

    Raises StorageError("in_use"), ("damaged") if the copy is not the same, ("full").
    """
    tidy(file)
    copy = beside(file, NEW)
    try:
        settle(file, before)
        export(file, before, copy, after)
        compare(file, before, copy, after)
        put_in_place(copy, file)
    except SQLITE_ERRORS as error:
        code = getattr(error, "sqlite_errorcode", None)
        copy.unlink(missing_ok=True)
        raise (StorageError("in_use", f"Somebody uses {file} now. Stop it and try again.", retry=True)
               if code == _BUSY else said("full" if code in {10, 13} else "damaged")) from error  # fmt: skip


def tidy(file: Path) -> None:
    """Take away what a killed program left beside the file."""
    beside(file, NEW).unlink(missing_ok=True)
    beside(file, f"{NEW}-journal").unlink(missing_ok=True)
    old = beside(file, OLD)
    if not old.exists():
        return
    if file.exists() and old.samefile(file):  # killed before the new one was in its place: this is the file
        old.unlink()
    else:
        shred(old)


def settle(file: Path, key: str) -> None:
    """Let everything stand in the one file, with nothing beside it. "Busy" if somebody has it open."""
    with closing(connect(file, key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def export(file: Path, before: str, copy: Path, after: str) -> None:
    """Write a copy under another key: as it was at one moment, even while others write."""
    copy.touch(mode=0o600)
    with closing(connect(file, before)) as connection:
        connection.execute(f"ATTACH DATABASE ? AS copy KEY {_attached(after)}", [str(copy)])
        connection.execute("PRAGMA copy.synchronous = OFF")  # it is made safe in the end
        connection.execute("SELECT sqlcipher_export('copy')").fetchone()
        connection.execute("DETACH DATABASE copy")
    sync_file(copy)


def compare(file: Path, before: str, copy: Path, after: str) -> None:
    """Read both, to the last row. Raises StorageError("damaged") if they are not the same."""
    with closing(connect(file, before)) as one, closing(connect(copy, after)) as other:
        names = tables(one)
        same = names == tables(other) and all(_same(one, other, name) for name in names)
        if not same or not is_whole(other):
            raise StorageError(
                "damaged", f"The copy of {file} is not the same, so nothing was changed. Check the disk."
            )


def is_whole(connection: Any) -> bool:
    """Whether SQLite finds nothing wrong in a file."""
    return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def put_in_place(copy: Path, file: Path) -> None:
    """Let a whole copy be the file from now on, and make the one before unreadable."""
    old = beside(file, OLD)
    if file.exists():
        os.link(file, old)
    copy.replace(file)
    sync_folder(file.parent)
    if old.exists():
        shred(old)


def tables(connection: Any) -> list[str]:
    """The names of all tables, those of the index too."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [name for (name,) in found]


def drop(copy: Path) -> None:
    """Take a copy away, with what may lie beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        beside(copy, ending).unlink(missing_ok=True)


def beside(file: Path, ending: str) -> Path:
    """A file of the same name with something after it."""
    return file.with_name(file.name + ending)


def _same(one: Any, other: Any, table: str) -> bool:
    ask = f'SELECT * FROM "{table}" ORDER BY {_order(one, table)}'  # noqa: S608 (names of our tables)
    return all(here == there for here, there in zip_longest(one.execute(ask), other.execute(ask)))


def _order(connection: Any, table: str) -> str:
    """The columns of the primary key, so that nothing has to be sorted."""
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = sorted((number, name) for _, name, _, _, _, number in columns if number)
    return ", ".join(f'"{name}"' for _, name in keys) or "rowid"


def _attached(key: str) -> str:
    return f"\"x'{key}'\"" if key else "''"
