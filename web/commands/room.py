"""A room with a microphone, a loudspeaker and a screen: what is said in it is always shown as well."""

import time

import numpy as np
from rich.console import Console
from rich.markup import escape

from voice.errors import VoiceError
from voice.machine_sound import Loudspeaker, Microphone
from voice.sound import FULL
from voice.speaking import Speaker
from web.commands.keys import Keys

BAR = 24
"""Letters of the level."""
AGAIN_AFTER = 3.0
SOFTEST = -60.0
"""Decibels below full at which the level is empty."""


class Room:
    """We and the person take turns here: nothing is heard while we speak."""

    def __init__(
        self, microphone: Microphone, loudspeaker: Loudspeaker, speaker: Speaker, keys: Keys, console: Console
    ) -> None:
        self.keys = keys
        self._microphone = microphone
        self._loudspeaker = loudspeaker
        self._speaker: Speaker | None = speaker
        self._console = console
        self._bar_shown = False

    def say(self, text: str) -> None:
        """Show it and speak it. A key ends the speaking, and counts as what it is pressed for."""
        self.show(f"[green]{escape(text)}[/green]")
        if self._speaker:
            try:
                self._loudspeaker.play(self._speaker.speak(text).wav, self.keys.waiting)
            except VoiceError as error:
                self._be_silent(error)
        self._microphone.skip()

    def show(self, text: str, *, on_one_line: bool = False) -> None:
        """Show it and no more; may hold markup. On one line it can be copied."""
        self._hide_bar()
        self._console.print(text, soft_wrap=on_one_line)

    def listen(self) -> bytes:
        """What is heard next. Raises VoiceError if nothing can be heard any more."""
        pcm = self._microphone.read()
        self._show_bar(pcm)
        return pcm

    def pause(self) -> None:
        """A moment before something is tried again."""
        time.sleep(AGAIN_AFTER)

    def _be_silent(self, error: VoiceError) -> None:
        """Without a voice everything is shown all the same; that is told once."""
        if error.code in {"no_engine", "no_loudspeaker"}:
            self._speaker = None
            self.show(f"[yellow]{escape(str(error))}[/yellow]")

    def _show_bar(self, pcm: bytes) -> None:
        if self._console.is_terminal:
            self._bar_shown = True
            self._console.print(f"[cyan]{bar_of(pcm)}[/cyan]", end="\r", soft_wrap=True)

    def _hide_bar(self) -> None:
        if self._bar_shown:
            self._bar_shown = False
            self._console.print(" " * (BAR + 12), end="\r", soft_wrap=True)


def bar_of(pcm: bytes) -> str:
    """How loud it is, as letters."""
    samples = np.frombuffer(pcm, "<i2") / FULL
    level = 10 * np.log10((samples * samples).mean() + 1e-10) if len(samples) else SOFTEST
    full = round(BAR * min(1.0, max(0.0, 1 - level / SOFTEST)))
    return f"listening {'▮' * full}{'▯' * (BAR - full)}"
