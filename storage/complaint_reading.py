"""Complaints as they are read by staff who are not named in them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from storage.complaint_models import Complaint, ComplaintEvent, ComplaintNamed
from storage.complaint_records import ComplaintEventRecord, ComplaintRecord
from storage.grant_models import Grant
from storage.models import Conversation, Person, Staff

_Owner, _Taker = aliased(Staff), aliased(Staff)

type ComplaintRows = Select[Complaint, str | None, str | None, str | None]


def seen_by(within: Collection[UUID], reader_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Of a complaint: it is there for this member of staff."""
    about_them = select(ComplaintNamed.complaint_id).where(ComplaintNamed.staff_id == reader_id)
    return Complaint.service_id.in_(within), Complaint.id.not_in(about_them)


def complaint_rows() -> ComplaintRows:
    """Complaints, with who complains, who sees to it and who wrote it down."""
    return (
        select(Complaint, Person.name, _Owner.name, _Taker.name)
        .outerjoin(Conversation, Conversation.id == Complaint.conversation_id)
        .outerjoin(Person, Person.id == Conversation.person_id)
        .outerjoin(_Owner, _Owner.id == Complaint.owner_id)
        .outerjoin(_Taker, _Taker.id == Complaint.taken_by)
    )


def named_staff(session: Session, ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Of each complaint whom it names: identifiers and names."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    mine = (
        select(ComplaintNamed.complaint_id, Staff.id, Staff.name)
        .join(Staff, Staff.id == ComplaintNamed.staff_id)
        .where(ComplaintNamed.complaint_id.in_(ids))
    )
    for complaint_id, staff_id, name in session.execute(mine.order_by(Staff.name)):
        found[complaint_id][staff_id] = name
    return found


def complaint_records(session: Session, rows: Sequence[Any]) -> list[ComplaintRecord]:
    """Rows as they travel, with who is named and what was done."""
    ids = [row[0].id for row in rows]
    named, logs = named_staff(session, ids), _logs(session, ids)
    return [_record(row, tuple(named[row[0].id].items()), tuple(logs[row[0].id])) for row in rows]


def _logs(session: Session, ids: Collection[UUID]) -> dict[UUID, list[ComplaintEventRecord]]:
    found: dict[UUID, list[ComplaintEventRecord]] = defaultdict(list)
    mine = (
        select(ComplaintEvent, Staff.name)
        .outerjoin(Staff, Staff.id == ComplaintEvent.staff_id)
        .where(ComplaintEvent.complaint_id.in_(ids))
    )
    for event, by in session.execute(mine.order_by(ComplaintEvent.at, ComplaintEvent.id)):
        found[event.complaint_id].append(ComplaintEventRecord(by, event.act, event.note, event.at))
    return found


def _record(
    found: Any, named: tuple[tuple[UUID, str], ...], log: tuple[ComplaintEventRecord, ...]
) -> ComplaintRecord:
    row, person, owner, taker = found
    return ComplaintRecord(
        id=row.id,
        service_id=row.service_id,
        conversation_id=row.conversation_id,
        answer_id=row.answer_id,
        audience=row.audience,
        who=person or row.who or None,
        words=row.words,
        state=row.state,
        at=row.at,
        acknowledged_at=row.acknowledged_at,
        answered_at=row.answered_at,
        owner_id=row.owner_id,
        owner=owner,
        taken_by=taker,
        named=named,
        version=row.version,
        log=log,
    )


def staff_of(session: Session, service_id: UUID) -> dict[UUID, str]:
    """Identifiers and names of the staff of a service, by name."""
    here = (Grant.service_id == service_id) | Grant.service_id.is_(None)
    mine = select(Staff.id, Staff.name).where(
        Staff.id.in_(select(Grant.staff_id).where(here)), Staff.disabled_at.is_(None)
    )
    found = session.execute(mine.order_by(Staff.name, Staff.id)).all()
    return {row[0]: row[1] for row in found}
