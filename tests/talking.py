"""Sound for tests: something like a voice, the quiet of a room, and chunks as a page sends them."""

import struct
from uuid import UUID

import numpy as np
from scipy.signal import lfilter

from voice.sound import BYTES_A_SECOND, RATE, Sound

FORMANTS = ((700, 80), (1220, 90), (2600, 120))
"""Of the vowel in "father": frequency and width in Hz."""


def voice(seconds: float, level: float = 0.3) -> bytes:
    """A vowel that goes up and down a little, as samples; it is taken for a voice."""
    t = np.arange(round(seconds * RATE)) / RATE
    phase = np.cumsum(120 + 15 * np.sin(2 * np.pi * 2.5 * t)) / RATE
    sound = np.diff(np.floor(phase), prepend=0.0)
    for frequency, width in FORMANTS:
        r = np.exp(-np.pi * width / RATE)
        sound = lfilter([1 - r], [1, -2 * r * np.cos(2 * np.pi * frequency / RATE), r * r], sound)
    loud = sound / np.abs(sound).max() * level * (0.75 + 0.25 * np.sin(2 * np.pi * 4 * t))
    return Sound.from_samples(loud + _room(len(t))).pcm


def quiet(seconds: float) -> bytes:
    """A quiet room."""
    return Sound.from_samples(_room(round(seconds * RATE))).pcm


def _room(samples: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.random.default_rng(7).normal(0, 10 ** (-65 / 20), samples)


def chunks_of(pcm: bytes, seconds: float = 1) -> list[bytes]:
    """Cut as a page cuts it."""
    size = round(seconds * BYTES_A_SECOND)
    return [pcm[at : at + size] for at in range(0, len(pcm), size)]


def framed(recording: UUID, seq: int, pcm: bytes) -> bytes:
    """A chunk as it goes over a line."""
    return struct.pack(">16sI", recording.bytes, seq) + pcm
