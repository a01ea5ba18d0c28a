"""What other programs read besides answers: conversations and changes; in order, a page at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, func, select, tuple_
from sqlalchemy.orm import Session

from storage.change_models import Change, ChangeAnswer
from storage.change_records import ChangeRecord
from storage.change_rows import change_records
from storage.engine import reading
from storage.models import Answer, Conversation
from storage.seen import reported
from storage.wanted import Wanted, goes_out, of_whom

type Key = tuple[datetime, UUID]
"""Where a page begins: behind what began at this moment and has this identifier."""


@dataclass(frozen=True, slots=True)
class OutConversation:
    """A conversation without its words."""

    id: UUID
    service_id: UUID
    audience: str
    channel: str
    language: str
    began_at: datetime
    last_at: datetime
    answers: int
    """Those with words that somebody stands by."""

    @property
    def key(self) -> Key:
        """Its place in the order."""
        return self.began_at, self.id


@dataclass(frozen=True, slots=True)
class OutChange:
    """A change, and the answers that it comes from."""

    service_id: UUID
    change: ChangeRecord
    answer_ids: tuple[UUID, ...]

    @property
    def key(self) -> Key:
        """Its place in the order."""
        return self.change.created_at, self.change.id


class ApiLists:
    """Every read for other programs but that of answers. `within` are the services that a token is for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def conversations(
        self, within: Collection[UUID], wanted: Wanted, after: Key | None = None, size: int = 50
    ) -> list[OutConversation]:
        """Those behind `after`, in the order in which they began. Moments are of when they began."""
        order = (Conversation.created_at, Conversation.id)
        query = select(Conversation).where(*_conversations(within, wanted)).order_by(*order)
        if after:
            query = query.where(tuple_(*order) > after)
        with reading(self._engine) as session:
            return _with_counts(session, session.scalars(query.limit(size)).all())

    def conversation(
        self, within: Collection[UUID], conversation_id: UUID, reader_id: UUID | None = None
    ) -> OutConversation | None:
        """One of them."""
        here = _conversations(within, Wanted(reader=reader_id))
        mine = select(Conversation).where(Conversation.id == conversation_id, *here)
        with reading(self._engine) as session:
            found = _with_counts(session, session.scalars(mine).all())
        return found[0] if found else None

    def changes(
        self, within: Collection[UUID], state: str | None = None, after: Key | None = None, size: int = 50
    ) -> list[OutChange]:
        """Those behind `after`, in the order in which they were begun."""
        order = (Change.created_at, Change.id)
        query = select(Change).where(Change.service_id.in_(within)).order_by(*order)
        if state:
            query = query.where(Change.state == state)
        if after:
            query = query.where(tuple_(*order) > after)
        with reading(self._engine) as session:
            return _changes(session, session.scalars(query.limit(size)).all())

    def change(self, within: Collection[UUID], change_id: UUID) -> OutChange | None:
        """One of them."""
        mine = select(Change).where(Change.id == change_id, Change.service_id.in_(within))
        with reading(self._engine) as session:
            found = _changes(session, session.scalars(mine).all())
        return found[0] if found else None


def _conversations(within: Collection[UUID], wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield from of_whom(within, wanted)
    if wanted.since:
        yield Conversation.created_at >= wanted.since
    if wanted.until:
        yield Conversation.created_at < wanted.until


def _with_counts(session: Session, rows: Sequence[Conversation]) -> list[OutConversation]:
    mine = select(Answer.conversation_id, func.count())
    mine = mine.join(Conversation, Conversation.id == Answer.conversation_id)
    mine = mine.where(Answer.conversation_id.in_([row.id for row in rows]), goes_out(), reported())
    counted = dict(session.execute(mine.group_by(Answer.conversation_id)).all())
    return [
        OutConversation(
            id=row.id,
            service_id=row.service_id,
            audience=row.audience,
            channel=row.channel,
            language=row.language,
            began_at=row.created_at,
            last_at=row.last_at,
            answers=counted.get(row.id, 0),
        )
        for row in rows
    ]


def _changes(session: Session, rows: Sequence[Change]) -> list[OutChange]:
    ids: dict[UUID, list[UUID]] = defaultdict(list)
    joined = select(ChangeAnswer).join(Answer, Answer.id == ChangeAnswer.answer_id)
    joined = joined.join(Conversation, Conversation.id == Answer.conversation_id)
    mine = joined.where(ChangeAnswer.change_id.in_([row.id for row in rows]), goes_out(), reported())
    for each in session.scalars(mine.order_by(ChangeAnswer.answer_id)):
        ids[each.change_id].append(each.answer_id)
    records = change_records(session, rows)
    return [
        OutChange(row.service_id, record, tuple(ids[row.id]))
        for row, record in zip(rows, records, strict=True)
    ]
