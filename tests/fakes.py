"""Hand-written stand-ins that honour the same small interfaces, where the real part would be slow."""

import asyncio
from collections.abc import Sequence
from threading import Event
from typing import Any

from actions.choices import Asks
from actions.flow import Flow
from actions.own_words import is_ours, reply
from actions.steering import VERBS
from nlu.understanding import PrincipleTag, Understanding
from storage.records import Reply, TurnRecord
from storage.store import Store
from voice.errors import VoiceError
from voice.recognisers import Heard, HeardWord
from voice.sound import Sound
from web.rasa import RasaError


class WordTagger:
    """Honours nlu.tagger.Tagger: tags `equality` wherever "listen" stands, and knows the topic of gardens."""

    model_version = "words-1"

    def __init__(self) -> None:
        self.calls = 0
        self.broken = False

    def tag(self, text: str) -> Understanding:
        """What the text says, by two words."""
        self.calls += 1
        if self.broken:
            raise RuntimeError("the tagger is broken")
        at = text.lower().find("listen")
        found = (PrincipleTag("equality", "wish", 0.7, ((at, at + 6),)),) if at >= 0 else ()
        return Understanding(found, "neutral", ("garden",) if "garden" in text.lower() else (), None)

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """Each text in turn."""
        return [self.tag(text) for text in texts]


class LoopRasa:
    """Honours web.rasa.Rasa: the real question loop; all it understands is "yes" and "stop"."""

    def __init__(self, store: Store, tagger: WordTagger) -> None:
        self._store = store
        self.tagger = tagger
        self.there = True
        """Whether it can be reached."""
        self.fails = 0
        """So many of the next turns fail, though it is there."""
        self.slow = 0.0
        """Seconds that it takes over a turn."""
        self.heard: list[str] = []
        self.asks = Asks()
        """What is asked about consent."""

    async def ready(self) -> bool:
        """Whether it can be reached."""
        return self.there

    async def say(self, turn: TurnRecord, audience: str) -> list[Reply]:
        """Do a turn as Rasa would: the act, then the names of the responses as text."""
        if not self.there:
            raise RasaError("nobody there", reached=False)
        if self.fails:
            self.fails -= 1
            raise RasaError("the turn failed", reached=True)
        await asyncio.sleep(self.slow)
        self.heard.append(turn.text)
        return await asyncio.to_thread(self._do, turn, audience)

    def _do(self, turn: TurnRecord, audience: str) -> list[Reply]:
        act = turn.intent or {"yes": "affirm", "stop": "stop"}.get(turn.text.lower().strip(), "answer")
        with self._store.sheet(turn.conversation_id, turn.id) as sheet:
            outcome = sheet.outcome
            if outcome is None:
                flow = Flow(sheet, self.tagger, self.asks)
                flow.meet()
                if not flow.choose():
                    VERBS[f"action_{act}"](flow)
                outcome = flow.finish()
        return [self._reply(name, dict(variables), audience) for name, variables in outcome.says]

    def _reply(self, name: str, variables: dict[str, Any], audience: str) -> Reply:
        if is_ours(name):
            return reply(((name, variables),), audience)[0]
        said = variables.get("said") or variables.get("question") or ""
        asks = name in {"utter_read_back", "utter_voice_kept"}
        choices = ({"title": "Yes, that is right", "intent": "affirm"},) if asks else ()
        return Reply(f"{name}/{audience} {said}".strip(), choices)


class ScriptedHearing:
    """Honours web.ear.Hears: hears the words of its script one after the other, then nothing."""

    def __init__(self, *script: str, choice: str = "") -> None:
        self.engine = "scripted"
        self.script = list(script)
        self.choice = choice
        """What it takes every sound for that may be one of a few words."""
        self.broken = False
        """Whether its process dies of everything it hears."""
        self.goes_on = Event()
        """Cleared, it takes as long over a sound as it is."""
        self.goes_on.set()
        self.heard: list[int] = []
        """Milliseconds of every sound that it was given."""
        self.stopped = False

    def start(self, choices: Sequence[str] = ()) -> None:
        """It is always ready."""

    def hear(self, sound: Sound) -> Heard:
        """The next words of the script."""
        self.heard.append(sound.ms)
        self._work()
        words = self.script.pop(0) if self.script else ""
        return Heard(
            words, self.engine, tuple(HeardWord(each, 0.9) for each in words.split()), sure=bool(words)
        )

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        """Always the same choice, if it is one of them."""
        self.heard.append(sound.ms)
        self._work()
        return Heard(self.choice if self.choice in choices else "", self.engine)

    def stop(self) -> None:
        """Nobody waits for it any longer."""
        self.stopped = True
        self.goes_on.set()

    def _work(self) -> None:
        self.goes_on.wait(20)
        if self.broken or self.stopped:
            raise VoiceError("died", "It stopped. Try again.")
