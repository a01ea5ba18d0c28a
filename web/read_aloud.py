"""What a tablet reads aloud: every fixed text, spoken ahead, with the times of its words."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from voice.clips import in_utf16
from voice.errors import VoiceError
from voice.spoken import Spoken
from voice.voices import Voice

log = logging.getLogger(__name__)

RATES: Mapping[int, int] = {100: 80, 125: 100, 150: 120}
"""Words a minute as people hear them, and what the engine has to be told: our short words come out faster."""
PAUSE_STEP = 100
"""Pauses between words are made in steps of so many milliseconds."""


class Way(NamedTuple):
    """How somebody likes to hear: words a minute, and milliseconds more between words."""

    rate: int
    pause: int


USUAL = Way(125, 0)


class ReadAloud:
    """The texts and their sounds. Without an engine nothing is read aloud, and nothing else changes."""

    def __init__(
        self, spoken: Spoken | None, texts: Callable[[], list[str]], ways: Callable[[], Iterable[Way]]
    ) -> None:
        """`texts` are all that may be read; `ways` how people here like to hear them, besides the usual."""
        self._spoken = spoken
        self._texts = texts
        self._ways = ways
        self._known: dict[str, dict[str, Any]] = {}
        self._done: tuple[list[str], list[Way]] | None = None
        self._stopping = threading.Event()

    def known(self) -> dict[str, dict[str, Any]]:
        """By text and by rate ("125", or "125+200" with a pause): address, length and word times.

        A text that could not be spoken is not among them.
        """
        return self._known

    def file(self, name: str) -> Path | None:
        """The WAV with this name; None if there is none."""
        return self._spoken.path(name) if self._spoken else None

    def keep_up(self) -> None:
        """Speak ahead what is new; quick if nothing is. Stops early when we are about to end."""
        if self._spoken is None or self._stopping.is_set():
            return
        wanted = self._texts(), sorted({_nearest(way) for way in self._ways()} | {USUAL})
        if wanted == self._done:
            return
        texts, ways = wanted
        voices = {_name(way): Voice(rate=RATES[way.rate], pause=way.pause) for way in ways}
        try:
            made = self._spoken.make_ahead(texts, list(voices.values()), log.warning, self._goes_on)
        except VoiceError as error:
            log.warning("Nothing new is read aloud. %s", error)
            return
        finally:
            if self._stopping.is_set():  # a last text may have started the engine again meanwhile
                self._spoken.speaker.close()
        found = {text: self._sounds(text, voices) for text in texts}
        self._known = {text: sounds for text, sounds in found.items() if sounds}
        self._done = wanted if made.whole else None

    def close(self) -> None:
        """Stop speaking ahead, and let go of the engine."""
        self._stopping.set()
        if self._spoken:
            self._spoken.speaker.close()

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def _sounds(self, text: str, voices: Mapping[str, Voice]) -> dict[str, Any]:
        assert self._spoken
        found = {name: self._spoken.find(text, voice) for name, voice in voices.items()}
        return {
            name: {
                "wav": f"/tablet/spoken/{sound.key}.wav",
                "ms": sound.ms,
                "words": [word._asdict() for word in in_utf16(text, sound.words)],
            }
            for name, sound in found.items()
            if sound
        }


def _nearest(way: Way) -> Way:
    rate = min(RATES, key=lambda offered: abs(offered - way.rate))
    return Way(rate, round(way.pause / PAUSE_STEP) * PAUSE_STEP)


def _name(way: Way) -> str:
    return f"{way.rate}+{way.pause}" if way.pause else str(way.rate)
