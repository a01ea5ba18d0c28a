"""A room with somebody in it: spoken sentences, and quiet that is never quite silent."""

import numpy as np

from voice.sound import RATE, Sound
from voice.speaking import Speaker

FLOOR = 10 ** (-50 / 20)
"""Of full. What an engine speaks has none, and no recogniser was made for that."""


def in_room(sound: Sound, louder: float = 0.0) -> Sound:
    """The same with the room around it; `louder` decibels up or down."""
    noise = np.random.default_rng(len(sound.pcm)).normal(0, FLOOR, len(sound.samples))
    return Sound.from_samples(sound.samples * 10 ** (louder / 20) + noise)


def quiet(seconds: float) -> Sound:
    """Nobody speaks."""
    return in_room(Sound(bytes(2 * round(seconds * RATE))))


def spoken(speaker: Speaker, text: str, louder: float = 0.0) -> Sound:
    """Somebody speaks."""
    return in_room(Sound.from_wav(speaker.speak(text).wav), louder)


def knock() -> Sound:
    """Something falls over: loud, and over in 30 ms."""
    bang = np.zeros(RATE // 2)
    bang[:480] = np.random.default_rng(1).normal(0, 0.3, 480)
    return in_room(Sound.from_samples(bang))
