"""Text to sound. The engine lives in a process of its own, so that its death or its dawdling is not ours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

from voice.clips import Clip, Stretch, make_clip
from voice.errors import VoiceError
from voice.manner import Manner
from voice.names import read_names
from voice.normal import Normal
from voice.pacing import engine_gap, engine_rate
from voice.running import READING, WORKER
from voice.supervised import Supervised
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
        self._says = Normal(read_names() if names is None else names)
        self._process = Supervised(command, limit, READING)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def engine(self) -> str:
        """Who speaks, with its version: "eSpeak NG 1.52.0". Raises VoiceError("no_engine") if nobody does."""
        told = self._process.hello()
        return f"{told['name']} {told['version']}".strip()

    @property
    def languages(self) -> frozenset[str]:
        """What can be spoken. Raises VoiceError("no_engine")."""
        return frozenset(self._process.hello()["languages"])

    @property
    def pid(self) -> int | None:
        """The process that holds the engine, if one runs."""
        return self._process.pid

    def speak(self, text: str, manner: Manner = USUAL) -> Clip:
        """`text` as sound, from plain text: markup is read out. Nothing of it is kept.

        Raises VoiceError: "nothing_to_say", "too_long" (LONGEST), "no_language", "no_engine"; and "too_slow",
        "failed", "busy", "died" (after a second try), which concern only this text: the next may go well.
        """
        order = self.order(text, manner)
        answer, pcm = self._process.ask(order.asked)
        stretches = list(_stretches(order, answer, pcm))
        timed = all(told["words"] is not None for told in answer["parts"])
        if not (any(stretch.words for stretch in stretches) if timed else re.search(r"\w", text)):
            raise VoiceError(
                "nothing_to_say", "There is nothing in this text to read aloud. Give it some words."
            )
        return make_clip(stretches, answer["sample_rate"], manner.volume)

    def order(self, text: str, manner: Manner = USUAL) -> Order:
        """What the engine would be asked; a voice that it does not have is the usual one of the language.

        Raises VoiceError: "too_long", "no_language", "no_engine".
        """
        if len(text) > LONGEST:
            raise VoiceError(
                "too_long", f"At most {LONGEST:,} characters can be read aloud at once. Shorten it."
            )
        voices = self._process.hello()["languages"]
        speaks = manner.speaks if manner.speaks in voices else manner.language
        if speaks not in voices:
            raise VoiceError(
                "no_language", f'There is no voice for "{manner.language}". Choose another language.'
            )
        parts = parts_of(text, self._says if speaks.startswith("en") else list)
        rate = engine_rate(manner.rate)
        asked = {
            "voice": voices[speaks] + manner.variant,
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
        self._process.close()


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
