"""A recogniser that hears what a file says, line after line: for tests of what comes after hearing."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice.errors import VoiceError
from voice.recognisers import Heard, HeardWord

if TYPE_CHECKING:
    from speech_recognition import AudioData


class Scripted:
    """Each line of the file is JSON: {"text", "words": [[text, confidence, ms]], "sure"}; all may be missing.

    "sleep": seconds that it takes first; "die": its process ends; "fail": what it complains of. The last line
    is heard for ever. How far it has come stands in `<file>.at`, so that it goes on from there after a death.
    """

    name = "scripted"

    def __init__(self, script: Path | None) -> None:
        if script is None or not script.is_file():
            raise VoiceError("no_engine", "scripted needs a file with a script. Name one.")
        self._lines = [json.loads(line) for line in script.read_text(encoding="utf-8").splitlines() if line]
        self._at = script.with_name(f"{script.name}.at")

    def recognise(self, audio: "AudioData", choices: Sequence[str] = ()) -> Heard:
        """As `Recogniser`."""
        del audio
        line = self._next()
        time.sleep(line.get("sleep", 0))
        if line.get("die"):
            os._exit(1)
        if "fail" in line:
            raise VoiceError("failed", line["fail"])
        text = line.get("text", "")
        if choices and text not in choices:
            return Heard.nothing(self.name)
        words = tuple(HeardWord(*word) for word in line.get("words", [[word] for word in text.split()]))
        return Heard(text, self.name, words, line.get("sure", bool(text)))

    def _next(self) -> dict[str, Any]:
        come = int(self._at.read_text()) if self._at.exists() else 0
        self._at.write_text(str(come + 1))
        line: dict[str, Any] = self._lines[min(come, len(self._lines) - 1)]
        return line
