"""Vosk, with a model in a folder of this machine: for machines too small for faster-whisper."""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from voice.closed import spoken
from voice.errors import VoiceError
from voice.recognisers import Engine, Heard, HeardWord
from voice.sound import RATE

if TYPE_CHECKING:
    from speech_recognition import AudioData

NAME = "vosk"
FILES = ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph/phones/word_boundary.int")
SOMETHING_ELSE = "[unk]"
SURE = 0.9
"""A mean confidence from which the words are most likely right. Not measured yet."""


class Vosk:
    """Loaded once. It writes small letters, and no punctuation."""

    def __init__(self, folder: Path | None) -> None:
        require(folder)
        assert folder
        self.name = Engine(NAME, folder).label
        self._model = _load(folder)

    def recognise(self, audio: "AudioData", choices: Sequence[str] = ()) -> Heard:
        """As `Recogniser`. Words have times and confidences."""
        pcm = audio.get_raw_data(convert_rate=RATE, convert_width=2)
        means = {spoken(choice): choice for choice in choices if spoken(choice)}
        if choices and not means:
            return Heard.nothing(self.name)
        heard = self._hear(pcm, [*means, SOMETHING_ELSE] if choices else [])
        if not choices:
            return heard
        choice = means.get(heard.text, "")
        return Heard(choice, self.name, heard.words, sure=True) if choice else Heard.nothing(self.name)

    def _hear(self, pcm: bytes, phrases: Sequence[str]) -> Heard:
        from vosk import KaldiRecognizer  # noqa: PLC0415 (an optional package)

        grammar = (json.dumps(phrases),) if phrases else ()
        recogniser = KaldiRecognizer(self._model, RATE, *grammar)
        recogniser.SetWords(True)  # noqa: FBT003 (its own way to be asked)
        recogniser.AcceptWaveform(pcm)
        told = json.loads(recogniser.FinalResult())
        words = tuple(
            HeardWord(each["word"], round(each["conf"], 3), round(each["start"] * 1000))
            for each in told.get("result", ())
        )
        sure = bool(words) and fmean(word.confidence or 0 for word in words) >= SURE
        return Heard(told["text"], self.name, words, sure)


def faults(folder: Path) -> list[str]:
    """What is missing, in a few words each; empty if it can be used."""
    missing = ["the package vosk is missing"] if find_spec("vosk") is None else []
    return missing + [f"{name} is missing" for name in FILES if not (folder / name).is_file()]


def require(folder: Path | None) -> None:
    """Raises VoiceError("no_engine"), with the remedy, unless everything is there."""
    if folder is None:
        raise VoiceError(
            "no_engine", "vosk needs a folder with a model. Get one: whatmatters voice fetch vosk-small."
        )
    if found := faults(folder):
        raise VoiceError(
            "no_engine",
            f"The model in {folder} cannot be used: {', '.join(found)}. "
            "Get it with `whatmatters voice fetch`; the package with `uv sync --extra vosk`.",
        )


def _load(folder: Path) -> Any:
    try:
        from vosk import Model, SetLogLevel  # noqa: PLC0415 (an optional package)

        SetLogLevel(-1)
        return Model(str(folder))  # by a path only: a name would send it to the network
    except Exception as error:  # it raises a bare Exception
        raise VoiceError(
            "no_engine",
            f"The model in {folder} cannot be loaded ({error}). Get it anew: whatmatters voice fetch.",
        ) from error
