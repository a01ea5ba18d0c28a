"""How people and places are called: one line that can be seen and read."""

import unicodedata

from storage.base import storable
from storage.errors import StorageError

MOST_LETTERS = 60
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing, also of what stands after the name."""


def usable_name(name: str, asked: str) -> str:
    """The name on one line, without characters that nobody sees.

    Raises StorageError("bad_name") if nothing is left or it is too long; `asked` says what to write.
    """
    seen = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in name)
    line = storable(" ".join("".join(letter for letter in seen if letter not in TURNING).split()))
    if not any(letter.isprintable() for letter in line) or len(line) > MOST_LETTERS:
        raise StorageError("bad_name", f"Write {asked}, in 1 to {MOST_LETTERS} letters.")
    return line
