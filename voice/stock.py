"""The voices of Windows and macOS, through the drivers that come with pyttsx3: where there is no eSpeak NG.

They work beside the program, and are not to be trusted when they say that they are ready: what was said is
waited for, and looked at. They do not tell when a word begins, so nothing lights up.
"""

import contextlib
import sys
import tempfile
import time
import warnings
import wave
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Event
from typing import Any

from voice.errors import VoiceError
from voice.manner import BRITISH

PLATFORMS = ("win32", "darwin")
"""Where such voices are."""
LIMIT = 15
"""Seconds that a sentence may take."""
STEP = 0.1
"""Seconds between two looks."""
HEADER = 100
"""Bytes; a sound is longer."""


class StockMouth:
    """A voice of this machine. One for a process, and for one thread. Raises VoiceError("no_engine")."""

    forks = False
    """It has threads of its own, so no copy of its process could speak."""

    def __init__(self, driver: str | None = None) -> None:
        """`driver` is the name of one of pyttsx3's own; None: the usual one of this machine."""
        import pyttsx3  # noqa: PLC0415 (looks for its engine as it is imported)

        try:
            self._engine = pyttsx3.init(driver)
        except (ImportError, OSError, RuntimeError, ValueError, KeyError) as error:
            raise VoiceError(
                "no_engine", f"This machine has no voice of its own ({error}). Install eSpeak NG."
            ) from error
        self._finished = Event()
        self._engine.connect("finished-utterance", self._finish)
        self._engine.runAndWait()  # before the first run, what is asked is only put in a queue

    def introduce(self) -> dict[str, Any]:
        """Who it is, and which voice it has for each language."""
        usual = self._engine.getProperty("voice")
        return {
            "name": f"{self._engine} of pyttsx3",
            "version": "",
            "languages": languages_of(self._engine.getProperty("voices"), usual),
        }

    def say(self, asked: Mapping[str, Any]) -> tuple[bytes, int, list[dict[str, Any]]]:
        """Samples of all parts, how many a second, and the bytes of each; no words. Raises VoiceError."""
        self._set("voice", asked["voice"].partition("+")[0])
        self._set("rate", asked["heard"])
        self._set("volume", asked["volume"] / 100)
        self._set("pitch", asked["pitch"])
        time.sleep(STEP)  # what is still on its way is thrown away when it begins to speak
        pcm, sample_rate, told = bytearray(), 1, []
        with tempfile.TemporaryDirectory() as folder:
            for number, part in enumerate(asked["parts"]):
                more, sample_rate = self._sound(part, Path(folder) / f"{number}.wav")
                pcm += more
                told.append({"words": None, "size": len(more)})
        return bytes(pcm), sample_rate, told

    def _set(self, name: str, value: object) -> None:
        with contextlib.suppress(KeyError, ValueError, AttributeError):  # not each has a pitch
            self._engine.setProperty(name, value)

    def _sound(self, text: str, file: Path) -> tuple[bytes, int]:
        self._finished.clear()
        self._engine.save_to_file(text, str(file))
        self._engine.runAndWait()
        self._wait_for(file)
        return samples_of(file)

    def _wait_for(self, file: Path) -> None:
        """Until it is told that the file is done, or, by drivers that never tell, until it grows no more.

        Then until the thread that told so has gone on: what is asked meanwhile would be lost.
        """
        until, size = time.monotonic() + LIMIT, -1
        while not self._finished.wait(STEP) or self._engine.isBusy():
            if time.monotonic() > until:
                raise VoiceError("too_slow", "Reading aloud took too long. Try a shorter text.")
            now = file.stat().st_size if file.exists() else 0
            if now == size > HEADER and not self._engine.isBusy():
                break
            size = now
        time.sleep(STEP)

    def _finish(self, *, completed: bool, **_: object) -> None:
        if completed:
            self._finished.set()


def languages_of(voices: Iterable[Any], usual: str) -> dict[str, str]:
    """The voice for each language that they name, in small letters as we write them; and for English."""
    found: dict[str, str] = {}
    for voice in voices:
        for language in voice.languages or ():
            name = language.decode(errors="replace") if isinstance(language, bytes) else str(language)
            found.setdefault(name.lower().replace("_", "-"), voice.id)
    english = [voice for language, voice in found.items() if language.startswith("en")]
    return {BRITISH: (english or [usual])[0]} | found


def samples_of(file: Path) -> tuple[bytes, int]:
    """16-bit samples of one channel of a WAV file, or of an AIFF file, which macOS writes under any name.

    Raises VoiceError("failed") if it is not there or of another kind.
    """
    try:
        opened: Any = wave.open(str(file), "rb")  # noqa: SIM115 (is closed below, like the other kind)
    except (OSError, EOFError):
        raise VoiceError("failed", "This could not be read aloud: the voice made no sound.") from None
    except wave.Error:
        opened = _aiff(file)
    with opened:
        frames, rate = opened.readframes(opened.getnframes()), opened.getframerate()
        kind = (opened.getnchannels(), opened.getsampwidth())
    if kind != (1, 2) or not frames:
        raise VoiceError("failed", "This could not be read aloud: the voice made sound of an unknown kind.")
    samples = array("h", frames)
    if (not isinstance(opened, wave.Wave_read)) == (sys.byteorder == "little"):
        samples.byteswap()
    return samples.tobytes(), rate


def _aiff(file: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it leaves Python with 3.13; we are at 3.12
        import aifc  # noqa: PLC0415

    try:
        return aifc.open(str(file), "rb")
    except (aifc.Error, EOFError):
        raise VoiceError("failed", "This could not be read aloud: the voice made no sound.") from None
