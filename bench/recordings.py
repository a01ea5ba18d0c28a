"""Recordings of real people, which stay beside the project and are never part of it."""

import json
import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

from voice.sound import Sound


class Recording(NamedTuple):
    """Somebody real who spoke."""

    file: str
    text: str
    seconds: float


def folder() -> Path:
    """Where the recordings are: beside the checkout, or where WHATMATTERS_SPEECH_DIR says."""
    beside = Path(__file__).parents[2] / "shared" / "speech"
    return Path(os.environ.get("WHATMATTERS_SPEECH_DIR", beside))


@cache
def recordings() -> tuple[Recording, ...]:
    """All of them."""
    lines = (folder() / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(Recording(each["file"], each["text"], each["seconds"]) for each in map(json.loads, lines))


def recorded(recording: Recording) -> Sound:
    """Its sound."""
    return Sound.from_wav((folder() / recording.file).read_bytes())
