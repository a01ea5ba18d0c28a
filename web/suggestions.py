"""Words that the writing door offers: our own list, then what is often said in this home.

A word is offered only if it stands in what three or more people said: nobody finds another person's
secret on the screen.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

MOST = 2_000
SHARED_BY = 3
_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)?")
_LIST = Path(__file__).parent / "common_words.txt"


def suggestions(said: Iterable[str]) -> list[str]:
    """Words, most useful first. `said` holds all that one person said, joined, for each person."""
    people = Counter(word for words in said for word in _words(words))
    spelt = {word.lower(): word for word in _common()}  # "Monday" keeps its capital
    home = [
        spelt.get(word, word) for word, count in people.most_common() if count >= SHARED_BY and len(word) > 1
    ]
    return list(dict.fromkeys([*home, *_common()]))[:MOST]


def _words(said: str) -> set[str]:
    return set(_WORD.findall(said.lower().replace("'", "’")))


@cache
def _common() -> tuple[str, ...]:
    return tuple(_LIST.read_text(encoding="utf-8").split())
