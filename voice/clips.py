"""What comes of speaking: sound, and when each word of it begins."""

import io
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

LEAD_MS = 80
"""Quiet before the first sound, so that a loudspeaker that has to wake up swallows nothing."""
TAIL_MS = 250
"""Quiet after the last sound."""
AUDIBLE = 100
"""A sample this far from zero, of 32,768, can be heard."""


class Word(NamedTuple):
    """One word of the text, and when it begins."""

    t: int
    """Milliseconds from the beginning of the sound."""
    at: int
    """Its first character in the text, as Python counts: an emoji is one, a combining accent too."""
    len: int
    """How many characters."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A text as sound."""

    wav: bytes
    """A whole WAV file: 16 bits, one channel."""
    sample_rate: int
    ms: int
    words: tuple[Word, ...]
    """In the order of the text; times rise."""


def make_clip(pcm: bytes, sample_rate: int, words: Sequence[Word]) -> Clip:
    """Sound of 16-bit samples with its quiet ends cut to LEAD_MS and TAIL_MS, and the times moved with it."""
    first, last = _audible(pcm)
    lead, tail = (ms * sample_rate // 1000 for ms in (LEAD_MS, TAIL_MS))
    trimmed = bytes(2 * lead) + pcm[2 * first : 2 * last] + bytes(2 * tail)
    shift = (lead - first) * 1000 // sample_rate
    ms = len(trimmed) // 2 * 1000 // sample_rate
    moved = tuple(word._replace(t=min(max(word.t + shift, 0), ms)) for word in words)
    return Clip(as_wav(trimmed, sample_rate), sample_rate, ms, moved)


def as_wav(pcm: bytes, sample_rate: int) -> bytes:
    """A WAV file of 16-bit samples of one channel."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(sample_rate)
        sound.writeframes(pcm)
    return file.getvalue()


def in_utf16(text: str, words: Sequence[Word]) -> tuple[Word, ...]:
    """The same words counted as JavaScript counts the characters of a string: an emoji is two."""
    return tuple(
        word._replace(at=_units(text[: word.at]), len=_units(text[word.at : word.at + word.len]))
        for word in words
    )


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


def _audible(pcm: bytes) -> tuple[int, int]:
    """The first sample that can be heard, and the one after the last."""
    samples = array("h", pcm)
    heard = (place for place, each in enumerate(samples) if abs(each) >= AUDIBLE)
    first = next(heard, 0)
    last = next((place for place in range(len(samples), 0, -1) if abs(samples[place - 1]) >= AUDIBLE), 0)
    return first, last
