"""Somebody who talks to the tablet: what they say is really spoken, and a script says what is made of it."""

import base64
import contextlib
import random
from array import array
from collections.abc import Sequence
from functools import cache

from playwright.sync_api import BrowserContext, Page, expect

from storage.records import AnswerRecord, RecordingRecord
from storage.store import Store
from tests.browser.tablets import MOUTH, Sitter, pair, talks
from tests.site import Served
from voice.recognisers import Heard
from voice.sound import Sound
from voice.speaking import Speaker
from web.ears import Ears

GARDEN = "I would like to sit in the garden."
LISTENING = "I am listening. Take your time."
FLOOR = 104
"""Amplitude of noise at -50 dBFS: the digital silence of a made voice confuses recognisers."""


@cache
def spoken(words: str) -> str:
    """These words in a made voice, as a WAV file in base64."""
    with contextlib.closing(Speaker()) as speaker:
        pcm = array("h", Sound.from_wav(speaker.speak(words).wav).pcm)
    noise = random.Random(5)
    for at, sample in enumerate(pcm):
        pcm[at] = max(-32_768, min(32_767, sample + round(noise.gauss(0, FLOOR))))
    return base64.b64encode(Sound(pcm.tobytes()).wav()).decode()


def say(page: Page, words: str) -> None:
    """Say something into the microphone of a page, to its end."""
    assert page.evaluate("wav => mouth.say(wav)", spoken(words)) is True


class Script:
    """Honours web.ear.Hears: what it makes of each sound was written down before."""

    engine = "scripted"

    def __init__(self) -> None:
        self.words: list[str] = []
        """What is heard in each stretch of speech that comes; nothing once they are used up."""
        self.choices: list[str] = []
        """What is understood where only a few words count."""
        self.sounds: list[Sound] = []

    def start(self, choices: Sequence[str] = ()) -> None:
        """It is always ready."""

    def hear(self, sound: Sound) -> Heard:
        """The next of the words."""
        self.sounds.append(sound)
        return Heard(self.words.pop(0), self.engine, sure=True) if self.words else Heard.nothing(self.engine)

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        """The next of the choices, if it is one of them."""
        chosen = self.choices.pop(0) if self.choices else ""
        return Heard(chosen if chosen in choices else "", self.engine, sure=bool(chosen))

    def stop(self) -> None:
        """Nothing goes on that could be stopped."""

    def close(self) -> None:
        """There is nothing to let go of."""


def ears_of(store: Store, script: Script) -> Ears:
    """Those who hear what the script says."""
    return Ears(store, script, script)


class Talker(Sitter):
    """Somebody at a tablet who talks to it."""

    def __init__(self, context: BrowserContext, site: Served, script: Script) -> None:
        context.add_init_script(MOUTH)
        pair(site, context)
        page = context.new_page()
        page.goto(f"{site.url}/tablet")
        super().__init__(page)
        self.script = script
        self.prompt = page.locator("#listening-title")
        self.sees("rest")

    def says(self, words: str, heard: str | None = None, chosen: str | None = None) -> None:
        """Say something aloud; what is made of it, as words or as one of a few."""
        if heard is not None:
            self.script.words.append(heard)
        if chosen is not None:
            self.script.choices.append(chosen)
        say(self.page, words)

    def begins(self, *, keep: bool = True) -> None:
        """Start, press Talk, say whether the voice may be kept, and leave out the try."""
        self.starts()
        self.presses("Talk")
        self.sees("consent")
        self.presses("Yes, keep my voice" if keep else "No, only my words")
        self.sees("hello")
        self.presses("Leave this out")
        self.listens()

    def listens(self) -> None:
        """Wait until it listens, and is ready to."""
        self.sees("listening")
        expect(self.prompt).to_have_text(LISTENING)
        self.page.wait_for_function("() => mouth.open")

    def finishes(self, words: str, heard: str | None = None) -> None:
        """Say it, press "I have finished", and have it read back."""
        self.says(words, words if heard is None else heard)
        self.presses("I have finished")
        self.sees("check")


def recordings(site: Served) -> list[RecordingRecord]:
    """All that was recorded and reached us."""
    return [
        each
        for talk in talks(site.store)
        for each in site.store.recordings.of_conversation(site.store.services.ids(), talk)
    ]


def answer_records(site: Served) -> list[AnswerRecord]:
    """All answers that reached us."""
    return [
        each.answer
        for talk in talks(site.store)
        for each in site.store.review.answers(site.store.services.ids(), talk)
    ]
