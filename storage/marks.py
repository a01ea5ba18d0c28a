"""What a conversation can be found by besides its words, as short marks in the index."""

from functools import lru_cache
from hashlib import blake2b
from itertools import product

from storage.kinds import Channel, Mode

NOBODY = "nobody"
DOORS = {
    Mode.VOICE: "talk",
    Mode.PICTURES: "pictures",
    Mode.FACES: "faces",
    Mode.IMPORTED: "imported",
}


@lru_cache(maxsize=10_000)
def mark(name: str, *values: str) -> str:
    """The mark of a value of a filter. Keys are data and may hold any sign, so it is a hash of them."""
    return "x" + blake2b("\0".join((name, *values)).encode(), digest_size=7).hexdigest()


def door(mode: str | None, channel: str) -> str | None:
    """By which door something was said: talk, pictures, faces, writing (on a tablet), typed, imported."""
    if mode is None:
        return None
    return DOORS.get(Mode(mode), "writing" if channel == Channel.TABLET else "typed")


def tag_mark(principle: str = "", stance: str = "", state: str = "", question: str = "") -> str:
    """The mark of tags of which all that is given is so; all about the same tag of the same answer."""
    return mark("tag", principle, stance, state, question)


@lru_cache(maxsize=10_000)
def tag_marks(principle: str, stance: str, state: str, question: str) -> frozenset[str]:
    """Every mark by which a tag can be found."""
    every = product((principle, ""), (stance, ""), (state, ""), (question, ""))
    return frozenset(tag_mark(*values) for values in every if any(values[:3]))
