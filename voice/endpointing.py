"""When somebody speaks and when they are quiet. It says so; it never ends anything.

A moment counts as speech if it sounds like a voice and is nearly as loud as this talker at their loudest. So
a kettle is quiet, and so is a television that is softer than the talker. One that is as loud as they are is
not: nothing can tell two voices apart by that.
"""

from collections import deque
from typing import NamedTuple

import numpy as np
import pocketsphinx

from voice.sound import BYTES_A_SECOND, RATE, Sound

FRAME_MS = 30
"""What is judged at once."""
FRAME_BYTES = BYTES_A_SECOND * FRAME_MS // 1000
STRICTEST = 3
"""Of the four ways to tell a voice from noise, the one that takes least for a voice."""
GATE = 12.0
"""Decibels below the talker's loudest at which something is no longer them."""
FADING = 0.1
"""Decibels that the talker's loudest loses in a second of voices: they may begin loud and go on softly."""
SOFTEST = -70.0
"""Decibels below full: what is softer is nobody."""
LOUDEST_OF = 33, 5
"""Of so many frames that sound like a voice, the so-manieth loudest counts: a slammed door is shorter."""
SPEAKING = 10, 3
"""Of so many frames, so many are speech when somebody speaks: a knock has fewer."""
PAUSE = 1.0
"""Seconds of quiet after which a stretch of speech is over. The answer is not: they may go on."""
LEAD = 0.5
"""Seconds before a stretch that are part of it, for its soft beginning; the PAUSE after it is, too."""
LONGEST, SHORTEST = 20.0, 12.0
"""A stretch without a pause is cut between these seconds, where it is quietest. Engines take up to 30 s."""


class Stretch(NamedTuple):
    """What somebody said without a pause."""

    ms: int
    """Where its sound begins, in all that was fed."""
    spoken_from: int
    """Where they began to speak, counted alike."""
    sound: Sound


class Endpointing:
    """Fed with sound as it comes, in pieces of any size. Not for several threads."""

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        """Those that are over. Who uses them takes them out."""
        self._voice = pocketsphinx.Vad(STRICTEST, RATE, FRAME_MS / 1000)
        self._rest = b""
        self._loudest = SOFTEST + GATE
        self._voices: deque[float] = deque(maxlen=LOUDEST_OF[0])
        self._lately: deque[bool] = deque(maxlen=SPEAKING[0])
        self._frames: list[bytes] = []
        """Of the stretch that goes on, or of the last moments of quiet."""
        self._levels: list[float] = []
        self._heard = self._spoke = self._quiet = 0
        """Frames: all, those with speech, and those since somebody spoke."""
        self._began: int | None = None
        """The frame at which somebody began to speak, while the stretch goes on."""

    @property
    def waited(self) -> float:
        """Seconds without anybody speaking, until somebody does."""
        return 0.0 if self._spoke else _seconds(self._heard)

    @property
    def quiet(self) -> float:
        """Seconds since somebody last spoke; 0 before they first did."""
        return _seconds(self._quiet) if self._spoke else 0.0

    @property
    def spoke(self) -> float:
        """Seconds of speech so far."""
        return _seconds(self._spoke)

    @property
    def ms(self) -> int:
        """How much was fed, as far as it was judged."""
        return self._heard * FRAME_MS

    @property
    def speaking(self) -> bool:
        """Whether a stretch goes on."""
        return self._began is not None

    def feed(self, pcm: bytes) -> None:
        """What came next."""
        data = self._rest + pcm
        whole = len(data) // FRAME_BYTES * FRAME_BYTES
        self._rest = data[whole:]
        if not whole:
            return
        samples = np.frombuffer(data[:whole], "<i2").reshape(-1, FRAME_BYTES // 2) / 32_768
        levels = 10 * np.log10((samples * samples).mean(1) + 1e-10)
        for place, level in enumerate(levels.tolist()):
            self._judge(data[place * FRAME_BYTES : (place + 1) * FRAME_BYTES], level)

    def end(self) -> None:
        """Nothing more comes for now: a stretch that goes on is over."""
        if self.speaking:
            self._close(len(self._frames))

    def _judge(self, frame: bytes, level: float) -> None:
        self._heard += 1
        self._frames.append(frame)
        self._levels.append(level)
        self._lately.append(self._is_theirs(frame, level))
        if self._lately[-1]:
            self._spoke += self.speaking
        if sum(self._lately) >= SPEAKING[1]:
            self._go_on()
        else:
            self._quiet += 1
        self._cut()

    def _is_theirs(self, frame: bytes, level: float) -> bool:
        if level < SOFTEST or not self._voice.is_speech(frame):
            return False
        self._voices.append(level)
        loud = sorted(self._voices)[-LOUDEST_OF[1] :][0]
        self._loudest = max(self._loudest - FADING * FRAME_MS / 1000, loud)
        return level > self._loudest - GATE

    def _go_on(self) -> None:
        self._quiet = 0
        if self._began is None:
            self._began = max(self._heard - SPEAKING[0], 0)
            self._spoke += sum(self._lately)

    def _cut(self) -> None:
        """End what is over, or too long; forget quiet that is too long ago to be anybody's beginning."""
        if not self.speaking:
            spare = len(self._frames) - _frames(LEAD)
            if spare > 0:
                del self._frames[:spare], self._levels[:spare]
        elif self._quiet >= _frames(PAUSE):
            self._close(len(self._frames))
        elif len(self._frames) >= _frames(LONGEST):
            self._close(self._quietest(), went_on=True)

    def _quietest(self) -> int:
        smooth = np.convolve(self._levels, np.ones(5) / 5, "same")
        first = _frames(SHORTEST)
        return first + int(smooth[first:-5].argmin())

    def _close(self, place: int, *, went_on: bool = False) -> None:
        """The stretch is over at this place of its frames; the next begins with what comes after it."""
        assert self._began is not None
        first = self._heard - len(self._frames)
        sound = Sound(b"".join(self._frames[:place]))
        self.stretches.append(Stretch(first * FRAME_MS, self._began * FRAME_MS, sound))
        del self._frames[:place], self._levels[:place]
        self._began = first + place if went_on else None


def _seconds(frames: int) -> float:
    return frames * FRAME_MS / 1000


def _frames(seconds: float) -> int:
    return round(seconds * 1000 / FRAME_MS)
