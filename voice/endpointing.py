"""When somebody speaks and when they are quiet. It says so; it never ends anything.

Loud speech is what sounds like a voice and is nearly as loud as this talker at their loudest. Soft speech is
up to 26 dB below that and well above the room; it counts for some seconds after loud speech, because voices
trail off and a television goes on. So a kettle is quiet, and a softer television is quiet after a while. One
that is as loud as the talker is not: nothing can tell two voices apart by that.
"""

from collections import deque
from typing import NamedTuple

import numpy as np
import pocketsphinx

from voice.sound import BYTES_A_SECOND, RATE, Sound

FRAME_MS = 30
"""What is judged at once."""
FRAME_BYTES = BYTES_A_SECOND * FRAME_MS // 1000
STRICT, LENIENT = 3, 1
"""Two of the four ways to tell a voice from noise: what takes least for one, and what soft speech needs."""
GATE, SOFT_GATE = 10.0, 26.0
"""Decibels below the talker's loudest at which speech is no longer loud, and no longer soft either."""
SOFT_FOR, SOFT_SPEAKS_FOR = 4.0, 2.0
"""Seconds of soft speech after the last loud speech that are kept; and that are no quiet."""
ABOVE_ROOM, SOFT_ABOVE_ROOM = 6.0, 12.0
"""Decibels above the room, at least, of loud and of soft speech."""
ROOM_OF, ROOM_SHARE, ROOM_EVERY = 333, 0.1, 17
"""The room is as loud as the softest tenth of so many frames; looked at again every so many."""
FADING, FADING_ON = 0.03, 0.5
"""Decibels that the talker's loudest loses in a second of voices: and after SOFT_FOR, so that somebody who
began loud and goes on softly is not lost."""
SOFTEST = -70.0
"""Decibels below full: what is softer is nobody."""
GAP = 0.2
"""A frame of which more is nothing at all tells nothing of the room: the machine was busy, or the microphone
had not begun. Else the room itself would be taken for somebody who speaks."""
LOUDEST_OF = 33, 5
"""Of so many frames that sound like a voice, the so-manieth loudest counts: a slammed door is shorter."""
SPEAKING = 10, 3
"""Of so many frames, so many are speech when somebody speaks: a knock has fewer."""
PAUSE = 1.0
"""Seconds of quiet after which a stretch of speech is over. The answer is not: they may go on."""
LEAD = 0.9
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
        self._voice = pocketsphinx.Vad(STRICT, RATE, FRAME_MS / 1000)
        self._soft_voice = pocketsphinx.Vad(LENIENT, RATE, FRAME_MS / 1000)
        self._rest = b""
        self._loudest = SOFTEST + GATE
        self._voices: deque[float] = deque(maxlen=LOUDEST_OF[0])
        self._room = SOFTEST
        self._all: deque[float] = deque(maxlen=ROOM_OF)
        self._soft = 0
        """Frames of soft speech since the last loud speech."""
        self._lately: deque[bool] = deque(maxlen=SPEAKING[0])
        self._aloud: deque[bool] = deque(maxlen=SPEAKING[0])
        """Which of the last frames are kept as speech; and which are it so clearly that it is not quiet."""
        self._frames: list[bytes] = []
        """Of the stretch that goes on, or of the last moments of quiet."""
        self._levels: list[float] = []
        self._heard = self._spoke = self._quiet = self._gap = 0
        """Frames: all, those while somebody spoke, those since, and those since anything was to be kept."""
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
        gaps = (samples == 0).mean(1) > GAP
        for place, (level, gap) in enumerate(zip(levels.tolist(), gaps.tolist(), strict=True)):
            if not gap:
                self._learn_room(level)
            self._judge(data[place * FRAME_BYTES : (place + 1) * FRAME_BYTES], level)

    def end(self) -> None:
        """Nothing more comes for now: a stretch that goes on is over."""
        if self.speaking:
            self._close(len(self._frames))

    def _judge(self, frame: bytes, level: float) -> None:
        self._heard += 1
        self._frames.append(frame)
        self._levels.append(level)
        loud = self._is_loud(frame, level)
        theirs = loud or self._is_soft(frame, level)
        self._lately.append(theirs)
        self._aloud.append(loud or (theirs and self._soft <= _frames(SOFT_SPEAKS_FOR)))
        self._count()
        self._cut()

    def _count(self) -> None:
        """What the last frame means for the stretch, and for the quiet."""
        kept, aloud = (sum(each) >= SPEAKING[1] for each in (self._lately, self._aloud))
        if kept and self._began is None:
            self._began = max(self._heard - SPEAKING[0], 0)
        self._spoke += aloud
        self._quiet = 0 if aloud else self._quiet + 1
        self._gap = 0 if kept else self._gap + 1

    def _learn_room(self, level: float) -> None:
        self._all.append(max(level, SOFTEST))
        if len(self._all) < ROOM_EVERY or self._heard % ROOM_EVERY == 0:
            self._room = sorted(self._all)[int(len(self._all) * ROOM_SHARE)]

    def _is_loud(self, frame: bytes, level: float) -> bool:
        if level < self._room + ABOVE_ROOM or not self._voice.is_speech(frame):
            return False
        self._voices.append(level)
        loud = sorted(self._voices)[-LOUDEST_OF[1] :][0]
        fading = FADING if self._soft < _frames(SOFT_FOR) else FADING_ON
        self._loudest = max(self._loudest - fading * FRAME_MS / 1000, loud)
        if level <= self._loudest - GATE:
            return False
        self._soft = 0
        return True

    def _is_soft(self, frame: bytes, level: float) -> bool:
        least = max(self._loudest - SOFT_GATE, self._room + SOFT_ABOVE_ROOM)
        if level < least or self._soft >= _frames(SOFT_FOR) or not self._soft_voice.is_speech(frame):
            return False
        self._soft += 1
        return True

    def _cut(self) -> None:
        """End what is over, or too long; forget quiet that is too long ago to be anybody's beginning."""
        if not self.speaking:
            spare = len(self._frames) - _frames(LEAD)
            if spare > 0:
                del self._frames[:spare], self._levels[:spare]
        elif self._gap >= _frames(PAUSE):
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
