"""What is taken out of the audit, so that the chain stays whole and it stands in it that something went."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.audit_chain import Head
from storage.audit_models import AuditEvent


def shorten(session: Session, which: ColumnElement[bool]) -> tuple[Head | None, int]:
    """Take these rows out, and all that are older: the last one, and how many they were.

    Whoever calls this adds an event SHORTENED for that, in the same transaction.
    """
    row = AuditEvent
    last = session.execute(select(row.seq, row.digest).where(which).order_by(row.seq.desc()).limit(1)).first()
    if last is None:
        return None, 0
    gone = session.execute(delete(row).where(row.seq <= last.seq).returning(row.seq)).all()
    return Head(last.seq, last.digest), len(gone)


def oldest(before: datetime, kept: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Of a row: it is one of the oldest, before the first that is of `before` or later, or that is `kept`.

    The newest row of all stays, whatever its time: the next one follows on it.
    """
    row, other = AuditEvent, aliased(AuditEvent)
    newest = select(func.max(other.seq)).scalar_subquery()
    stays = row.at >= before if kept is None else or_(row.at >= before, kept)
    first = select(func.min(row.seq)).where(stays).correlate(None).scalar_subquery()
    return and_(row.seq < newest, row.seq < func.coalesce(first, newest))


def empty(session: Session, ids: Collection[UUID]) -> list[int]:
    """Take the words out of what these rows were about: the places of those that had any.

    Whoever calls this adds an event EMPTIED for each place, in the same transaction.
    """
    row = AuditEvent
    mine = update(row).where(row.id.in_(ids), row.subject.is_not(None))
    gone = mine.values(subject=None, subject_salt=None).returning(row.seq)
    return sorted(session.scalars(gone))
