"""Text to sound. The engine lives in a process of its own, so that its death or its dawdling is not ours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Self

from voice.clips import Clip, Word, make_clip
from voice.errors import VoiceError
from voice.running import WORKER, Running
from voice.voices import Voice
from voice.wording import Part, parts_of

LONGEST = 5_000
"""Characters of a text: some six minutes of sound."""
USUAL = Voice()


class Speaker:
    """Says texts one after the other; may be used by several threads. Nothing is started before it is needed.

    limit: seconds that a text may take at most.
    command: what is started to speak; another one only for tests.
    """

    def __init__(self, limit: float = 20, command: Sequence[str] = WORKER) -> None:
        self._limit = limit
        self._command = command
        self._turn = Lock()
        self._running: Running | None = None
        self._hello: dict[str, Any] = {}
        self._silent: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def engine(self) -> str:
        """Who speaks, with its version: "eSpeak NG 1.52.0". Raises VoiceError("no_engine") if nobody does."""
        return f"eSpeak NG {self._introduced()['version']}"

    @property
    def languages(self) -> frozenset[str]:
        """What can be spoken. Raises VoiceError("no_engine")."""
        return frozenset(self._introduced()["languages"])

    @property
    def pid(self) -> int | None:
        """The process that holds the engine, if one runs."""
        return self._running.pid if self._running and self._running.alive else None

    def speak(self, text: str, voice: Voice = USUAL) -> Clip:
        """`text` as sound, from plain text: markup is read out.

        Raises VoiceError: "nothing_to_say", "too_long" (LONGEST), "no_language", "no_engine"; and "too_slow",
        "failed", "busy", "died" (after a second try), which concern only this text: the next may go well.
        """
        if len(text) > LONGEST:
            raise VoiceError(
                "too_long", f"At most {LONGEST:,} characters can be read aloud at once. Shorten it."
            )
        parts = parts_of(text)
        voices = self._introduced()["languages"]
        if voice.language not in voices:
            raise VoiceError(
                "no_language", f'There is no voice for "{voice.language}". Choose another language.'
            )
        asked = {"voice": voices[voice.language], "rate": voice.rate, "gap": voice.gap}
        answer, pcm = self._ask(asked | {"parts": [part.said for part in parts]})
        words = _words(parts, answer["parts"])
        if not words:
            raise VoiceError(
                "nothing_to_say", "There is nothing in this text to read aloud. Give it some words."
            )
        return make_clip(pcm, answer["sample_rate"], words)

    def close(self) -> None:
        """End the process. It starts again when it is needed."""
        with self._my_turn():
            self._end()

    def _introduced(self) -> dict[str, Any]:
        """What the engine said of itself when it was first started."""
        if not self._hello:
            with self._my_turn():
                self._ready()
        return self._hello

    def _ask(self, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._my_turn():
            try:
                return self._ready().ask(asked)
            except VoiceError as error:
                if error.code != "died":
                    raise
            # It may have been ended by the machine, to save memory, through no fault of this text.
            return self._ready().ask(asked)

    def _ready(self) -> Running:
        """The process, started if there is none."""
        if self._silent:
            raise VoiceError("no_engine", self._silent)
        if self._running is None or not self._running.alive:
            self._end()
            self._running = Running(self._command, self._limit)
            self._meet(self._running)
        return self._running

    def _meet(self, running: Running) -> None:
        try:
            self._hello = running.hello()
        except VoiceError as error:
            self._end()
            if error.code == "no_engine":
                self._silent = str(error)
            raise

    def _end(self) -> None:
        if self._running:
            self._running.end()
        self._running = None

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=4 * self._limit):
            raise VoiceError("busy", "Much is being read aloud just now. Try again in a minute.")
        try:
            yield
        finally:
            self._turn.release()


def _words(parts: Sequence[Part], told: Sequence[dict[str, Any]]) -> list[Word]:
    """The words of all parts, in order. Told of each: its words as (ms, character), and its end in ms."""
    words: list[Word] = []
    for part, each in zip(parts, told, strict=True):
        words += part.words(each["words"], each["end"])
    return words
