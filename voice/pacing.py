"""From what a person wants to hear to what eSpeak NG has to be told."""

from collections.abc import Sequence
from itertools import pairwise

HEARD: Sequence[tuple[int, int]] = ((120, 85), (140, 99), (165, 116))
"""Words a minute that are heard, and the rate that gives them. Measured with eSpeak NG 1.52 on all texts of
the shipped questions, from the first sound to the last, without the rests between sentences; our short words
come out faster than those the engine counts."""


def engine_rate(heard: int) -> int:
    """The engine's rate at which so many words a minute are heard."""
    (low, low_rate), (high, high_rate) = next(pair for pair in pairwise(HEARD) if heard <= pair[1][0])
    return round(low_rate + (heard - low) * (high_rate - low_rate) / (high - low))


def engine_gap(pause: int, rate: int) -> int:
    """A pause between words, in ms, in the engine's own steps, which get shorter as it speaks faster.

    Measured with eSpeak NG 1.52 at rates 85 to 116: n steps make a pause of about (n + 2.6) steps;
    with none at all, words run into each other.
    """
    step: float = 20.1 * (116 / rate) ** 1.36
    steps = round(pause / step - 2.6)
    return max(steps, 1) if pause > 1.8 * step else 0
