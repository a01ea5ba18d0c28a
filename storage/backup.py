"""A backup while everything goes on: locked, read back to its last byte, and there at once or not at all."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.at_rest import ring_of
from storage.backup_file import SPOILT, Writer, entries
from storage.complaints import said
from storage.durable import PIECE, sync_folder
from storage.engine import sqlite_file
from storage.errors import StorageError
from storage.in_use import alone_with
from storage.keys import Keys
from storage.locked import key_of
from storage.postgres_tools import dumped
from storage.relocking import COPY, beside, drop, is_whole, settle
from storage.sqlite_driver import SQLITE_ERRORS, connect, is_empty, is_plain

ENDING = ".wmbackup"
ABOUT, DATABASE = "about.json", "database"

type Digests = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was read back."""

    path: Path
    megabytes: float
    files: int
    """Besides the database: pictures, names, certificates."""


def back_up(address: str, keys: Keys, to: Path, files: Mapping[str, Path]) -> Made:
    """Write everything into one new file; a folder gets a file named after this minute.

    `files`: what else belongs to it, by the name that `restore` finds it by. Raises StorageError("taken") if
    the file is there already, ("full"), ("no_tool") without PostgreSQL's own tools, ("wrong_key").
    """
    path = _named(to)
    ring = ring_of(address, keys)
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with part.open("wb") as file, _database(address, keys) as (kind, blocks):
            writer = Writer(file, ring.newest)
            written = list(_fill(writer, kind, blocks, files))
            writer.end()
            file.flush()
            os.fsync(file.fileno())
        with part.open("rb") as file:
            if [(name, _digest(content)) for name, content in entries(file, ring)] != written:
                raise StorageError("bad_backup", f"{SPOILT} The disk may be failing.")
        os.link(part, path)  # never in the place of another one
        sync_folder(path.parent)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise StorageError(
            "full", f"{path} cannot be written ({error.strerror}). Free some space."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return Made(path, round(path.stat().st_size / 1e6, 1), len(files))


def _fill(
    writer: Writer, kind: str, database: Iterable[bytes], files: Mapping[str, Path]
) -> Iterator[tuple[str, str]]:
    about = {"database": kind, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    yield _add(writer, ABOUT, [json.dumps(about).encode()])
    yield _add(writer, DATABASE, database)
    for name, path in files.items():
        yield _add(writer, name, content_of(path))


def _add(writer: Writer, name: str, blocks: Iterable[bytes]) -> tuple[str, str]:
    digest = hashlib.sha256()

    def looked_at() -> Iterator[bytes]:
        for block in blocks:
            digest.update(block)
            yield block

    writer.entry(name, looked_at())
    return name, digest.hexdigest()


def _digest(content: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for block in content:
        digest.update(block)
    return digest.hexdigest()


@contextmanager
def _database(address: str, keys: Keys) -> Iterator[tuple[str, Iterator[bytes]]]:
    file = sqlite_file(address)
    if file is None:
        yield "postgresql", dumped(address)
        return
    if is_empty(file):
        raise StorageError("unknown", f"There is no database at {file} yet, so there is nothing to back up.")
    copy = beside(file, COPY)
    with alone_with(copy):
        drop(copy)
        try:
            _copy(file, copy, keys)
            yield "sqlite", content_of(copy)
        finally:
            drop(copy)


def _copy(file: Path, copy: Path, keys: Keys) -> None:
    """All pages as they were at one moment, under the same key, while others read and write."""
    key = "" if is_plain(file) else key_of(file, keys).database
    copy.touch(mode=0o600)
    try:
        with closing(connect(file, key)) as source, closing(connect(copy, key)) as target:
            source.backup(target)
        settle(copy, key)
        with closing(connect(copy, key)) as target:
            if not is_whole(target):
                raise said("damaged")
    except SQLITE_ERRORS as error:
        raise said("full" if getattr(error, "sqlite_errorcode", 0) in {10, 13} else "damaged") from error


def content_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    with path.open("rb") as file:
        while block := file.read(PIECE):
            yield block


def _named(to: Path) -> Path:
    if to.is_dir():
        to /= f"whatmatters-{datetime.now(UTC):%Y-%m-%d-%H%M}{ENDING}"
    if to.exists():
        raise _taken(to)
    if not to.parent.is_dir():
        raise StorageError("unknown", f"There is no folder {to.parent}. Make it, or choose another.")
    return to


def _taken(path: Path) -> StorageError:
    return StorageError("taken", f"{path} is there already. Choose another name, or name a folder.")
