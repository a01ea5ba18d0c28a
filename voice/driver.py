"""A driver for pyttsx3: eSpeak NG says one text at a time, and tells when each word begins.

The driver that comes with pyttsx3 lets the engine run beside the program: files are not there yet when it
says so, settings get lost, and words come without a time. This one waits for the engine.
Import it only when the library is loaded.
"""

import ctypes
import os
from collections.abc import Iterator
from typing import IO, Any

from pyttsx3.drivers import _espeak

from voice.clips import as_wav

BUFFER_MS = 200
DO_NOT_EXIT = 0x8000
"""Or the engine ends the whole process if its data are missing."""
NUMBERS = {"rate": _espeak.RATE, "volume": _espeak.VOLUME, "pitch": _espeak.PITCH, "gap": 7}
"""What can be set as a number: the rate as the engine counts words a minute, the volume in hundredths, the
pitch from 0 to 99, and the rest between words in its own steps, which pyttsx3 does not know."""
PLAIN = _espeak.CHARS_UTF8 | _espeak.ENDPAUSE
"""No markup: what looks like a tag is read out like everything else."""


class Driver:
    """Honours what pyttsx3's DriverProxy asks of a driver. Not for several threads: the engine is one."""

    def __init__(self, proxy: Any, data: str | None = None) -> None:
        self._proxy = proxy
        path = os.fsencode(data) if data else None
        found = _espeak.Initialize(_espeak.AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS, path, DO_NOT_EXIT)
        if found <= 0:
            raise RuntimeError("eSpeak NG does not start: its data are missing or of another version.")
        self.sample_rate = int(found)
        self._pcm = bytearray()
        self._words: list[tuple[int, int, int]] = []
        _espeak.SetSynthCallback(self._hear)

    def save_to_file(self, text: str, file: str | IO[bytes]) -> None:
        """Say `text` into a WAV file, then tell of each word: location and length in characters, ms."""
        self._proxy.notify("started-utterance")
        self._pcm.clear()
        self._words.clear()
        code = _espeak.Synth(text.encode(), flags=PLAIN)
        if code:
            raise RuntimeError(f"eSpeak NG could not say it (code {code}).")
        self._write(file)
        for location, length, ms in self._words:
            self._proxy.notify("started-word", location=location, length=length, ms=ms)
        self._proxy.notify("finished-utterance", completed=True)

    def getProperty(self, name: str) -> Any:  # noqa: N802 (pyttsx3's name)
        """The engine's "version", or "languages": {language: voice}."""
        match name:
            case "version":
                return _espeak.Info().decode()
            case "languages":
                return {_language(voice): voice.identifier.decode() for voice in _espeak.ListVoices()[::-1]}
            case _:
                raise KeyError(name)

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802 (pyttsx3's name)
        """Set "voice" (as in "languages", perhaps a variant such as "+f3" after it), or one of NUMBERS."""
        if name == "voice":
            code = _espeak.SetVoiceByName(str(value).encode())
        else:
            code = _espeak.SetParameter(NUMBERS[name], int(value), 0)
        if code:
            raise ValueError(f"eSpeak NG does not take {value!r} as its {name} (code {code}).")

    def say(self, text: str) -> None:
        """Never: sound is played where the person is."""
        raise NotImplementedError(text)

    def startLoop(self) -> None:  # noqa: N802 (pyttsx3's name)
        """Work through what pyttsx3 has in its queue."""
        self._proxy.setBusy(False)

    def endLoop(self) -> None:  # noqa: N802 (pyttsx3's name)
        """Nothing runs on."""

    def stop(self) -> None:
        """Nothing runs on."""

    def iterate(self) -> Iterator[None]:
        """Nothing is left to do between."""
        yield

    def destroy(self) -> None:
        """Hear no more."""
        _espeak.SetSynthCallback(_deaf)

    def _hear(self, samples: Any, count: int, events: Any) -> int:
        if count > 0:
            self._pcm += ctypes.string_at(samples, 2 * count)
        place = 0
        while events[place].type != _espeak.EVENT_LIST_TERMINATED:
            event = events[place]
            if event.type == _espeak.EVENT_WORD:
                self._words.append((event.text_position - 1, event.length, event.audio_position))
            place += 1
        return 0

    def _write(self, file: str | IO[bytes]) -> None:
        sound = as_wav(bytes(self._pcm), self.sample_rate)
        if isinstance(file, str):
            with open(file, "wb") as opened:  # noqa: PTH123 (pyttsx3 hands on a string)
                opened.write(sound)
        else:
            file.write(sound)


def _language(voice: Any) -> str:
    """Its first one; a byte of priority stands before it."""
    return str(voice.languages[1:].decode(errors="replace")).lower()


def _deaf(samples: Any, count: int, events: Any) -> int:
    """Take no more."""
    del samples, count, events
    return 1
