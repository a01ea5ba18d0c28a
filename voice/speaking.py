"""Text to sound. The engine lives in a process of its own, so that its death or its dawdling is not ours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, NamedTuple, Self

from voice.clips import Clip, Stretch, make_clip
from voice.errors import VoiceError
from voice.manner import Manner
from voice.names import read_names
from voice.normal import Normal
from voice.pacing import engine_gap, engine_rate
from voice.running import WORKER, Running
from voice.wording import Part, parts_of

LONGEST = 5_000
"""Characters of a text: some six minutes of sound."""
USUAL = Manner()


class Order(NamedTuple):
    """A text as the engine is asked for it."""

    parts: Sequence[Part]
    asked: dict[str, Any]
    rests: Sequence[int]
    """Milliseconds after each part but the last."""


class Speaker:
    """Says texts one after the other; may be used by several threads. Nothing is started before it is needed.

    limit: seconds that a text may take at most.
    command: what is started to speak; another one only for tests.
    names: how names are said, by the name in small letters; those of voice.names, if nothing else is told.
    """

    def __init__(
        self, limit: float = 20, command: Sequence[str] = WORKER, names: Mapping[str, str] | None = None
    ) -> None:
        self._limit = limit
        self._says = Normal(read_names() if names is None else names)
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
        return f"{self._introduced()['name']} {self._introduced()['version']}".strip()

    @property
    def languages(self) -> frozenset[str]:
        """What can be spoken. Raises VoiceError("no_engine")."""
        return frozenset(self._introduced()["languages"])

    @property
    def pid(self) -> int | None:
        """The process that holds the engine, if one runs."""
        return self._running.pid if self._running and self._running.alive else None

    def speak(self, text: str, manner: Manner = USUAL) -> Clip:
        """`text` as sound, from plain text: markup is read out. Nothing of it is kept.

        Raises VoiceError: "nothing_to_say", "too_long" (LONGEST), "no_language", "no_engine"; and "too_slow",
        "failed", "busy", "died" (after a second try), which concern only this text: the next may go well.
        """
        order = self.order(text, manner)
        answer, pcm = self._ask(order.asked)
        stretches = list(_stretches(order, answer, pcm))
        timed = all(told["words"] is not None for told in answer["parts"])
        if not (any(stretch.words for stretch in stretches) if timed else re.search(r"\w", text)):
            raise VoiceError(
                "nothing_to_say", "There is nothing in this text to read aloud. Give it some words."
            )
        return make_clip(stretches, answer["sample_rate"], manner.volume)

    def order(self, text: str, manner: Manner = USUAL) -> Order:
        """What the engine would be asked. Raises VoiceError: "too_long", "no_language", "no_engine"."""
        if len(text) > LONGEST:
            raise VoiceError(
                "too_long", f"At most {LONGEST:,} characters can be read aloud at once. Shorten it."
            )
        voices = self._introduced()["languages"]
        if manner.speaks not in voices:
            raise VoiceError(
                "no_language", f'There is no voice for "{manner.speaks}". Choose another language.'
            )
        parts = parts_of(text, self._says if manner.speaks.startswith("en") else list)
        rate = engine_rate(manner.rate)
        asked = {
            "voice": voices[manner.speaks] + manner.variant,
            "heard": manner.rate,
            "rate": rate,
            "gap": engine_gap(manner.pause, rate) if any(len(part.tokens) > 1 for part in parts) else 0,
            "pitch": manner.pitch,
            "volume": manner.volume,
            "parts": [part.said for part in parts],
        }
        return Order(parts, asked, [part.rest(manner.sentence_pause) for part in parts[:-1]])

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


def _stretches(order: Order, answer: Mapping[str, Any], pcm: bytes) -> Iterator[Stretch]:
    """What was said of each part, in order. Told of each: its words as (ms, character), and its bytes.

    No engine but our own tells of words; the others leave them out.
    """
    begin = 0
    for part, rest, told in zip(order.parts, [*order.rests, 0], answer["parts"], strict=False):
        end = begin + told["size"]
        ms = told["size"] * 1000 // (2 * answer["sample_rate"])
        words = () if told["words"] is None else part.words(told["words"], ms)
        yield Stretch(pcm[begin:end], words, rest)
        begin = end
