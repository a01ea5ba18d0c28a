"""How a text is to sound: language, rate, and rests between words."""

from collections.abc import Iterable
from dataclasses import dataclass

from voice.errors import VoiceError

RATES = (100, 125, 150)
"""Words a minute that are made ahead, so that there is a sound for everybody."""
PAUSE_STEP = 100
LEAST_RATE, MOST_RATE, MOST_PAUSE = 80, 200, 500
BRITISH = "en-gb"
SHORT = {"en": BRITISH}
"""Languages that people name in short."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One way to sound. Raises VoiceError("bad_voice") if it cannot be so."""

    language: str = BRITISH
    """As eSpeak NG names it, in small letters: "en-gb", "cy". "en" is British English."""
    rate: int = 125
    """Words a minute, 80 to 200, as the engine counts: our questions, of short words, come out faster."""
    pause: int = 0
    """Milliseconds more between words, 0 to 500; the engine comes near to it."""

    def __post_init__(self) -> None:
        if not LEAST_RATE <= self.rate <= MOST_RATE:
            raise VoiceError("bad_voice", f"A rate is {LEAST_RATE} to {MOST_RATE} words a minute.")
        if not 0 <= self.pause <= MOST_PAUSE:
            raise VoiceError("bad_voice", f"A pause is 0 to {MOST_PAUSE} milliseconds.")
        object.__setattr__(self, "language", SHORT.get(self.language.lower(), self.language.lower()))

    @property
    def gap(self) -> int:
        """The pause in the engine's own steps, which get shorter as it speaks faster.

        Measured with eSpeak NG 1.52 at 100, 125 and 150: n steps make a pause of about (n + 1.1) steps.
        """
        step: float = 21 * (125 / self.rate) ** 1.5
        return max(0, round(self.pause / step - 1.1))

    def offered(self) -> "Voice":
        """The nearest one that is made ahead: one of RATES, a pause in steps of 100 ms."""
        rate = min(RATES, key=lambda each: abs(each - self.rate))
        return Voice(self.language, rate, (self.pause + PAUSE_STEP // 2) // PAUSE_STEP * PAUSE_STEP)


def usual_voices(language: str = BRITISH, pauses: Iterable[int] = (0,)) -> list[Voice]:
    """Every offered rate in a language, with each of the pauses."""
    return [Voice(language, rate, pause) for pause in pauses for rate in RATES]
