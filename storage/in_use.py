"""Who has a database file open: many may use it, one alone may put another file in its place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path
from time import monotonic, sleep

from storage.complaints import said
from storage.errors import StorageError

try:
    import fcntl
except ImportError:  # on Windows nobody can put a file in the place of one that is open anyway
    fcntl = None  # type: ignore[assignment]

PATIENCE = 5.0


class Hold:
    """The mark that somebody uses a file; it goes with the process, however that ends."""

    def __init__(self, file: Path, *, alone: bool = False, seconds: float = PATIENCE) -> None:
        """Raises StorageError("in_use") if after `seconds` somebody else still stands in the way."""
        self._handle = _opened(file.with_name(f"{file.name}.lock"))
        until = monotonic() + seconds
        while not self._taken(alone=alone):
            if monotonic() > until:
                self.let_go()
                raise StorageError("in_use", _why(file, alone=alone), retry=True)
            sleep(0.05)

    def let_go(self) -> None:
        """Use it no more; harmless when that was said before."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _taken(self, *, alone: bool) -> bool:
        if fcntl is None:
            return True
        try:
            fcntl.flock(self._handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def alone_with(file: Path, seconds: float = PATIENCE) -> Iterator[None]:
    """While this lasts nobody else uses the file. Raises StorageError("in_use")."""
    hold = Hold(file, alone=True, seconds=seconds)
    try:
        yield
    finally:
        hold.let_go()


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        if error.errno in {ENOSPC, EDQUOT}:
            raise said("full") from error
        raise said("read_only" if error.errno in {EACCES, EPERM, EROFS} else "no_database") from error


def _why(file: Path, *, alone: bool) -> str:
    if alone:
        return f"Somebody uses {file} now. Stop What Matters (Ctrl-C where it runs) and try again."
    return f"{file} is just being locked, restored or given another key. Try again in a minute."
