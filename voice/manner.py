"""How this person likes to be spoken with: voice, pace, pitch, loudness, rests, time to answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from voice.errors import VoiceError

BRITISH = "en-gb"
SHORT = {"en": BRITISH}
"""Languages that people name in short."""
VOICE = re.compile(r"[a-z0-9-]{0,30}(\+[A-Za-z0-9]{1,20})?")
LIMITS: Mapping[str, tuple[float, float]] = {
    "rate": (120, 165),
    "pitch": (0, 99),
    "volume": (20, 100),
    "pause": (0, 500),
    "sentence_pause": (600, 1000),
    "wait_seconds": (2, 20),
}
"""The least and the most of each number. Slower than 120 is done by pauses: the engine goes no slower."""
STEPS: Mapping[str, tuple[int, int]] = {
    "rate": (125, 10),
    "pitch": (50, 15),
    "pause": (0, 100),
    "sentence_pause": (600, 200),
}
"""What is made ahead is made in steps, so that likings that nobody can tell apart share their sounds:
one of them, and how far they are apart."""


@dataclass(frozen=True, slots=True)
class Manner:
    """One way to speak and to wait. Raises VoiceError("bad_voice") naming what cannot be so."""

    language: str = BRITISH
    """As the engine names it, in small letters: "en-gb", "cy". "en" is British English."""
    voice: str = ""
    """Another language that the engine has, a variant of its voice, or both: "en-gb-scotland", "+f3",
    "en-gb+f3". Empty: the usual voice of the language."""
    rate: int = 125
    """Words a minute as they are heard while somebody speaks; rests between sentences come on top."""
    pitch: int = 50
    volume: int = 100
    """Hundredths. A page that sets the loudness of what it plays asks for `at_full_volume`."""
    pause: int = 0
    """Milliseconds more between words; the engine comes near to it."""
    sentence_pause: int = 800
    """Milliseconds without a sound between sentences."""
    wait_seconds: float = 6.0
    """How long they may be quiet before anybody asks whether they have finished."""

    def __post_init__(self) -> None:
        for name, (least, most) in LIMITS.items():
            value = getattr(self, name)
            if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
                raise VoiceError(
                    "bad_voice", f"`{name}` is {least:,} to {most:,}, not {value!r}. Choose another."
                )
        if not VOICE.fullmatch(self.voice):
            raise VoiceError(
                "bad_voice", f'There is no voice "{self.voice}". Name one such as "en-gb-scotland" or "+f3".'
            )
        object.__setattr__(self, "language", SHORT.get(self.language.lower(), self.language.lower()))

    @classmethod
    def of(cls, profile: Mapping[str, Any], language: str = BRITISH) -> Self:
        """The manner in the fields of a person's profile; others are passed over, missing ones are usual.

        The profile's own `language` is for staff to read; what is spoken is in the language of the questions.
        """
        ours = {field.name for field in fields(cls)} - {"language"}
        return cls(language=language, **{name: value for name, value in profile.items() if name in ours})

    @property
    def speaks(self) -> str:
        """The language whose voice is used."""
        named = self.voice.partition("+")[0]
        return SHORT.get(named, named) or self.language

    @property
    def variant(self) -> str:
        """What is changed about that voice, with a plus before it: "+f3"; or nothing."""
        _, plus, name = self.voice.partition("+")
        return plus + name

    def at_full_volume(self) -> "Manner":
        """The same for a page, which makes it quieter itself."""
        return replace(self, volume=100)

    def made_ahead(self) -> "Manner":
        """The nearest one of those that are made ahead: in steps, and at full volume."""
        near = {name: _step(name, getattr(self, name)) for name in STEPS}
        return Manner(self.language, self.voice, **near)


def _step(name: str, value: int) -> int:
    first, apart = STEPS[name]
    least, most = LIMITS[name]
    near = first + (value - first + apart // 2) // apart * apart
    return int(min(max(near, least), most))
