"""Learns the safeguarding net: whether words may mean that somebody is unsafe, how urgently, of what kind.

One regression tells concerns from everything else: hard negatives, ordinary lines, our own answers. Its
chances are learned on lines of writers whom it had not read, so that they hold for new people.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from nlu import heads
from nlu.concerns import Category, Urgency
from nlu.heads import Weights
from nlu.lesson import Lesson
from nlu.linear import Floats
from nlu.unseen import unseen_scores

FOLDS = 3
ANSWERS_COUNT = 0.6
"""How much an answer counts beside a line: few of them are concerns, but nobody has looked."""
CONCERN_FROM = 0.3
"""Chance from which a person should look today. Lower misses less and cries wolf more (docs/safety.md)."""
NOW_FOUND = 0.85
"""Share of the immediate ones that are to be called so."""


class Net(NamedTuple):
    """What was learned."""

    weights: Weights
    concern_from: float
    """Chance from which a person should look today."""
    now_from: float
    """Chance from which a person should look at once."""


def learn(lesson: Lesson) -> Net | None:
    """The net; None if there are no lines to learn from."""
    if not lesson.lines:
        return None
    seen, truth = _unseen_scores(lesson)
    scale, shift = _platt(seen, truth)
    found = _fit_any(lesson, np.arange(len(truth)))
    table, bias = found.table * scale, found.bias * scale + shift
    kinds = _kinds(lesson)
    return Net(
        Weights(np.column_stack([table, kinds.table]), np.concatenate([bias, kinds.bias])),
        CONCERN_FROM,
        _now_from(lesson),
    )


def _rows(lesson: Lesson) -> NDArray[np.int64]:
    """Lines first, then our own answers."""
    return np.concatenate([lesson.of_lines, lesson.of_ordinary])


def _truth(lesson: Lesson) -> NDArray[np.bool_]:
    return np.array([line.category is not None for line in lesson.lines] + [False] * len(lesson.of_ordinary))


def _fit_any(lesson: Lesson, places: NDArray[np.int64]) -> Weights:
    counts = np.array([1.0] * len(lesson.lines) + [ANSWERS_COUNT] * len(lesson.of_ordinary))
    truth = _truth(lesson)
    return heads.fit(
        lesson.vectors, _rows(lesson)[places], truth[places, None], heads.CONCERNS, counts[places, None]
    )


def _unseen_scores(lesson: Lesson) -> tuple[Floats, NDArray[np.bool_]]:
    """Scores of lines and answers by a model that has read nothing of their writers."""
    rows, truth = _rows(lesson), _truth(lesson)
    writers = [line.writer for line in lesson.lines] + [f"answers {n % FOLDS}" for n in lesson.of_ordinary]
    folds = GroupKFold(min(FOLDS, len(set(writers)))).split(rows, groups=writers)
    scores = unseen_scores(lesson.vectors, rows, 1, folds, lambda learn: _fit_any(lesson, learn))
    return scores.together()[:, 0], truth


def _platt(scores: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    regression = LogisticRegression().fit(scores[:, None], truth)
    return float(regression.coef_[0, 0]), float(regression.intercept_[0])


def _kinds(lesson: Lesson) -> Weights:
    """How soon, and of what kind: learned from the concerns alone."""
    places = [place for place, line in enumerate(lesson.lines) if line.category]
    concerns = [lesson.lines[place] for place in places]
    labels = [
        [line.urgency == Urgency.IMMEDIATE, *(line.category == each for each in Category)]
        for line in concerns
    ]
    return heads.fit(lesson.vectors, lesson.of_lines[places], np.array(labels), heads.CONCERNS)


def _now_from(lesson: Lesson) -> float:
    """Set on unseen writers, like the other threshold."""
    places = np.array([place for place, line in enumerate(lesson.lines) if line.category])
    now = np.array([lesson.lines[place].urgency == Urgency.IMMEDIATE for place in places])
    writers = [lesson.lines[place].writer for place in places]
    scores = np.zeros(len(places))
    for learn_from, check in GroupKFold(min(FOLDS, len(set(writers)))).split(places, groups=writers):
        weights = heads.fit(
            lesson.vectors, lesson.of_lines[places[learn_from]], now[learn_from, None], heads.CONCERNS
        )
        rows = lesson.of_lines[places[check]]
        of_words = weights.table[: len(lesson.vectors.idf)]
        scores[check] = (lesson.vectors.matrix[rows] @ of_words + weights.bias)[:, 0]
    return float(1 / (1 + np.exp(-np.quantile(scores[now], 1 - NOW_FOUND))))
