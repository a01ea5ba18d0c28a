"""Databases that are locked, opened as the program opens them, or looked at from outside."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from storage.engine import sqlite_file
from storage.keys import Keys
from storage.locked import key_of
from storage.sqlite_driver import connect, is_plain
from storage.store import Store

EVERY_KIND = ["sqlite", "locked", "postgresql"]
"""For tests of what a locked file might do otherwise."""


def open_again(address: str, key_file: Path) -> Store:
    """A store of a database as it lies there: locked with the key in the file, or plain."""
    file = sqlite_file(address)
    if file is None or is_plain(file):
        return Store(address, key_file=key_file)
    return Store(address, keys=Keys.in_file(key_file))


@contextmanager
def past_the_program(file: Path, key_file: Path) -> Iterator[Any]:
    """A connection to a locked file that somebody else uses."""
    with closing(connect(file, key_of(file, Keys.in_file(key_file)).database)) as connection:
        yield connection


def holding(words: str, *folders: Path) -> list[str]:
    """The files in which words stand as they are, in any of the usual ways to write them."""
    sought = [words.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if any(each in file.read_bytes() for each in sought)]
