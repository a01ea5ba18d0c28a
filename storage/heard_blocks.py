"""Dividing what was said into groups of people, none of them small.

Whatever is shown is a sum of whole groups, and each answer is in one group. So no two numbers, however they
are chosen, can be subtracted to leave less than a group.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

type Numbers = NDArray[np.int32]

SPANS = {"year": 12, "quarter": 3, "month": 1}
"""Stretches of time by their months; groups of neighbours are joined."""
SEVERAL = -1
"""In the place of a value: not told apart."""


@dataclass(frozen=True, slots=True)
class Where:
    """What all answers of a group have in common."""

    first_month: int
    last_month: int
    stance: int = SEVERAL
    place: int = SEVERAL
    question: int = SEVERAL


@dataclass(frozen=True, slots=True)
class Group:
    """Some people and what they said."""

    where: Where
    rows: Numbers
    people: int
    leaf: bool
    """Whether it is not divided any further."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be divided, a row for each time that it was said."""

    voice: Numbers
    """Who said it."""
    month: Numbers
    by: Mapping[str, Numbers]
    """Its values by the names of Where."""


def divide(said: Said, rows: Numbers, order: Sequence[str], least: int) -> Iterator[Group]:
    """Groups of at least so many people, and the larger ones that they came from.

    `order` names what they are divided by: spans of time, and fields of Where. Nothing if there are fewer.
    """
    if _people(said.voice[rows]) >= least:
        months = said.month[rows]
        where = Where(int(months.min()) // 12 * 12, int(months.max()) // 12 * 12 + 11)
        yield from _divide(said, rows, order, least, where)


def _divide(said: Said, rows: Numbers, order: Sequence[str], least: int, where: Where) -> Iterator[Group]:
    parts: list[tuple[Where, Numbers]] = []
    for number, name in enumerate(order):
        parts = _parts(said, rows, name, least, where)
        if len(parts) > 1:
            yield Group(where, rows, _people(said.voice[rows]), leaf=False)
            for inside, mine in parts:
                yield from _divide(said, mine, order[number + 1 :], least, inside)
            return
        where = parts[0][0]
    yield Group(where, rows, _people(said.voice[rows]), leaf=True)


def _parts(said: Said, rows: Numbers, name: str, least: int, where: Where) -> list[tuple[Where, Numbers]]:
    if name in SPANS:
        return _stretches(said, rows, SPANS[name], least, where)
    values = said.by[name][rows]
    apart = {int(value): rows[values == value] for value in np.unique(values)}
    large = {value: mine for value, mine in apart.items() if _people(said.voice[mine]) >= least}
    small = [mine for value, mine in apart.items() if value not in large]
    if small and _people(said.voice[np.concatenate(small)]) < least and large:
        # Left alone the rest could be told from the whole and its other parts.
        smallest = min(large, key=lambda value: len(large[value]))
        small.append(large.pop(smallest))
    parts = [(replace(where, **{name: value}), mine) for value, mine in large.items()]
    return [*parts, (where, np.concatenate(small))] if small else parts


def _stretches(
    said: Said, rows: Numbers, months: int, least: int, where: Where
) -> list[tuple[Where, Numbers]]:
    """One stretch of time after the other, each joined with the next until there are enough people in it."""
    spans = said.month[rows] // months
    found: list[tuple[int, int, Numbers]] = []
    start, waiting = 0, rows[:0]
    for span in np.unique(spans).tolist():
        start = start if len(waiting) else span
        waiting = np.concatenate([waiting, rows[spans == span]])
        if _people(said.voice[waiting]) >= least:
            found.append((start, span, waiting))
            waiting = rows[:0]
    if len(waiting):
        first, _, mine = found.pop()
        found.append((first, int(spans.max()), np.concatenate([mine, waiting])))
    return [
        (replace(where, first_month=first * months, last_month=last * months + months - 1), mine)
        for first, last, mine in found
    ]


def _people(voices: Numbers) -> int:
    return int(np.unique(voices).size)
