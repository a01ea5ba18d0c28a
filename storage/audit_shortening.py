"""What is taken out of the audit, so that the chain stays whole and it stands in it that something went."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.audit_chain import Head
from storage.audit_models import AuditEvent


def shorten(session: Session, before: datetime) -> tuple[Head | None, int]:
    """Take the oldest rows out, up to the first that is of `before` or later: the last one, and how many.

    The newest row of all stays, whatever its time: the next one follows on it.
    """
    row = AuditEvent
    first_kept = session.scalar(select(func.min(row.seq)).where(row.at >= before))
    newest = select(func.max(row.seq)).scalar_subquery()
    old = select(row.seq, row.digest).where(row.seq < newest).order_by(row.seq.desc()).limit(1)
    last = session.execute(old if first_kept is None else old.where(row.seq < first_kept)).first()
    if last is None:
        return None, 0
    gone = session.execute(delete(row).where(row.seq <= last.seq).returning(row.seq)).all()
    return Head(last.seq, last.digest), len(gone)


def empty(session: Session, ids: Collection[UUID]) -> list[int]:
    """Take the words out of what these rows were about: the places of those that had any.

    Whoever calls this adds an event EMPTIED for each place, in the same transaction.
    """
    row = AuditEvent
    mine = update(row).where(row.id.in_(ids), row.subject.is_not(None))
    gone = mine.values(subject=None, subject_salt=None).returning(row.seq)
    return sorted(session.scalars(gone))
