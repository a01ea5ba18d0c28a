"""The two drivers of SQLite: Python's own, and SQLCipher's, whose files nobody reads without the key."""

import sqlite3
from pathlib import Path
from typing import Any

from storage.errors import StorageError

try:
    from sqlcipher3 import dbapi2 as _cipher
except ImportError:  # there is no wheel for every machine
    _cipher = None

SQLITE_ERRORS: tuple[type[Exception], ...] = (sqlite3.Error, *((_cipher.Error,) if _cipher else ()))
"""What either driver raises; each has `sqlite_errorcode`."""

PLAIN_BEGINNING = b"SQLite format 3\0"


def cipher_driver() -> Any:
    """SQLCipher's driver. Raises StorageError("no_cipher") if this machine has none."""
    if _cipher is None:
        raise StorageError(
            "no_cipher",
            "The database cannot be locked here: sqlcipher3 is missing. Run `make setup`. If there is none "
            "for this machine, put the data folder on an encrypted disk and set WM_ENCRYPTION=off.",
        )
    return _cipher


def connect(file: Path, key: str = "", seconds: float = 5.0) -> Any:
    """A connection of SQLCipher's driver that waits `seconds` for others; without a key to a plain file.

    `key`: 64 hexadecimal figures. Nothing is read yet, so a wrong one is not noticed here.
    """
    connection = cipher_driver().connect(
        str(file), timeout=seconds, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes to the terminal
    if key:
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
    return connection


def is_plain(file: Path) -> bool:
    """Whether this is a database that anybody can read."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(PLAIN_BEGINNING)) == PLAIN_BEGINNING
    except FileNotFoundError:
        return False


def is_empty(file: Path) -> bool:
    """Whether there is nothing yet."""
    return not file.exists() or file.stat().st_size == 0
