"""How a database file lies on the disk: locked or plain, as is wished; and that somebody uses it."""

from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import inspect

from storage.engine import open_engine, reading, sqlite_file
from storage.errors import StorageError
from storage.in_use import Hold, alone_with
from storage.keys import Keys
from storage.locked import fitting, key_of
from storage.relocking import COPY, beside, drop, relock, tidy
from storage.ring import Ring
from storage.sealed_rows import anything_sealed
from storage.sqlite_driver import SQLITE_ERRORS, connect, is_empty, is_plain


class AtRest:
    """One file of SQLite while a program uses it; or PostgreSQL, of which none of this is our business."""

    def __init__(self, file: Path | None, keys: Keys | None, *, locked: bool) -> None:
        """`keys` of the whole store; without them the file is taken as it is."""
        self._file, self._keys, self._locked = file, keys, locked
        self._hold: Hold | None = None

    def begin(self) -> None:
        """Say that we use it, once it is as it is wished. Raises StorageError("in_use"), ("wrong_key")."""
        if self._file is None or self._hold is not None:
            return
        if self._wrongly():
            with alone_with(self._file):
                self._put_right(self._file)
        self._hold = Hold(self._file)
        _drop_copy(self._file)

    def end(self) -> None:
        """We use it no more."""
        if self._hold:
            self._hold.let_go()
            self._hold = None

    def _wrongly(self) -> bool:
        assert self._file
        if self._keys is None or is_empty(self._file):
            return False
        return is_plain(self._file) == self._locked or self._left_over(self._file)

    @staticmethod
    def _left_over(file: Path) -> bool:
        return any(file.with_name(file.name + ending).exists() for ending in (".new", ".old"))

    def _put_right(self, file: Path) -> None:
        tidy(file)  # what a killed program left
        assert self._keys
        if is_plain(file) and self._locked:
            relock(file, "", ring_for(file, self._keys).newest.database)
        elif not is_plain(file) and not self._locked:
            relock(file, key_of(file, self._keys).database, "")


def _drop_copy(file: Path) -> None:
    """Take away the copy that a killed backup left; one that is being made is held by who makes it."""
    copy = beside(file, COPY)
    if copy.exists():
        with suppress(StorageError), alone_with(copy, seconds=0):
            drop(copy)


def ring_for(file: Path, keys: Keys) -> Ring:
    """The keys for a plain file. Raises StorageError("wrong_key") if only a lost one opens its voices."""
    return keys.ring(lambda: _holds_sealed(file))


def ring_of(address: str, keys: Keys) -> Ring:
    """The keys of a database that is in use. Raises StorageError("wrong_key") if one is missing."""
    file = sqlite_file(address)
    if file is None:
        return keys.ring(lambda: _postgresql_holds_sealed(address))
    return ring_for(file, keys) if is_plain(file) else keys.ring(lambda: not is_empty(file))


def _postgresql_holds_sealed(address: str) -> bool:
    engine = open_engine(address)
    try:
        with reading(engine) as session:
            return "recording_chunk" in inspect(engine).get_table_names() and anything_sealed(session)
    finally:
        engine.dispose()


def _holds_sealed(file: Path) -> bool:
    with closing(connect(file)) as connection:
        for look in ("SELECT 1 FROM recording_chunk LIMIT 1", "SELECT 1 FROM second_step LIMIT 1"):
            try:
                if connection.execute(look).fetchone():
                    return True
            except SQLITE_ERRORS:  # tables of before there were any
                continue
    return False


def change_key(file: Path, keys: Keys) -> bool:
    """Lock a file with the newest key. False if it is locked with it. Raises StorageError("in_use")."""
    with alone_with(file):
        tidy(file)
        if is_empty(file):
            return False
        ring = ring_for(file, keys) if is_plain(file) else keys.ring(lambda: True)
        before = "" if is_plain(file) else key_of(file, keys).database
        if before == ring.newest.database:
            return False
        relock(file, before, ring.newest.database)
        if fitting(file, Ring([ring.newest])) is None:
            raise StorageError("damaged", f"{file} is not as it was written. Check the disk.")
        return True
