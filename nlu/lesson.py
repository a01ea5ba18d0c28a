"""The labelled answers made ready for learning: read, turned into vectors, with their labels as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from nlu.answers import Answer, load_answers
from nlu.features import features
from nlu.heads import Truth, require_examples
from nlu.lexicon import Lexicon, load_phrases
from nlu.principles import OTHER, Taxonomy, load_taxonomy
from nlu.vectors import Vectors, vectors
from nlu.words import Reader


@dataclass(frozen=True)
class Lesson:
    """What there is to learn from."""

    taxonomy: Taxonomy
    answers: Sequence[Answer]
    docs: Sequence[Doc]
    """The answers as read, in the same order."""
    lexicon: Lexicon
    vectors: Vectors
    """A row for each answer."""

    def principles(self) -> Truth:
        """Answers by principles."""
        return _truth([answer.keys for answer in self.answers], self.taxonomy.principle_keys)

    def stances(self) -> Truth:
        """Answers by stances."""
        return _truth([(answer.stance,) for answer in self.answers], self.taxonomy.stance_keys)

    def topics(self) -> Truth:
        """Answers by topics, `other` left out: it is what is said when none of the rest is."""
        return _truth([answer.topics for answer in self.answers], named_topics(self.taxonomy))


def named_topics(taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(topic for topic in taxonomy.topic_keys if topic != OTHER)


def load_lesson(data: Path, fewest: int) -> Lesson:
    """Read taxonomy, lexicon and answers. Raises NluError if they are wrong, or too few show a principle."""
    taxonomy = load_taxonomy(data)
    answers = load_answers(taxonomy, data)
    reader = Reader()
    lexicon = Lexicon(load_phrases(taxonomy, data), reader)
    docs = [reader.read(answer.text) for answer in answers]
    lesson = Lesson(taxonomy, answers, docs, lexicon, vectors([features(doc, lexicon) for doc in docs]))
    require_examples(lesson.principles(), taxonomy.principle_keys, fewest)
    require_examples(~lesson.principles().any(axis=1, keepdims=True), ("none",), fewest)
    return lesson


def _truth(labels: Sequence[Sequence[str]], outputs: Sequence[str]) -> Truth:
    return np.array([[output in label for output in outputs] for label in labels])
