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
    """In the order of the text; times rise. None at all, if the engine does not tell when it says a word."""


class Stretch(NamedTuple):
    """What is said in one go, with the quiet that follows it."""

    pcm: bytes
    """16-bit samples of one channel."""
    words: Sequence[Word]
    """Their times count from the beginning of these samples."""
    rest: int
    """Milliseconds without a sound before the next one."""


def make_clip(stretches: Sequence[Stretch], sample_rate: int, volume: int = 100) -> Clip:
    """The stretches one after the other, each without its quiet ends, the times of the words moved with it.

    Before the first there are LEAD_MS of quiet, after the last TAIL_MS, between two the rest of the first.
    volume: hundredths at which it was spoken, so that "quiet" means the same at each.
    """
    sound, words = bytearray(_quiet(LEAD_MS, sample_rate)), []
    rest = b""
    for each in stretches:
        first, last = _audible(each.pcm, AUDIBLE * volume // 100)
        if first < last:
            sound += rest
            rest = _quiet(each.rest, sample_rate)
        shift = (len(sound) // 2 - first) * 1000 // sample_rate
        begin = len(sound) // 2 * 1000 // sample_rate
        sound += each.pcm[2 * first : 2 * last]
        end = len(sound) // 2 * 1000 // sample_rate
        words += [word._replace(t=min(max(word.t + shift, begin), end)) for word in each.words]
    sound += _quiet(TAIL_MS, sample_rate)
    return Clip(
        as_wav(bytes(sound), sample_rate), sample_rate, len(sound) // 2 * 1000 // sample_rate, tuple(words)
    )


def _quiet(ms: int, sample_rate: int) -> bytes:
    return bytes(2 * (ms * sample_rate // 1000))


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


def _audible(pcm: bytes, least: int) -> tuple[int, int]:
    """The first sample that can be heard, and the one after the last."""
    samples = array("h", pcm)
    heard = (place for place, each in enumerate(samples) if abs(each) >= least)
    first = next(heard, 0)
    last = next((place for place in range(len(samples), 0, -1) if abs(samples[place - 1]) >= least), 0)
    return first, last
