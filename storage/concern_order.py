"""In which order concerns are looked at: what cannot wait, then what is surest, then what waits longest."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, case, select, tuple_
from sqlalchemy.orm import Session, aliased

from storage.concern_models import Concern
from storage.concern_records import OPEN, Urgency
from storage.listed_models import Listed
from storage.search_index import Sought, index_of

QUIET = 0.5
"""What can wait and has a smaller chance than this stands apart: less than an even one."""

EVERY = 1_000_000
"""More open concerns than there can be."""

type Place = Row[*tuple[Any, ...]]
"""Where a concern stands in the order: a value of each of `order`."""


def is_quiet(urgency: str, confidence: float) -> bool:
    """Whether it can wait, and the program is unsure of it."""
    return urgency != Urgency.IMMEDIATE and confidence < QUIET


def order(concern: type[Concern] = Concern) -> tuple[SQLColumnExpression[Any], ...]:
    """What to sort by. The smallest comes first, and no two are the same."""
    can_wait = case((concern.urgency == Urgency.IMMEDIATE, 0), else_=1)
    return can_wait, -concern.confidence, concern.at, concern.id


def behind(place: Place, *, back: bool = False) -> ColumnElement[bool]:
    """What comes after a place in the order; with `back`, what comes before it."""
    here = tuple_(*order())
    return here < tuple(place) if back else here > tuple(place)


def place_of(session: Session, within: Collection[UUID], concern_id: UUID) -> Place | None:
    """Where one stands, however far it has come; none if it is not within."""
    mine = select(*order()).where(Concern.id == concern_id, Concern.service_id.in_(within))
    return session.execute(mine).first()


class ByConcern:
    """The way through the list of conversations with an open concern, each at its most pressing one."""

    def __init__(self, session: Session, within: Collection[UUID], wanted: Sought, span: range) -> None:
        self._session = session
        self._within = within
        self._wanted = wanted
        self._span = span

    def on(self, place: int | None, size: int) -> list[int]:
        """Conversations after one in this order, or the first ones; by their numbers in the list."""
        return self._walk(place, size, back=False)

    def back(self, place: int, size: int) -> list[int]:
        """Those before it, the nearest first."""
        return self._walk(place, size, back=True)

    def _walk(self, place: int | None, size: int, *, back: bool) -> list[int]:
        start = None if place is None else self._standing(place)
        if place is not None and start is None:
            return []
        fits = self._fitting()
        ways = [each.desc() for each in order()] if back else order()
        rows = _FIRST_OF_EACH.where(Concern.service_id.in_(self._within)).order_by(*ways)
        rows = rows.where(behind(start, back=back)) if start else rows
        found: list[int] = []
        for n in self._session.scalars(rows):
            if n in fits:
                found.append(n)
            if len(found) == size:
                break
        return found

    def _fitting(self) -> set[int]:
        """All that the filter of the list lets through."""
        return set(index_of(self._session).older(self._session, self._wanted, self._span, EVERY))

    def _standing(self, n: int) -> Place | None:
        """Where the conversation with this number stands, also when nothing of it is open any more."""
        mine = select(*order()).join(Listed, Listed.conversation_id == Concern.conversation_id)
        mine = mine.where(Listed.n == n, Concern.service_id.in_(self._within))
        return self._session.execute(mine.order_by(Concern.state.not_in(OPEN), *order()).limit(1)).first()


_BETTER = aliased(Concern)
_FIRST_OF_EACH = (
    select(Listed.n)
    .select_from(Concern)
    .join(Listed, Listed.conversation_id == Concern.conversation_id)
    .where(
        Concern.state.in_(OPEN),
        ~select(_BETTER.id)
        .where(
            _BETTER.conversation_id == Concern.conversation_id,
            _BETTER.state.in_(OPEN),
            tuple_(*order(_BETTER)) < tuple_(*order()),
        )
        .exists(),
    )
)
