"""One answer, spoken at this machine: for as long as it takes. The person ends it, not a silence."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from voice.endpointing import Endpointing
from voice.errors import VoiceError
from voice.sound import Sound
from web import spoken_phrases as phrases
from web.commands.kept_recording import KeptRecording
from web.commands.keys import ENTER
from web.commands.room import Room
from web.commands.spoken_choice import LONGEST_MS, SpokenChoice

AGAIN_AFTER, STOP_AFTER = 20.0, 40.0
"""Seconds without anybody speaking after which the question is said again, and after which we may stop."""
LEFT_AFTER = 60.0
"""Seconds of quiet after an answer, in which nobody said whether it is whole: it is kept as it is."""
LEAD = 10.0
"""Seconds before their first words that are kept, if these were too soft to be noticed at once."""
REMIND_EVERY = 120.0
"""Seconds of recording after which it is said that all is kept so far."""


type Prompts = tuple[tuple[float, Callable[[], Ended | None]], ...]


class Why(StrEnum):
    """How the listening ended."""

    FINISHED = "finished"
    STOP = "stop"
    PRESSED = "pressed"  # one of the quick answers
    NOBODY = "nobody"
    LOST = "lost"  # the microphone
    LEAVE = "leave"  # Ctrl-C


class Ended(NamedTuple):
    """What came of it."""

    why: Why
    recording: KeptRecording | None = None
    """What was said, if anybody spoke; it still has to be finished."""
    pressed: int = 0
    """The number of the quick answer."""


class SpokenAnswer:
    """Listens to one answer to one question.

    wait: seconds of quiet after which this person is told to take their time; twice that, and they are asked.
    """

    def __init__(
        self, room: Room, choice: SpokenChoice, recording: KeptRecording, question: str, wait: float
    ) -> None:
        self._room = room
        self._choice = choice
        self._recording = recording
        self._question = question
        self._ends = Endpointing()
        self._before: Prompts = (
            (wait, self._take_your_time),
            (max(AGAIN_AFTER, 2 * wait), self._ask_again),
            (max(STOP_AFTER, 3 * wait), self._ask_to_stop),
        )
        """What is said, and when, while nobody has spoken yet."""
        self._after: Prompts = (
            (wait, self._take_your_time),
            (2 * wait, self._ask_whether_finished),
            (4 * wait, self._ask_whether_finished),
            (max(LEFT_AFTER, 6 * wait), lambda: Ended(Why.FINISHED)),
        )
        """The same in a pause after they spoke."""
        self._prompts = 0
        """How many of them were said."""
        self._asked = False
        """Whether what comes next may be the reply to "have you finished?"."""
        self._reminded = 0

    def listen(self) -> Ended:
        """Until it is over, in one way or another. Nothing that was said is lost in any of them."""
        self._recording.hold()  # until somebody speaks there is nothing to keep
        try:
            while not (ended := self._step()):
                pass
        except KeyboardInterrupt:
            ended = Ended(Why.LEAVE)
        except VoiceError:
            ended = Ended(Why.LOST)
        if self._ends.spoke:
            return ended._replace(recording=self._recording)
        self._recording.drop()
        return ended

    def _step(self) -> Ended | None:
        if (key := self._room.keys.next()) is not None:
            return self._pressed(key)
        pcm = self._room.listen()
        spoke = self._ends.spoke
        self._ends.feed(pcm)
        self._recording.feed(pcm)
        if self._ends.spoke > spoke:
            self._prompts = 0
        if self._ends.spoke and not spoke:
            self._recording.take_held(LEAD)
        if self._asked and self._ends.speaking and self._recording.held_ms > LONGEST_MS:
            self._take_held()
        if self._ends.stretches:
            return self._heard(self._ends.stretches.pop().sound)
        if self._recording.full:
            self._room.say(phrases.TEN_MINUTES)
            return Ended(Why.FINISHED)
        self._remind()
        return self._prompt()

    def _prompt(self) -> Ended | None:
        spoke = self._ends.spoke
        seconds, prompts = (self._ends.quiet, self._after) if spoke else (self._ends.waited, self._before)
        if self._prompts < len(prompts) and seconds >= prompts[self._prompts][0]:
            self._prompts += 1
            return prompts[self._prompts - 1][1]()
        return None

    # What is said to them -------------------------------------------------------------------------

    def _take_your_time(self) -> None:
        self._room.say(phrases.TAKE_YOUR_TIME)

    def _ask_again(self) -> None:
        self._room.say(self._question)

    def _ask_whether_finished(self) -> None:
        self._room.say(phrases.FINISHED)
        self._recording.hold()
        self._asked = True

    def _ask_to_stop(self) -> Ended | None:
        wanted = self._choice.ask(phrases.SHALL_WE_STOP)
        if wanted is None:
            return Ended(Why.NOBODY)
        if wanted.word in {"yes", "stop"}:
            return Ended(Why.STOP)
        self._room.say(phrases.CARRYING_ON)
        self._prompts = 0
        return None

    def _remind(self) -> None:
        minutes = int(self._recording.seconds // REMIND_EVERY)
        if minutes > self._reminded and self._ends.quiet >= 1:
            self._reminded = minutes
            self._room.say(phrases.TWO_MINUTES)

    # What they say and press ----------------------------------------------------------------------

    def _heard(self, sound: Sound) -> Ended | None:
        """A stretch is over. It may be a reply to us, or the wish to stop; anything else is their answer."""
        asked, word = self._asked, self._choice.tell(sound)
        if asked and word:
            self._recording.forget_held()
            self._asked = False
        elif asked:
            self._take_held()
        if word == "stop":
            return self._ask_to_stop()
        return Ended(Why.FINISHED) if asked and word == "yes" else None

    def _take_held(self) -> None:
        self._recording.take_held()
        self._asked = False

    def _pressed(self, key: str) -> Ended | None:
        if key == ENTER and self._ends.spoke:
            return Ended(Why.FINISHED)
        if key == "y" and self._asked:
            return Ended(Why.FINISHED)
        if key == "s":
            return self._ask_to_stop()
        if key == "r":
            self._room.say(self._question)
        return Ended(Why.PRESSED, pressed=int(key)) if key.isdecimal() else None
