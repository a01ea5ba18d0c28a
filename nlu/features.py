"""What the model sees of an answer: words and their runs, letters, and phrases of the lexicon.

Every feature remembers the words it comes from, so that what it adds to a score can be laid back onto them.
A word's letters are one feature here; `names_of` tells the many that it stands for, the same each time.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from nlu.clauses import is_word, stretches
from nlu.lexicon import Hit, Lexicon

WORDS, LETTERS, PHRASES = range(3)
"""The blocks of features; within each, the values of an answer are brought to length one."""

LONGEST_RUN = 3
LETTER_RUNS = (2, 5)
LONGEST_WORD = 30
DENIAL_REACH = 4
"""Words after "never" that it may deny."""
_BEGINNING = "^"
_DENIALS = frozenset(
    {"hardly", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing", "nowhere", "without"}
)


class Feature(NamedTuple):
    """A sign found in an answer."""

    block: int
    name: str
    """Of letters: the word."""
    first: int
    """Index of the first word it comes from."""
    after: int
    """Index after the last."""


def features(doc: Doc, lexicon: Lexicon) -> list[Feature]:
    """Everything the model could know of a document read by `words.Reader`."""
    found = [*_phrases(doc, lexicon.hits(doc))]
    for start, end in stretches(doc):
        places = [index for index in range(start, end) if is_word(doc[index])]
        found += _runs([doc[index].lemma_ for index in places], places)
        found += [Feature(LETTERS, doc[index].norm_, index, index + 1) for index in places]
    return found


def names_of(block: int, name: str) -> tuple[str, ...]:
    """What a feature is called in the model: itself, or the runs of letters of a word."""
    return letters(name) if block == LETTERS else (name,)


def letters(word: str) -> tuple[str, ...]:
    """Runs of 2 to 5 letters of a word with its edges marked, so that misspelt and joined words match."""
    marked = f" {word[:LONGEST_WORD]} "
    shortest, longest = LETTER_RUNS
    return tuple(
        marked[start : start + length]
        for length in range(shortest, longest + 1)
        for start in range(len(marked) - length + 1)
    )


def _runs(lemmas: Sequence[str], places: Sequence[int]) -> Iterator[Feature]:
    """Words, pairs and triples; the beginning of a stretch is marked ("^ more" is most often a wish)."""
    if not lemmas:
        return
    marked, at = [_BEGINNING, *lemmas], [places[0], *places]
    for length in range(1, LONGEST_RUN + 1):
        for start in range(1 if length == 1 else 0, len(marked) - length + 1):
            name = " ".join(marked[start : start + length])
            yield Feature(WORDS, name, at[start], at[start + length - 1] + 1)


def _phrases(doc: Doc, hits: Iterable[Hit]) -> Iterator[Feature]:
    """Each phrase, and once more as denied if a word like "never" stands shortly before it."""
    for hit in hits:
        yield Feature(PHRASES, hit.label, hit.first, hit.after)
        denying = denial(doc, hit.first)
        if denying is not None:
            yield Feature(PHRASES, f"not {hit.label}", denying, hit.after)
            yield Feature(PHRASES, f"not {hit.label.partition(':')[0]}", denying, hit.after)


def denial(doc: Doc, first: int) -> int | None:
    """Index of the denying word before a phrase, if there is one in reach and no stop between."""
    for index in range(first - 1, max(first - DENIAL_REACH, 0) - 1, -1):
        if doc[index].is_punct:
            return None
        if doc[index].lemma_ in _DENIALS:
            return index
    return None
