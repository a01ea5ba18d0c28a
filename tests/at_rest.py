"""Databases that are locked, opened as the program opens them, or looked at from outside."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from storage.engine import sqlite_file
from storage.keys import Keys
from storage.locked import key_of
from storage.sqlite_driver import connect, is_plain
from storage.store import Store
from web.settings import ROOT

EVERY_KIND = ["sqlite", "locked", "postgresql"]
"""For tests of what a locked file might do otherwise."""


def key_file_of(folder: Path) -> Path:
    """Where a program that keeps everything in a folder of a test has its key."""
    return folder / "keys" / "program.key"


def kept_in(folder: Path) -> Store:
    """A store of what the program keeps in a folder, while it runs or afterwards."""
    return open_again(f"sqlite:///{folder / 'whatmatters.db'}", key_file_of(folder))


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


FORKING = """
import os, sys
from pathlib import Path
from storage.backup import back_up
from storage.keys import Keys
from storage.restoring import Restoring
from storage.store import Store
from web.settings import ROOT

WORK

print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        work(*line.split())
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Killing:
    """Work in a process that is killed, again and again, without a new Python each time."""

    def __init__(self, work: str) -> None:
        """`work`: a function of this name in Python, of words."""
        command = [sys.executable, "-c", FORKING.replace("WORK", work)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self._line() == "ready"

    def __enter__(self) -> "Killing":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def killed(self, *words: object, after: float) -> bool:
        """Begin it, and kill it so many seconds later; False if it had ended by then."""
        assert self._process.stdin
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        child = int(self._line())
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        code = int(self._line())
        assert code in {0, -signal.SIGKILL}, code
        return code != 0

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def holding(words: str, *folders: Path) -> list[str]:
    """The files in which words stand as they are, in any of the usual ways to write them."""
    sought = [words.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if any(each in file.read_bytes() for each in sought)]


PAGE, RESERVED = 4096, 80
"""Bytes of a page of SQLCipher's file, and how many at its end are its own: sixteen to begin with, a seal."""


def unlocked(file: Path, key_file: Path) -> bytes:
    """Each byte of a locked file as it is without the lock, also of pages that hold no row any more."""
    key = bytes.fromhex(key_of(file, Keys.in_file(key_file)).database)
    content, found = file.read_bytes(), bytearray()
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        words, begins = page[16 if start == 0 else 0 : -RESERVED], page[-RESERVED : 16 - RESERVED]
        opened = Cipher(AES(key), CBC(begins)).decryptor()
        found += opened.update(words) + opened.finalize()
    return bytes(found)
