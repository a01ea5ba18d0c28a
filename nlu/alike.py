"""Finds lines that say nearly the same, so that nothing is learned twice or learned and measured with."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from nlu.letters import bare

ALIKE_FROM = 0.75
"""Likeness from which two lines are near-duplicates: "act on what I say" and "act on what I said" are."""
_RUN = 4


def near_duplicates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of the two, the earlier first, in no order. 20,000 lines take some ten seconds.

    Two lines that are so much alike share at least one of their rarest runs of letters (Chaudhuri et al.
    2006), and neither is much shorter, so each line is held only against those.
    """
    found = _by_rarity([runs(text) for text in texts])
    places: dict[int, list[int]] = defaultdict(list)
    for place in sorted(range(len(found)), key=lambda place: len(found[place])):
        mine = found[place]
        shared = math.ceil(ALIKE_FROM * len(mine))
        rarest = sorted(mine)[: len(mine) - shared + 1]
        for other in {other for run in rarest for other in places[run]}:
            if len(found[other]) >= shared and likeness(found[other], mine) >= ALIKE_FROM:
                yield min(other, place), max(other, place)
        for run in rarest:
            places[run].append(place)


def _by_rarity(found: Sequence[frozenset[str]]) -> list[frozenset[int]]:
    """The runs as numbers, the rarest first."""
    often = Counter(chain.from_iterable(found))
    number = {run: rank for rank, run in enumerate(sorted(often, key=lambda run: (often[run], run)))}
    return [frozenset(number[run] for run in each) for each in found]


def runs(text: str) -> frozenset[str]:
    """Runs of four letters of a line, without case, accents and stops; a blank stands around each word."""
    words = re.findall(r"\w+", bare(text.casefold()).replace("'", "").replace("’", ""))
    line = f" {' '.join(words)} "
    return frozenset(line[start : start + _RUN] for start in range(max(len(line) - _RUN + 1, 1)))


def likeness[T](one: frozenset[T], other: frozenset[T]) -> float:
    """Share of what either has that both have (Jaccard 1901), 0 to 1."""
    both = len(one & other)
    return both / (len(one) + len(other) - both)
