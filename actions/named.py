"""Who is said to be told: never somebody whom the person named."""

import re
from collections.abc import Sequence

SOMEBODY = "someone who can help"
"""Where nobody can be said by name."""
MOST_NAMED = 2
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"\s*(?:,|;|\band\b|\bor\b|&)\s*")
_OFFICES = {"the", "a", "an", "our", "your", "team", "of", "at", "mr", "mrs", "miss", "ms", "dr"}


def who_is_told(on_duty: Sequence[str], readers: str, words: str) -> str:
    """Names as they are said, those of whom an alarm is raised for, or of those who read.

    "Sarah or Ahmed": one of those on duty. Whoever stands in the words by any part of their name is left out,
    and if nobody is left, no name is said.
    """
    said = {word.lower() for word in _WORD.findall(words)}
    if on_duty:
        left = [each for each in on_duty if not is_named(each, said)][:MOST_NAMED]
        return " or ".join(left) or SOMEBODY
    everybody = [each for each in _BETWEEN.split(readers) if each.strip()]
    unnamed = all(not is_named(each, said) for each in everybody)
    return readers if everybody and unnamed else _some(everybody, said)


def is_named(name: str, said: set[str]) -> bool:
    """Whether any part of a name stands among these words in small letters."""
    parts = {part.lower() for part in _WORD.findall(name)} - _OFFICES
    return any(part in said or f"{part}s" in said for part in parts if len(part) > 1)


def _some(everybody: Sequence[str], said: set[str]) -> str:
    left = [each for each in everybody if not is_named(each, said)]
    return " and ".join(left) or SOMEBODY
