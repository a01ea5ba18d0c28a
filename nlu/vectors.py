"""Features of many answers -> the matrices scikit-learn learns from, and what numpy needs to do it again.

What is found in an answer is counted by `finds`: a word, a run of words, a phrase. Only then are words taken
apart into letters, by one multiplication for all answers, so that no word is taken apart twice.
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlu.clauses import Stretch
from nlu.features import LETTERS, PHRASES, WORDS, Feature, names_of
from nlu.linear import Floats, Ints, Numbers

BLOCKS = (WORDS, LETTERS, PHRASES)
FEWEST = (3, 8, 1)
"""Answers in which a feature of each block has to be: what was said once teaches nothing about others."""

type Find = tuple[int, str]
"""Block and name of a feature, as it is found: of letters, the word."""


class Vectors(NamedTuple):
    """Answers as rows, features as columns."""

    matrix: Any
    """Sparse, answers by features."""
    clauses: Any
    """Sparse, clauses by features: of every answer that has several, those of one beside each other."""
    owners: Ints
    """Row of the answer that each clause is from."""
    names: list[list[str]]
    """Names of the columns, a list for each block."""
    idf: Floats
    """One for each column."""
    meaning: Numbers | None = None
    """Sentence vectors, answers by numbers; None without an encoder."""

    @property
    def block(self) -> NDArray[np.int64]:
        """The block of each column."""
        return _blocks(self.names)


def vectors(read: Iterable[tuple[Sequence[Feature], Sequence[Stretch]]]) -> Vectors:
    """`read` holds the features of one answer after another, and the clauses of those that have several."""
    finds: dict[Find, int] = {}
    found, parts = array("q"), array("q")
    answers = 0
    for row, (features, stretches) in enumerate(read):
        answers = row + 1
        for block, name, first, after in features:
            found.extend((row, finds.setdefault((block, name), len(finds)), first, after))
        for first, after in stretches:
            parts.extend((row, first, after))
    return _weighed(list(finds), answers, _table(found, 4), _table(parts, 3))


def _weighed(finds: Sequence[Find], answers: int, found: Ints, parts: Ints) -> Vectors:
    """`found` holds answer, find, first word and word after the last; `parts` answer, first and after."""
    in_answers = _counts(found[0], found[1], (answers, len(finds)))
    part, inside = _places(found, parts)
    in_clauses = _counts(part, found[1, inside], (parts.shape[1], len(finds)))
    names, names_by_finds = _taken_apart(finds)
    seen_in = np.bincount((in_answers @ names_by_finds).indices, minlength=len(names))
    kept = sorted(
        (column for column, (block, _) in enumerate(names) if seen_in[column] >= FEWEST[block]),
        key=names.__getitem__,
    )
    columns = names_by_finds[:, kept]
    idf = np.log((1 + answers) / (1 + seen_in[kept])) + 1  # as scikit-learn has it
    members = [[name for block, name in map(names.__getitem__, kept) if block == each] for each in BLOCKS]
    blocks = _blocks(members)
    return Vectors(
        _valued(in_answers @ columns, idf, blocks),
        _valued(in_clauses @ columns, idf, blocks),
        parts[0],
        members,
        idf,
    )


def _taken_apart(finds: Sequence[Find]) -> tuple[list[Find], Any]:
    """All names of features, and how often each is in each find: finds by names."""
    names: dict[Find, int] = {}
    rows, columns = array("q"), array("q")
    for row, (block, find) in enumerate(finds):
        for name in names_of(block, find):
            rows.append(row)
            columns.append(names.setdefault((block, name), len(names)))
    counts = _counts(np.asarray(rows), np.asarray(columns), (len(finds), len(names)))
    return list(names), counts


def _places(found: Ints, parts: Ints) -> tuple[Ints, Ints]:
    """Clause of each find that lies in one wholly, and which finds do."""
    row, _, first, after = found
    longest = max(found[2:].max(initial=0), parts[1:].max(initial=0)) + 1
    clause = np.searchsorted(parts[0] * longest + parts[1], row * longest + first, side="right") - 1
    inside = np.flatnonzero(clause >= 0)
    begun = clause[inside]
    whole = (parts[0, begun] == row[inside]) & (after[inside] <= parts[2, begun])
    return begun[whole], inside[whole]


def _valued(counts: Any, idf: Floats, blocks: Ints) -> Any:
    """Counts as `linear.LinearModel` values them: (1 + ln n) * idf, each block of an answer of length one."""
    values = (1 + np.log(counts.data)) * idf[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    side = rows * len(BLOCKS) + blocks[counts.indices]
    length = np.sqrt(np.bincount(side, values**2))
    valued = sparse.csr_matrix((values / length[side], counts.indices, counts.indptr), counts.shape)
    valued.sort_indices()  # scikit-learn adds in the order of the columns
    return valued


def _counts(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Any:
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape)


def _table(numbers: "array[int]", width: int) -> Ints:
    return np.array(numbers, dtype=np.int64).reshape(-1, width).T


def _blocks(names: Sequence[Sequence[str]]) -> Ints:
    return np.repeat(BLOCKS, [len(members) for members in names])
