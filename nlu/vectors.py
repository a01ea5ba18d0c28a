"""Features of many answers -> the matrix scikit-learn learns from, and what numpy needs to do it again."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from nlu.features import LETTERS, PHRASES, WORDS, Feature, names_of
from nlu.linear import Floats, Numbers

BLOCKS = (WORDS, LETTERS, PHRASES)
FEWEST = (3, 8, 1)
"""Answers in which a feature of each block has to be: what was said once teaches nothing about others."""


class Vectors(NamedTuple):
    """Answers as rows, features as columns."""

    matrix: Any
    """Sparse, answers by features."""
    names: list[list[str]]
    """Names of the columns, a list for each block."""
    idf: Floats
    """One for each column."""
    meaning: Numbers | None = None
    """Sentence vectors, answers by numbers; None without an encoder."""

    @property
    def block(self) -> NDArray[np.int64]:
        """The block of each column."""
        return np.repeat(BLOCKS, [len(members) for members in self.names])


def vectors(found: Sequence[Sequence[Feature]], meaning: Numbers | None = None) -> Vectors:
    """`found` holds the features of one answer after another, `meaning` their sentence vectors, if any."""
    counters = [
        TfidfVectorizer(analyzer=partial(_of_block, block), sublinear_tf=True, min_df=fewest)
        for block, fewest in zip(BLOCKS, FEWEST, strict=True)
    ]
    union = FeatureUnion([(str(block), counter) for block, counter in zip(BLOCKS, counters, strict=True)])
    matrix = union.fit_transform(found).tocsr()
    names = [counter.get_feature_names_out().tolist() for counter in counters]
    return Vectors(matrix, names, np.concatenate([counter.idf_ for counter in counters]), meaning)


def _of_block(block: int, found: Sequence[Feature]) -> list[str]:
    return [name for each in found if each.block == block for name in names_of(block, each.name)]
