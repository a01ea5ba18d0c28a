"""A text as it is handed to the engine, and the way back from its characters to those of the text."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from voice.clips import Word

LONGEST_TOKEN = 100
"""Characters without a blank; what is longer is no word."""
LONGEST_PART = 300
"""Characters handed over at once. The engine itself cuts a sentence without a comma after some 800."""
LONG = 14
"""Words of a sentence that are said in one breath; a longer one is said in parts, each a clause or more."""
LEAST = 4
"""Words of such a part."""
BREATH = 300
"""Milliseconds between two parts of one sentence."""
NO_BREAK = "\u00a0"
"""Between words: with an ordinary blank the engine takes "of the" for one word, with one time."""
PUNCTUATION = ".,;:!?…\"'“”‘’`()[]{}<>«»-–—*_؟،।"
"""Not lit with the word that it stands at."""
ENDS_SENTENCE = re.compile(r"[.!?…؟।][\"'”’)\]]*$")
ENDS_CLAUSE = re.compile(r"(?:[.!?…؟।,;:،][\"'”’)\]]*|[)\]–—-])$")
NO_END = re.compile(r"(?:Mrs?|Ms|Mx|Dr|Prof|Rev|St|Sr|Jr|vs|etc|e\.g|i\.e|[A-Z])\.$")
"""Words with a full stop that seldom end a sentence."""
JOINS = {
    *("and", "but", "or", "so", "because", "when", "while", "if", "unless", "until", "before", "after"),
    *("which", "who", "where", "that", "though", "although", "then"),
}
"""Words that a clause begins with; a comma counts for more."""

type Says = Callable[[Sequence[str]], list[str]]
"""What is said for each of some words that follow each other."""


@dataclass(frozen=True, slots=True)
class Token:
    """What stands between two blanks of a text."""

    at: int
    written: str
    said: str
    """In composed letters and without signs that steer the engine or end its strings; no blanks."""
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

    def rest(self, after_sentence: int) -> int:
        """Milliseconds of quiet after it, if another part follows."""
        return after_sentence if self.tokens[-1].ends_sentence else BREATH

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


def parts_of(text: str, says: Says = list) -> list[Part]:
    """A text in parts that are said one after the other; empty if it has nothing but blanks.

    says: gives the words that are said for those that are written; as they stand, if nothing else is told.
    """
    return [_part(tokens) for sentence in _sentences(text, says) for tokens in _breaths(sentence)]


def _part(tokens: Sequence[Token]) -> Part:
    part = Part()
    for token in tokens:
        part.add(token)
    if not tokens[-1].ends_sentence and not ENDS_CLAUSE.search(part.said):
        part.said += ","  # or the voice falls as if all had been said
    return part


def _sentences(text: str, says: Says) -> Iterator[list[Token]]:
    tokens = list(_tokens(text))
    found: list[Token] = []
    for token, said in zip(tokens, says([token.said for token in tokens]), strict=True):
        found.append(replace(token, said=said.replace(" ", NO_BREAK)))
        if found[-1].ends_sentence:
            yield found
            found = []
    if found:
        yield [*found[:-1], replace(found[-1], ends_line=True)]


def _breaths(sentence: list[Token]) -> Iterator[list[Token]]:
    """A sentence in parts that are not too long, cut between clauses, as near to the middle as can be."""
    long = sum(len(token.said) + 1 for token in sentence) > LONGEST_PART
    cut = _cut(sentence) if long or len(sentence) > LONG else 0
    if not cut and long:
        cut = len(sentence) // 2
    if not cut:
        yield sentence
        return
    yield from _breaths(sentence[:cut])
    yield from _breaths(sentence[cut:])


def _cut(sentence: Sequence[Token]) -> int:
    """The best place between two clauses; 0 if there is none."""
    middle = len(sentence) / 2
    commas = [i for i, token in enumerate(sentence, 1) if ENDS_CLAUSE.search(token.said)]
    joins = [i for i, token in enumerate(sentence) if token.said.casefold() in JOINS]
    far = {i: abs(i - middle) + LEAST for i in joins} | {i: abs(i - middle) for i in commas}
    return min((i for i in far if LEAST <= i <= len(sentence) - LEAST), key=far.__getitem__, default=0)


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
