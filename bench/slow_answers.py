"""Slow answers, put together from real recordings: sentences of one voice, with long pauses, in a room."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.recordings import Recording, recorded, recordings
from bench.side import WrongError
from voice.resampling import Samples
from voice.sound import RATE, Sound

VOICES = ("austen", "cards", "sb_spk1", "sb_spk2", "LJ001", "jfk", "vosk")
"""How the files of one voice begin."""
PAUSES = 2.0, 6.0
"""Seconds, inside an answer."""
LONG_ENOUGH = 4.0
"""A recording of so many seconds gets a pause in its middle, too."""
MOVING = RATE // 50
"""Samples over which loudness is told."""


@dataclass(frozen=True, slots=True)
class SlowAnswer:
    """Somebody who takes their time."""

    text: str
    samples: Samples
    spoken: Samples
    """The same without any room: silent where nobody speaks."""
    pauses: int

    @property
    def sound(self) -> Sound:
        """As the microphone hears it."""
        return Sound.from_samples(self.samples)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE


def open_speech() -> list[Recording]:
    """What was said freely. Raises WrongError, with what to do, if the recordings are not there."""
    return _of_kind("open")


def kitchen() -> Samples:
    """A kitchen. Raises WrongError as `open_speech` does."""
    return recorded(_of_kind("noise")[0]).samples


def _of_kind(kind: str) -> list[Recording]:
    try:
        return [each for each in recordings() if each.file.startswith(f"{kind}/")]
    except OSError as error:
        raise WrongError("There are no recordings. Name their folder by WHATMATTERS_SPEECH_DIR.") from error


def slow_answers(found: Sequence[Recording], count: int, seed: int = 5) -> Iterator[SlowAnswer]:
    """`count` of them: two to four recordings of a voice, one after the other, the same for a seed."""
    chance = random.Random(seed)
    for number in range(count):
        voice = VOICES[number % len(VOICES)]
        theirs = [each for each in found if each.file.startswith(f"open/{voice}")]
        yield _answer(chance.sample(theirs, min(len(theirs), chance.randint(2, 4))), chance)


def _answer(said: Sequence[Recording], chance: random.Random) -> SlowAnswer:
    pieces = [piece for each in said for piece in _pieces(recorded(each).samples)]
    whole: list[Samples] = [np.zeros(RATE // 2)]
    for place, piece in enumerate(pieces):
        pause = chance.uniform(*PAUSES) if place else 0.0
        whole += [np.zeros(int(pause * RATE)), piece]
    spoken = np.concatenate(whole)
    text = " ".join(each.text.lower() for each in said)
    return SlowAnswer(text, spoken + _hiss(len(spoken)), spoken, len(pieces) - 1)


def _pieces(samples: Samples) -> list[Samples]:
    """Itself, or its halves, cut where it is quietest in its middle."""
    if len(samples) < LONG_ENOUGH * RATE:
        return [samples]
    loud = np.convolve(np.abs(samples), np.ones(4 * MOVING), "same")
    third = len(samples) // 3
    middle = third + int(loud[third : 2 * third].argmin())
    return [samples[:middle], samples[middle:]]


def _hiss(length: int) -> Samples:
    """What a microphone hears when there is nothing to hear: -60 dB below full."""
    hiss: Samples = np.random.default_rng(length).normal(0, 10 ** (-60 / 20), length)
    return hiss


def level(samples: Samples) -> float:
    """How loud the loud half of it is, in decibels below full: pauses do not count."""
    pieces = samples[: len(samples) // MOVING * MOVING].reshape(-1, MOVING)
    power = np.sort((pieces**2).mean(1))[::-1]
    heard = power[power > power[0] / 10_000]
    return float(10 * np.log10(heard[: max(1, len(heard) // 2)].mean()))


def in_a_room(answer: SlowAnswer, noise: Samples, below: float) -> SlowAnswer:
    """The same with a noise that is so many decibels softer than the talker, from beginning to end."""
    longer = np.resize(noise, len(answer.samples))
    factor = 10 ** ((level(answer.spoken) - below - level(longer)) / 20)
    mixed = answer.samples + factor * longer
    return SlowAnswer(answer.text, mixed / max(1.0, float(np.abs(mixed).max())), answer.spoken, answer.pauses)


def television(found: Sequence[Recording], answer: SlowAnswer) -> Samples:
    """Other voices that talk without a pause."""
    others = [each for each in found if each.text.lower() not in answer.text]
    random.Random(len(answer.samples)).shuffle(others)
    return np.concatenate([recorded(each).samples for each in others])


def with_quiet(answer: SlowAnswer, seconds: float) -> SlowAnswer:
    """The same, and nobody speaks for a while afterwards."""
    spoken = np.concatenate([answer.spoken, np.zeros(int(seconds * RATE))])
    return SlowAnswer(answer.text, spoken + _hiss(len(spoken)), spoken, answer.pauses)
