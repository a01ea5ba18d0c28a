"""Somebody who talks to a page: a browser whose microphone hears a file, and what they do there."""

import contextlib
import json
import random
import re
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Request, expect

from storage.kinds import RecordingState
from storage.records import RecordingRecord
from tests.browser.chromium import arguments
from tests.browser.telling import conversation_of
from tests.browser.writer import Writer
from tests.site import Served
from voice.recognisers import Heard, HeardWord
from voice.sound import RATE, Sound
from voice.speaking import Speaker

FLOOR = 104
"""Amplitude of noise at -50 dBFS: the digital silence of a made voice confuses recognisers."""
FINISHED = re.compile("draft|unclear")
FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def say_into(path: Path, *parts: str | float) -> Path:
    """A file for a microphone: sentences, and seconds of silence between them."""
    with contextlib.closing(Speaker()) as speaker:
        pcm = b"".join(_sound(speaker, part) for part in parts)
    noise = random.Random(5)
    samples = array("h", pcm)
    for at, sample in enumerate(samples):
        samples[at] = max(-32_768, min(32_767, sample + round(noise.gauss(0, FLOOR))))
    path.write_bytes(Sound(samples.tobytes()).wav())
    return path


def _sound(speaker: Speaker, part: str | float) -> bytes:
    if isinstance(part, str):
        return Sound.from_wav(speaker.speak(part).wav).pcm
    return bytes(2 * int(part * RATE))


@contextlib.contextmanager
def hearing(browser: Browser, chromium: str, heard: Path | None, *flags: str) -> Iterator[Browser]:
    """A browser of its own whose microphone hears that file once; without one, `flags` say what there is."""
    file = [f"--use-file-for-fake-audio-capture={heard}%noloop"] if heard else []
    own = browser.browser_type.launch(
        executable_path=chromium, args=[*arguments(), *(FAKE if heard else ()), *file, *flags]
    )
    try:
        yield own
    finally:
        own.close()


class ScriptedEars:
    """Honours web.ear.Hears: whatever is said, it hears what was written down for it, then nothing."""

    engine = "scripted"

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.sounds: list[Sound] = []

    def start(self, choices: Sequence[str] = ()) -> None:
        """It is always ready."""

    def hear(self, sound: Sound) -> Heard:
        """The next of the texts."""
        self.sounds.append(sound)
        text = self.texts.pop(0) if self.texts else ""
        return Heard(text, self.engine, tuple(HeardWord(word) for word in text.split()), bool(text))

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        """The first of them, whatever was said."""
        self.sounds.append(sound)
        return Heard(choices[0], self.engine, sure=True)

    def stop(self) -> None:
        """Nothing takes long here."""

    def close(self) -> None:
        """There is nothing to let go of."""


class Talker(Writer):
    """A person at the page of a conversation who rather talks."""

    @property
    def talk(self) -> Locator:
        """The button to begin with."""
        return self.page.get_by_role("button", name="Talk", exact=True)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.panel = page.locator("#voice")
        self.sent: list[dict[str, Any]] = []
        """What the page sent as turns."""
        page.on("request", self._note)

    @property
    def told(self) -> Locator:
        """What the page says of listening."""
        return self.page.locator("#voice-status")

    def presses(self, name: str) -> None:
        """Press a button of the panel."""
        self.panel.get_by_role("button", name=name, exact=True).click()

    def begins(self) -> None:
        """Press Talk, and be listened to."""
        self.talk.click()
        expect(self.told).to_have_text("I am listening. Take your time.")

    def talks(self, seconds: float) -> None:
        """Let the file be heard for so long."""
        self.page.wait_for_timeout(seconds * 1000)

    def finishes(self) -> None:
        """Press "I have finished" and wait until it is known what was heard."""
        self.presses("I have finished")
        expect(self.panel).to_have_attribute("data-state", FINISHED)

    def sends(self) -> None:
        """Press Send, as with a mouse or a finger."""
        self.page.get_by_role("button", name="Send", exact=True).click()

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/turns"):
            self.sent.append(json.loads(request.post_data or "{}"))


def recordings(site: Served, path: str) -> list[RecordingRecord]:
    """Those of a conversation that are not gone."""
    found = site.store.recordings.of_conversation(
        site.store.services.ids(), conversation_of(site.store, path)
    )
    return [each for each in found if each.state != RecordingState.GONE]
