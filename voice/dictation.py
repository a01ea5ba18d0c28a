"""One spoken answer, heard stretch by stretch while the person still speaks: little is left at its end."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass

from voice.endpointing import Endpointing, Stretch
from voice.errors import VoiceError
from voice.recognisers import Heard
from voice.sound import BYTES_A_SECOND, Sound
from voice.vocabulary import STEERING

MOST_BYTES = 600 * BYTES_A_SECOND
"""Ten minutes: what comes later is not listened to."""
SHORT_MS = 2_500
"""At most so long speaks who answers "have you finished?". Its lead and the quiet after it come on top."""
TOLERANCE_MS = 300
"""So much earlier than it was noticed may a stretch have begun."""

type Hear = Callable[[Sound], Heard]
type Choose = Callable[[Sound, Sequence[str]], Heard]


@dataclass(slots=True)
class _Piece:
    ms: int
    heard: "Future[Heard | None]"
    """None if it is no part of the answer."""


class Dictation:
    """Fed with sound as it comes. Feeding never waits for an engine. Not for several threads.

    hear: makes words of a stretch; may take its time and may fail. Called by threads of the executor.
    choose: for the reply to "have you finished?"; without it such a reply is taken for a part of the answer.
    """

    def __init__(self, hear: Hear, executor: Executor, choose: Choose | None = None) -> None:
        self._hear, self._choose, self._executor = hear, choose, executor
        self._ends = Endpointing()
        self._pieces: list[_Piece] = []
        self._fed = 0
        self._asked_at: int | None = None
        self._said: str | None = None

    @property
    def quiet(self) -> float:
        """Seconds since they last spoke; 0 before they first did."""
        return self._ends.quiet

    @property
    def waited(self) -> float:
        """Seconds without anybody speaking, until somebody does."""
        return self._ends.waited

    @property
    def spoke(self) -> float:
        """Seconds of speech so far."""
        return self._ends.spoke

    @property
    def full(self) -> bool:
        """Whether it has come to its ten minutes."""
        return self._fed >= MOST_BYTES

    @property
    def stretches(self) -> int:
        """How many are over."""
        return len(self._pieces)

    @property
    def waiting(self) -> int:
        """How many stretches are not heard yet."""
        return sum(not piece.heard.done() for piece in self._pieces)

    def feed(self, pcm: bytes) -> None:
        """What came next."""
        taken = pcm[: MOST_BYTES - self._fed]
        self._fed += len(taken)
        self._ends.feed(taken)
        self._begin_hearing()

    def asked(self) -> None:
        """ "Have you finished?" was just said: what they say next may be the reply to it."""
        self._asked_at, self._said = self._ends.ms, None

    def said(self) -> str | None:
        """What they replied, once: "yes", "no" or "stop"."""
        said, self._said = self._said, None
        return said

    def finish(self, seconds: float) -> Heard:
        """All that was said, as far as it can be told in so many seconds. May be asked again.

        It is not sure if anything in it is not, or is missing: then the recording has to be listened to.
        """
        self._ends.end()
        self._begin_hearing()
        until = time.monotonic() + seconds
        heard = [_result(piece.heard, until - time.monotonic()) for piece in self._pieces]
        parts = [(piece.ms, each) for piece, each in zip(self._pieces, heard, strict=True) if each]
        return _joined(parts)

    def _begin_hearing(self) -> None:
        while self._ends.stretches:
            stretch = self._ends.stretches.pop(0)
            work = self._as_reply if self._is_reply(stretch) else self._hear
            self._pieces.append(_Piece(stretch.ms, self._submit(work, stretch.sound)))

    def _is_reply(self, stretch: Stretch) -> bool:
        if self._choose is None or self._asked_at is None:
            return False
        if stretch.spoken_from < self._asked_at - TOLERANCE_MS:
            return False
        self._asked_at = None  # only the first one can be it
        return stretch.sound.ms <= SHORT_MS + 1_500

    def _submit(self, work: Callable[[Sound], Heard | None], sound: Sound) -> "Future[Heard | None]":
        try:
            return self._executor.submit(work, sound)
        except RuntimeError as error:  # it is being closed: a gap, like any other failure
            failed: Future[Heard | None] = Future()
            failed.set_exception(error)
            return failed

    def _as_reply(self, sound: Sound) -> Heard | None:
        assert self._choose is not None
        try:
            chosen = self._choose(sound, STEERING).text
        except VoiceError:
            chosen = ""
        if chosen:
            self._said = chosen
            return None
        heard = self._hear(sound)
        # Too unclear to act upon, but clear enough to know that it is no part of what they tell.
        return None if heard.text and set(heard.text.lower().split()) <= set(STEERING) else heard


def _result(heard: "Future[Heard | None]", seconds: float) -> Heard | None:
    """What came of it; nothing, and not sure, if it failed or takes too long."""
    try:
        return heard.result(max(0, seconds))
    except (NotYetError, Exception):  # noqa: BLE001 (whatever went wrong with one stretch, the others stay)
        return Heard.nothing("")


def _joined(parts: Sequence[tuple[int, Heard]]) -> Heard:
    engine = next((heard.engine for _, heard in parts if heard.engine), "")
    words = tuple(
        word._replace(ms=None if word.ms is None else word.ms + began)
        for began, heard in parts
        for word in heard.words
    )
    text = " ".join(heard.text for _, heard in parts if heard.text)
    return Heard(text, engine, words, sure=bool(text) and all(heard.sure for _, heard in parts))
