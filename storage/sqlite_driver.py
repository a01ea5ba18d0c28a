"""The two drivers of SQLite: Python's own, and SQLCipher's, whose files nobody reads without the key."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from storage.errors import StorageError

try:
    from sqlcipher3 import dbapi2 as _cipher
except ImportError:  # there is no wheel for every machine
    _cipher = None

SQLITE_ERRORS: tuple[type[Exception], ...] = (sqlite3.Error, *((_cipher.Error,) if _cipher else ()))
"""What either driver raises; each has `sqlite_errorcode`."""


def any_driver() -> Any:
    """SQLCipher's driver, which reads plain files too; Python's own on machines that have no other."""
    return _cipher or sqlite3


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
    driver = cipher_driver() if key else any_driver()
    connection = driver.connect(str(file), timeout=seconds, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes to the terminal
    if key:
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
    return connection


def is_plain(file: Path) -> bool:
    """Whether this is a database that anybody can read.

    SQLite itself looks: who opened and closed the file past it would take away the locks of this process.
    """
    if is_empty(file):
        return False
    with closing(connect(file)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except SQLITE_ERRORS as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
                raise
            return code == sqlite3.SQLITE_CORRUPT
        return True


def is_empty(file: Path) -> bool:
    """Whether there is nothing yet."""
    return not file.exists() or file.stat().st_size == 0
