"""Names of people in an answer: what each word is by itself, then what the words around it say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from nlu.identity import Identifier, Kind
from nlu.letters import bare
from nlu.names import Names, Sense
from nlu.signs import Signs
from nlu.spoken import Word, read
from nlu.things import Things
from nlu.view import View

_MOST_PARTS = 3
"""Words of a name behind its first."""
_PARTICLES = frozenset(
    ("de", "da", "dos", "van", "von", "der", "den", "al", "el", "bin", "ibn", "mac", "mc", "o")
)


class People:
    """Finds names. A word that is surely one is taken; one that may be is taken if its neighbours say so."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._cues = names.cues
        self._signs = Signs(names)
        self._things = Things(names)
        self._surnames = names.lists.surnames
        self._only_surnames = names.lists.only_surnames
        self._verbs_behind = names.cues["doing"] | names.cues["being"]

    def find(self, text: str, plain: str) -> Iterator[Identifier]:
        """Names in reading order, never overlapping. `plain` is `text` as `letters.small` gives it."""
        words = read(text, plain, self._names.sense)
        sayings = [saying.span() for saying in self._names.lists.sayings.finditer(plain)]
        sayings = [saying for saying in sayings if not self._is_ours(plain[slice(*saying)])]
        if sayings:
            words = [_meaningless(word) if _is_within(word, sayings) else word for word in words]
        found = list(self._spans(words))
        again = self._said_again(words, found)
        for first, after in found if again is None else self._spans(again):
            yield Identifier(words[first].start, words[after - 1].end, Kind.PERSON)

    def _is_ours(self, saying: str) -> bool:
        """Whether somebody here is called like somebody whom everybody knows."""
        words = re.findall(r"[^\W\d_]+", bare(saying))
        return (
            words[0] in self._names.ours
            if len(words) == 1
            else not self._names.pairs.isdisjoint(pairwise(words))
        )

    def _spans(self, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Index of the first word of each name, and of the word behind it."""
        at = 0
        while at < len(words):
            view = View(words, at)
            parts = self._parts(view)
            if parts and not self._things.is_well_known(view, parts):
                yield at, at + parts
            at += max(parts, 1)

    def _parts(self, view: View) -> int:
        """How many words the name has that begins here; 0 if none does."""
        word = view.word
        if word.text in self._cues["titles"] and view.after.text == "and":
            return self._parts_of_a_couple(view)
        if view.after.joined and (self._is_addressed(view) or self._is_initial(view)):
            return 2 + self._further(view.moved(2))
        if self._things.is_thing(view) or not (word.sense is Sense.NAME or self._signs.show(view)):
            return 0
        owns = word.possessive or view.behind in self._cues["belongings"] | self._cues["stations"]
        return 1 if owns else 1 + self._further(view.moved(1))

    def _parts_of_a_couple(self, view: View) -> int:
        """ "Mr and Mrs Patel"."""
        second = view.moved(2)
        if view.near(2).text not in self._cues["titles"] or not view.near(3).joined:
            return 0
        return 4 + self._further(second.moved(2)) if self._is_addressed(second) else 0

    def _is_initial(self, view: View) -> bool:
        """ "D. Hill", "J. B. Hepplewhite"."""
        word, after = view.word, view.after
        if len(word.text) != 1 or word.text in ("i", "a"):
            return (word.text, after.text) in self._names.pairs and word.capital and after.capital
        if not word.capital:
            return (word.text, after.text) in self._names.pairs
        if len(after.text) == 1 and after.capital:
            last = view.near(2)
            return last.joined and last.capital and last.sense is not Sense.OTHER
        listed = after.text in self._surnames or (word.text, after.text) in self._names.pairs
        return after.sense is Sense.NAME or (after.capital and listed)

    def _is_addressed(self, view: View) -> bool:
        """Whether a title or form of address stands here, with a name behind it."""
        word, name, cues = view.word, view.after, self._cues
        listed = name.sense is Sense.PERHAPS or (name.text in self._surnames and name.text != "the")
        could_be = name.text not in cues["little"] or listed
        if word.text in ("mr", "mrs", "mister"):
            return could_be or name.capital
        if word.text in cues["titles"]:
            return could_be and (name.capital or name.sense is not Sense.OTHER or name.text in self._surnames)
        if word.text not in cues["address"] or self._things.is_thing(view.moved(1)):
            return False
        if word.text == "miss" and not word.capital and view.before in cues["word_signs"]:
            return False  # "I miss Joan": the name is found by itself
        return self._is_name_if_addressed(name, by_a_capital=word.capital)

    def _is_name_if_addressed(self, name: Word, *, by_a_capital: bool) -> bool:
        if name.sense is Sense.NAME:
            return True
        if name.sense is Sense.PERHAPS:
            return name.capital or name.text not in ("will", "may", "drew")
        if name.text in self._cues["little"] | self._cues["address"] | self._cues["relations"]:
            return False
        listed = name.text in self._only_surnames or name.sense is Sense.UNKNOWN
        return listed or (by_a_capital and name.capital)

    def _further(self, view: View) -> int:
        """How many further parts of a name follow from here on."""
        for parts in range(_MOST_PARTS):
            here = view.moved(parts)
            if (parts and here.near(-1).possessive) or not here.near(0).joined or not self._continues(here):
                return parts
        return _MOST_PARTS

    def _continues(self, view: View) -> bool:
        word, after, cues = view.word, view.after, self._cues
        if (view.before, word.text) in self._names.pairs or word.sense is Sense.NAME:
            return True
        if word.text in cues["months"] or word.text in cues["relations"]:
            return False
        if word.text in _PARTICLES and after.joined:
            return after.capital or after.sense in (Sense.NAME, Sense.UNKNOWN) or after.text in self._surnames
        if word.capital:
            initial = len(word.text) == 1 and word.text != "i"
            return not word.opens and (initial or word.text not in cues["little"])
        if word.text in cues["little"]:
            return False
        return word.sense is Sense.UNKNOWN or self._closes(view)

    def _closes(self, view: View) -> bool:
        """ "joan walker came" and "... joan walker", but not "joan long ago"."""
        word = view.word
        if word.text in self._only_surnames:
            return True
        ends = word.possessive or not view.behind or view.behind in self._verbs_behind | {"and"}
        return word.text in self._surnames and ends

    def _said_again(self, words: Sequence[Word], found: Sequence[tuple[int, int]]) -> list[Word] | None:
        """The words, with a name that was clear once being one wherever it looks like it. None: no change."""
        unsure = (Sense.PERHAPS, Sense.UNKNOWN)
        heads = {words[first].text for first, _ in found if words[first].sense in unsure}
        if not heads:
            return None
        return [
            replace(word, sense=Sense.NAME)
            if word.text in heads and self._may_be_again(View(words, at))
            else word
            for at, word in enumerate(words)
        ]

    def _may_be_again(self, view: View) -> bool:
        """But not "in May"."""
        word, cues = view.word, self._cues
        if word.text in cues["months"] and view.before in cues["month_signs"]:
            return False
        return word.capital or word.sense is Sense.UNKNOWN


def _meaningless(word: Word) -> Word:
    return replace(word, text="", sense=Sense.OTHER, capital=False)


def _is_within(word: Word, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)
