"""What a tablet reads aloud: every fixed text, spoken ahead, with the times of its words."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from voice.clips import Clip, in_utf16
from voice.errors import VoiceError
from voice.manner import Manner
from voice.spoken import Made, Sound, Spoken

log = logging.getLogger(__name__)

USUAL = Manner()
FULL = (
    "%d texts are read aloud in a manner that is only near to what somebody likes, because the sounds take "
    "up %d MB already. Set WM_SPOKEN_MB higher, or give more people the same pace, voice and pauses."
)


class ReadAloud:
    """The texts and their sounds. Without an engine nothing is read aloud, and nothing else changes."""

    def __init__(
        self, spoken: Spoken | None, texts: Callable[[], list[str]], ways: Callable[[], Iterable[Manner]]
    ) -> None:
        """`texts` are all that may be read; `ways` how people here like to hear them, besides the usual."""
        self._spoken = spoken
        self._texts = texts
        self._ways = ways
        self._known: dict[str, dict[str, Any]] = {}
        self._done: tuple[list[str], list[Manner]] | None = None
        self._stopping = threading.Event()

    def known(self) -> dict[str, dict[str, Any]]:
        """By text and by manner ("125", or "125+200" with pauses; see `name_of`): address, length, words.

        All are at full volume; the page makes them quieter for who likes that. A text that could not be
        spoken is not among them.
        """
        return self._known

    def file(self, name: str) -> Path | None:
        """The WAV with this name; None if there is none."""
        return self._spoken.path(name) if self._spoken else None

    def keep_up(self) -> None:
        """Speak ahead what is new; quick if nothing is. Stops early when we are about to end."""
        if self._spoken is None or self._stopping.is_set():
            return
        try:
            wanted = self._texts(), self._manners()
            if wanted == self._done:
                return
            made = self._make(*wanted)
        except VoiceError as error:
            log.warning("Nothing new is read aloud. %s", error)
            return
        finally:
            if self._stopping.is_set():  # a last text may have started the engine again meanwhile
                self._spoken.speaker.close()
        self._done = wanted if made.whole else None

    def say(self, text: str, manner: Manner = USUAL) -> Clip | None:
        """What a person said, read back to them at full volume; None if nothing is read aloud here.

        Nothing of it is kept. From any thread. Raises VoiceError as `Speaker.speak` does.
        """
        if self._spoken is None or self._stopping.is_set():
            return None
        return self._spoken.speaker.speak(text, self._known_voice(manner).at_full_volume())

    def _manners(self) -> list[Manner]:
        """How people here like to hear, in steps, the usual first: for it there is always room."""
        others = {self._known_voice(each).made_ahead() for each in self._ways()} - {USUAL}
        return [USUAL, *sorted(others, key=name_of)]

    def _known_voice(self, manner: Manner) -> Manner:
        """The same with the usual voice, if the engine does not have the one that was asked for."""
        assert self._spoken
        return manner if manner.speaks in self._spoken.speaker.languages else replace(manner, voice="")

    def _make(self, texts: list[str], manners: list[Manner]) -> Made:
        assert self._spoken
        made = self._spoken.make_ahead(texts, manners, log.warning, self._goes_on)
        if made.left_out:
            log.warning(FULL, made.left_out, self._spoken.most_bytes / 1e6)
        found = {text: self._sounds(text, manners) for text in texts}
        self._known = {text: sounds for text, sounds in found.items() if sounds}
        return made

    def close(self) -> None:
        """Stop speaking ahead, and let go of the engine."""
        self._stopping.set()
        if self._spoken:
            self._spoken.speaker.close()

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def _sounds(self, text: str, manners: Iterable[Manner]) -> dict[str, Any]:
        assert self._spoken
        found = {name_of(manner): self._found(text, manner) for manner in manners}
        return {
            name: {
                "wav": f"/tablet/spoken/{sound.key}.wav",
                "ms": sound.ms,
                "words": [word._asdict() for word in in_utf16(text, sound.words)],
            }
            for name, sound in found.items()
            if sound
        }

    def _found(self, text: str, manner: Manner) -> Sound | None:
        assert self._spoken
        try:
            return self._spoken.find(text, manner)
        except VoiceError:
            return None  # too long: it was told when it could not be made


def name_of(manner: Manner) -> str:
    """How a page finds it: "125+200;pitch=65;rest=1000;voice=+f3", of which only the pace is always there."""
    pace = f"{manner.rate}+{manner.pause}" if manner.pause else str(manner.rate)
    others = {"pitch": manner.pitch, "rest": manner.sentence_pause, "voice": manner.voice}
    usual = {"pitch": USUAL.pitch, "rest": USUAL.sentence_pause, "voice": USUAL.voice}
    return ";".join([pace, *(f"{name}={value}" for name, value in others.items() if value != usual[name])])
