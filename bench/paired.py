"""Figures of several ways on the same answers, and whether a difference is more than chance.

A paired bootstrap (Efron 1979; Berg-Kirkpatrick et al. 2012): the same drawings of answers for every way.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nlu.evaluation import Row
from nlu.linear import Floats
from nlu.principles import OTHER
from nlu.understanding import Understanding

FIGURES = ("micro_f1", "macro_f1", "none_kept_clean", "stance", "topics_f1")
BETWEEN = (2.5, 97.5)
"""Percentiles that hold 95 % of the drawings."""


class Marks(NamedTuple):
    """What one way made of a set of answers, and what is right. A line for each answer."""

    given: Floats
    """By principles: 1 where it was given."""
    true: Floats
    """By principles: 1 where it is right."""
    stance: Floats
    """1 where the stance is right."""
    topics: Floats
    """How many were given, are right, and both; `other` is not counted."""


def marks(rows: Sequence[Row], understood: Sequence[Understanding]) -> Marks:
    """Hold what was understood against the labels."""
    pairs = list(zip(rows, understood, strict=True))
    given = [{tag.key for tag in found.principles} for found in understood]
    true = [set(row["principles"]) for row in rows]
    keys = sorted(set().union(*given, *true))
    topics = [(set(found.topics) - {OTHER}, set(row["topics"]) - {OTHER}) for row, found in pairs]
    return Marks(
        _table(given, keys),
        _table(true, keys),
        np.array([found.stance == row["stance"] for row, found in pairs], dtype=np.float64),
        np.array([(len(a), len(b), len(a & b)) for a, b in topics], dtype=np.float64),
    )


def drawings(answers: int, resamples: int) -> Floats:
    """How often each answer is in each drawing of as many, with replacement: drawings by answers."""
    chance = np.full(answers, 1 / answers)
    return np.random.default_rng(0).multinomial(answers, chance, size=resamples).astype(np.float64)


def figures(marks: Marks, times: Floats) -> dict[str, Floats]:
    """Every figure of every drawing, defined as in `nlu.evaluation`."""
    given, true, both = (times @ each for each in (marks.given, marks.true, marks.given * marks.true))
    seen = given + true
    none = marks.true.sum(axis=1) == 0
    topics = times @ marks.topics
    return {
        "micro_f1": _share(2 * both.sum(axis=1), seen.sum(axis=1)),
        "macro_f1": _share(_share(2 * both, seen).sum(axis=1), np.sum(seen > 0, axis=1, dtype=np.float64)),
        "none_kept_clean": _share(times @ (none & (marks.given.sum(axis=1) == 0)), times @ none),
        "stance": times @ marks.stance / times.sum(axis=1),
        "topics_f1": _share(2 * topics[:, 2], topics[:, 0] + topics[:, 1]),
    }


def compared(ways: Mapping[str, Marks], standard: str, resamples: int) -> dict[str, dict[str, Any]]:
    """The figures of each way and, of each, the difference to the standard and its 95 % interval."""
    answers = len(ways[standard].stance)
    times = np.concatenate([np.ones((1, answers)), drawings(answers, resamples)])
    found = {name: figures(each, times) for name, each in ways.items()}
    return {
        name: {
            **{figure: round(float(each[figure][0]), 4) for figure in FIGURES},
            "difference": {figure: _difference(each[figure], found[standard][figure]) for figure in FIGURES},
        }
        for name, each in found.items()
    }


def _difference(way: Floats, standard: Floats) -> dict[str, Any]:
    """The first of each is the set itself, the others are drawings."""
    apart = way - standard
    low, high = np.percentile(apart[1:], BETWEEN)
    return {
        "is": round(float(apart[0]), 4),
        "between": [round(float(low), 4), round(float(high), 4)],
        "beyond_chance": bool(low > 0 or high < 0),
    }


def _table(labels: Sequence[Collection[str]], keys: Sequence[str]) -> Floats:
    return np.array([[key in label for key in keys] for label in labels], dtype=np.float64)


def _share(part: Floats, whole: Floats) -> Floats:
    share: Floats = part / np.maximum(whole, 1)
    return share
