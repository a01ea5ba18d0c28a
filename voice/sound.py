"""What a microphone hears, as everything here takes it: 16,000 samples a second, 16 bits, one channel."""

import io
import math
import wave
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice.clips import as_wav
from voice.errors import VoiceError
from voice.resampling import Samples, resampled

RATE = 16_000
"""Samples a second."""
BYTES_A_SECOND = 2 * RATE
FULL = 32_768
"""The loudest sample."""

BAD = "This is no sound that can be used. Give a WAV file of 8, 16, 24 or 32 bits, one or two channels."


@dataclass(frozen=True, slots=True)
class Sound:
    """Speech, or silence, or anything else that was heard."""

    pcm: bytes
    """Whole samples, little-endian."""

    @classmethod
    def from_wav(cls, data: bytes, most_seconds: float = math.inf) -> "Sound":
        """The sound of a WAV file, of any rate. Raises VoiceError("bad_sound"), VoiceError("long_sound").

        most_seconds: what is longer is not unpacked. At a low rate a small file holds hours, and becomes many
        times as large here.
        """
        try:
            with wave.open(io.BytesIO(data), "rb") as file:
                channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
                frames = file.readframes(file.getnframes())
        except (wave.Error, EOFError, RuntimeError) as error:
            raise VoiceError("bad_sound", BAD) from error
        if channels not in (1, 2) or width not in (1, 2, 3, 4) or not 4_000 <= rate <= 192_000:
            raise VoiceError("bad_sound", BAD)
        if len(frames) > most_seconds * rate * width * channels:
            raise VoiceError("long_sound", f"This sound is longer than {most_seconds:.0f} seconds.")
        samples = _samples(frames[: len(frames) // (width * channels) * width * channels], width)
        return cls.from_samples(resampled(samples.reshape(-1, channels).mean(1), rate, RATE))

    @classmethod
    def from_samples(cls, samples: Samples) -> "Sound":
        """From samples between -1 and 1; what is louder is cut off."""
        whole = np.clip(np.rint(samples * FULL), -FULL, FULL - 1)
        return cls(whole.astype("<i2").tobytes())

    @classmethod
    def join(cls, sounds: Iterable["Sound"]) -> "Sound":
        """One after the other."""
        return cls(b"".join(each.pcm for each in sounds))

    def __add__(self, other: "Sound") -> "Sound":
        """This one, then the other."""
        return Sound(self.pcm + other.pcm)

    @property
    def ms(self) -> int:
        """How long it is."""
        return len(self.pcm) * 1000 // BYTES_A_SECOND

    @property
    def samples(self) -> Samples:
        """Between -1 and 1."""
        return np.frombuffer(self.pcm, "<i2") / FULL

    def wav(self) -> bytes:
        """As a WAV file."""
        return as_wav(self.pcm, RATE)

    def peaks(self, count: int) -> list[float]:
        """The loudest sample, from 0 to 1, of each of `count` equal parts: for a picture of the sound."""
        parts = np.array_split(np.abs(self.samples), count)
        return [round(float(part.max()), 3) if len(part) else 0.0 for part in parts]


def _samples(frames: bytes, width: int) -> Samples:
    """Samples of so many bytes, between -1 and 1."""
    if width == 1:  # the only ones that are counted from 0
        return (np.frombuffer(frames, np.uint8) - 128.0) / 128
    raw: NDArray[np.uint8] = np.frombuffer(frames, np.uint8).reshape(-1, width)
    # Put at the upper end of 32 bits, every width is read alike.
    wide = np.zeros((len(raw), 4), np.uint8)
    wide[:, 4 - width :] = raw
    return wide.view("<i4").reshape(-1) / 2.0**31
