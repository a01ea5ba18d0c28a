"""A file of SQLite that only its key opens, and the finding of that key."""

from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import Any

from storage.errors import StorageError
from storage.keys import Keys
from storage.ring import Key, Ring
from storage.sqlite_driver import SQLITE_ERRORS, connect, is_empty, is_plain

NOT_A_DATABASE = 26
"""What SQLCipher says to a wrong key; it cannot tell that from a damaged beginning."""


class Locked:
    """One file; its key is looked for once."""

    def __init__(self, file: Path, keys: Keys) -> None:
        self._file = file
        self._keys = keys
        self._lock = Lock()
        self._found: Key | None = None

    def connect(self, seconds: float) -> Any:
        """A connection that has its key. Raises StorageError("wrong_key")."""
        return connect(self._file, self._key().database, seconds)

    def _key(self) -> Key:
        with self._lock:
            if self._found is None:
                self._found = key_of(self._file, self._keys)
            return self._found


def key_of(file: Path, keys: Keys) -> Key:
    """The key that opens a file; for a new file the newest. Raises StorageError("wrong_key")."""
    ring = keys.ring(lambda: not is_empty(file) and not is_plain(file))
    if is_empty(file):
        return ring.newest
    if is_plain(file):
        raise StorageError(
            "wrong_key", f"{file} is not locked yet. Start `whatmatters serve` once: it locks it."
        )
    found = fitting(file, ring)
    if found is None:
        raise StorageError(
            "wrong_key",
            f"The database {file} cannot be opened with this key. Put back the key that belongs to it "
            "(WM_KEY_FILE or WM_KEY). If it is the right key, the file is damaged: restore the last backup.",
        )
    return found


def fitting(file: Path, ring: Ring) -> Key | None:
    """The key of a ring that opens a file, the newest first."""
    return next((key for key in ring.keys if opens(file, key.database)), None)


def opens(file: Path, key: str) -> bool:
    """Whether a file can be read with this key."""
    with closing(connect(file, key)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except SQLITE_ERRORS as error:
            if getattr(error, "sqlite_errorcode", None) != NOT_A_DATABASE:
                raise
            return False
        return True
