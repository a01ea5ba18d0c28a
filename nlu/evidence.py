"""The words that led to a tag: what each word added to the score, gathered into phrases a person can read."""

from collections.abc import Iterator

import numpy as np
from spacy.tokens import Doc

from nlu.clauses import is_word
from nlu.linear import Floats
from nlu.understanding import Span

ENOUGH = 0.7
"""Share of all that speaks for the tag at which no more words are added."""
MOST_WORDS = 8
WIDEST_GAP = 2
"""Words that may stand between two chosen ones within a phrase."""

_BREAKS = frozenset('.!?;:,"()')
_LITTLE_WORDS = """
a am an and are as at be been by for from had has have i in is it its of on or that the their there they this
to was were with you your 's
"""
_LITTLE = frozenset(_LITTLE_WORDS.split())
"""Words that say nothing at the edge of a phrase."""


def evidence(doc: Doc, shares: Floats) -> tuple[Span, ...]:
    """Spans in characters of the answer, in reading order; empty only if no word spoke for the tag.

    `shares` has a number for each word: what it adds to the score.
    """
    chosen = _strongest(doc, shares)
    phrases = [_trimmed(doc, first, last) for first, last in _phrases(doc, chosen)]
    telling = [phrase for phrase in phrases if not _says_little(doc, phrase[0])]
    return _apart([_span(doc, first, last) for first, last in telling or phrases])


def _strongest(doc: Doc, shares: Floats) -> list[int]:
    """Indexes, ascending, of the words that together carry enough of what speaks for the tag."""
    falling = map(int, np.argsort(-shares, kind="stable"))
    order = [index for index in falling if shares[index] > 0 and is_word(doc[index])]
    carried = np.cumsum(shares[order]) if order else np.zeros(1)
    enough = int(np.searchsorted(carried, ENOUGH * carried[-1])) + 1
    return sorted(order[: min(enough, MOST_WORDS)])


def _phrases(doc: Doc, chosen: list[int]) -> Iterator[tuple[int, int]]:
    """First and last word of each phrase: chosen words joined over small gaps, never over a stop or comma."""
    start = 0
    for end in range(1, len(chosen) + 1):
        if end == len(chosen) or not _joined(doc, chosen[end - 1], chosen[end]):
            yield chosen[start], chosen[end - 1]
            start = end


def _joined(doc: Doc, left: int, right: int) -> bool:
    broken = any(doc[index].text in _BREAKS for index in range(left, right))
    return right - left - 1 <= WIDEST_GAP and not broken


def _trimmed(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Without the little words at its edges, as long as one word is left."""
    while first < last and _says_little(doc, first):
        first += 1
    while first < last and _says_little(doc, last):
        last -= 1
    return first, last


def _span(doc: Doc, first: int, last: int) -> Span:
    """In characters; a written word such as "isn't", which is read as two, is never cut."""
    while first and not doc[first - 1].whitespace_ and is_word(doc[first - 1]):
        first -= 1
    while last + 1 < len(doc) and not doc[last].whitespace_ and is_word(doc[last + 1]):
        last += 1
    return doc[first].idx, doc[last].idx + len(doc[last])


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """Those that grew into one another made one."""
    apart: list[Span] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            before = apart.pop()
            apart.append((before[0], max(before[1], end)))
        else:
            apart.append((start, end))
    return tuple(apart)


def _says_little(doc: Doc, index: int) -> bool:
    return doc[index].text in _LITTLE
