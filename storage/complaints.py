"""A database's own complaints, turned into ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.errors import StorageError
from storage.sqlite_driver import SQLITE_ERRORS

# Told apart by number, never by text: a text may repeat the words to be kept, and they may say "full".
_SQLITE = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "full",
    # How a used-up quota, a limit on file size or a full memory disk show themselves.
    sqlite3.SQLITE_IOERR_WRITE: "full",
    sqlite3.SQLITE_IOERR_FSYNC: "full",
    sqlite3.SQLITE_IOERR_TRUNCATE: "full",
    sqlite3.SQLITE_IOERR_SHMSIZE: "full",
    sqlite3.SQLITE_IOERR: "no_database",
    sqlite3.SQLITE_CANTOPEN: "no_database",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
_POSTGRESQL = {
    "55P03": "busy",  # lock_timeout ran out
    "40P01": "busy",  # deadlock
    "40001": "busy",  # could not be put in order with another transaction
    "53300": "busy",  # too many connections
    "53100": "full",  # disk full
    "25006": "read_only",
    "22001": "unusable",  # too long for its column
    "22021": "unusable",  # a character that is not in the encoding
}
_REMEDY = {
    "busy": "The database is busy with something else. Try again.",
    "full": "The disk is full. Free some space; nothing was half-written.",
    "no_database": "The database cannot be reached. Check WM_DATABASE and that it is running.",
    "read_only": "The database may only be read. Give the program the right to write to it.",
    "damaged": "The database file is damaged. Put the last backup in its place.",
    "taken": "This identifier or name is in use already. Choose another.",
    "unusable": "This has characters or a length that the database cannot keep. Shorten it or write it anew.",
}
_COMPLAINTS: tuple[type[Exception], ...] = (DBAPIError, PoolTimeoutError, UnicodeEncodeError, *SQLITE_ERRORS)
_PASSES = {"busy", "full", "no_database"}


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what a database says into StorageError with one of the codes of `_REMEDY`.

    A mistake in a statement of ours is no complaint of this kind and goes through as it is.
    """
    try:
        yield
    except _COMPLAINTS as error:
        code = _code(error)
        if code is None:
            raise
        raise said(code) from error


def said(code: str) -> StorageError:
    """The error with a code of `_REMEDY`."""
    return StorageError(code, _REMEDY[code], retry=code in _PASSES)


def _code(error: Exception) -> str | None:
    if isinstance(error, PoolTimeoutError):
        return "busy"
    if isinstance(error, UnicodeEncodeError):
        return "unusable"
    if isinstance(error, IntegrityError):
        return "taken"
    origin = getattr(error, "orig", error)
    if isinstance(origin, SQLITE_ERRORS):
        return _of_sqlite(origin)
    return _of_postgresql(error, getattr(origin, "sqlstate", None))


def _of_sqlite(origin: Exception) -> str | None:
    exact: int = getattr(origin, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if exact == sqlite3.SQLITE_IOERR and not isinstance(origin, sqlite3.Error):
        return "full"  # SQLCipher's driver does not tell which; reading hardly ever fails, writing does
    return _SQLITE.get(exact) or _SQLITE.get(exact & 0xFF)


def _of_postgresql(error: Exception, state: str | None) -> str | None:
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    if isinstance(error, OperationalError) or getattr(error, "connection_invalidated", False):
        return "no_database"
    # The driver itself refuses a NUL, without a number.
    return "unusable" if state is None and isinstance(error, DataError) else None
