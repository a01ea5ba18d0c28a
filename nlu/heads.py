"""What is learned: a logistic regression for each principle, stance and topic, by scikit-learn."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlu.errors import NluError
from nlu.linear import Floats
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


PRINCIPLES = Head("principles", 5.0, (1.0, 1.0, 1.0))
STANCES = Head("stances", 15.0, (1.0, 0.5, 0.5))
TOPICS = Head("topics", 10.0, (1.0, 1.0, 2.0))
CONCERNS = Head("concerns", 10.0, (1.0, 1.0, 1.0))


class Weights(NamedTuple):
    """A fitted head."""

    table: Floats
    """Features by outputs."""
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
    scale = np.asarray(head.trust)[vectors.block]
    matrix = vectors.matrix[rows].multiply(scale).tocsr()
    if counts is None:
        counts = np.ones(truth.shape)
    # One after the other: the library's threads would draw from the same dice, and no two runs be the same.
    fitted = [_fit_one(matrix, yes, count, head) for yes, count in zip(truth.T, counts.T, strict=True)]
    table = np.column_stack([weights for weights, _ in fitted]) * scale[:, None]
    return Weights(table, np.array([bias for _, bias in fitted]))


def require_examples(truth: Truth, outputs: Sequence[str], at_least: int) -> None:
    """Raises NluError naming the first output that too few answers show."""
    for output, count in zip(outputs, truth.sum(axis=0), strict=True):
        if count < at_least:
            raise NluError(
                f"Only {count} answers show `{output}`. Write at least {at_least} into nlu/data/answers."
            )


def _fit_one(matrix: Any, truth: NDArray[np.bool_], counts: Floats, head: Head) -> tuple[Floats, float]:
    known = counts > 0
    if not truth[known].any():
        return np.zeros(matrix.shape[1]), _NEVER
    regression = LogisticRegression(
        C=head.looseness,
        solver="liblinear",
        dual=True,  # the answers are fewer than the features: many times as fast
        tol=_CLOSE_ENOUGH,
        max_iter=_MOST_STEPS,
        random_state=0,
    )
    regression.fit(matrix[known], truth[known], sample_weight=counts[known])
    return regression.coef_[0], float(regression.intercept_[0])
