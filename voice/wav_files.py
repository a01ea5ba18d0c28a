"""Files in the place of microphone and loudspeaker: to try a conversation with nobody in the room."""

import io
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

from voice.errors import VoiceError
from voice.resampling import Samples
from voice.sound import BYTES_A_SECOND, FULL, RATE, Sound

PACKET = BYTES_A_SECOND // 25
FLOOR = 10 ** (-60 / 20)
"""Of full: how loud a quiet room is."""


class FileMicrophone:
    """Gives what is in a WAV file, as quickly as it is read; afterwards the quiet of a room, for ever."""

    def __init__(self, file: Path) -> None:
        try:
            self._rest = Sound.from_wav(file.read_bytes()).pcm
        except OSError as error:
            raise VoiceError("no_microphone", f"{file} cannot be read. Name a WAV file.") from error
        chance = np.random.default_rng(1)
        self._room = Sound.from_samples(chance.normal(0, FLOOR, RATE // 25)).pcm

    def read(self) -> bytes:
        """What comes next."""
        packet, self._rest = self._rest[:PACKET], self._rest[PACKET:]
        return packet or self._room

    def skip(self) -> None:
        """Nothing came meanwhile: a file waits."""


class FileLoudspeaker:
    """Writes all that is played to one WAV file, with a second of silence after each."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._played: list[Sound] = []

    def play(self, wav: bytes, enough: Callable[[], bool]) -> None:
        """Add it to the file. Raises VoiceError("no_loudspeaker")."""
        if enough():
            return
        self._played += [Sound.from_wav(wav), Sound(bytes(BYTES_A_SECOND))]
        try:
            self._file.write_bytes(Sound.join(self._played).wav())
        except OSError as error:
            raise VoiceError("no_loudspeaker", f"{self._file} cannot be written. Name another.") from error


def wav_samples(wav: bytes) -> tuple[Samples, int]:
    """Samples between -1 and 1 of a WAV file of our own making, and their rate."""
    with wave.open(io.BytesIO(wav), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / FULL, file.getframerate()
