"""Patterns of words, matched one word at a time, so that no sentence can make them slow.

A pattern is written like a regular expression whose letters are words: `(stop|finish) <this>? (right)? now*`.
`|` or, `( )` together, `?` may be left out, `*` any number of times, `+` once or more, `<part>` a piece written
elsewhere, `_` any word at all. The patterns become one automaton (states, and the words that lead from one to the
next); the sets of states a sentence can be in are worked out when first needed and kept.
"""

import re
from typing import Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from bot.errors import ExampleError

ANY = "_"
MOST_PLACES = 20_000
"""When so many sets of states are remembered, all are forgotten: the memory stays small whatever people write."""

_TOKEN = re.compile(r"<[a-z_]+>|[a-z0-9]+|_|\S")
_SIGNS = (["?"], ["*"], ["+"])
_WORD = re.compile(r"(?<![<a-z_])[a-z0-9]+(?![a-z_>])")


def words_of(pattern: str) -> List[str]:
    """The plain words in a pattern."""
    return _WORD.findall(pattern)


class Place:
    """Where one can be after some words: a set of states."""

    __slots__ = ("labels", "moves", "reached")

    def __init__(self, labels: FrozenSet[str], moves: Mapping[str, FrozenSet[int]]) -> None:
        self.labels, self.moves = labels, moves
        self.reached: Dict[str, Optional["Place"]] = {}


class Patterns:
    """All patterns, each with a label. `parts`: name -> the patterns that `<name>` stands for."""

    def __init__(
        self, patterns: Iterable[Tuple[str, str]], parts: Optional[Mapping[str, Sequence[str]]] = None
    ) -> None:
        self._parts = parts or {}
        self._open: List[str] = []
        self._count = 0
        self._moves: Dict[int, Dict[str, int]] = {}
        self._silent: Dict[int, List[int]] = {}
        self._labels: Dict[int, str] = {}
        self._places: Dict[FrozenSet[int], Place] = {}
        start = self._state()
        for label, pattern in patterns:
            self._labels[self._read(pattern, start)] = label
        self._start = self._after({start})

    def matches(self, words: Sequence[str], start: int = 0) -> Iterator[Tuple[int, FrozenSet[str]]]:
        """(end, labels) of each pattern that covers `words[start:end]`, for one word or more."""
        if len(self._places) > MOST_PLACES:
            self._forget()
        place: Optional[Place] = self._start
        for end in range(start, len(words)):
            place = self._step(place, words[end]) if place else None
            if place is None:
                return
            if place.labels:
                yield end + 1, place.labels

    def whole(self, words: Sequence[str]) -> FrozenSet[str]:
        """The labels of the patterns that cover all of `words`."""
        return next((labels for end, labels in self.matches(words) if end == len(words)), frozenset())

    def _forget(self) -> None:
        self._places.clear()
        self._start.reached.clear()

    def _step(self, place: Place, word: str) -> Optional[Place]:
        if word not in place.moves:
            word = ANY
        if word not in place.reached:
            states = place.moves.get(word)
            place.reached[word] = self._after(states) if states else None
        return place.reached[word]

    def _after(self, states: Iterable[int]) -> Place:
        closed = self._closure(states)
        if closed not in self._places:
            moves: Dict[str, Set[int]] = {}
            for state in closed:
                for word, reached in self._moves.get(state, {}).items():
                    moves.setdefault(word, set()).add(reached)
            anything = moves.get(ANY, set())
            frozen = {word: frozenset(reached | anything) for word, reached in moves.items()}
            labels = frozenset(self._labels[state] for state in closed if state in self._labels)
            self._places[closed] = Place(labels, frozen)
        return self._places[closed]

    def _closure(self, states: Iterable[int]) -> FrozenSet[int]:
        found, waiting = set(states), list(states)
        while waiting:
            for state in self._silent.get(waiting.pop(), ()):
                if state not in found:
                    found.add(state)
                    waiting.append(state)
        return frozenset(state for state in found if state in self._moves or state in self._labels)

    def _state(self) -> int:
        self._count += 1
        return self._count

    def _also(self, state: int, other: int) -> None:
        """Whoever is in `state` is in `other` too."""
        self._silent.setdefault(state, []).append(other)

    def _read(self, pattern: str, start: int) -> int:
        """Adds the states of `pattern` after `start`; returns the last one. Raises ExampleError if it is ill-formed."""
        tokens = _TOKEN.findall(pattern)[::-1]
        end = self._alternatives(tokens, start)
        if tokens:
            raise ExampleError(f"'{tokens.pop()}' is out of place in the pattern '{pattern}': count the brackets.")
        return end

    def _alternatives(self, tokens: List[str], start: int) -> int:
        end = self._state()
        while True:
            self._also(self._sequence(tokens, start), end)
            if tokens[-1:] != ["|"]:
                return end
            tokens.pop()

    def _sequence(self, tokens: List[str], start: int) -> int:
        while tokens and tokens[-1] not in "|)":
            plain = tokens[-1].isalnum() and tokens[-2:-1] not in _SIGNS
            start = self._follow(tokens.pop(), start) if plain else self._item(tokens, start)
        return start

    def _item(self, tokens: List[str], before: int) -> int:
        start = self._state()
        self._also(before, start)
        end = self._one(tokens, start)
        sign = tokens.pop() if tokens[-1:] in _SIGNS else ""
        if sign in ("?", "*"):
            self._also(start, end)
        if sign in ("*", "+"):
            self._also(end, start)
        return end

    def _one(self, tokens: List[str], start: int) -> int:
        token = tokens.pop()
        if token == "(":  # noqa: S105 (no password, a sign in a pattern)
            end = self._alternatives(tokens, start)
            if not tokens or tokens.pop() != ")":
                raise ExampleError("A bracket in a pattern is never closed: count the brackets.")
            return end
        if token.startswith("<") and token.endswith(">"):
            return self._part(token[1:-1], start)
        if not (token.isalnum() or token == ANY):
            raise ExampleError(f"A pattern holds '{token}': only words, <parts>, _ and ( ) | ? * + belong in it.")
        end = self._state()
        self._also(self._follow(token, start), end)
        return end

    def _follow(self, word: str, start: int) -> int:
        """The state after `word`; patterns that begin alike share it."""
        moves = self._moves.setdefault(start, {})
        if word not in moves:
            moves[word] = self._state()
        return moves[word]

    def _part(self, name: str, start: int) -> int:
        if name not in self._parts:
            raise ExampleError(f"A pattern names <{name}>: add a regex entry 'part:{name}'.")
        if name in self._open:
            raise ExampleError(f"The part <{name}> names itself: write it out.")
        self._open.append(name)
        end = self._state()
        for pattern in self._parts[name]:
            self._also(self._read(pattern, start), end)
        self._open.pop()
        return end
