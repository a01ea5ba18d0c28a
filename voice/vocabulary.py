"""Short lists of what may be said: yes and no, and everyday words of a home. Kept in `data`, for people."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from voice.errors import VoiceError

DATA = Path(__file__).parent / "data"
YES_NO = ("yes", "no")
STEERING = (*YES_NO, "stop")
FINISHED = "finished"
"""For "I have finished": a choice beside others, with its other ways to say it."""
HOME = ("activities", "rooms", "meals", "names")


def home(name: str) -> tuple[str, ...]:
    """The list of this name, of HOME."""
    return tuple(_lines(name))


@cache
def distractors() -> tuple[str, ...]:
    """Frequent words that are no choice: they catch what was something else."""
    return tuple(_lines("distractors"))


@cache
def ways() -> Mapping[str, tuple[str, ...]]:
    """Other ways to say a choice."""
    pairs = (line.split(":") for line in _lines("ways"))
    return {choice.strip(): tuple(way.strip() for way in said.split("|")) for choice, said in pairs}


@cache
def pronunciations() -> Mapping[str, tuple[str, ...]]:
    """How words are said that the engine does not know, or knows otherwise: its own phones, with blanks."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for line in _lines("pronunciations"):
        word, _, phones = line.partition(" ")
        found[word] += (phones,)
    return found


def _lines(name: str) -> list[str]:
    """Each line that says something; `# ...` is for people. Raises VoiceError("no_engine")."""
    try:
        text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    except OSError as error:
        raise VoiceError(
            "no_engine", f"{error.filename} cannot be read. Bring it back: git checkout -- voice."
        ) from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
