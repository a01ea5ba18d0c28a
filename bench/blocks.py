"""What a variant of the tagger may see of an answer: rows for the whole and its clauses, blocks of columns.

A new kind of feature is one more `Block`; see `bench.variants` for the row that uses it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from spacy.lookups import load_lookups
from spacy.tokens import Doc

from bench.patterns import Patterns
from nlu.clauses import Stretch, several
from nlu.features import LETTERS, PHRASES, WORDS, Feature, features, names_of
from nlu.lexicon import Lexicon
from nlu.linear import Floats, Ints
from nlu.unseen import Scores
from nlu.vectors import FEWEST
from nlu.words import Reader

type Finder = Callable[[Doc], Iterable[Feature]]
"""Finds the features of one block."""

CLUSTER_BITS = (4, 6, 10, 20)
"""How far down the tree of Brown clusters (Brown et al. 1992) a word is followed."""


class Parts:
    """Answers as rows: each as a whole, and behind it its clauses if it has several."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.docs = docs
        self.stretches: list[list[Stretch]] = [[(0, len(doc)), *several(doc)] for doc in docs]
        """Of each answer: the whole, then its clauses."""
        rows = np.array([len(each) for each in self.stretches])
        self.whole: Ints = np.cumsum(rows) - rows
        """The row of each whole."""
        self.clauses: Ints = np.delete(np.arange(rows.sum()), self.whole)
        """The rows of the clauses."""
        self.owners: Ints = np.repeat(np.arange(len(docs)), rows - 1)
        """Place of the answer that each clause is from."""

    def answers(self, scores: Floats) -> Scores:
        """Scores, a line for each row, told apart."""
        return Scores(scores[self.whole], scores[self.clauses], self.owners)


class Block(Protocol):
    """Columns that belong together."""

    @property
    def trusted_as(self) -> int:
        """The block of `nlu.features` as which every head weighs it (`Head.trust`)."""

    def learn(self, docs: Sequence[Doc]) -> Any:
        """Choose the columns by all there is to learn from, answers and lines about safety.

        The result is sparse, a row for each, of length one like those of the other blocks.
        """

    def matrix(self, parts: Parts) -> Any:
        """The same columns, a row for each of `parts`."""


class Signs:
    """A block of named features, counted and weighed as `nlu.vectors` does it."""

    def __init__(self, find: Finder, trusted_as: int, fewest: int) -> None:
        self.trusted_as = trusted_as
        self._find = find
        self._counter = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=fewest)

    def learn(self, docs: Sequence[Doc]) -> Any:
        """Keep what enough of them show."""
        return self._counter.fit_transform(_names(list(self._find(doc)), (0, len(doc))) for doc in docs)

    def matrix(self, parts: Parts) -> Any:
        """A feature is in a clause if all its words are."""
        return self._counter.transform(self._names(parts))

    def _names(self, parts: Parts) -> Iterator[list[str]]:
        for doc, stretches in zip(parts.docs, parts.stretches, strict=True):
            found = list(self._find(doc))
            yield from (_names(found, stretch) for stretch in stretches)

    def places(self, doc: Doc) -> set[int]:
        """Where the features begin that are known."""
        known = self._counter.vocabulary_
        return {each.first for each in self._find(doc) if each.name in known}


def own_blocks(lexicon: Lexicon, reader: Reader) -> dict[str, Signs]:
    """The blocks of named features: the three that ship, and two that do not."""
    ours = {"words": WORDS, "letters": LETTERS, "phrases": PHRASES}
    return {
        **{name: Signs(partial(_ours, lexicon, block), block, FEWEST[block]) for name, block in ours.items()},
        "clusters": Signs(_Clusters(), WORDS, FEWEST[WORDS]),
        "patterns": Signs(Patterns(reader), PHRASES, FEWEST[PHRASES]),
    }


def _ours(lexicon: Lexicon, block: int, doc: Doc) -> list[Feature]:
    return [each for each in features(doc, lexicon) if each.block == block]


def _names(found: Sequence[Feature], stretch: Stretch) -> list[str]:
    start, end = stretch
    inside = (each for each in found if each.first >= start and each.after <= end)
    return [name for each in inside for name in names_of(each.block, each.name)]


class _Clusters:
    """Brown clusters of spacy-lookups-data: words that stand in like places share the first bits."""

    def __init__(self) -> None:
        self._table = load_lookups("en", ["lexeme_cluster"]).get_table("lexeme_cluster")

    def __call__(self, doc: Doc) -> Iterator[Feature]:
        for index, token in enumerate(doc):
            cluster = self._table.get(token.lower_)
            if cluster:  # the first bit of the way is the lowest of the number
                for bits in CLUSTER_BITS:
                    yield Feature(WORDS, f"{bits}:{cluster & (1 << bits) - 1}", index, index + 1)
