"""Ways through the list of conversations, a page at a time."""

from collections.abc import Collection
from typing import Protocol

from sqlalchemy.orm import Session

from storage.search_index import Sought, index_of


class Way(Protocol):
    """A way through the list, in some order."""

    def on(self, place: int | None, size: int) -> list[int]:
        """The numbers after a place, or the first ones."""

    def back(self, place: int, size: int) -> list[int]:
        """The numbers before it, the nearest first."""


class ByTime:
    """From the newest to the oldest."""

    def __init__(self, session: Session, question: Sought, span: range) -> None:
        self._session = session
        self._question = question
        self._span = span

    def on(self, place: int | None, size: int) -> list[int]:
        first, end = self._span.start, self._span.stop
        between = range(first, max(first, end if place is None else min(end, place)))
        return index_of(self._session).older(self._session, self._question, between, size)

    def back(self, place: int, size: int) -> list[int]:
        between = range(max(self._span.start, place + 1), self._span.stop)
        return index_of(self._session).newer(self._session, self._question, between, size)


class Without:
    """A way that leaves a few numbers out."""

    def __init__(self, way: Way, numbers: Collection[int]) -> None:
        self._way = way
        self._numbers = numbers

    def on(self, place: int | None, size: int) -> list[int]:
        return self._left(self._way.on(place, size + len(self._numbers)), size)

    def back(self, place: int, size: int) -> list[int]:
        return self._left(self._way.back(place, size + len(self._numbers)), size)

    def _left(self, found: list[int], size: int) -> list[int]:
        return [n for n in found if n not in self._numbers][:size]


def page_of(way: Way, place: tuple[int | None, int | None], size: int) -> tuple[list[int], bool, bool]:
    """Places in their order, and whether there is more on either side."""
    before, after = place
    if after is not None:
        found = way.back(after, size + 1)
        if len(found) > size:
            return found[:size][::-1], True, True
        before = None  # this near to the first one the first page is shown whole
    found = way.on(before, size + 1)
    return found[:size], len(found) > size, bool(found) and before is not None
