"""The labelled answers the tagger learns from: text files that a person can read and correct.

One answer a line: `labels | topics | text`, for example

    equality+ accessibility- | staff, information | they ask me first but nobody says what it is for

A label is a principle and the sign of its stance: `+` it is so, `-` it is missing, `?` a wish, `~` neither.
`none` with a sign says that the answer carries no principle. The first label is the main one, and its stance
is that of the whole answer. Empty lines and lines that begin with `#` are for people.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from nlu.errors import NluError
from nlu.line_file import numbered
from nlu.principles import DATA, Taxonomy

NONE = "none"


@dataclass(frozen=True)
class Answer:
    """One labelled answer."""

    text: str
    principles: tuple[tuple[str, str], ...]
    """Pairs of principle key and stance key, the main one first; empty if it carries none."""
    stance: str
    """Stance key of the whole; empty if nobody said."""
    topics: tuple[str, ...]
    """Topic keys; empty if nobody said."""
    writer: str = ""
    """Who wrote it, so that learning can be checked on others."""
    undecided: frozenset[str] = frozenset()
    """Principles of which nobody said whether it carries them."""

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key, _ in self.principles)


def load_answers(taxonomy: Taxonomy, data: Path = DATA) -> list[Answer]:
    """All answers of `data/answers`: a file for each writer, or a folder of files; in order of name.

    Raises NluError naming the file and line of the first mistake, or if there is no answer at all.
    """
    paths = sorted((data / "answers").rglob("*.txt"))
    answers = [answer for path in paths for answer in read_answers(path, taxonomy)]
    if not answers:
        raise NluError(
            f"{data / 'answers'} holds no answers. Bring them back with `git checkout -- nlu/data`."
        )
    return answers


def read_answers(path: Path, taxonomy: Taxonomy) -> list[Answer]:
    """The answers of one file. Raises NluError naming the first mistake."""
    writer = path.stem if path.parent.name == "answers" else path.parent.name
    return [_parsed(line, taxonomy, place, writer) for place, line in numbered(path)]


def same_words(text: str) -> str:
    """The text without case, accents, punctuation and spacing: equal if two answers are in the same words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", letters.replace("'", ""))


def _parsed(line: str, taxonomy: Taxonomy, place: str, writer: str) -> Answer:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 3 or not all(parts):
        raise NluError(f"{place}: write it as `labels | topics | text`, with two upright strokes.")
    labels = [_label(word, taxonomy, place) for word in parts[0].split()]
    principles = tuple(label for label in labels if label[0] != NONE)
    if len(principles) < len(labels) > 1:
        raise NluError(f"{place}: `{NONE}` cannot stand beside a principle. Remove one of them.")
    return Answer(parts[2], principles, labels[0][1], _topics(parts[1], taxonomy, place), writer)


def _label(word: str, taxonomy: Taxonomy, place: str) -> tuple[str, str]:
    key, sign = word[:-1], word[-1]
    if sign not in taxonomy.signs:
        raise NluError(
            f"{place}: end `{word}` with one of {' '.join(taxonomy.signs)} to say how the speaker stands."
        )
    if key != NONE and key not in taxonomy.principle_keys:
        raise NluError(
            f"{place}: `{key}` is not a principle. Use {', '.join(taxonomy.principle_keys)} or {NONE}."
        )
    return key, taxonomy.signs[sign]


def _topics(words: str, taxonomy: Taxonomy, place: str) -> tuple[str, ...]:
    topics = tuple(word.strip() for word in words.split(","))
    unknown = next((topic for topic in topics if topic not in taxonomy.topic_keys), None)
    if unknown is not None:
        raise NluError(f"{place}: `{unknown}` is not a topic. Use {', '.join(taxonomy.topic_keys)}.")
    return topics
