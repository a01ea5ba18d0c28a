"""Ways through the list of conversations, a page at a time."""

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
