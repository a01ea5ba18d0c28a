"""How much there may be in the folder of sounds, and what goes first when that is too little."""

import contextlib
from collections.abc import Collection, Iterable
from pathlib import Path


class Room:
    """What is left for new sounds. The oldest that nobody asked for make way first."""

    def __init__(self, sounds: Iterable[Path], most_bytes: int, spare: Collection[str] = ()) -> None:
        """`sounds` are the JSON files of those that are there, each beside its WAV file; `spare` are the
        names of those that have to stay.
        """
        there = sorted((age, file, size) for file in sounds for age, size in _age_and_size(file))
        self._left = most_bytes - sum(size for _, _, size in there)
        self._may_go = [(file, size) for _, file, size in reversed(there) if file.stem not in spare]
        self.removed = 0

    def take(self, size: int) -> bool:
        """Whether so many bytes have room now, which are then taken."""
        while self._left < size and self._may_go:
            self._remove(*self._may_go.pop())
        if self._left < size:
            return False
        self._left -= size
        return True

    def _remove(self, file: Path, size: int) -> None:
        with contextlib.suppress(OSError):
            file.unlink()  # first: a WAV file without it does not count
            file.with_suffix(".wav").unlink()
        self._left += size
        self.removed += 1


def _age_and_size(file: Path) -> Iterable[tuple[float, int]]:
    """When it was last asked for, and the bytes of both files; nothing if it has just gone."""
    with contextlib.suppress(OSError):
        told = file.stat()
        yield told.st_mtime, told.st_size + file.with_suffix(".wav").stat().st_size
