"""Which words of an answer a machine had heard without being sure of them."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from storage.records import RecordingRecord
from web.draft_words import SURE_OF_A_WORD

MOST_WORDS = 5_000
"""Of a text that are looked at: ten minutes of speech are under 2,000."""
_WORD = re.compile(r"\S+")
_MARKS = re.compile(r"[^\w]+")


class Word(NamedTuple):
    """A word as it stands in a text, and where."""

    key: str
    """Without capitals and punctuation: engines differ in both."""
    start: int
    end: int


HeardWord = tuple[str, bool]
"""A word, and whether the engine was sure of it."""


def heard_words(recordings: Iterable[RecordingRecord]) -> list[HeardWord]:
    """All that was heard in some recordings, one after the other.

    Of a word that an engine says nothing of it is as sure as of the whole.
    """
    return [
        (word, bool(each.sure) if confidence is None else confidence >= SURE_OF_A_WORD)
        for each in recordings
        for word, confidence, _ in each.words
    ]


def unsure_spans(text: str, heard: Sequence[HeardWord]) -> list[tuple[int, int]]:
    """(start, end) of each word of `text` that was heard and not sure; what was put right is sure."""
    words = _words(text)[:MOST_WORDS]
    known = [(word.key, each) for each in heard[:MOST_WORDS] for word in _words(each[0])]
    matcher = SequenceMatcher(None, [word.key for word in words], [key for key, _ in known])
    pairs = (
        (words[block.a + step], known[block.b + step][1])
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    )
    return _joined((word.start, word.end) for word, each in pairs if not each[1])


def _words(text: str) -> list[Word]:
    found = (
        Word(_MARKS.sub("", each.group()).casefold(), *_inside(each.group(), each.start()))
        for each in _WORD.finditer(text)
    )
    return [word for word in found if word.key]


def _inside(word: str, start: int) -> tuple[int, int]:
    """Where the letters begin and end: the full stop after a word is not dotted."""
    first = len(word) - len(word.lstrip(".,;:!?\"'“”‘’()[]…"))
    last = len(word.rstrip(".,;:!?\"'“”‘’()[]…"))
    return start + first, start + max(last, first)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours with one space between them become one, so that they are read out once."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
