"""What every recogniser of speech takes and gives, whichever engine is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:  # it warns as it is imported, so only the process that listens does
    from speech_recognition import AudioData


class HeardWord(NamedTuple):
    """One word that was heard."""

    text: str
    confidence: float | None = None
    """From 0 to 1; None if the engine does not know."""
    ms: int | None = None
    """When it begins, from the beginning of the sound; None if the engine does not know."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine made of a sound."""

    text: str
    """Empty if nothing could be made out."""
    engine: str
    words: tuple[HeardWord, ...] = ()
    sure: bool = False
    """Whether it may be taken for what was said. It is a guess all the same, until a person says yes."""

    @classmethod
    def nothing(cls, engine: str) -> "Heard":
        """It could not be made out. That is an outcome, not an error."""
        return cls("", engine)


LOCAL = ("sphinx", "faster_whisper", "vosk", "scripted")
"""All that can be named. SpeechRecognition knows more, which send sound away: nothing here leads to them."""


class Engine(NamedTuple):
    """Which recogniser, and where its model is."""

    name: str
    """Of LOCAL."""
    folder: Path | None = None
    """Of its model; None if the model is installed with it. Of "scripted": the file with the script."""

    @property
    def label(self) -> str:
        """For people, and beside what it heard: "sphinx", "faster_whisper tiny.en"."""
        return f"{self.name} {self.folder.name}" if self.folder and self.name != "scripted" else self.name


class Recogniser(Protocol):
    """An engine with its model loaded. Used by one thread of one process."""

    name: str
    """As `Engine.label`."""

    def recognise(self, audio: "AudioData", choices: Sequence[str] = ()) -> Heard:
        """What was said, in small letters and without punctuation if the engine knows none.

        choices: if there are any, the text is one of them, just as it is written there; or it is empty and
                 not sure, because something else was said, or nothing.
        """
