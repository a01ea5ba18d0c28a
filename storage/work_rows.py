"""Rows of work read and put together: for one conversation, for somebody, for one deed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, aliased

from storage.alarm_list import about
from storage.conversations import conversation_record
from storage.kinds import THERE, AnswerKind, Mode, Speaker
from storage.models import Answer, Conversation, Service, Staff, Turn
from storage.seen import seen
from storage.work_models import Work, WorkDeed, WorkDeedItem
from storage.work_records import Deed, DeedRecord, Left, MyItem, Step, WorkRecord

PREVIEW_CHARACTERS = 160
LEFT = "left"
"""In place of what a deed changed: why it left a conversation as it is (WORDS, or the deed before it)."""
WORDS = "words"
_READ: Mapping[str, Any] = {
    "assigned_to": UUID,
    "reviewed_by": UUID,
    "due_on": date.fromisoformat,
    "reviewed_at": datetime.fromisoformat,
}
"""How each field is read from JSON; all are written as text."""
_ASSIGNED, _REVIEWER = aliased(Staff), aliased(Staff)


def words_since_review() -> ColumnElement[bool]:
    """Of a row of work: the person said something after it was reviewed."""
    return (
        exists()
        .where(
            Turn.conversation_id == Work.conversation_id,
            Turn.speaker == Speaker.PERSON,
            Turn.mode != Mode.OPENED,
            Turn.at > Work.reviewed_at,
        )
        .correlate(Work)
    )


def work_of(session: Session, conversation_id: UUID) -> WorkRecord:
    """The work on a conversation, also if nobody did anything yet."""
    row = session.execute(_work().where(Work.conversation_id == conversation_id)).first()
    return _record(*row) if row else WorkRecord(conversation_id)


def items_of(session: Session, within: Collection[UUID], staff_id: UUID, limit: int) -> list[MyItem]:
    """What somebody is to see to, what is due first at the top."""
    mine = _work().add_columns(Conversation, Service)
    mine = mine.join(Conversation, Conversation.id == Work.conversation_id)
    mine = mine.join(Service, Service.id == Conversation.service_id)
    mine = mine.where(Work.assigned_to == staff_id, Conversation.service_id.in_(within))
    mine = mine.where(Conversation.id.not_in(about(staff_id)))
    mine = mine.where(Work.reviewed_at.is_(None) | words_since_review())
    mine = mine.order_by(Work.due_on.is_(None), Work.due_on, Conversation.last_at, Conversation.id)
    rows = session.execute(mine.limit(limit)).all()
    previews = _previews(session, [row[0].conversation_id for row in rows])
    return [
        MyItem(_record(*row[:4]), conversation_record(row[4], row[5]), previews.get(row[4].id, ""))
        for row in rows
    ]


def steps_of(session: Session, conversation_id: UUID, limit: int) -> list[Step]:
    """What was done with a conversation, newest first."""
    query = _steps().where(WorkDeedItem.conversation_id == conversation_id)
    rows = session.execute(query.order_by(WorkDeed.at.desc(), WorkDeedItem.version.desc()).limit(limit))
    return [_step(*row) for row in rows if LEFT not in row[1].after]


def later_step(
    session: Session, conversation_id: UUID, version: int, fields: Collection[str]
) -> tuple[UUID, Step] | None:
    """The last deed after a version that changed one of these fields, and what it did."""
    query = _steps().where(WorkDeedItem.conversation_id == conversation_id, WorkDeedItem.version > version)
    for deed, item, name in session.execute(query.order_by(WorkDeedItem.version.desc(), WorkDeed.at.desc())):
        if set(fields) & set(item.after):
            return deed.id, _step(deed, item, name)
    return None


def deed_record(session: Session, deed: WorkDeed, within: Collection[UUID]) -> DeedRecord | None:
    """A deed with what it did at these services; none if it did nothing there."""
    query = select(WorkDeedItem).join(Conversation, Conversation.id == WorkDeedItem.conversation_id)
    query = query.where(WorkDeedItem.deed_id == deed.id, Conversation.service_id.in_(within))
    items = session.scalars(query.order_by(WorkDeedItem.conversation_id)).all()
    if not items:
        return None
    done = [item for item in items if LEFT not in item.after]
    undone = session.scalar(select(WorkDeed.id).where(WorkDeed.undoes_id == deed.id)) is not None
    return DeedRecord(
        id=deed.id,
        act=deed.act,
        at=deed.at,
        after=read_fields(done[0].after) if done else {},
        done=tuple(item.conversation_id for item in done),
        left=_left(session, [item for item in items if LEFT in item.after]),
        can_undo=bool(done) and not undone and deed.act != Deed.UNDO,
    )


def write_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of fields as JSON takes them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value and str(value)
        for name, value in values.items()
    }


def read_fields(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The same as they were."""
    return {name: _READ[name](value) if value else None for name, value in kept.items() if name in _READ}


def _work() -> Select[Work, str, str, bool]:
    query = select(Work, _ASSIGNED.name, _REVIEWER.name, words_since_review())
    query = query.outerjoin(_ASSIGNED, _ASSIGNED.id == Work.assigned_to)
    return query.outerjoin(_REVIEWER, _REVIEWER.id == Work.reviewed_by)


def _record(row: Work, assigned: str | None, reviewer: str | None, words_since: object) -> WorkRecord:
    return WorkRecord(
        conversation_id=row.conversation_id,
        assigned_to=row.assigned_to,
        assigned_name=assigned,
        due_on=row.due_on,
        reviewed_at=row.reviewed_at,
        reviewed_name=reviewer,
        words_since=bool(words_since),
        version=row.version,
    )


def _previews(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The first words of each conversation."""
    query = select(Answer.conversation_id, Answer.text).where(
        Answer.conversation_id.in_(ids),
        Answer.kind != AnswerKind.SKIPPED,
        Answer.state.in_(THERE),
        seen(),
    )
    found: dict[UUID, str] = {}
    for conversation_id, text in session.execute(query.order_by(Answer.created_at)):
        found.setdefault(conversation_id, text[:PREVIEW_CHARACTERS])
    return found


def _steps() -> Select[WorkDeed, WorkDeedItem, str]:
    query = select(WorkDeed, WorkDeedItem, Staff.name)
    query = query.join(WorkDeedItem, WorkDeedItem.deed_id == WorkDeed.id)
    return query.join(Staff, Staff.id == WorkDeed.staff_id)


def _step(deed: WorkDeed, item: WorkDeedItem, name: str) -> Step:
    return Step(
        act=deed.act,
        staff_id=deed.staff_id,
        name=name,
        at=deed.at,
        before=read_fields(item.before),
        after=read_fields(item.after),
        version=item.version,
    )


def _left(session: Session, items: Sequence[WorkDeedItem]) -> tuple[Left, ...]:
    pairs = {(UUID(item.after[LEFT]), item.conversation_id) for item in items if item.after[LEFT] != WORDS}
    query = _steps().where(WorkDeed.id.in_({deed_id for deed_id, _ in pairs}))
    steps = {
        (deed.id, item.conversation_id): _step(deed, item, name)
        for deed, item, name in session.execute(query)
    }
    return tuple(
        Left(
            item.conversation_id,
            None if item.after[LEFT] == WORDS else steps[UUID(item.after[LEFT]), item.conversation_id],
        )
        for item in items
    )
