"""What the model sees of an answer: words and their runs, letters, word families and phrases of the lexicon.

Every feature remembers the words it comes from, so that what it adds to a score can be laid back onto them.
The families are Brown clusters: words that people use in the same places share a beginning of their code
(Brown et al. 1992; table `lexeme_cluster` of spacy-lookups-data), so an unseen word still says something.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Doc

from nlu.families import Families
from nlu.lexicon import Hit, Lexicon

BLOCKS = ("words", "letters", "families", "phrases")
"""The kinds of features; within each, an answer's values are brought to length one."""

LONGEST_RUN = 3
LETTERS = (2, 5)
FAMILY_BITS = (4, 6, 10, 16)
LONGEST_WORD = 30
_BEGINNING = "^"
_STOPS = frozenset(".!?;:")


class Feature(NamedTuple):
    """A sign found in an answer."""

    block: int
    """Index in BLOCKS."""
    name: str
    first: int
    """Index of the first word it comes from."""
    after: int
    """Index after the last."""


class Extractor:
    """Finds the features of an answer that has been read."""

    def __init__(self, lexicon: Lexicon, families: Families) -> None:
        self._lexicon = lexicon
        self._families = families

    def features(self, doc: Doc) -> list[Feature]:
        found = [*_phrases(self._lexicon.hits(doc))]
        for start, end in segments(doc):
            places = [index for index in range(start, end) if not doc[index].is_punct and not doc[index].is_space]
            lemmas = [doc[index].lemma_ for index in places]
            found += _runs(lemmas, places)
            for index in places:
                norm = doc[index].norm_
                found += [Feature(1, name, index, index + 1) for name in letters(norm)]
                found += [Feature(2, name, index, index + 1) for name in self._families.names(norm)]
        return found


def segments(doc: Doc) -> Iterator[tuple[int, int]]:
    """Stretches between stops, as word indexes; a recogniser's text without stops is one stretch."""
    start = 0
    for index, token in enumerate(doc):
        if token.lower_ in _STOPS:
            if index > start:
                yield start, index
            start = index + 1
    if start < len(doc):
        yield start, len(doc)


@lru_cache(maxsize=50_000)
def letters(word: str) -> tuple[str, ...]:
    """Runs of 2 to 5 letters of a word with its edges marked, so that misspelt and joined words still match."""
    marked = f" {word[:LONGEST_WORD]} "
    shortest, longest = LETTERS
    return tuple(
        marked[start : start + length]
        for length in range(shortest, longest + 1)
        for start in range(len(marked) - length + 1)
    )


def _runs(lemmas: Sequence[str], places: Sequence[int]) -> Iterator[Feature]:
    """Words, pairs and triples; the beginning of a stretch counts as a word of its own ("^ more")."""
    if not lemmas:
        return
    marked, at = [_BEGINNING, *lemmas], [places[0], *places]
    for length in range(1, LONGEST_RUN + 1):
        for start in range(1 if length == 1 else 0, len(marked) - length + 1):
            name = " ".join(marked[start : start + length])
            yield Feature(0, name, at[start], at[start + length - 1] + 1)


def _phrases(hits: Iterator[Hit]) -> Iterator[Feature]:
    for hit in hits:
        yield Feature(3, hit.label, hit.first, hit.after)
