"""An answer as the words that may be names: what each is by itself, and how it is written."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nlu.letters import bare
from nlu.names import Sense

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_WORD = re.compile(rf"\[\w+\]|{_LETTER}(?:['’-]?{_LETTER})*")
_ENDS = re.compile(r"[.!?\n…:]")
_BESIDE = re.compile(r"[ \u00a0]{1,2}")
_BESIDE_SHORT = re.compile(r"\.[ \u00a0]?|[ \u00a0]{1,2}")
_SHORT = frozenset(["mr", "mrs", "ms", "mx", "dr", "prof", "rev", "st", "sr", "fr", "br"])
_SHOUTED = 0.6
"""Share of words with a capital from which capitals say nothing."""
_FEW = 4
"""Words up to which that is not asked."""


@dataclass(frozen=True)
class Word:
    """A word of an answer."""

    text: str
    """In small letters, without accents, with straight quotes, without "'s"."""
    start: int
    end: int
    """Exclusive, in characters of the answer; without "'s"."""
    sense: Sense
    capital: bool
    """It has a capital that says something: the answer is not written in capitals."""
    opens: bool
    """It is the first of a sentence, where every word has a capital."""
    joined: bool
    """Nothing but a blank stands between it and the word before; behind "Mr" and "J" also a stop."""
    possessive: bool
    """It had an "'s"."""


def read(text: str, plain: str, sense: Callable[[str], Sense]) -> list[Word]:
    """The words of `text`; `plain` is the same in small letters. A placeholder means nothing."""
    matches = list(_WORD.finditer(text))
    heard = not text.isupper() and _capitals_count(text, matches)
    words: list[Word] = []
    after = 0
    for match in matches:
        start, end = match.span()
        gap = text[after:start]
        short = bool(words) and (words[-1].text in _SHORT or len(words[-1].text) == 1)
        joined = bool(words) and bool((_BESIDE_SHORT if short else _BESIDE).fullmatch(gap))
        raw = bare(plain[start:end])
        own = raw.endswith("'s")
        opens = not words or (not joined and bool(_ENDS.search(gap)))
        said = raw.removesuffix("'s")
        what = Sense.OTHER if raw.startswith("[") else sense(said)
        capital = heard and text[start].isupper()
        words.append(Word(said, start, end - 2 * own, what, capital, opens, joined, own))
        after = end
    return words


def _capitals_count(text: str, matches: Iterable[re.Match[str]]) -> bool:
    capitals = [text[match.start()].isupper() for match in matches]
    return len(capitals) <= _FEW or sum(capitals) <= _SHOUTED * len(capitals)
