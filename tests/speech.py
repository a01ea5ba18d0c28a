"""Speech for tests: eSpeak's voice, and recordings of real people where their folder is."""

import numpy as np
import pytest

from bench.recordings import folder
from voice.manner import Manner
from voice.sound import RATE, Sound
from voice.speaking import Speaker

FLOOR = 10 ** (-50 / 20)
"""Of full loudness. Perfect quiet, which no room has, confuses pocketsphinx."""


needs_recordings = pytest.mark.skipif(
    not (folder() / "manifest.jsonl").exists(),
    reason="the recordings of real people are not here; WHATMATTERS_SPEECH_DIR names their folder",
)


def spoken(speaker: Speaker, text: str, language: str = "en-us") -> Sound:
    """A text in a machine's voice, in a room that is never quite silent, with quiet around it."""
    clip = speaker.speak(text, Manner(language))
    quiet = Sound(bytes(RATE))  # half a second
    return floored(quiet + Sound.from_wav(clip.wav) + quiet)


def floored(sound: Sound) -> Sound:
    """With a noise as soft as that of a quiet room."""
    noise = np.random.default_rng(1).normal(0, FLOOR, len(sound.samples))
    return Sound.from_samples(sound.samples + noise)


def silence(seconds: float) -> Sound:
    """A quiet room."""
    return floored(Sound(bytes(int(seconds * RATE) * 2)))
