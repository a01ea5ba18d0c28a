"""A backup put back: first read to its last byte, then in the place of what is there, at once."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from storage.backup import ABOUT, DATABASE
from storage.backup_file import SPOILT, entries
from storage.complaints import said, told_plainly
from storage.durable import sync_file, write_alone
from storage.engine import open_engine, sqlite_file
from storage.errors import StorageError
from storage.in_use import alone_with
from storage.keys import Keys
from storage.locked import fitting
from storage.postgres_tools import put_back
from storage.relocking import NEW, beside, drop, put_in_place, settle, tidy
from storage.ring import Ring
from storage.sqlite_driver import SQLITE_ERRORS, is_empty, is_plain
from storage.store import Store

UNREADABLE: tuple[type[Exception], ...] = (StorageError, *SQLITE_ERRORS)

type Carry = Callable[[Store | None], Callable[[Store], None]]
"""Sees the database that goes, if it can be read, and returns what is to be done with the one that comes."""


def nothing(_: Store | None) -> Callable[[Store], None]:
    """Carry nothing over."""
    return lambda _: None


@dataclass(frozen=True, slots=True)
class Restoring:
    """Into what a backup is put back."""

    address: str
    keys: Keys
    locked: bool
    """Whether SQLite's file shall be locked."""
    files: Callable[[str], Path | None]
    """Where a file of this name belongs; None if it belongs nowhere."""
    carry: Carry = nothing

    def restore(self, source: Path, *, replace: bool) -> dict[str, str]:
        """Put it back; returns what the backup says of itself.

        Without `replace` only where there is no database yet. Raises StorageError("bad_backup"),
        ("wrong_key"), ("in_use") while What Matters runs, ("taken"), ("newer").
        """
        ring = self.keys.ring(lambda: True)
        about = look(source, ring)
        file = sqlite_file(self.address)
        if about["database"] != ("sqlite" if file else "postgresql"):
            raise StorageError(
                "bad_backup",
                f"This backup is of {about['database']}. Say where such a one is in WM_DATABASE.",
            )
        if file:
            self._into_file(source, ring, file, replace=replace)
        else:
            self._into_postgresql(source, ring, replace=replace)
        return about

    def _into_file(self, source: Path, ring: Ring, file: Path, *, replace: bool) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with alone_with(file):
            tidy(file)
            if not is_empty(file) and not replace:
                raise _taken(file)
            copy = beside(file, NEW)
            self._unpack(source, ring, partial(_write, copy))
            try:
                self._check_and_carry(ring, file, copy)
                _clear(file, ring)
                put_in_place(copy, file)
            finally:
                drop(copy)
                beside(copy, ".lock").unlink(missing_ok=True)

    def _check_and_carry(self, ring: Ring, file: Path, copy: Path) -> None:
        """Open it as the program will, so that what cannot be used never takes the place of what can."""
        after = self._see(file)
        with closing(Store(f"sqlite:///{copy}", keys=self.keys, locked=self.locked)) as new:
            new.migrate()
            after(new)
        settle(copy, _key(copy, ring))

    def _see(self, file: Path) -> Callable[[Store], None]:
        if is_empty(file):
            return self.carry(None)
        with closing(Store(f"sqlite:///{file}", keys=self.keys, locked=not is_plain(file))) as old:
            try:
                return self.carry(old)
            except StorageError:  # damaged, or of another key: often why somebody restores
                return self.carry(None)

    def _into_postgresql(self, source: Path, ring: Ring, *, replace: bool) -> None:
        _require_alone(self.address)
        with closing(Store(self.address, keys=self.keys)) as old:
            there = _has_tables(self.address)
            if there and not replace:
                raise _taken(make_url(self.address).database)
            after = self.carry(old if there else None)
        self._unpack(source, ring, partial(put_back, self.address))
        with closing(Store(self.address, keys=self.keys)) as new:
            new.migrate()
            after(new)

    def _unpack(self, source: Path, ring: Ring, database: Callable[[Iterator[bytes]], None]) -> None:
        with source.open("rb") as opened:
            for name, content in entries(opened, ring):
                place = self.files(name)
                if name == DATABASE:
                    database(content)
                elif place:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    write_alone(place, b"".join(content), replace=True)
                _skip(content)


def look(source: Path, ring: Ring) -> dict[str, str]:
    """What a backup says of itself, after all of it was read. Raises as `Restoring.restore`."""
    about: dict[str, str] = {}
    try:
        with source.open("rb") as file:
            for name, content in entries(file, ring):
                if name == ABOUT:
                    about = json.loads(b"".join(content))
                _skip(content)
    except OSError as error:
        raise StorageError("bad_backup", f"{source} cannot be read ({error.strerror}).") from error
    if "database" not in about:
        raise StorageError("bad_backup", SPOILT)
    return about


def _write(copy: Path, content: Iterable[bytes]) -> None:
    copy.touch(mode=0o600)
    try:
        with copy.open("wb") as file:
            file.writelines(content)
        sync_file(copy)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise said("full") from error


def _clear(file: Path, ring: Ring) -> None:
    """What lies beside a database belongs to it: it must never be read as part of the next one."""
    if is_empty(file):
        return
    try:
        settle(file, _key(file, ring))
    except UNREADABLE:  # it cannot be opened, which may be why it goes
        for ending in ("-wal", "-shm", "-journal"):
            beside(file, ending).unlink(missing_ok=True)


def _key(file: Path, ring: Ring) -> str:
    if is_plain(file):
        return ""
    found = fitting(file, ring)
    if found is None:
        raise StorageError("wrong_key", f"No key here opens {file}. Put the right one back (WM_KEY_FILE).")
    return found.database


def _skip(content: Iterable[bytes]) -> None:
    for _ in content:
        pass


def _taken(what: object) -> StorageError:
    return StorageError(
        "taken",
        f"There is a database already ({what}). Back it up, then say --replace to put this in its place.",
    )


def _require_alone(address: str) -> None:
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
    )
    if _asked(address, others):
        raise StorageError("in_use", "Somebody uses the database now. Stop What Matters and try again.")


def _has_tables(address: str) -> bool:
    return bool(_asked(address, "SELECT count(*) FROM pg_tables WHERE tablename = 'conversation'"))


def _asked(address: str, question: str) -> int:
    engine = open_engine(address)
    try:
        with told_plainly(), engine.connect() as connection:
            return int(connection.scalar(text(question)) or 0)
    finally:
        engine.dispose()
