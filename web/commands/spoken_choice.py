"""Yes, no or stop, said or pressed. What is said is acted upon only once it has stood for a moment."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rich.markup import escape

from voice.endpointing import Endpointing
from voice.errors import VoiceError
from voice.recognisers import Heard
from voice.sound import Sound
from voice.vocabulary import STEERING
from web import spoken_phrases as phrases
from web.commands.room import Room

LONGEST_MS = 5_000
"""Who says one of these speaks no longer, with the quiet around it; anything longer is something else."""
SAID_AGAIN = 2
"""So often they are asked to say it again; after that to press a key."""
ASK_AFTER, GIVE_UP_AFTER = 20.0, 60.0
"""Seconds of silence after which the question is put again, and after which nobody seems to be there."""
STANDS = 3.0
"""Seconds in which what was heard can be taken back."""
PRESSED = {"y": "yes", "n": "no", "s": "stop", "k": "keep"}
OTHER = {"yes": "no", "stop": "no", "no": "yes"}
"""What takes it back."""


class Chooses(Protocol):
    """An engine that tells a few words from everything else: voice.hearing.Hearing."""

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        """Which of the choices was said; its text is empty if none was. Raises VoiceError."""
        ...


class Choice(NamedTuple):
    """What somebody wants."""

    word: str
    """"yes", "no" or "stop"; "keep" (only the voice) can be pressed but not said."""
    spoken: bool


class SpokenChoice:
    """Asks, and waits for one of them."""

    def __init__(self, room: Room, engine: Chooses) -> None:
        self._room = room
        self._engine = engine

    def ask(self, question: str) -> Choice | None:
        """Say the question and wait for its answer; None if nobody is there."""
        self._room.keys.forget()
        self._room.say(question)
        return self.wait(question)

    def wait(self, question: str) -> Choice | None:
        """Wait for the answer to a question that was just put; None if nobody is there."""
        waited, unclear, asked = 0.0, 0, False
        while True:
            came = self._next(GIVE_UP_AFTER - waited if asked else ASK_AFTER)
            if isinstance(came, Choice):
                if not came.spoken or self._stands(came):
                    return came
                self._room.say(question)
            elif came is None:
                unclear += 1
                self._room.say(phrases.SAY_AGAIN if unclear <= SAID_AGAIN else phrases.PRESS)
            elif asked:
                return None
            else:
                waited, asked = came, True
                self._room.say(question)

    def tell(self, sound: Sound) -> str:
        """Which of them this is; empty if it is none of them, or if nobody can tell."""
        if sound.ms > LONGEST_MS:
            return ""
        try:
            return self._engine.choose(sound, STEERING).text
        except VoiceError:
            return ""

    def _next(self, seconds: float) -> Choice | float | None:
        """What is said or pressed next; None if it was something else; the seconds, if it was nothing."""
        ends = Endpointing()
        while ends.waited < seconds:
            if pressed := PRESSED.get(self._room.keys.next() or ""):
                return Choice(pressed, spoken=False)
            ends.feed(self._room.listen())
            if ends.stretches:
                word = self.tell(ends.stretches.pop().sound)
                return Choice(word, spoken=True) if word else None
        return ends.waited

    def _stands(self, choice: Choice) -> bool:
        """Show what was heard, and whether it is still so a moment later."""
        self._room.show(
            f"[bold]{escape(choice.word.capitalize())}[/bold] [dim]Not right? Say no, or press Enter.[/dim]"
        )
        ends = Endpointing()
        while ends.ms < STANDS * 1000 or (ends.speaking and ends.ms < LONGEST_MS + STANDS * 1000):
            if (key := self._room.keys.next()) is not None:
                return PRESSED.get(key) == choice.word
            ends.feed(self._room.listen())
        words = {self.tell(each.sound) for each in ends.stretches}
        return OTHER[choice.word] not in words
