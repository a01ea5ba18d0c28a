"""Listening for one of a few words. Nothing of it is kept."""

from collections.abc import Sequence

from voice.endpointing import Endpointing
from voice.sound import Sound

MOST_MS = 120_000
"""After so long without one of the words it listens no more."""
LONGEST_MS = 5_000
"""Who says one of a few words speaks no longer than this; a lead and the quiet after it included."""


class Choosing:
    """Fed with sound in pieces of any size. What it gives are the stretches of speech that are over.

    A stretch that is too long for one of a few words is None: it is something else, and is not kept either.
    """

    def __init__(self, choices: Sequence[str]) -> None:
        self.choices = tuple(choices)
        self.over = False
        """Whether one of them was chosen, or it went on for too long."""
        self._ends = Endpointing()

    def feed(self, pcm: bytes) -> list[Sound | None]:
        """What came next."""
        if self.over:
            return []
        self._ends.feed(pcm)
        return self._stretches() or ([None] if self._ends.ms > MOST_MS else [])

    def end(self) -> list[Sound | None]:
        """Nothing more comes: what was said up to here."""
        self._ends.end()
        return self._stretches()

    def _stretches(self) -> list[Sound | None]:
        found = [each.sound for each in self._ends.stretches]
        self._ends.stretches.clear()
        return [sound if sound.ms <= LONGEST_MS else None for sound in found]
