"""What every variant of the tagger learns from and is asked, read once, and its blocks of features."""

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from spacy.tokens import Doc

from bench.blocks import Block, Parts, Signs, own_blocks
from nlu.answers import load_answers
from nlu.clauses import is_word
from nlu.concerns import load_lines
from nlu.heads import Truth
from nlu.lesson import named_topics
from nlu.lexicon import Lexicon, load_phrases
from nlu.principles import load_taxonomy
from nlu.vectors import BLOCKS, Vectors
from nlu.words import Reader


class _Matrices(NamedTuple):
    """Of one block: a row for each answer, each clause of the answers, each part of what is asked."""

    answers: Any
    clauses: Any
    asked: Any


class Course:
    """Answers to learn from, of the folder `data`, and texts that are `asked` about.

    With `every` above 1 only one in so many answers and lines about safety is learned from.
    """

    def __init__(self, data: Path, asked: Sequence[str], every: int = 1) -> None:
        self.taxonomy = load_taxonomy(data)
        self.answers = load_answers(self.taxonomy, data)[::every]
        reader = Reader()
        lexicon = Lexicon(load_phrases(self.taxonomy, data), reader)
        self._taught = Parts([reader.read(answer.text) for answer in self.answers])
        self.asked = Parts([reader.read(text) for text in asked])
        self._lines = [reader.read(line.text) for line in load_lines(data)[::every]]
        self._own = own_blocks(lexicon, reader)
        self._blocks: dict[str, Block] = dict(self._own)
        self._matrices = cache(self._read)

    def add(self, name: str, block: Block) -> None:
        """One more block, which variants may name."""
        self._blocks[name] = block

    def principles(self) -> Truth:
        """Answers by principles."""
        return _table([answer.keys for answer in self.answers], self.taxonomy.principle_keys)

    def stances(self) -> Truth:
        """Answers by stances."""
        return _table([(answer.stance,) for answer in self.answers], self.taxonomy.stance_keys)

    def topics(self) -> Truth:
        """Answers by topics that are learned."""
        return _table([answer.topics for answer in self.answers], named_topics(self.taxonomy))

    def vectors(self, names: Collection[str]) -> Vectors:
        """What `nlu.heads.fit` learns from: the answers as rows, the blocks of these names as columns.

        The columns have no names: how many stand in each block is all that is asked.
        """
        read = {name: self._matrices(name) for name in self._in_order(names)}
        widths = [
            sum(
                each.clauses.shape[1] for name, each in read.items() if self._blocks[name].trusted_as == block
            )
            for block in BLOCKS
        ]
        return Vectors(
            _beside([each.answers for each in read.values()]),
            _beside([each.clauses for each in read.values()]),
            self._taught.owners,
            [[""] * width for width in widths],
            np.zeros(sum(widths)),
        )

    def asked_parts(self, names: Collection[str]) -> Any:
        """The same columns, a row for each part of what is asked."""
        return _beside([self._matrices(name).asked for name in self._in_order(names)])

    def known(self, doc: Doc) -> float:
        """Share of its words that were met in training, 0 to 1, as `nlu.look.Look` counts them."""
        met = set().union(*(self._learned(name).places(doc) for name in ("words", "phrases")))
        words = sum(map(is_word, doc))
        return len(met) / words if words else 0.0

    def _in_order(self, names: Collection[str]) -> list[str]:
        return sorted(names, key=lambda name: (self._blocks[name].trusted_as, name not in self._own))

    def _learned(self, name: str) -> Signs:
        self._matrices(name)
        return self._own[name]

    def _read(self, name: str) -> _Matrices:
        block = self._blocks[name]
        learned_from = block.learn([*self._taught.docs, *self._lines])
        clauses = block.matrix(self._taught)[self._taught.clauses]
        return _Matrices(learned_from[: len(self.answers)], clauses, block.matrix(self.asked))


def _beside(matrices: Collection[Any]) -> Any:
    return hstack(list(matrices)).tocsr()


def _table(labels: Sequence[Collection[str]], outputs: Sequence[str]) -> Truth:
    found: NDArray[np.bool_] = np.array([[output in label for output in outputs] for label in labels])
    return found
