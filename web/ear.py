"""One recording as it is being heard: its chunks in order, and what there is to say of it meanwhile."""

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from threading import Lock
from typing import Protocol

from voice.dictation import Choose, Dictation, Hear
from voice.errors import VoiceError
from voice.recognisers import Heard
from voice.sound import Sound

MOST_EARLY = 60
"""Chunks that may wait for one before them. With more missing it is heard at the end, from what is kept."""

type Sign = tuple[str, int]
"""("quiet", 3): nobody spoke for three seconds; 0: they talk on. ("waited", 3): nobody has spoken yet."""


class Hears(Protocol):
    """An engine that makes words of sound: voice.hearing.Hearing, or a stand-in."""

    @property
    def engine(self) -> str:
        """Its name."""
        ...

    def hear(self, sound: Sound) -> Heard:
        """Whatever was said. Raises VoiceError."""
        ...

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        """Which of the choices was said, if any. Raises VoiceError."""
        ...

    def stop(self) -> None:
        """Let go of it, also in the middle of a sound."""
        ...


class Ear:
    """Fed with chunks that are kept already, in any order and more than once; each is heard once.

    May be used by several threads. What goes wrong with an engine is noted, and is a gap in what was heard.
    """

    def __init__(self, hear: Hear, executor: Executor, choose: Choose | None = None) -> None:
        self._hear_one = hear
        self._dictation = Dictation(self._hear, executor, choose)
        self._turn = Lock()
        self._next = 0
        self._early: dict[int, bytes] = {}
        self._told = (0, 0)
        self.failed = False
        """Whether an engine failed at any of it, so that it is worth to be heard again."""
        self.used_at = time.monotonic()

    def feed(self, seq: int, pcm: bytes) -> list[Sign]:
        """A chunk; returns what there is to tell of it."""
        with self._turn:
            self.used_at = time.monotonic()
            if seq >= self._next and len(self._early) < MOST_EARLY:
                self._early[seq] = pcm
            while self._next in self._early:
                self._dictation.feed(self._early.pop(self._next))
                self._next += 1
            return self._signs()

    def asked(self) -> None:
        """ "Have you finished?" was just said."""
        with self._turn:
            self._dictation.asked()

    def said(self) -> str | None:
        """The reply to that, once there is one: "yes", "no" or "stop"."""
        return self._dictation.said()

    def finish(self, chunks: int, seconds: float) -> Heard | None:
        """All that was said; None if not all chunks came here, or not all was heard in so many seconds.

        May be asked again.
        """
        with self._turn:
            if self._next != chunks:
                return None
            heard = self._dictation.finish(seconds)
            return None if self._dictation.waiting else heard

    def _hear(self, sound: Sound) -> Heard:
        try:
            return self._hear_one(sound)
        except VoiceError:
            self.failed = True
            raise

    def _signs(self) -> list[Sign]:
        """Whole seconds that have not been told yet; 0 when they talk on."""
        quiet, waited = _whole(self._dictation.quiet), _whole(self._dictation.waited)
        before, self._told = self._told, (quiet, waited)
        signs: list[Sign] = [("quiet", quiet)] if quiet != before[0] else []
        return signs + ([("waited", waited)] if waited > before[1] else [])


def _whole(seconds: float) -> int:
    """Whole seconds. What is heard is judged in pieces of 30 ms, so one that is not quite over counts too."""
    return int(seconds + 0.05)
