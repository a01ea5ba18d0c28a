"""Files that are there to their last byte or not at all, also after a power cut; and files that are gone."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

PIECE = 1 << 20


def write_alone(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a file that only we may read; without `replace` one that is there stays. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # readable by us alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            Path(name).replace(path)
        else:
            with suppress(FileExistsError):
                os.link(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let the names of files survive a power cut."""
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Let the content of a file survive a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def shred(path: Path) -> None:
    """Write over a file, then take it away. A disk that moves what it writes may hold it still."""
    with path.open("rb+") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, PIECE)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)
