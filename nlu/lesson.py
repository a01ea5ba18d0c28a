"""Everything there is to learn from, made ready: read, turned into vectors, with its labels as tables."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from nlu.answers import Answer, load_answers
from nlu.concerns import Line, load_lines
from nlu.cues import CueLists, load_cues
from nlu.features import features
from nlu.heads import Truth, require_examples
from nlu.lexicon import Lexicon, load_phrases
from nlu.linear import Floats, LinearModel, Numbers
from nlu.look import Look
from nlu.principles import OTHER, Taxonomy, load_taxonomy
from nlu.vectors import Vectors, vectors
from nlu.words import Reader

type Encode = Callable[[Sequence[Answer], Sequence[Answer]], Numbers]
"""Makes sentence vectors of our answers and of those that people put right, in that order."""


@dataclass(frozen=True)
class Lesson:
    """What there is to learn from."""

    taxonomy: Taxonomy
    answers: Sequence[Answer]
    """Ours, then those that people put right."""
    corrected: int
    """How many of them people put right."""
    lines: Sequence[Line]
    """About safety."""
    docs: Sequence[Doc]
    """All of them as read: the answers, then the lines."""
    lexicon: Lexicon
    cues: CueLists
    vectors: Vectors
    """A row for each, in the same order."""

    @property
    def of_answers(self) -> NDArray[np.int64]:
        """Their rows."""
        return np.arange(len(self.answers))

    @property
    def of_ordinary(self) -> NDArray[np.int64]:
        """Rows of our own answers, none of which is a concern; of the others nobody said so."""
        return self.of_answers[: len(self.answers) - self.corrected]

    @property
    def of_lines(self) -> NDArray[np.int64]:
        """Their rows."""
        return np.arange(len(self.answers), len(self.docs))

    def look(self, row: int, model: LinearModel) -> Look:
        """What a model sees of one of them."""
        meaning = self.vectors.meaning
        return Look(self.docs[row], self.lexicon, model, None if meaning is None else meaning[row])

    def principles(self) -> Truth:
        """Answers by principles."""
        return _truth([answer.keys for answer in self.answers], self.taxonomy.principle_keys)

    def decided(self) -> Floats:
        """Answers by principles: 1 where somebody said whether it carries it, else 0."""
        undecided = _truth([answer.undecided for answer in self.answers], self.taxonomy.principle_keys)
        return np.where(undecided, 0.0, 1.0)

    def stances(self) -> Truth:
        """Answers by stances."""
        return _truth([(answer.stance,) for answer in self.answers], self.taxonomy.stance_keys)

    def topics(self) -> Truth:
        """Answers by topics, `other` left out: it is what is said when none of the rest is."""
        return _truth([answer.topics for answer in self.answers], named_topics(self.taxonomy))


def named_topics(taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(topic for topic in taxonomy.topic_keys if topic != OTHER)


def load_lesson(
    data: Path, fewest: int, corrected: Sequence[Answer] = (), encode: Encode | None = None
) -> Lesson:
    """Read taxonomy, lexicon, answers and lines; `corrected` are answers that people put right.

    With `encode` the answers get sentence vectors, too. The lines get none: the net does without.
    Raises NluError if they are wrong, or too few show a principle.
    """
    taxonomy = load_taxonomy(data)
    own = load_answers(taxonomy, data)
    answers = [*own, *corrected]
    lines = load_lines(data)
    reader = Reader()
    lexicon = Lexicon(load_phrases(taxonomy, data), reader)
    texts = [*(answer.text for answer in answers), *(line.text for line in lines)]
    docs = [reader.read(text) for text in texts]
    meaning = _filled(encode(own, corrected), len(texts)) if encode else None
    lesson = Lesson(
        taxonomy,
        answers,
        len(corrected),
        lines,
        docs,
        lexicon,
        load_cues(data),
        vectors([features(doc, lexicon) for doc in docs], meaning),
    )
    require_examples(lesson.principles(), taxonomy.principle_keys, fewest)
    require_examples(~lesson.principles().any(axis=1, keepdims=True), ("none",), fewest)
    return lesson


def _filled(vectors: Numbers, length: int) -> Numbers:
    """With rows of zeros up to a length."""
    return np.vstack([vectors, np.zeros((length - len(vectors), vectors.shape[1]), dtype=vectors.dtype)])


def _truth(labels: Sequence[Collection[str]], outputs: Sequence[str]) -> Truth:
    return np.array([[output in label for output in outputs] for label in labels])
