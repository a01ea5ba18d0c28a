"""Sound at another rate: what a microphone gives, and what a file holds, become what the engines want."""

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Samples = NDArray[np.float64]

REACH = 24
"""How many samples of the lower rate count to each side: so many that nothing is heard of the change."""


class Resampler:
    """Turns samples of one channel from one rate to another, piece by piece as they come."""

    def __init__(self, given: int, wanted: int) -> None:
        self._given, self._wanted = given, wanted
        # Below half of the lower of both rates, so that nothing high comes back as something low.
        self._width = math.ceil(REACH * max(1.0, given / wanted))
        self._waiting: Samples = np.zeros(self._width)
        self._next = 0
        """The sample that comes next, counted in those that were made."""
        self._gone = self._width
        """How many samples before those that wait there were, with the silence that was put in front."""

    def feed(self, samples: Samples) -> Samples:
        """What can be told by now; the rest comes with the next piece."""
        if self._given == self._wanted:
            return samples
        self._waiting = np.concatenate([self._waiting, samples])
        known = len(self._waiting) - self._gone - self._width
        count = max(0, math.ceil(known * self._wanted / self._given) - self._next)
        if not count:
            return np.zeros(0)
        made = self._make(count)
        self._forget()
        return made

    def end(self) -> Samples:
        """The last of it."""
        return self.feed(np.zeros(self._width)) if self._given != self._wanted else np.zeros(0)

    def _make(self, count: int) -> Samples:
        wanted = np.arange(self._next, self._next + count, dtype=np.int64)
        whole, part = np.divmod(wanted * self._given, self._wanted)
        table, place = _table(self._given, self._wanted, self._width)
        first = whole + self._gone - self._width + 1
        pieces = np.lib.stride_tricks.sliding_window_view(self._waiting, 2 * self._width)
        self._next += count
        made: Samples = np.einsum("ij,ij->i", pieces[first], table[part // place])
        return made

    def _forget(self) -> None:
        begins = self._next * self._given // self._wanted + self._gone - self._width
        if begins > 0:
            self._waiting = self._waiting[begins:]
            self._gone -= begins


@cache
def _table(given: int, wanted: int, width: int) -> tuple[Samples, int]:
    """How much each neighbour counts, for every place between two samples that occurs; and their distance."""
    step = math.gcd(given, wanted)
    between = np.arange(wanted // step)[:, None] * step / wanted
    away = np.arange(-width + 1, width + 1)[None, :] - between
    height = min(1.0, wanted / given) * 0.95
    window = np.cos(np.clip(away / width, -1, 1) * np.pi / 2) ** 2
    return height * np.sinc(height * away) * window, step


def resampled(samples: Samples, given: int, wanted: int) -> Samples:
    """All of it at once, exactly as long as before."""
    if given == wanted or not len(samples):
        return samples
    resampler = Resampler(given, wanted)
    pieces: list[Any] = [resampler.feed(samples[at : at + given]) for at in range(0, len(samples), given)]
    whole = np.concatenate([*pieces, resampler.end()])
    length = round(len(samples) * wanted / given)
    return np.pad(whole, (0, max(0, length - len(whole))))[:length]
