"""Sound to text. The engine lives in a process of its own, so that its death or its dawdling is not ours."""

from collections.abc import Sequence
from typing import Self

from voice.recognisers import Engine, Heard
from voice.sound import Sound


class Hearing:
    """Hears sounds one after the other; may be used by several threads. Nothing is started before it is needed.

    engine: which one; a name alone is enough for those whose model is installed with them.
    limit: seconds that a sound may take at most, besides its own length.
    """

    def __init__(self, engine: str | Engine, limit: float = 30) -> None:
        self._engine = Engine(engine) if isinstance(engine, str) else engine
        self._limit = limit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def engine(self) -> str:
        """The name of the engine."""
        return self._engine.name

    @property
    def pid(self) -> int | None:
        """The process that holds the engine, if one runs."""
        raise NotImplementedError

    def hear(self, sound: Sound) -> Heard:
        """Whatever was said.

        Raises VoiceError: "no_engine"; and "too_slow", "failed", "busy", "died" (after a second try), which
        concern only this sound: the next may go well.
        """
        raise NotImplementedError

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        """Which of the choices was said; its text is empty if none was. Raises VoiceError as `hear` does."""
        raise NotImplementedError

    def close(self) -> None:
        """End the process. It starts again when it is needed."""
        raise NotImplementedError
