"""Keeps the list and its index true: they change in the same transaction as the conversation."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import batched
from uuid import UUID

from sqlalchemy import Engine, bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage.engine import at_last, reading, writing_a_part
from storage.forgetting import owe
from storage.list_entries import BITS, Entry, entries, number_of
from storage.listed_models import Listed
from storage.models import Conversation
from storage.search_index import Document, index_of

BATCH = 60
"""Conversations brought up to date at a time: between two, what people say is kept."""
_LATER: ContextVar[bool] = ContextVar("whether the list is made later", default=False)
_TOUCHED, _FORGET = "touched conversations", "words to be forgotten"
_LISTED = Listed.metadata.tables["listed"]
_TAKEN = select(_LISTED.c.n).where(_LISTED.c.n.in_(bindparam("numbers", expanding=True)))
_MOVE = (
    update(_LISTED)
    .where(_LISTED.c.conversation_id == bindparam("talk"))
    .values(n=bindparam("number"), digest=bindparam("hash"))
)

_DOUBT = (
    update(_LISTED).where(_LISTED.c.conversation_id.in_(bindparam("talks", expanding=True))).values(digest="")
)


@contextmanager
def later() -> Iterator[None]:
    """What is written meanwhile in this thread is not listed: for whoever calls Search.rebuild in the end."""
    before = _LATER.set(True)
    try:
        yield
    finally:
        _LATER.reset(before)


def touch(session: Session, *conversation_ids: UUID) -> None:
    """Something changes in these conversations: right before the commit the list follows."""
    if _LATER.get():
        return
    if _TOUCHED not in session.info:
        session.info[_TOUCHED] = set()
        at_last(session, _follow)
    session.info[_TOUCHED].update(conversation_ids)


def forget(session: Session) -> None:
    """Words are taken out in this transaction: nothing of them may be left in the index."""
    session.info[_FORGET] = True


def fill(engine: Engine, *, anew: bool = False) -> int:
    """List the conversations that are not listed yet, or all `anew`, some at a time; returns how many.

    Harmless at any time. Needed once after the step that made the list, and after rows were written in bulk.
    """
    filled, after = 0, UUID(int=0)
    while waiting := _after(engine, after, listed=anew):
        with writing_a_part(engine) as session:
            # In this order everywhere, so that two who do it at once do not wait for each other in a ring.
            mine = select(Conversation.id).where(Conversation.id.in_(waiting)).order_by(Conversation.id)
            session.execute(mine.with_for_update())
            if anew:
                session.execute(_DOUBT, {"talks": waiting})
            refresh(session, waiting)
        filled, after = filled + len(waiting), waiting[-1]
    return filled


def refresh(session: Session, conversation_ids: Collection[UUID]) -> None:
    """Make the rows and documents of these conversations what they have to be. Unchanged ones stay."""
    session.flush()
    for part in batched(conversation_ids, BATCH):
        _refresh(session, part)


def _after(engine: Engine, after: UUID, *, listed: bool) -> list[UUID]:
    """The next conversations in the order of their identifiers; only those that are not listed, or all."""
    some = select(Conversation.id).outerjoin(Listed, Listed.conversation_id == Conversation.id)
    some = some.where(Conversation.id > after, *(() if listed else (Listed.n.is_(None),)))
    with reading(engine) as session:
        return list(session.scalars(some.order_by(Conversation.id).limit(BATCH)))


def _follow(session: Session) -> None:
    refresh(session, sorted(session.info.pop(_TOUCHED)))
    if session.info.pop(_FORGET, False):
        owe(session)


def _refresh(session: Session, ids: Sequence[UUID]) -> None:
    changed = [each for each in entries(session, ids) if each.digest != each.talk.digest]
    if not changed:
        return
    index, gone = index_of(session), [each.talk.n for each in changed if each.talk.n is not None]
    if gone:
        index.remove(session, gone)
    numbers = _numbers(session, changed)
    _list(session, list(zip(numbers, changed, strict=True)))
    # In order: one that comes before the last one SQLite would write into a part of the index of its own.
    documents = sorted(
        Document(n, e.words, e.marks) for n, e in zip(numbers, changed, strict=True) if e.there
    )
    if documents:
        index.put(session, documents)


def _list(session: Session, changed: Sequence[tuple[int, Entry]]) -> None:
    for n, each in changed:
        if each.talk.n is not None:
            session.connection().execute(_MOVE, {"talk": each.talk.id, "number": n, "hash": each.digest})
    rows = [
        {"n": n, "conversation_id": each.talk.id, "digest": each.digest}
        for n, each in changed
        if each.talk.n is None
    ]
    if rows:
        session.execute(insert(_LISTED), rows)


def _numbers(session: Session, changed: Sequence[Entry]) -> list[int]:
    """A free number for each, at its time; or the one that it has."""
    wanted = [number_of(each.at) + (each.talk.id.int & ((1 << BITS) - 1)) for each in changed]
    new = [number for number, each in zip(wanted, changed, strict=True) if number != each.talk.n]
    taken = _taken(session, new)
    found: list[int] = []
    for number, each in zip(wanted, changed, strict=True):
        if number != each.talk.n:
            while number in taken:
                number += 1  # noqa: PLW2901 (the next free one)
                taken |= _taken(session, [number])
        taken.add(number)
        found.append(number)
    return found


def _taken(session: Session, numbers: Sequence[int]) -> set[int]:
    return set(session.scalars(_TAKEN, {"numbers": numbers})) if numbers else set()
