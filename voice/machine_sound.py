"""The microphone and the loudspeaker of this machine, for a room without a tablet."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from voice.errors import VoiceError
from voice.resampling import Resampler
from voice.sound import FULL, RATE, Sound
from voice.wav_files import wav_samples

PACKET_MS = 40
LOST_AFTER = 3.0
"""Seconds without a sample, not even of silence, after which the microphone is gone."""
STEP = 0.05
"""Seconds between two looks whether somebody wants to hear the rest."""

NO_SOUND_SYSTEM = (
    "This machine has no PortAudio, which leads to its microphone. "
    "Install it (Debian, Ubuntu: sudo apt install libportaudio2) and start again."
)
NO_MICROPHONE = "No microphone can be used ({why}). Plug one in, or name another with --microphone."
NO_LOUDSPEAKER = "No loudspeaker can be used ({why}). Plug one in, or name another with --loudspeaker."
LOST = "The microphone gives no sound any more. Plug it in again; what was said is kept."


class Microphone(Protocol):
    """Where sound comes from."""

    def read(self) -> bytes:
        """What came next, as voice.sound.Sound has it: some 40 ms. Waits for it. Raises VoiceError."""
        ...

    def skip(self) -> None:
        """Forget what came meanwhile: it was our own voice."""
        ...


class Loudspeaker(Protocol):
    """Where sound goes to."""

    def play(self, wav: bytes, enough: Callable[[], bool]) -> None:
        """Play a WAV file to its end, or until it is enough. Raises VoiceError."""
        ...


class MachineMicrophone:
    """A microphone that PortAudio knows."""

    def __init__(self, sound_system: Any, device: int | str | None) -> None:
        self._came: SimpleQueue[bytes] = SimpleQueue()
        rate = _rate(sound_system, device)
        self._resampler = Resampler(rate, RATE)
        self._stream = sound_system.RawInputStream(
            samplerate=rate,
            channels=1,
            dtype="int16",
            blocksize=rate * PACKET_MS // 1000,
            device=device,
            callback=lambda data, *_: self._came.put(bytes(data)),
        )
        self._stream.start()

    def read(self) -> bytes:
        """What came next. Raises VoiceError("no_microphone") if nothing comes any more."""
        try:
            data = self._came.get(timeout=LOST_AFTER)
        except Empty:
            raise VoiceError("no_microphone", LOST) from None
        return Sound.from_samples(self._resampler.feed(np.frombuffer(data, "<i2") / FULL)).pcm

    def skip(self) -> None:
        """Forget what came meanwhile."""
        while not self._came.empty():
            self._came.get()

    def close(self) -> None:
        """Let go of it."""
        self._stream.close(ignore_errors=True)


class MachineLoudspeaker:
    """A loudspeaker that PortAudio knows."""

    def __init__(self, sound_system: Any, device: int | str | None) -> None:
        self._system = sound_system
        self._device = device
        sound_system.check_output_settings(device=device, channels=1, dtype="float32")

    def play(self, wav: bytes, enough: Callable[[], bool]) -> None:
        """Play a WAV file to its end, or until it is enough. Raises VoiceError("no_loudspeaker")."""
        samples, rate = wav_samples(wav)
        with _told(NO_LOUDSPEAKER, "no_loudspeaker"):
            self._system.play(samples.astype(np.float32), rate, device=self._device)
            until = time.monotonic() + len(samples) / rate
            while time.monotonic() < until and not enough():
                time.sleep(STEP)
            if time.monotonic() < until:
                self._system.stop()
            else:
                self._system.wait()


@contextmanager
def machine_microphone(name: str = "") -> Iterator[MachineMicrophone]:
    """The usual microphone, or one by its number or part of its name.

    Raises VoiceError: "no_sound_system", "no_microphone".
    """
    system = _sound_system()
    with _told(NO_MICROPHONE, "no_microphone"):
        microphone = MachineMicrophone(system, _device(name))
    try:
        yield microphone
    finally:
        microphone.close()


@contextmanager
def machine_loudspeaker(name: str = "") -> Iterator[MachineLoudspeaker]:
    """The usual loudspeaker, or one by its number or part of its name.

    Raises VoiceError: "no_sound_system", "no_loudspeaker".
    """
    system = _sound_system()
    with _told(NO_LOUDSPEAKER, "no_loudspeaker"):
        loudspeaker = MachineLoudspeaker(system, _device(name))
    yield loudspeaker


def _sound_system() -> ModuleType:
    # It looks for PortAudio as it is imported, and most of this program does without.
    try:
        import sounddevice  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise VoiceError("no_sound_system", NO_SOUND_SYSTEM) from error
    system: ModuleType = sounddevice
    return system


def _device(name: str) -> int | str | None:
    return int(name) if name.isdecimal() else name or None


def _rate(sound_system: Any, device: int | str | None) -> int:
    """Ours if the microphone can have it, else its own."""
    try:
        sound_system.check_input_settings(device=device, channels=1, dtype="int16", samplerate=RATE)
    except sound_system.PortAudioError:
        return int(sound_system.query_devices(device, "input")["default_samplerate"])
    return RATE


@contextmanager
def _told(message: str, code: str) -> Iterator[None]:
    """What PortAudio says, in words that help."""
    try:
        yield
    except VoiceError:
        raise
    except Exception as error:
        raise VoiceError(code, message.format(why=str(error).splitlines()[0].rstrip("."))) from error
