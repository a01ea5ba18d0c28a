"""Lines that somebody types while the program does something else."""

import sys
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TextIO

ENTER = ""


class Keys:
    """Each line in turn, as it was typed, in small letters."""

    def __init__(self, source: TextIO | None = None) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._source = source or sys.stdin
        # Nobody can be asked to press Enter once more so that it ends, so it ends with the program.
        Thread(target=self._read, name="keys", daemon=True).start()

    def next(self) -> str | None:
        """The next line, or None if there is none. Only Enter is ENTER."""
        try:
            return self._lines.get_nowait()
        except Empty:
            return None

    def forget(self) -> None:
        """What was typed before is no answer to what comes now."""
        while self.next() is not None:
            pass

    def waiting(self) -> bool:
        """Whether there is a line."""
        return not self._lines.empty()

    def press(self, line: str) -> None:
        """As if somebody had typed it."""
        self._lines.put(line.strip().lower())

    def _read(self) -> None:
        for line in self._source:
            self.press(line)
