"""A whole conversation by voice at this machine: asked, answered, read back, and agreed to."""

from typing import Any

from rich.markup import escape

from voice.errors import VoiceError
from web import spoken_phrases as phrases
from web.commands.conversation import Conversation, Turn
from web.commands.kept_recording import KeptRecording
from web.commands.room import Room
from web.commands.spoken_answer import SpokenAnswer, Why
from web.commands.spoken_choice import Choice, SpokenChoice

MEANT = {"yes": "affirm", "no": "deny", "stop": "stop", "keep": "affirm"}
TOLD = {"yes": "Yes", "no": "No", "stop": "Stop", "keep": "Just keep my voice"}
KEYS = "Enter: I have finished. r: the question again. s: stop. 1, 2, ...: a quick answer."
OVER = frozenset({Why.NOBODY, Why.LOST, Why.LEAVE})
ONLY_CARRY_ON = ["resume"]
"""The quick answers where we stopped or rest."""


class HandsFree:
    """One conversation in one room.

    wait: seconds that this person may be quiet before they are told to take their time.
    """

    def __init__(self, conversation: Conversation, room: Room, choice: SpokenChoice, wait: float) -> None:
        self._conversation = conversation
        self._room = room
        self._choice = choice
        self._wait = wait
        self._keep_voice: bool | None = None
        self._recording: KeptRecording | None = None
        """Of the answer that is read back just now."""

    def go_on(self) -> None:
        """Until they stop, or nobody is there. Ctrl-C leaves at any moment; what was said is kept."""
        try:
            question: str | None = self._begin()
            while question is not None and self._wants_more():
                question = self._take_turn(question)
        except KeyboardInterrupt:
            pass
        except VoiceError as error:  # nothing can be heard any more
            self._room.show(f"[yellow]{escape(str(error))}[/yellow]")
        self._room.show("\n[dim]Everything is kept. To carry on another day:[/dim]")
        self._room.show(f"whatmatters talk --link {self._conversation.token}", on_one_line=True)

    def _begin(self) -> str:
        """Show what was said so far, and say what waits for an answer."""
        _, told = self._conversation.news(wait=5)
        turns: list[Turn] = told["turns"]
        spoken = [place for place, turn in enumerate(turns) if turn["speaker"] == "person"]
        since = spoken[-1] + 1 if spoken else 0
        for turn in turns[:since]:
            self._room.show(f"[dim]{escape(turn['text'])}[/dim]")
        said = [turn["text"] for turn in turns[since:]]
        self._say_all(said[:-1])
        wanted = self._choice.ask(phrases.KEEP_VOICE)
        self._keep_voice = wanted is not None and wanted.word == "yes"
        self._room.say(phrases.VOICE_IS_KEPT if self._keep_voice else phrases.VOICE_IS_NOT_KEPT)
        return self._say_all(said[-1:])

    def _wants_more(self) -> bool:
        """Whether anything is asked."""
        return [choice.get("intent") for choice in self._conversation.choices] != ONLY_CARRY_ON

    def _take_turn(self, question: str) -> str | None:
        """One turn of theirs; returns our reply to it, or None if it was the last."""
        if any(choice.get("intent") == "affirm" for choice in self._conversation.choices):
            return self._agree(question)
        return self._answer(question)

    def _agree(self, question: str) -> str | None:
        wanted = self._choice.wait(question)
        if wanted is None:
            self._room.say(phrases.NOBODY)
            return None
        self._send(self._meaning(wanted))
        reply = self._reply(aloud=True)
        return None if wanted.word == "stop" else reply

    def _meaning(self, wanted: Choice) -> dict[str, Any]:
        """A yes or a no, as a turn."""
        word = wanted.word
        message: dict[str, Any] = {"text": TOLD[word], "intent": MEANT[word]}
        message["mode"] = "voice" if wanted.spoken else "button"
        if word == "keep" and self._recording:
            message |= {"recording": self._recording.id, "voice_only": True, "keep_voice": self._keep_voice}
        return message

    def _answer(self, question: str) -> str | None:
        self._room.show(f"[dim]{phrases.LISTENING}[/dim]")
        self._room.show(f"[dim]{KEYS}[/dim]")
        recording = KeptRecording(self._conversation.http, self._conversation.path)
        ended = SpokenAnswer(self._room, self._choice, recording, question, self._wait).listen()
        kept = ended.recording is not None and self._keep(ended.recording)
        if ended.why in OVER:
            self._leave(ended.why)
            return None
        if ended.why == Why.STOP:
            self._stop(kept=kept)
            return None
        if ended.why == Why.PRESSED and not kept:
            kept = self._press(ended.pressed)
        return self._reply(aloud=True) if kept else question

    def _stop(self, *, kept: bool) -> None:
        """They want to stop; what they had said is not read back now."""
        if kept:
            self._reply(aloud=False)
        self._send({"text": TOLD["stop"], "intent": MEANT["stop"], "mode": "voice"})
        self._reply(aloud=True)

    def _keep(self, recording: KeptRecording) -> bool:
        """What they said is kept, with what was heard of it. False if it was refused for good."""
        self._recording = recording
        self._room.show(f"[dim]{phrases.ONE_MOMENT}[/dim]")
        heard = recording.finish(lambda: self._room.show(f"[yellow]{phrases.NOT_SENT}[/yellow]"))
        if recording.refused:
            self._room.show(f"[yellow]{escape(recording.refused)}[/yellow]")
            return False
        words = heard["text"] if heard else ""
        message = {"text": words, "mode": "voice", "recording": recording.id}
        self._send(message | {"keep_voice": self._keep_voice})
        return True

    def _press(self, number: int) -> bool:
        """A quick answer by its number; False if there is none."""
        choices = self._conversation.choices
        if not 1 <= number <= len(choices):
            return False
        choice = choices[number - 1]
        message = {"text": choice.get("text", choice["title"]), "mode": "button"}
        self._send(message | ({"intent": choice["intent"]} if "intent" in choice else {}))
        return True

    def _leave(self, why: Why) -> None:
        if why == Why.NOBODY:
            self._room.say(phrases.NOBODY)
        elif why == Why.LOST:
            self._room.show(phrases.NO_MICROPHONE)

    def _send(self, message: dict[str, Any]) -> None:
        """Send a turn until it is kept."""
        while told := self._conversation.send(message):
            self._room.show(f"[yellow]{escape(told)}[/yellow]")
            self._room.pause()

    def _reply(self, *, aloud: bool) -> str:
        """Say what we reply, or only show it; returns what was last."""
        last = ""
        for said, slow in self._conversation.replies():
            texts = [turn["text"] for turn in said]
            if aloud:
                last = self._say_all(texts) or last
            else:
                for text in texts:
                    self._room.show(f"[dim]{escape(text)}[/dim]")
            if slow:
                self._room.show(f"[yellow]{escape(slow)}[/yellow]")
        return last

    def _say_all(self, texts: list[str]) -> str:
        """Say each, then show the quick answers; returns the last."""
        for text in texts:
            self._room.say(text)
        if texts:
            for number, choice in enumerate(self._conversation.choices, 1):
                self._room.show(f"  [bold]{number}[/bold] {escape(choice['title'])}")
        return texts[-1] if texts else ""
