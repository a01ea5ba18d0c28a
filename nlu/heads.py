"""What is learned: a logistic regression for each principle, stance and topic, by scikit-learn."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlu.errors import NluError
from nlu.linear import Floats, Numbers
from nlu.vectors import Vectors

type Truth = NDArray[np.bool_]
"""Answers by outputs."""

_NEVER = -20.0
_CLOSE_ENOUGH = 0.1
"""`tol` of the regression. From a hundredth to three times as much, figures differ in the third digit."""
_MOST_STEPS = 1_000
"""Far more than it takes."""


class Head(NamedTuple):
    """A group of outputs that are learned in the same way. Chosen out of fold on our own answers."""

    part: str
    """How its outputs are called: `principles:equality`."""
    looseness: float
    """`C` of the regression: the higher, the closer it follows the answers."""
    trust: tuple[float, float, float]
    """Weight of words, letters and phrases: what is weighed more may speak louder."""
    beside: float = 0.0
    """With an encoder: weight of the sentence vector as one more block of features; 0: none."""
    second: float = 0.0
    """With an encoder: how much a second opinion counts, from the sentence vector alone; 0: not, 1: alone."""


PRINCIPLES = Head("principles", 5.0, (1.0, 1.0, 0.3), second=0.4)
STANCES = Head("stances", 15.0, (1.0, 0.5, 0.5), beside=1.0)
TOPICS = Head("topics", 10.0, (1.0, 1.0, 2.0), second=0.4)
CONCERNS = Head("concerns", 10.0, (1.0, 1.0, 1.0))

_SECOND_LOOSENESS = 3.0


class Weights(NamedTuple):
    """A fitted head."""

    table: Floats
    """Features by outputs; with an encoder, then the numbers of the sentence vector by outputs."""
    bias: Floats
    """One for each output."""


def fit(
    vectors: Vectors,
    rows: NDArray[np.int64],
    truth: Truth,
    head: Head,
    counts: Floats | None = None,
) -> Weights:
    """Learn every output of a head from some of the answers (`rows`); `truth` covers these, in that order.

    `counts` says how much each answer counts for each output; of one that counts 0 nothing is known there.
    """
    if counts is None:
        counts = np.ones(truth.shape)
    matrix, scale = _weighed(vectors, rows, head)
    table, bias = _fit_each(matrix, truth, counts, _of_features(head))
    first = Weights(table * scale[:, None], bias)
    if vectors.meaning is None or not head.second:
        return first
    return _with_second(first, vectors.meaning[rows], truth, counts, head.second)


def require_examples(truth: Truth, outputs: Sequence[str], at_least: int) -> None:
    """Raises NluError naming the first output that too few answers show."""
    for output, count in zip(outputs, truth.sum(axis=0), strict=True):
        if count < at_least:
            raise NluError(
                f"Only {count} answers show `{output}`. Write at least {at_least} into nlu/data/answers."
            )


def _of_features(head: Head) -> Any:
    return LogisticRegression(
        C=head.looseness,
        solver="liblinear",
        dual=True,  # the answers are fewer than the features: many times as fast
        tol=_CLOSE_ENOUGH,
        max_iter=_MOST_STEPS,
        random_state=0,
    )


def _weighed(vectors: Vectors, rows: NDArray[np.int64], head: Head) -> tuple[Any, Floats]:
    """What a head learns from, answers by columns, and the weight of each column."""
    scale = np.asarray(head.trust)[vectors.block]
    matrix = vectors.matrix[rows].multiply(scale).tocsr()
    if vectors.meaning is None:
        return matrix, scale
    beside = sparse.csr_matrix(vectors.meaning[rows] * np.float64(head.beside))
    scale = np.concatenate([scale, np.full(beside.shape[1], head.beside)])
    return sparse.hstack([matrix, beside]).tocsr(), scale


def _with_second(first: Weights, meaning: Numbers, truth: Truth, counts: Floats, share: float) -> Weights:
    """The mean of both opinions in log-odds. A sum of sums is a sum, so it is one table."""
    of_meaning = LogisticRegression(C=_SECOND_LOOSENESS, max_iter=_MOST_STEPS)
    second = _fit_each(meaning.astype(np.float64), truth, counts, of_meaning)
    table = first.table * (1 - share)
    table[-meaning.shape[1] :] += second.table * share
    return Weights(table, first.bias * (1 - share) + second.bias * share)


def _fit_each(matrix: Any, truth: Truth, counts: Floats, regression: Any) -> Weights:
    """Every output by itself."""
    # One after the other: the library's threads would draw from the same dice, and no two runs be the same.
    fitted = [_fit_one(matrix, regression, yes, count) for yes, count in zip(truth.T, counts.T, strict=True)]
    return Weights(np.column_stack([table for table, _ in fitted]), np.array([bias for _, bias in fitted]))


def _fit_one(matrix: Any, regression: Any, truth: NDArray[np.bool_], counts: Floats) -> tuple[Floats, float]:
    known = counts > 0
    if not truth[known].any():
        return np.zeros(matrix.shape[1]), _NEVER
    regression.fit(matrix[known], truth[known], sample_weight=counts[known])
    return regression.coef_[0], float(regression.intercept_[0])
