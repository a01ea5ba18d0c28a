"""Words of an answer to choose as what shows a tag: sentence by sentence, or as somebody types them."""

import re
from collections.abc import Iterable

Span = tuple[int, int]
"""(start, end) in characters of a text."""

MOST_PIECES = 60
"""Offered to choose from; of a longer answer the rest can be typed."""
LONGEST_PIECE = 25
"""Words of speech without a stop that still make one piece."""
LONGEST_QUOTATION = 2_000
_SENTENCE = re.compile(r"[^.!?;:\n]+[.!?;:]*")
_WORD = re.compile(r"\S+")
_SPAN = re.compile(r"[0-9]{1,7}-[0-9]{1,7}", re.ASCII)
_ALIKE = dict.fromkeys("'\u2018\u2019", "['\u2018\u2019]") | dict.fromkeys('"\u201c\u201d', '["\u201c\u201d]')
"""Quotation marks that people type for one another."""


def pieces(text: str) -> list[Span]:
    """Where each sentence stands; long stretches of speech without a stop are cut into even parts."""
    found: list[Span] = []
    for sentence in _SENTENCE.finditer(text):
        words = [(word.start(), word.end()) for word in _WORD.finditer(text, *sentence.span())]
        parts = -(-len(words) // LONGEST_PIECE)  # rounded up; none if there are only spaces
        for part in range(parts):
            first, after = part * len(words) // parts, (part + 1) * len(words) // parts
            found.append((words[first][0], words[after - 1][1]))
        if len(found) >= MOST_PIECES:
            return found[:MOST_PIECES]
    return found


def places(text: str, quotation: str) -> list[Span]:
    """Where these words stand in a text, whatever their capitals, quotation marks and spaces."""
    words = quotation[:LONGEST_QUOTATION].split()
    if not words:
        return []
    wanted = r"\s+".join("".join(_ALIKE.get(each, re.escape(each)) for each in word) for word in words)
    return [found.span() for found in re.finditer(wanted, text, re.IGNORECASE)]


def read_span(value: str) -> Span | None:
    """A span as a form sends it ("12-30"); None if it is none."""
    if not _SPAN.fullmatch(value):
        return None
    start, _, end = value.partition("-")
    return int(start), int(end)


def written(span: Span) -> str:
    """A span as a form sends it."""
    return f"{span[0]}-{span[1]}"


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same in order, with those that touch made one."""
    found: list[Span] = []
    for start, end in sorted(set(spans)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
