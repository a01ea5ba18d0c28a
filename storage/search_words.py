"""Words as they are searched: without capitals and accents, the same in both databases."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_WORDS = 50_000
"""Words of one conversation that can be searched; more than that nobody says."""
LONGEST_WORD = 60
"""Letters of a word that count."""
BEGINNING = 4
"""From so many letters on a word is also found by its beginning: "garden" finds "gardening"."""
MOST_SOUGHT = 12
"""Words and phrases of one search; the rest is left out."""
AROUND = 70
"""Characters shown before and after the first word that was found."""

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_QUOTED = re.compile(r'["\u201c\u201d\u201e]([^"\u201c\u201d\u201e]*)["\u201c\u201d\u201e]')


class Word(NamedTuple):
    """A word where it stands, and as it is searched."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to be found one after the other."""

    words: tuple[str, ...]
    beginning: bool = False
    """Whether the last one may go on."""


def words_in(text: str) -> Iterator[Word]:
    """Every word of a text, in order."""
    for match in _WORD.finditer(text):
        if found := folded_word(match.group()):
            yield Word(match.start(), match.end(), found)


def folded_word(word: str) -> str:
    """A word without the differences that do not matter; empty if no letter or figure is left."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(letter for letter in plain if letter.isalnum())[:LONGEST_WORD]


def sought(typed: str) -> tuple[Phrase, ...]:
    """What somebody typed to search for: words, and phrases in quotation marks. Any text is fine."""
    phrases = [Phrase(_folded(quoted)) for quoted in _QUOTED.findall(typed)]
    for word in _QUOTED.sub(" ", typed).split():
        words = _folded(word)
        phrases.append(Phrase(words, beginning=bool(words) and len(words[-1]) >= BEGINNING))
    return tuple(dict.fromkeys(each for each in phrases if each.words))[:MOST_SOUGHT]


def _folded(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words_in(text))[:MOST_SOUGHT]


def snippet(texts: Sequence[str], phrases: Sequence[Phrase]) -> tuple[tuple[str, bool], ...]:
    """Some words of the text in which most was found, in pieces: (words, whether they were sought)."""
    found = max(((_places(text, phrases), text) for text in texts), key=lambda each: each[0][0], default=None)
    if found is None or not found[0][1]:
        return ()
    (_, places), text = found
    start = _edge(text, places[0][0] - AROUND, 0)
    end = _edge(text, places[0][1] + AROUND, len(text))
    pieces = list(_pieces(text, start, end, places))
    before, after = ("…" if start else ""), ("…" if end < len(text) else "")
    return tuple(each for each in ((before, False), *pieces, (after, False)) if each[0])


def _places(text: str, phrases: Sequence[Phrase]) -> tuple[int, list[tuple[int, int]]]:
    """How many phrases stand in a text, and where, in order."""
    words = list(words_in(text))
    each = [list(_standing(words, phrase)) for phrase in phrases]
    return sum(map(bool, each)), sorted({place for places in each for place in places})


def _standing(words: Sequence[Word], phrase: Phrase) -> Iterator[tuple[int, int]]:
    length = len(phrase.words)
    for at in range(len(words) - length + 1):
        here = tuple(word.folded for word in words[at : at + length])
        last = here[-1].startswith(phrase.words[-1]) if phrase.beginning else here[-1] == phrase.words[-1]
        if last and here[:-1] == phrase.words[:-1]:
            yield words[at].start, words[at + length - 1].end


def _edge(text: str, near: int, outermost: int) -> int:
    """A place between two words near one in a text."""
    if not 0 < near < len(text):
        return outermost
    space = text.find(" ", near) if outermost == 0 else text.rfind(" ", 0, near)
    return near if space < 0 or abs(space - near) > 30 else space + (outermost == 0)


def _pieces(text: str, start: int, end: int, places: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = start
    for first, last in places:
        if first >= at and last <= end:
            yield text[at:first], False
            yield text[first:last], True
            at = last
    yield text[at:end], False
