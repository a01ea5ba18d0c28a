"""A text as it is handed to the engine, and the way back from its characters to those of the text."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voice.clips import Word

LONGEST_TOKEN = 100
"""Characters without a blank; what is longer is no word."""
LONGEST_PART = 300
"""Characters handed over at once, about. The engine itself cuts a sentence without a comma after some 800."""
NO_BREAK = "\u00a0"
"""Between words: with an ordinary blank the engine takes "of the" for one word, with one time."""
PUNCTUATION = ".,;:!?…\"'“”‘’`()[]{}<>«»-–—*_؟،।"
"""Not lit with the word that it stands at."""
ENDS_SENTENCE = re.compile(r"[.!?…؟।][\"'”’)\]]*$")
ENDS_CLAUSE = re.compile(r"(?:[.!?…؟।,;:،][\"'”’)\]]*|[)\]–—-])$")
NO_END = re.compile(r"(?:Mrs?|Ms|Mx|Dr|Prof|Rev|St|Sr|Jr|vs|etc|e\.g|i\.e|[A-Z])\.$")
"""Words with a full stop that seldom end a sentence."""


@dataclass(frozen=True, slots=True)
class Token:
    """What stands between two blanks of a text."""

    at: int
    written: str
    said: str
    """In composed letters and without signs that steer the engine or end its strings."""
    ends_line: bool

    @property
    def ends_sentence(self) -> bool:
        """Whether the engine may make a new start after it."""
        return self.ends_line or bool(ENDS_SENTENCE.search(self.said) and not NO_END.search(self.said))

    def word(self, t: int) -> Word:
        """It as a word, without the punctuation around it."""
        inner = self.written.strip(PUNCTUATION)
        if not inner:
            return Word(t, self.at, len(self.written))
        return Word(t, self.at + self.written.index(inner), len(inner))


@dataclass(slots=True)
class Part:
    """Some tokens that are handed over together, usually a sentence."""

    tokens: list[Token] = field(default_factory=list)
    said: str = ""
    starts: list[int] = field(default_factory=list)
    """Where each token begins in `said`."""

    def add(self, token: Token) -> None:
        """One more at the end."""
        if self.tokens:
            self.said += " " if ENDS_CLAUSE.search(self.tokens[-1].said) else NO_BREAK
        self.starts.append(len(self.said))
        self.tokens.append(token)
        self.said += token.said

    @property
    def full(self) -> bool:
        """Whether it should end here."""
        long = len(self.said) > LONGEST_PART
        return self.tokens[-1].ends_sentence or (long and bool(ENDS_CLAUSE.search(self.said)))

    def words(self, events: Sequence[tuple[int, int]], end: int) -> list[Word]:
        """The words of the text, from what the engine tells: (milliseconds, character in `said`).

        Of several events in a token ("1,000" is three) the first counts. A token with letters or digits that
        the engine passed over gets a time between its neighbours. end: when this part is over, in ms.
        """
        times: dict[int, int] = {}
        for t, place in events:
            times.setdefault(self._token_at(place), t)
        told = [*sorted(times), len(self.tokens)]
        for index, token in enumerate(self.tokens):
            if index not in times and any(letter.isalnum() for letter in token.said):
                before = max((each for each in told if each < index), default=-1)
                after = min(each for each in told if each > index)
                begin, until = times.get(before, 0), times.get(after, end)
                times[index] = begin + (until - begin) * (index - before) // (after - before)
        return [self.tokens[index].word(t) for index, t in _rising(sorted(times.items()))]

    def _token_at(self, place: int) -> int:
        """Which token a character belongs to; a blank belongs to what follows it."""
        index = max(bisect_right(self.starts, place) - 1, 0)
        over = place >= self.starts[index] + len(self.tokens[index].said)
        return min(index + over, len(self.tokens) - 1)


def parts_of(text: str) -> list[Part]:
    """A text in parts that are said one after the other; empty if it has nothing but blanks."""
    parts: list[Part] = []
    for token in _tokens(text):
        if not parts or parts[-1].full or len(parts[-1].said) > 2 * LONGEST_PART:
            parts.append(Part())
        parts[-1].add(token)
    return parts


def _tokens(text: str) -> Iterator[Token]:
    for found in re.finditer(rf"\S{{1,{LONGEST_TOKEN}}}", text):
        if said := _said(found[0]):
            rest = text[found.end() :]
            blank = rest[: len(rest) - len(rest.lstrip())]
            yield Token(found.start(), found[0], said, "\n" in blank)


def _said(written: str) -> str:
    composed = unicodedata.normalize("NFC", written)
    return "".join(letter for letter in composed if unicodedata.category(letter) not in {"Cc", "Cs"})


def _rising(times: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(index, milliseconds) in the order of the text; no word begins before the one before it."""
    latest = 0
    for index, t in times:
        latest = max(latest, t)
        yield index, latest
