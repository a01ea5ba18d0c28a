"""Whom the words name: those are never told of them. Better one too many than one too few."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

SHORTEST = 2
"""Letters of a name that stands alone."""
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "the", "of", "de", "van", "von", "nurse", "sister"})


def is_named(words: str, name: str, also_called: str = "") -> bool:
    """Whether `words` name somebody of this name, by one part of it or by how they are called besides.

    Capitals and accents do not matter, nor one letter of a name of five: "ahmad" is Ahmed.
    """
    said = parts(words)
    own = [part for part in parts(name) if len(part) >= SHORTEST and part not in _TITLES]
    if any(_alike(part, word) for part in own for word in said):
        return True
    return any(_stands_in(parts(phrase), said) for phrase in also_called.split(","))


def named(words: Iterable[str], name: str, also_called: str = "") -> bool:
    """The same of several texts."""
    return any(is_named(each, name, also_called) for each in words)


def parts(text: str) -> list[str]:
    """The words of a text, plain: "Zoë's" is "zoe" and "s"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def _stands_in(phrase: Sequence[str], said: Sequence[str]) -> bool:
    size = len(phrase)
    places = range(len(said) - size + 1)
    return size > 0 and any(all(map(_alike, phrase, said[place : place + size])) for place in places)


def _alike(name: str, word: str) -> bool:
    if name == word:
        return True
    long, short = (name, word) if len(name) >= len(word) else (word, name)
    if len(long) < 5 or len(long) - len(short) > 1:
        return False
    same = next((at for at, (one, other) in enumerate(zip(long, short, strict=False)) if one != other), None)
    if same is None:
        return True
    return long[same + 1 :] == short[same + (len(long) == len(short)) :]
