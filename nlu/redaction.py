"""Takes out of an answer what would tell who is meant. What is left is less telling, never anonymous."""

from collections.abc import Iterable
from dataclasses import dataclass

from nlu.identity import Identifier
from nlu.letters import small
from nlu.names import Names
from nlu.numbers import numbers
from nlu.people import People
from nlu.understanding import Json


@dataclass(frozen=True)
class Redacted:
    """An answer with placeholders, and what they stand for."""

    text: str
    """Each identifier replaced by a word in brackets, such as `[name]`."""
    spans: tuple[Identifier, ...]
    """Where the identifiers stand in the text as given, in order, never overlapping."""

    def as_json(self) -> Json:
        return {"text": self.text, "spans": [span.as_json() for span in self.spans]}


class Redactor:
    """Finds people, numbers and addresses. Threads may share it; it keeps nothing of what it reads.

    `roster`: full names of the people of the home. Names on it are found however they are written.
    Raises NluError if the lists of names are missing.
    """

    def __init__(self, roster: Iterable[str] = ()) -> None:
        self._people = People(Names(roster))

    def find(self, text: str) -> tuple[Identifier, ...]:
        """Every identifier, in order. Where two overlap they become one, of the longer one's kind."""
        spans = self._look(text)
        # What is left is read again, for a placeholder may show what the words it stands for hid.
        while spans and (more := self._look(_replaced(text, spans))):
            spans = _apart([*spans, *(_placed_back(span, spans) for span in more)])
        return spans

    def _look(self, text: str) -> tuple[Identifier, ...]:
        plain = small(text)
        return _apart([*self._people.find(text, plain), *numbers(plain)])

    def redact(self, text: str) -> Redacted:
        """The text with a placeholder for each identifier. Redacting it again changes nothing."""
        spans = self.find(text)
        return Redacted(_replaced(text, spans), spans)


def _replaced(text: str, spans: Iterable[Identifier]) -> str:
    parts, after = [], 0
    for span in spans:
        parts += [text[after : span.start], span.kind.placeholder]
        after = span.end
    return "".join([*parts, text[after:]])


def _placed_back(found: Identifier, spans: Iterable[Identifier]) -> Identifier:
    """Where something found in the replaced text stands in the text as given."""
    start, end = found.start, found.end
    for span in spans:
        grown = span.end - span.start - len(span.kind.placeholder)
        start += grown if span.start < start else 0
        end += grown if span.start < end else 0
    return Identifier(start, end, found.kind)


def _apart(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Overlapping ones joined, so that no part of either is left readable."""
    apart: list[Identifier] = []
    longest = 0
    for span in sorted(found):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
            longest = span.end - span.start
            continue
        last = apart.pop()
        kind = span.kind if span.end - span.start > longest else last.kind
        longest = max(longest, span.end - span.start)
        apart.append(Identifier(last.start, max(last.end, span.end), kind))
    return tuple(apart)
