"""faster-whisper, with a model in a folder of this machine. It hears best, and invents words in silence.

So nothing is asked of it where nobody spoke, and what it adds without being sure of it is left out.
It is never told the name of a model, which would send it to the network: `whatmatters voice fetch` does that.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import TYPE_CHECKING, Any

from voice.closed import spoken
from voice.endpointing import Endpointing
from voice.errors import VoiceError
from voice.recognisers import Engine, Heard, HeardWord
from voice.sound import RATE

if TYPE_CHECKING:
    from speech_recognition import AudioData

NAME = "faster_whisper"
PACKAGES = ("faster_whisper", "soundfile")
FILES = ("model.bin", "config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
LEAST_SPEECH = 0.1
"""Seconds of a voice below which nobody said anything."""
INVENTED = 0.8, -1.0, 0.3
"""A piece is invented if it is this sure that nobody spoke; or if its words are this doubtful (the mean of
their logarithms) and it is so sure that nobody spoke. In silence it heard "You" (0.95), and after a sentence
"Thank you for watching" (-1.08, 0.38)."""
SURE = -0.5
"""Above this mean of the logarithms the words are most likely right."""


class Whisper:
    """Loaded once. It writes figures, capital letters and punctuation."""

    def __init__(self, folder: Path | None) -> None:
        require(folder)
        assert folder
        self.name = Engine(NAME, folder).label
        self._recogniser = _load(folder)

    def recognise(self, audio: "AudioData", choices: Sequence[str] = ()) -> Heard:
        """As `Recogniser`. Words have times and confidences."""
        pcm = audio.get_raw_data(convert_rate=RATE, convert_width=2)
        if seconds_of_voice(pcm) < LEAST_SPEECH:
            return Heard.nothing(self.name)
        heard = self._hear(audio)
        return one_of(choices, heard) if choices else heard

    def _hear(self, audio: "AudioData") -> Heard:
        told = self._recogniser.recognize(
            audio,
            show_dict=True,
            language="en",
            beam_size=5,
            temperature=0.0,  # higher ones, tried where it doubts, invent more
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        pieces = [
            piece for piece in told["segments"] if not invented(piece.no_speech_prob, piece.avg_logprob)
        ]
        words = tuple(
            HeardWord(word.word.strip(), round(word.probability, 3), round(word.start * 1000))
            for piece in pieces
            for word in piece.words or ()
        )
        text = " ".join(piece.text.strip() for piece in pieces)
        sure = bool(pieces) and fmean(piece.avg_logprob for piece in pieces) >= SURE
        return Heard(text, self.name, words, sure and bool(text))


def invented(no_speech: float, doubt: float) -> bool:
    """Whether a piece of text was most likely said by nobody."""
    surely, doubtful, perhaps = INVENTED
    return no_speech >= surely or (doubt <= doubtful and no_speech >= perhaps)


def seconds_of_voice(pcm: bytes) -> float:
    """How long somebody speaks in it."""
    ends = Endpointing()
    ends.feed(pcm)
    return ends.spoke


def one_of(choices: Iterable[str], heard: Heard) -> Heard:
    """The choice that was said, word for word and nothing else."""
    said = spoken(heard.text)
    found = [choice for choice in choices if said and spoken(choice) == said]
    return Heard(found[0], heard.engine, heard.words, sure=True) if found else Heard.nothing(heard.engine)


def faults(folder: Path) -> list[str]:
    """What is missing, in a few words each; empty if it is whole. Without a tokenizer it would go online."""
    missing = [f"the package {each} is missing" for each in PACKAGES if find_spec(each) is None]
    missing += [f"{name} is missing" for name in FILES if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARIES):
        missing.append(f"{VOCABULARIES[0]} is missing")
    return missing


def require(folder: Path | None) -> None:
    """Raises VoiceError("no_engine"), with the remedy, unless everything is there."""
    if folder is None:
        raise VoiceError(
            "no_engine",
            "faster_whisper needs a folder with a model. Get one: whatmatters voice fetch base.en.",
        )
    if found := faults(folder):
        raise VoiceError(
            "no_engine",
            f"The model in {folder} cannot be used: {', '.join(found)}. "
            "Get it with `whatmatters voice fetch`; packages with `uv sync --extra whisper`.",
        )


def _load(folder: Path) -> Any:
    # It imports a client for a hub of models, which we do not install: nothing is fetched here, ever.
    sys.modules.setdefault("huggingface_hub", ModuleType("huggingface_hub"))
    try:
        from faster_whisper import WhisperModel  # noqa: PLC0415 (an optional package)
        from speech_recognition.recognizers.whisper_local.base import WhisperCompatibleRecognizer  # noqa: PLC0415
        from speech_recognition.recognizers.whisper_local.faster_whisper import (  # noqa: PLC0415
            TranscribableAdapter,
        )

        model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads(), local_files_only=True
        )
    except Exception as error:  # a damaged file raises whatever it likes
        raise VoiceError(
            "no_engine",
            f"The model in {folder} cannot be loaded ({error}). Get it anew: whatmatters voice fetch.",
        ) from error
    return WhisperCompatibleRecognizer(TranscribableAdapter(model))


def threads() -> int:
    """Of the machine's cores, so many that something is left for the rest of the program."""
    return max(1, min(4, len(os.sched_getaffinity(0))))
