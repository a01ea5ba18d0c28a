"""Which words are names: a list of names, the home's own people, and the ordinary words to tell them from."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, cached_property
from pathlib import Path

from nlu.errors import NluError
from nlu.principles import DATA, read_yaml
from nlu.roster import Roster, Words

_SECTION = re.compile(r"^\[(.+)\]\n((?:[a-z'].*\n?)+)", re.MULTILINE)
_SHORTEST = 3
"""Letters of a listed name from which it is one without further signs."""


class Sense(Enum):
    """What a word is, seen by itself."""

    NAME = auto()
    """A name, whatever stands around it."""
    PERHAPS = auto()
    """A name and something else as well: Rose, May, Florence. The words around it decide."""
    UNKNOWN = auto()
    """No word that we know, so perhaps a name that the list lacks."""
    OTHER = auto()
    """Another word."""


@dataclass(frozen=True)
class Lists:
    """What is known of names and of the words around them, in small letters without accents."""

    names: Mapping[str, Words]
    """The sections of names.txt: `first`, `last`, each also with `, also words`, and `ordinary`."""
    cues: Mapping[str, Words]
    """The lists of people.yml."""
    sayings: re.Pattern[str]
    short_forms: Mapping[str, Words]
    """What else somebody with this first name may be called."""

    @cached_property
    def surnames(self) -> Words:
        return self.names["last"] | self.names["last, also words"] | self.cues["family"]

    @cached_property
    def only_surnames(self) -> Words:
        """Those that mean nothing else."""
        return (self.names["last"] | self.cues["family"]) - self.cues["elsewhere"] - self.cues["little"]

    @cached_property
    def perhaps(self) -> Words:
        cues = self.cues
        words = (self.names["first, also words"] - cues["known"] - cues["little"]) | cues["known_words"]
        people = cues["address"] | cues["titles"] | cues["relations"]
        listed = self.names["first"] | self.names["first, also words"] | cues["known"]
        words |= cues["ideas"] | cues["seasons"] | (cues["elsewhere"] & listed)
        return words - people - cues["never"]

    @cached_property
    def sure(self) -> Words:
        listed = {name for name in self.names["first"] if len(name) >= _SHORTEST}
        return (
            frozenset(listed - self.cues["elsewhere"] | self.cues["known"])
            - self.perhaps
            - self.cues["little"]
            - self.cues["never"]
        )

    @cached_property
    def words(self) -> Words:
        """What means something besides a person, if it is on a roster."""
        cues = self.cues
        ordinary = self.names["ordinary"] - self.sure - self.names["last"]
        words = self.perhaps | self.names["last, also words"] | cues["little"] | ordinary
        return words | cues["elsewhere"] | cues["never"]

    @cached_property
    def others(self) -> Words:
        cues = self.cues
        people = cues["address"] | cues["relations"] | cues["titles"] | cues["pets"]
        return self.names["ordinary"] | cues["elsewhere"] | cues["little"] | cues["never"] | people


@cache
def load_lists(data: Path = DATA) -> Lists:
    """Read names.txt and people.yml. Raises NluError if one is missing or lacks a part."""
    try:
        text = (data / "names.txt").read_text(encoding="utf-8")
        names = {heading: frozenset(words.split()) for heading, words in _SECTION.findall(text)}
        raw = read_yaml(data / "people.yml")
        cues = {key: frozenset(value.split()) for key, value in raw.items() if isinstance(value, str)}
        lists = Lists(names, cues, _as_pattern(raw["sayings"]), _as_forms(raw["short_forms"]))
        _ = lists.sure, lists.words, lists.others, lists.surnames
    except (OSError, KeyError, TypeError) as error:
        raise NluError(
            f"The names in {data} cannot be read ({error}). Bring them back with `git checkout -- nlu/data`."
        ) from error
    return lists


def _as_forms(groups: Iterable[str]) -> dict[str, Words]:
    """For each name the others of its groups."""
    forms: dict[str, Words] = {}
    for group in groups:
        together = frozenset(group.split())
        forms |= {name: (forms.get(name, frozenset()) | together) - {name} for name in together}
    return forms


def _as_pattern(sayings: Iterable[str]) -> re.Pattern[str]:
    """Any of them, with or without commas, hyphens and apostrophes. By their first letter: it is faster."""
    by_letter: dict[str, list[str]] = {}
    for saying in sorted(sayings, key=len, reverse=True):
        loose = "[ ,-]{1,2}".join(_loose(word) for word in saying.split())
        by_letter.setdefault(saying[0], []).append(loose[1:])
    return re.compile(
        rf"\b(?:{'|'.join(f'{letter}(?:{"|".join(rest)})' for letter, rest in by_letter.items())})\b"
    )


def _loose(word: str) -> str:
    return re.sub(r"(?<!')s$", "'?s'?", word.replace("'", "['’ ]?"))


class Names:
    """The lists, and the people of the home: their full names, one string each."""

    def __init__(self, roster: Iterable[str] = ()) -> None:
        self.lists = load_lists()
        self.cues = self.lists.cues
        apart = self.cues["titles"] | self.cues["address"]
        self._roster = roster_ = Roster(roster, apart, self.lists.words, self.lists.short_forms)
        self.ours = roster_.first | (roster_.last - self.lists.words)
        """What our people are called. A family name that is a word too counts behind another name only."""
        self.called = roster_.first
        self.pairs = roster_.pairs
        self._ours_surely = self.ours - self.lists.words
        self._known_surely = self._ours_surely | (self.cues["known"] & self.lists.sure)

    def sense(self, word: str) -> Sense:
        """What a word in small letters without accents is; of one with a hyphen, what its first part is."""
        if word in self._ours_surely or word in self.lists.sure:
            return Sense.NAME
        if word in self.ours or word in self.lists.perhaps:
            return Sense.PERHAPS
        if word in self.lists.others:
            return Sense.OTHER
        if "-" in word:
            first, last = self.sense(word.partition("-")[0]), self.sense(word.rpartition("-")[2])
            return Sense.OTHER if last is Sense.OTHER else first  # "molly-coddled"
        return Sense.NAME if self._roster.has_nearly(word) else self._by_ending(word)

    def _by_ending(self, word: str) -> Sense:
        """ "doreens" is "doreen's"; "carer's" and "zimmers" are no names."""
        short = word.removesuffix("s").removesuffix("'")
        if short == word or len(short) < _SHORTEST:
            return Sense.UNKNOWN if len(word) >= _SHORTEST and "'" not in word else Sense.OTHER
        if short in self._known_surely:
            return Sense.NAME
        return Sense.OTHER if short in self.lists.others else Sense.UNKNOWN
