"""Scores of many answers by models that had not read their writers: what learning is checked on."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from nlu.heads import Weights
from nlu.linear import Floats, Ints
from nlu.vectors import Vectors

type Fold = tuple[Ints, Ints]
"""Places of the answers to learn from, and of those to check."""


class Scores(NamedTuple):
    """What `look.Look` has of one answer, of many at once."""

    whole: Floats
    """Answers by outputs."""
    clauses: Floats
    """Clauses by outputs, of the answers that have several."""
    owners: Ints
    """Place of the answer that each clause is from; those of one stand beside each other."""

    def together(self) -> Floats:
        """Whole and best clause together, as `look.together` has it: answers by outputs."""
        both = self.whole.copy()
        starts = np.flatnonzero(np.diff(self.owners, prepend=-1))
        if len(starts):
            owners = self.owners[starts]
            both[owners] = (both[owners] + np.maximum.reduceat(self.clauses, starts)) / 2
        return both

    def mapped(self, table: Floats, shift: Floats) -> "Scores":
        """Other outputs, each a sum over these."""
        return Scores(self.whole @ table + shift, self.clauses @ table + shift, self.owners)

    def of(self, places: Ints) -> "Scores":
        """Those of some of the answers, in that order."""
        mine, owners = _owned(self.owners, places, len(self.whole))
        return Scores(self.whole[places], self.clauses[mine], owners)


def unseen_scores(
    vectors: Vectors, rows: Ints, outputs: int, folds: Iterable[Fold], learn: Callable[[Ints], Weights]
) -> Scores:
    """Scores of the answers in `rows`. Folds, and what is given to `learn`, are places in `rows`."""
    mine, owners = _owned(vectors.owners, rows, vectors.matrix.shape[0])
    answers, clauses = vectors.matrix[rows], vectors.clauses[mine]
    scores = Scores(np.zeros((len(rows), outputs)), np.zeros((len(mine), outputs)), owners)
    for learn_from, check in folds:
        weights = learn(learn_from)
        theirs = np.flatnonzero(np.isin(owners, check))
        meant = _meant(vectors, rows, weights)
        table = weights.table[: answers.shape[1]]
        scores.whole[check] = answers[check] @ table + weights.bias + meant[check]
        scores.clauses[theirs] = clauses[theirs] @ table + weights.bias + meant[owners[theirs]]
    return scores


def _meant(vectors: Vectors, rows: Ints, weights: Weights) -> Floats:
    """What the sentence vectors add to the scores, whole and clauses alike; 0 if there are none."""
    if vectors.meaning is None:
        return np.zeros((len(rows), len(weights.bias)))
    added: Floats = vectors.meaning[rows].astype(np.float64) @ weights.table[len(vectors.idf) :]
    return added


def _owned(owners: Ints, places: Ints, of: int) -> tuple[Ints, Ints]:
    """The clauses whose owner, one `of` so many, is among the places, and where among them it stands."""
    stands = np.full(of, -1)
    stands[places] = np.arange(len(places))
    mine = np.flatnonzero(stands[owners] >= 0)
    return mine, stands[owners[mine]]
