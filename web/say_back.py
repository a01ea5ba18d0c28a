"""Says somebody's own words back to them. The sound is not kept: it could not be erased with the words."""

import base64
from dataclasses import asdict
from typing import Any

from storage.profiles import Profile
from voice.clips import in_utf16
from voice.errors import VoiceError
from voice.manner import Manner
from voice.speaking import Speaker

SILENT: dict[str, Any] = {"wav": None, "words": []}
"""Nobody can say it: the words are shown, and nothing else changes."""


class SayBack:
    """A voice; without one nothing is said."""

    def __init__(self, speaker: Speaker | None = None) -> None:
        self._speaker = speaker

    def say(self, text: str, profile: Profile | None = None) -> dict[str, Any]:
        """The sound of a text (WAV, base64) in the manner of a person, and when each of its words begins.

        Words are counted as JavaScript counts. Without a sound `wav` is None.
        """
        if self._speaker is None:
            return SILENT
        try:
            manner = Manner.of(asdict(profile)) if profile else Manner()
            clip = self._speaker.speak(text, manner.at_full_volume())
        except VoiceError:
            return SILENT
        words = [word._asdict() for word in in_utf16(text, clip.words)]
        return {"wav": base64.b64encode(clip.wav).decode(), "ms": clip.ms, "words": words}
