"""Everything there is to learn from, made ready: read, turned into vectors, with its labels as tables."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.answers import Answer, load_answers
from nlu.clauses import Stretch, several
from nlu.concerns import Line, load_lines
from nlu.cues import CueLists, load_cues
from nlu.features import Feature, features
from nlu.heads import Truth, require_examples
from nlu.lexicon import Lexicon, Phrases, load_phrases
from nlu.linear import Floats, Numbers
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
    phrases: Phrases
    """The lexicon."""
    cues: CueLists
    vectors: Vectors
    """A row for each: the answers, then the lines."""

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
        return len(self.answers) + np.arange(len(self.lines))

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
    phrases = load_phrases(taxonomy, data)
    texts = [*(answer.text for answer in answers), *(line.text for line in lines)]
    meaning = _filled(encode(own, corrected), len(texts)) if encode else None
    read = vectors(_read(texts, phrases))._replace(meaning=meaning)
    lesson = Lesson(taxonomy, answers, len(corrected), lines, phrases, load_cues(data), read)
    require_examples(lesson.principles(), taxonomy.principle_keys, fewest)
    require_examples(~lesson.principles().any(axis=1, keepdims=True), ("none",), fewest)
    return lesson


def _read(texts: Sequence[str], phrases: Phrases) -> Iterator[tuple[list[Feature], list[Stretch]]]:
    """Features, and clauses if there are several, of one text after another."""
    reader = Reader()
    lexicon = Lexicon(phrases, reader)
    for text in texts:
        doc = reader.read(text)
        yield features(doc, lexicon), several(doc)


def _filled(vectors: Numbers, length: int) -> Numbers:
    """With rows of zeros up to a length."""
    return np.vstack([vectors, np.zeros((length - len(vectors), vectors.shape[1]), dtype=vectors.dtype)])


def _truth(labels: Sequence[Collection[str]], outputs: Sequence[str]) -> Truth:
    return np.array([[output in label for output in outputs] for label in labels])
