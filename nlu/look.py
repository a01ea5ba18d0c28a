"""One answer as the model sees it: as a whole, and clause by clause.

A score is the mean of the whole's and of the best clause's, so that one sentence on what matters still shows
in five about the food, and a stray word in one clause does not carry the answer. Being a mean of sums, it is
a sum.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from nlu.clauses import Stretch, is_word, several
from nlu.features import features
from nlu.lexicon import Lexicon
from nlu.linear import Floats, LinearModel, Numbers, Signs


def together(whole: Floats, clauses: Sequence[Floats]) -> Floats:
    """The scores of an answer from those of the whole and, if it has several, of its clauses."""
    if not clauses:
        return whole
    best: Floats = np.max(clauses, axis=0)
    return (whole + best) / 2


class Clause(NamedTuple):
    """A part of an answer and its scores."""

    stretch: Stretch
    signs: Signs
    scores: Floats


class Look:
    """The scores of one answer by one model; `meaning` is its sentence vector, if there is an encoder."""

    def __init__(
        self, doc: Doc, lexicon: Lexicon, model: LinearModel, meaning: Numbers | None = None
    ) -> None:
        self._model = model
        self._length = len(doc)
        self._words = sum(map(is_word, doc))
        self.signs = model.signs(features(doc, lexicon))
        self.meant = model.meant(meaning)
        """What the sentence vector adds to each score: to the whole's and to every clause's."""
        self.whole = model.scores(self.signs) + self.meant
        self.clauses = [self._clause(part) for part in several(doc)]

    @property
    def known(self) -> float:
        """Share of the answer's words that the model has met, 0 to 1."""
        return self._model.known_words(self.signs) / self._words if self._words else 0.0

    def scores(self) -> Floats:
        """Log-odds of every output, whole and best clause together."""
        return together(self.whole, [clause.scores for clause in self.clauses])

    def best(self, column: int) -> Clause | None:
        """The clause that speaks most for an output; None if the answer is one clause."""
        return max(self.clauses, key=lambda clause: float(clause.scores[column]), default=None)

    def shares(self, column: int) -> Floats:
        """What each word adds to the score of an output; with `meant` and the model's bias they sum to it."""
        whole = self._model.shares(self.signs, column, self._length)
        best = self.best(column)
        if best is None:
            return whole
        return (whole + self._model.shares(best.signs, column, self._length)) / 2

    def _clause(self, part: Stretch) -> Clause:
        signs = self.signs.within(*part)
        return Clause(part, signs, self._model.scores(signs) + self.meant)
