"""The trained model when it is used: one table of weights, in numpy. Every score is a sum over features.

A feature's value is (1 + ln n) * idf, n being how often it is there, and the values of one block have length
one: what scikit-learn's TfidfVectorizer calls `sublinear_tf` with norm `l2`, one vectoriser a block.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlu.features import LETTERS, Feature, names_of

type Floats = NDArray[np.float64]
type Numbers = NDArray[np.floating[Any]]
type Ints = NDArray[np.int64]


class Signs(NamedTuple):
    """The features of an answer that the model knows, each as often as it is there."""

    rows: Ints
    """Row of each in the table of weights."""
    first: Ints
    """Index of the first word each comes from."""
    after: Ints
    """Index after the last."""

    def within(self, start: int, end: int) -> "Signs":
        """Only those whose words all lie in a stretch of the answer."""
        inside = (self.first >= start) & (self.after <= end)
        return Signs(self.rows[inside], self.first[inside], self.after[inside])


class LinearModel:
    """Scores answers. `names` are lists of features by block; `idf` has a number for each, in that order;
    `weights` has a row for each and a column for each of the `outputs`, to which `bias` is added. Further
    rows are for the numbers of a sentence vector."""

    def __init__(
        self,
        names: Sequence[Sequence[str]],
        idf: Numbers,
        weights: Numbers,
        bias: Numbers,
        outputs: Sequence[str],
    ) -> None:
        pairs = ((block, name) for block, members in enumerate(names) for name in members)
        self._row = {pair: row for row, pair in enumerate(pairs)}
        self._rows_of = lru_cache(maxsize=50_000)(self._look_up)
        self._block = np.repeat(np.arange(len(names)), [len(members) for members in names])
        self._idf = idf.astype(np.float64)
        self._weights = weights[: len(idf)].astype(np.float64)
        self._meaning = weights[len(idf) :].astype(np.float64)
        self._bias = bias.astype(np.float64)
        self._outputs = tuple(outputs)

    def columns(self, part: str) -> dict[str, int]:
        """The outputs of one part, such as `principles`, and their columns."""
        found = ((output.partition(":"), column) for column, output in enumerate(self._outputs))
        return {name: column for (start, _, name), column in found if start == part}

    def signs(self, features: Iterable[Feature]) -> Signs:
        """The features of an answer as rows of the table; what the model does not know is left out."""
        rows: list[int] = []
        counts, first, after = [], [], []
        for block, name, start, end in features:
            found = self._rows_of(block, name)
            rows += found
            counts.append(len(found))
            first.append(start)
            after.append(end)
        places = np.repeat(np.array([first, after], dtype=np.int64).reshape(2, -1), counts, axis=1)
        return Signs(np.array(rows, dtype=np.int64), places[0], places[1])

    def _look_up(self, block: int, name: str) -> tuple[int, ...]:
        return tuple(row for one in names_of(block, name) if (row := self._row.get((block, one))) is not None)

    def known_words(self, signs: Signs) -> int:
        """How many of the answer's words the model has met; letters do not count, any language has them."""
        met = self._block[signs.rows] != LETTERS
        return len(np.unique(signs.first[met]))

    def meant(self, meaning: Numbers | None) -> Floats:
        """What the sentence vector of an answer adds to each score; 0 if there is none."""
        if meaning is None or not len(self._meaning):
            return np.zeros(len(self._bias))
        added: Floats = meaning.astype(np.float64) @ self._meaning
        return added

    def scores(self, signs: Signs) -> Floats:
        """Log-odds, one for each output, without what the sentence vector adds."""
        total: Floats = self._values(signs) @ self._weights[signs.rows] + self._bias
        return total

    def shares(self, signs: Signs, column: int, words: int) -> Floats:
        """What each of the answer's words adds to one score; with the bias they sum to it exactly."""
        added = self._values(signs) * self._weights[signs.rows, column]
        length = signs.after - signs.first
        share = np.repeat(added / length, length)
        ends = np.cumsum(length)
        place = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - length, length)
        at = np.repeat(signs.first, length) + place
        return np.bincount(at, weights=share, minlength=words)

    def _values(self, signs: Signs) -> Floats:
        """The value of each feature, spread over the times it is there."""
        rows, place, times = np.unique(signs.rows, return_inverse=True, return_counts=True)
        value = (1 + np.log(times)) * self._idf[rows]
        length = np.sqrt(np.bincount(self._block[rows], value**2, minlength=1))
        spread: Floats = (value / length[self._block[rows]] / times)[place]
        return spread
