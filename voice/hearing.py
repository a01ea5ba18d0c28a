"""Sound to text. The engine lives in a process of its own, so that its death or its dawdling is not ours."""

import sys
from collections.abc import Sequence
from typing import Self

from voice.errors import VoiceError
from voice.recognisers import LOCAL, Engine, Heard, HeardWord
from voice.running import Wording
from voice.sound import RATE, Sound
from voice.supervised import Supervised

LISTENING = Wording(
    "Making out the words took too long. The sound is kept: listen to it, or try again.",
    "The part that makes out words stopped. The sound is kept: try again.",
    "Many people are being listened to just now. The sound is kept: try again in a minute.",
)

NOISE = Sound(b"\x40\x00\xc0\xff" * (RATE // 10))
"""A fifth of a second, just loud enough to be looked at. Nobody hears a word in it."""


class Hearing:
    """Hears one sound after the other, for several threads. Nothing is started before it is needed.

    engine: which one; a name alone is enough for those whose model is installed with them.
    limit: seconds that a sound may take at most, besides its own length.
    patience: seconds that somebody waits for a turn; else four times the limit.
    Raises VoiceError("no_engine") for any but the local ones.
    """

    def __init__(self, engine: str | Engine, limit: float = 30, patience: float | None = None) -> None:
        self._engine = Engine(engine) if isinstance(engine, str) else engine
        if self._engine.name not in LOCAL:
            raise VoiceError(
                "no_engine",
                f'There is no recogniser "{self._engine.name}" that stays on this machine. '
                f"Name one of these: {', '.join(LOCAL)}.",
            )
        folder = str(self._engine.folder.absolute()) if self._engine.folder else ""
        command = (sys.executable, "-m", "voice.hearer", self._engine.name, folder)
        self._process = Supervised(command, limit, LISTENING, patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def engine(self) -> str:
        """Who listens, with its model."""
        return self._engine.label

    @property
    def pid(self) -> int | None:
        """The process that holds the engine, if one runs."""
        return self._process.pid

    def start(self, choices: Sequence[str] = ()) -> None:
        """Have the engine ready before somebody waits for it: for the choices, else for whatever is said.

        A model that is loaded with the first sound is loaded now: a whisper of noise is that sound.
        Raises VoiceError as `hear` does.
        """
        self._ask(NOISE, list(choices))

    def hear(self, sound: Sound) -> Heard:
        """Whatever was said.

        Raises VoiceError: "no_engine"; and "too_slow", "failed", "busy", "died" (after a second try), which
        concern only this sound: the next may go well.
        """
        return self._ask(sound, [])

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        """Which of the choices was said; its text is empty if none was. Raises VoiceError as `hear` does."""
        return self._ask(sound, list(choices)) if choices else Heard.nothing(self.engine)

    def close(self) -> None:
        """End the process. It starts again when it is needed."""
        self._process.close()

    def stop(self) -> None:
        """End the process for good, also in the middle of a sound: whoever waits for it gets VoiceError."""
        self._process.stop()

    def _ask(self, sound: Sound, choices: list[str]) -> Heard:
        told, _ = self._process.ask({"choices": choices}, sound.pcm, sound.ms / 1000)
        words = tuple(HeardWord(*word) for word in told["words"])
        return Heard(told["text"], self.engine, words, told["sure"])
