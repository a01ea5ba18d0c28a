"""The folder of what was spoken ahead: fixed texts, each as sound with the times of its words.

Only for what the program itself says (questions, prompts, labels). What a person said never goes here: it
could not be erased with the rest of their words. Use `Speaker.speak` for that, and keep nothing.
"""

import contextlib
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from voice.clips import Clip, Word
from voice.errors import VoiceError
from voice.manner import Manner
from voice.names import read_names
from voice.room import Room
from voice.speaking import Speaker

MAKING = 2
"""Raise it when the same text gives another sound or other times for a reason in our code."""
KEY = re.compile(r"[0-9a-f]{32}")
PART = ".part-"
KEEP_SECONDS = 7 * 24 * 3600
"""How long a sound stays that nobody asks for: a tablet may still have an older list of them."""
DAY = 24 * 3600
MOST_BYTES = 200_000_000
"""What the folder may hold: all fixed texts in some eight manners."""
GIVE_UP = ("no_engine", "cannot_write")
"""After these nothing else will go well either."""

type Tell = Callable[[str], None]
"""Hears what is wrong, in a sentence with its remedy."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A text that was spoken, as it lies in the folder."""

    key: str
    """32 letters and digits; other words, another manner or another engine have another one."""
    path: Path
    """The WAV file."""
    ms: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making ahead."""

    made: int
    there: int
    """So many were there already."""
    failed: int
    removed: int
    left_out: int
    """So many had no room: the folder holds its most, and all that is in it is wanted."""
    whole: bool
    """Whether everything was gone through; else it was asked to stop."""


class Spoken:
    """The folder, and the speaker that fills it. May be used by several threads and processes."""

    def __init__(self, folder: Path, speaker: Speaker, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.speaker = speaker
        self.most_bytes = most_bytes

    def find(self, text: str, manner: Manner) -> Sound | None:
        """The sound of a text; None if it was not made yet. Raises VoiceError as `Speaker.order` does."""
        return self._found(self._key(text, manner))

    def _found(self, key: str) -> Sound | None:
        try:
            kept = json.loads(self._json(key).read_bytes())
            if self._wav(key).stat().st_size != kept["size"]:
                return None
            return Sound(key, self._wav(key), kept["ms"], tuple(Word(*word) for word in kept["words"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # not there, or not wholly: it is made anew

    def path(self, key: str) -> Path | None:
        """The WAV file with this key, for whoever asks for it by its address; None if there is none."""
        if not KEY.fullmatch(key) or not self._json(key).exists():
            return None
        return self._wav(key)

    def make(self, text: str, manner: Manner) -> Sound:
        """The sound of a text, made now if it is not there.

        The oldest that nobody asked for make way for it. Raises VoiceError as `Speaker.speak` does, and
        VoiceError("cannot_write").
        """
        key = self._key(text, manner)
        if found := self._found(key):
            return found
        clip = self.speaker.speak(text, manner)
        Room(self.folder.glob("*.json"), self.most_bytes).take(len(clip.wav))
        return self._keep(key, clip)

    def make_ahead(
        self,
        texts: Collection[str],
        manners: Collection[Manner],
        tell: Tell,
        go_on: Callable[[], bool] = lambda: True,
    ) -> Made:
        """Make every text in every manner that is not there; then remove what was not wanted for a week.

        Whenever it ends, what was made stays, and the next call makes the rest. go_on: asked before each
        sound. A text that cannot be spoken is told and left out. If the folder holds its most, the oldest
        that is not among these makes way; if there is none, the rest is left out, so name the usual first.
        Raises VoiceError("no_engine"), VoiceError("cannot_write").
        """
        wanted = self._wanted_keys(texts, manners, tell)
        room = Room(self.folder.glob("*.json"), self.most_bytes, spare=wanted)
        made = there = failed = left_out = 0
        for key, (text, manner) in wanted.items():
            if not go_on():
                return Made(made, there, failed, room.removed, left_out, whole=False)
            if found := self._found(key):
                self._want(found)
                there += 1
            elif left_out:
                left_out += 1
            elif clip := self._clip(text, manner, tell):
                if room.take(len(clip.wav)):
                    self._keep(key, clip)
                    made += 1
                else:
                    left_out += 1
            else:
                failed += 1
        return Made(made, there, failed, room.removed + self._tidy(), left_out, whole=True)

    def _wanted_keys(
        self, texts: Collection[str], manners: Collection[Manner], tell: Tell
    ) -> dict[str, tuple[str, Manner]]:
        """By their keys, in order of the manners; two that sound alike have one key, and are made once."""
        wanted: dict[str, tuple[str, Manner]] = {}
        for manner in manners:
            for text in texts:
                try:
                    wanted.setdefault(self._key(text, manner), (text, manner))
                except VoiceError as error:
                    if error.code in GIVE_UP:
                        raise
                    tell(_untold(text, error))
        return wanted

    def _clip(self, text: str, manner: Manner, tell: Tell) -> Clip | None:
        try:
            return self.speaker.speak(text, manner)
        except VoiceError as error:
            if error.code in GIVE_UP:
                raise
            tell(_untold(text, error))
            return None

    def _key(self, text: str, manner: Manner) -> str:
        """By what is in it: the text, whose places the words tell, all that is asked, the rests."""
        order = self.speaker.order(text, manner)
        parts = [text, order.asked, order.rests, self.speaker.engine, MAKING]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]

    def _wav(self, key: str) -> Path:
        return self.folder / f"{key}.wav"

    def _json(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _keep(self, key: str, clip: Clip) -> Sound:
        """Write the sound, then what makes it count: without its JSON a WAV file is not there."""
        kept = {"ms": clip.ms, "size": len(clip.wav), "words": clip.words}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self._wav(key), clip.wav)
            _write(self._json(key), json.dumps(kept).encode())
        except OSError as error:
            raise VoiceError(
                "cannot_write",
                f"{self.folder} cannot be written ({error.strerror}), so nothing new is read aloud. "
                "Free some space, or let the program write there.",
            ) from error
        return Sound(key, self._wav(key), clip.ms, clip.words)

    def _want(self, sound: Sound) -> None:
        """Note that it is still asked for."""
        file = self._json(sound.key)
        with contextlib.suppress(OSError):
            if time.time() - file.stat().st_mtime > DAY:
                os.utime(file)

    def _tidy(self) -> int:
        """Remove what nobody asked for, and what a killed program left half-written; how many sounds."""
        removed = 0
        for file in [*self.folder.glob("*.json"), *self.folder.glob("*.wav"), *self.folder.glob(f"{PART}*")]:
            if self._wanted(file):
                continue
            with contextlib.suppress(OSError):
                file.unlink()
                removed += file.suffix == ".json"
        return removed

    def _wanted(self, file: Path) -> bool:
        """Whether it is asked for, or so young that somebody may be writing it. A WAV file is as its JSON."""
        if not (file.name.startswith(PART) or KEY.fullmatch(file.stem)):
            return True  # not ours
        if file.suffix == ".wav" and self._json(file.stem).exists():
            return True
        keep = KEEP_SECONDS if file.suffix == ".json" else DAY
        with contextlib.suppress(OSError):
            return time.time() - file.stat().st_mtime < keep
        return True


def open_spoken(
    folder: Path, tell: Tell, most_bytes: int = MOST_BYTES, names: Path | None = None
) -> Spoken | None:
    """The folder with a speaker that can speak; None if none can on this machine, which is told once.

    names: a home's own file of how names are said, if it has one.
    """
    speaker = Speaker(names=read_names(names, tell))
    try:
        _ = speaker.engine
    except VoiceError as error:
        tell(str(error))
        speaker.close()
        return None
    return Spoken(folder, speaker, most_bytes)


def _untold(text: str, error: VoiceError) -> str:
    return f'"{text[:60]}" is not read aloud. {error}'


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, also when the power fails just then."""
    handle, name = tempfile.mkstemp(prefix=PART, dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
