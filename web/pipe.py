"""A file that is only ever written on, from its start to its end, and read by whoever sends it on."""

import io
from typing import Any


class Pipe(io.RawIOBase):
    """Keeps what was written until it is taken away."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, piece: Any) -> int:
        """Keep a piece."""
        self._kept += piece
        return len(piece)

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken, self._kept = bytes(self._kept), bytearray()
        return taken
