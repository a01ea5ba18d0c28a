"""The people of the home: the parts of their names, short forms of them, and what is nearly one of them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from nlu.letters import bare, small

type Words = frozenset[str]

_SOUNDS = str.maketrans("cqwyjz", "kkviis", "h")
"""Letters that are heard alike become one: "Agnieshka" is "Agnieszka"."""
_SHORTEST = 5
"""Letters of a name from which a word that differs in one of them is meant for it."""


class Roster:
    """What the full names, one string each, say about single words.

    `apart`: titles, no part of a name. `words`: what means something else too. `short`: short forms.
    """

    def __init__(self, names: Iterable[str], apart: Words, words: Words, short: Mapping[str, Words]) -> None:
        people = [_parts(name, apart) for name in names]
        people = [parts for parts in people if parts]
        self.first = frozenset(
            form for parts in people for part in _first(parts) for form in (part, *short.get(part, ()))
        )
        """First names, and what else their bearers are called."""
        self.last = frozenset(parts[-1] for parts in people if len(parts) > 1)
        self.pairs = frozenset(pair for parts in people for pair in _pairs(parts, short))
        """Neighbouring parts of a name, also with a short form or an initial before the family name."""
        written = {part for parts in people for part in parts} - words
        self._near = frozenset(
            variant for name in written if len(_sound(name)) >= _SHORTEST for variant in _variants(name)
        )

    def has_nearly(self, word: str) -> bool:
        """Whether it is the same as a name when each loses one letter at most, but not its first."""
        return len(word) >= _SHORTEST - 1 and not self._near.isdisjoint(_variants(word))


def _parts(name: str, apart: Words) -> tuple[str, ...]:
    parts = (part.strip(".,()\"'") for part in bare(small(name)).replace("-", " ").split())
    return tuple(part for part in parts if len(part) > 1 and part not in apart)


def _first(parts: tuple[str, ...]) -> tuple[str, ...]:
    """All but the family name."""
    return parts[:-1] or parts


def _pairs(parts: tuple[str, ...], short: Mapping[str, Words]) -> Iterator[tuple[str, str]]:
    yield from pairwise(parts)
    for part in _first(parts):
        for form in (part, part[0], *short.get(part, ())):
            yield form, parts[-1]


def _sound(word: str) -> str:
    """With one letter for those heard alike, and none twice."""
    sound = word.translate(_SOUNDS)
    return "".join(letter for at, letter in enumerate(sound) if at == 0 or letter != sound[at - 1])


def _variants(word: str) -> set[str]:
    """How it sounds, and that without each of its letters but the first."""
    sound = _sound(word)
    return {sound, *(sound[:at] + sound[at + 1 :] for at in range(1, len(sound)))}
