"""The process that holds the engine, and says one text after the other.

Each text is said by a copy of the process that goes away afterwards. So every text begins from the same
state, and the same text gives the same sound: the engine alone goes on with its random numbers and with the
tremor of its voice. A text at which the engine fails takes nothing else with it.
Started by `python -m voice.worker [DRIVER] LINE`. DRIVER is one of pyttsx3's own, not ours; without it,
where eSpeak NG is missing and the machine has a voice of its own, that voice speaks.
"""

import io
import json
import os
import sys
import wave
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

from voice.errors import VoiceError
from voice.library import MISSING, load_library
from voice.stock import PLATFORMS, StockMouth

DRIVER = "whatmatters"
MOST_BYTES = 60_000_000
"""Of samples of one text: some 20 minutes, which only a text of hundreds of emoji reaches."""


class Mouth:
    """pyttsx3 with our driver. Raises VoiceError("no_engine")."""

    forks = True
    """Each text may be said by a copy of the process."""

    def __init__(self) -> None:
        data = load_library()
        try:
            self._engine = _start(data)
        except (ImportError, OSError, RuntimeError) as error:
            raise VoiceError("no_engine", f"{MISSING} ({error})") from error
        self._words: list[tuple[int, int]] = []
        self._wrong: list[Exception] = []
        self._engine.connect("started-word", self._hear)
        self._engine.connect("error", self._go_wrong)
        self._engine.runAndWait()  # before the first run, what is asked is only put in a queue

    def introduce(self) -> dict[str, Any]:
        """Who it is, and which voice it has for each language."""
        told = {name: self._engine.getProperty(name) for name in ("version", "languages")}
        return {"name": "eSpeak NG", **told}

    def say(self, asked: Mapping[str, Any]) -> tuple[bytes, int, list[dict[str, Any]]]:
        """Samples of all parts, how many a second, and of each part its words (ms, character) and its bytes.

        Raises VoiceError("failed"), VoiceError("too_long").
        """
        for name in ("voice", "rate", "gap", "pitch", "volume"):
            self._engine.setProperty(name, asked[name])
        pcm, sample_rate, told = bytearray(), 1, []
        for part in asked["parts"]:
            more, sample_rate = self._sound(part)
            pcm += more
            if len(pcm) > MOST_BYTES:
                raise VoiceError("too_long", "This would be read aloud for 20 minutes. Shorten it.")
            told.append({"words": list(self._words), "size": len(more)})
        return bytes(pcm), sample_rate, told

    def _sound(self, text: str) -> tuple[bytes, int]:
        self._words.clear()
        file = io.BytesIO()
        self._engine.save_to_file(text, file)
        self._engine.runAndWait()
        if self._wrong:
            raise VoiceError("failed", f"This could not be read aloud ({self._wrong.pop()}).")
        file.seek(0)
        with wave.open(file, "rb") as sound:
            return sound.readframes(sound.getnframes()), sound.getframerate()

    def _hear(self, location: int, ms: int, **_: object) -> None:
        self._words.append((ms, location))

    def _go_wrong(self, exception: Exception, **_: object) -> None:
        self._wrong.append(exception)


def _start(data: Path | None) -> Any:
    # Both look for the library as they are imported, so it has to be loaded by now.
    import pyttsx3  # noqa: PLC0415

    from voice.driver import Driver  # noqa: PLC0415

    module = ModuleType(f"pyttsx3.drivers.{DRIVER}")
    vars(module)["buildDriver"] = lambda proxy: Driver(proxy, str(data) if data else None)
    sys.modules[module.__name__] = module
    return pyttsx3.init(DRIVER)


def open_mouth(driver: str | None = None) -> Mouth | StockMouth:
    """Our own driver, or the one that is named; the machine's own voice, where there is no eSpeak NG.

    Raises VoiceError("no_engine").
    """
    if driver:
        return StockMouth(driver)
    try:
        return Mouth()
    except VoiceError:
        if sys.platform not in PLATFORMS:
            raise
    return StockMouth()


def serve(line: Connection, driver: str | None = None) -> None:
    """Introduce ourselves, then answer until the other end is gone."""
    try:
        mouth = open_mouth(driver)
    except VoiceError as error:
        _send(line, {"error": error.code, "message": str(error)})
        return
    _send(line, mouth.introduce())
    while True:
        try:
            asked = json.loads(line.recv_bytes())
        except EOFError:
            return
        if not mouth.forks:
            _answer(line, mouth, asked)
        elif not _answered_by_copy(line, mouth, asked):
            return  # half an answer may be on the line; who asked starts another worker


def _answered_by_copy(line: Connection, mouth: Mouth | StockMouth, asked: Mapping[str, Any]) -> bool:
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    code = 1
    try:
        _answer(line, mouth, asked)
        code = 0
    finally:
        os._exit(code)


def _answer(line: Connection, mouth: Mouth | StockMouth, asked: Mapping[str, Any]) -> None:
    try:
        pcm, sample_rate, parts = mouth.say(asked)
    except VoiceError as error:
        _send(line, {"error": error.code, "message": str(error)})
        return
    _send(line, {"sample_rate": sample_rate, "parts": parts})
    line.send_bytes(pcm)


def _send(line: Connection, message: Mapping[str, Any]) -> None:
    line.send_bytes(json.dumps(message).encode())


def main() -> None:
    """Serve on the line whose number was given last."""
    *driver, number = sys.argv[1:]
    with _line(int(number)) as line:
        serve(line, *driver)


def _line(number: int) -> Connection:
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection  # noqa: PLC0415 (only there)

        return PipeConnection(number)
    return Connection(number)


if __name__ == "__main__":
    main()
