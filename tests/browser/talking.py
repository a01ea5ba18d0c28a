"""Somebody who talks to a page: a browser whose microphone hears a file, and what they do there."""

import contextlib
import io
import random
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.browser.chromium import arguments
from tests.browser.writer import Writer
from voice.sound import RATE, Sound
from voice.speaking import Speaker

FLOOR = 104
"""Amplitude of noise at -50 dBFS: the digital silence of a made voice confuses recognisers."""
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


def samples(wav: bytes) -> array[int]:
    """Those of a WAV file of 16 bits."""
    with wave.open(io.BytesIO(wav)) as file:
        return array("h", file.readframes(file.getnframes()))


class Talker(Writer):
    """A person at the page of a conversation who rather talks."""

    @property
    def talk(self) -> Locator:
        """The button to begin with."""
        return self.page.get_by_role("button", name="Talk", exact=True)

    @property
    def told(self) -> Locator:
        """What the page says of listening."""
        return self.page.locator("#voice-status")

    def presses(self, name: str) -> None:
        """Press a button of the panel."""
        self.page.locator("#voice").get_by_role("button", name=name, exact=True).click()

    def begins(self) -> None:
        """Press Talk, and be listened to."""
        self.talk.click()
        expect(self.told).to_have_text("I am listening. Take your time.")

    def talks(self, seconds: float) -> None:
        """Let the file be heard for so long."""
        self.page.wait_for_timeout(seconds * 1000)
