"""What the tagger is held against: always the commonest, counting phrases, and a plain text classifier."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer

from nlu.answers import Answer
from nlu.lexicon import Lexicon, load_phrases
from nlu.principles import Taxonomy
from nlu.understanding import PrincipleTag, Understanding
from nlu.words import Reader


class Majority:
    """Never a principle, always the commonest stance and topic of the training answers."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        stance = Counter(answer.stance for answer in answers).most_common(1)[0][0]
        topic = Counter(topic for answer in answers for topic in answer.topics).most_common(1)[0][0]
        self._says = Understanding((), stance, (topic,), None)

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """The same of each."""
        return [self._says for _ in texts]


class Phrases:
    """A principle or topic if one of its phrases is there."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._reader = Reader()
        self._lexicon = Lexicon(load_phrases(taxonomy), self._reader)

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """What the lexicon alone makes of each."""
        return [self._understood(text) for text in texts]

    def _understood(self, text: str) -> Understanding:
        labels = [hit.label.split(":") for hit in self._lexicon.hits(self._reader.read(text))]
        keys = dict.fromkeys(key for part, key in labels if part == "principles")
        topics = dict.fromkeys(key for part, key in labels if part == "topics")
        stance = "not_working" if any(key in ("blame", "lack") for _, key in labels) else "working"
        return Understanding(tuple(_tag(key, stance, 1.0) for key in keys), stance, tuple(topics), None)


class TfIdf:
    """Words and pairs, weighed by TF-IDF, and a logistic regression for each label: the usual first try."""

    def __init__(self, answers: Sequence[Answer], taxonomy: Taxonomy) -> None:
        texts = [answer.text for answer in answers]
        self._keys, self._topics = taxonomy.principle_keys, taxonomy.topic_keys
        self._principles = _many().fit(texts, _table([answer.keys for answer in answers], self._keys))
        self._about = _many().fit(texts, _table([answer.topics for answer in answers], self._topics))
        self._stance = _many().fit(texts, [answer.stance for answer in answers])

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """What it makes of each, from a chance of one half."""
        chances, about = self._principles.predict_proba(list(texts)), self._about.predict_proba(list(texts))
        stances = self._stance.predict(list(texts))
        return [
            Understanding(
                tuple(_tag(key, stance, chance) for key, chance in _likely(self._keys, row)),
                stance,
                tuple(topic for topic, _ in _likely(self._topics, topics)),
                None,
            )
            for row, topics, stance in zip(chances, about, stances, strict=True)
        ]


def _likely(keys: Sequence[str], chances: Sequence[float]) -> list[tuple[str, float]]:
    return [(key, float(chance)) for key, chance in zip(keys, chances, strict=True) if chance >= 0.5]


def _many() -> Any:
    return make_pipeline(_words(), OneVsRestClassifier(_regression()))


def _words() -> Any:
    return TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)


def _regression() -> Any:
    return LogisticRegression(C=5, solver="liblinear", random_state=0)


def _table(labels: Sequence[Sequence[str]], outputs: Sequence[str]) -> Any:
    return MultiLabelBinarizer(classes=list(outputs)).fit_transform(labels)


def _tag(key: str, stance: str, confidence: float) -> PrincipleTag:
    return PrincipleTag(key, stance, confidence, ())
