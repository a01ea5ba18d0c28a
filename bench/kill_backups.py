"""Backups and their putting back, killed at any moment: what a backup holds, what it leaves of the rest."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import make_url

from bench.kill_lane import Tell
from storage.backup import ENDING, back_up
from storage.engine import reading, sqlite_file
from storage.errors import StorageError
from storage.keys import Keys
from storage.restoring import Restoring
from storage.store import Store
from tests.at_rest import open_again
from tests.saying import begin, tell
from tests.whole import not_whole

SOURCE = f"source{ENDING}"
"""What is put back, in the folder of backups."""


def folder_of(address: str, key: Path) -> Path:
    """Where the backups of a database go."""
    file = sqlite_file(address)
    name = file.stem if file else make_url(address).database  # the address itself ends with a folder
    found = key.parent / f"backups-{name}"
    found.mkdir(exist_ok=True)
    return found


def restoring(address: str, key: Path) -> Restoring:
    """What puts a backup into a database; it stays locked, or plain."""
    return Restoring(address, Keys.in_file(key), locked=is_locked(address), files=lambda _: None)


def is_locked(address: str) -> bool:
    """Whether it is a file that is locked, which is in its name."""
    file = sqlite_file(address)
    return file is not None and file.stem.startswith("locked")


def take(address: str, key: Path, tell_us: Tell) -> None:
    """A word, and a backup that has to hold it; again and again."""
    folder = folder_of(address, key)
    # As the program opens it: a backup and the rest of one process must use the file by the same driver.
    store = Store(address, keys=Keys.in_file(key), locked=is_locked(address))
    while True:
        said = f"I like the garden, number {uuid4().hex}"
        tell_us(f"said {tell(store, begin(store), said).id} {said}")
        to = folder / f"{uuid4().hex}{ENDING}"
        back_up(address, Keys.in_file(key), to, {})
        tell_us(f"backed {to}")


def put_back(address: str, key: Path, tell_us: Tell) -> None:
    """One backup takes the place of what is there."""
    tell_us("begins")
    restoring(address, key).restore(folder_of(address, key) / SOURCE, replace=True)
    tell_us("restored")
    time.sleep(600)


BACKUPS: dict[str, Callable[[str, Path, Tell], None]] = {"backup": take, "restore": put_back}


def faults_of_backups(address: str, elsewhere: str, key: Path, said: Sequence[str]) -> list[str]:
    """Of the backups that a killed program made: each is whole and holds what was said before it, or is none.

    The last one is put back `elsewhere`. All are thrown away.
    """
    folder, found = folder_of(address, key), list[str]()
    told = [line.removeprefix("backed ") for line in said if line.startswith("backed ")]
    if any(not Path(each).exists() for each in told):
        found.append("a backup that was acknowledged is not there")
    there = sorted(folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime)
    if there:
        before = _said_before(said, str(there[-1]))
        found += _faults_in(there[-1], elsewhere, key, before)
    for part in folder.glob(".*.part"):
        found += _faults_in(part, elsewhere, key, [], perhaps=True)
    for each in folder.iterdir():
        each.unlink()
    return found


def _said_before(said: Sequence[str], backup: str) -> list[str]:
    """Without those that came after it; one that was not acknowledged any more is the last of all."""
    end = said.index(f"backed {backup}") if f"backed {backup}" in said else len(said)
    return [line.split(" ", 2)[2] for line in said[:end] if line.startswith("said ")]


def _faults_in(
    backup: Path, elsewhere: str, key: Path, wanted: Sequence[str], *, perhaps: bool = False
) -> list[str]:
    try:
        restoring(elsewhere, key).restore(backup, replace=True)
    except StorageError as error:
        return [] if perhaps else [f"a backup cannot be put back: {error.code}"]
    store = open_again(elsewhere, key)
    try:
        store.migrate()
        lost = set(wanted) - set(texts(store))
        return [*not_whole(store), *(["a backup lacks what was said before it"] if lost else [])]
    finally:
        store.close()


def texts(store: Store) -> list[str]:
    """The words of all answers."""
    with reading(store._engine) as session:  # noqa: SLF001 (looked at past its verbs)
        return list(session.scalars(text("SELECT text FROM answer ORDER BY text")))


class PutBack:
    """A database into which the same backup is put again and again."""

    def __init__(self, address: str, key: Path) -> None:
        self._address, self._key = address, key
        back_up(address, Keys.in_file(key), folder_of(address, key) / SOURCE, {})
        self._backed = self._now()
        self._before = self._backed

    def say_more(self) -> None:
        """Something that the backup does not hold."""
        store = open_again(self._address, self._key)
        tell(store, begin(store), f"I like tea, number {uuid4().hex}")
        self._before = texts(store)
        store.close()

    def faults(self, said: Sequence[str]) -> list[str]:
        """It is as it was before or as the backup is; and that if it was said that it was put back."""
        now = self._now()
        if now == self._backed or (now == self._before and "restored" not in said):
            return []
        return ["a database is neither what it was nor what was put back"]

    def _now(self) -> list[str]:
        store = open_again(self._address, self._key)
        try:
            store.migrate()
            return texts(store)
        finally:
            store.close()
