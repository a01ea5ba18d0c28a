"""Alarms as they travel, read from their rows with their logs and with what the person was told."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, not_, or_, select
from sqlalchemy.orm import Session, aliased

from storage.alarm_leads import apart
from storage.alarm_models import Alarm, AlarmEvent
from storage.alarm_records import AlarmEventRecord, AlarmRecord, AlarmState, Deed
from storage.change_models import Reply
from storage.models import Staff

_OTHER = aliased(Alarm)

type Rows = Select[Alarm, str | None, datetime | None, bool]


def rows() -> Rows:
    """Alarms with who is going, and when what was written back reached the person."""
    return (
        select(Alarm, Staff.name, Reply.told_at, apart())
        .outerjoin(Staff, Staff.id == Alarm.taken_by)
        .outerjoin(Reply, Reply.id == Alarm.reply_id)
    )


def names(staff_id: UUID, alarm: type[Alarm] = Alarm) -> ColumnElement[bool]:
    """Whether the words that an alarm is about name this member of staff."""
    return cast(alarm.kept_from, String).contains(f'"{staff_id}"', autoescape=True)


def about(staff_id: UUID, within: Collection[UUID] | None = None) -> Select[UUID | None]:
    """Conversations in which somebody may be unsafe by their own words, and which name this member of staff.

    Those are not theirs to read. `within`: services, or everywhere.
    """
    mine = select(_OTHER.conversation_id).where(_OTHER.conversation_id.is_not(None), names(staff_id, _OTHER))
    return mine if within is None else mine.where(_OTHER.service_id.in_(within))


def visible_to(staff_id: UUID, leads: Collection[UUID]) -> ColumnElement[bool]:
    """Whether they may know of it. `leads`: services where they see to people's safety.

    What was said without a name is there for those alone.
    """
    elsewhere = or_(Alarm.conversation_id.is_(None), Alarm.conversation_id.not_in(about(staff_id)))
    return and_(not_(names(staff_id)), elsewhere, or_(Alarm.service_id.in_(leads), not_(apart())))


def record(session: Session, alarm_id: UUID) -> AlarmRecord:
    """One of them, as it is in this transaction."""
    session.flush()
    (found,) = records(session, rows().where(Alarm.id == alarm_id))
    return found


def records(session: Session, query: Rows) -> list[AlarmRecord]:
    """All of a query, in its order."""
    found = session.execute(query).all()
    logs = _logs(session, [row[0].id for row in found])
    return [_record(*row, log=logs[row[0].id]) for row in found]


def _logs(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[AlarmEventRecord]]:
    found: dict[UUID, list[AlarmEventRecord]] = defaultdict(list)
    mine = select(AlarmEvent).where(AlarmEvent.alarm_id.in_(ids)).order_by(AlarmEvent.id)
    for row in session.scalars(mine):
        found[row.alarm_id].append(AlarmEventRecord(row.at, row.deed, row.who, row.route, row.note))
    return found


def _record(
    row: Alarm,
    taken_by: str | None,
    reached_at: datetime | None,
    without_a_name: bool,  # noqa: FBT001 (a row of the query)
    *,
    log: Sequence[AlarmEventRecord],
) -> AlarmRecord:
    is_anybodys = row.state != AlarmState.RAISED  # who went, and from whom nothing was heard, goes no more
    return AlarmRecord(
        id=row.id,
        service_id=row.service_id,
        concern_id=row.concern_id,
        alert_id=row.alert_id,
        conversation_id=row.conversation_id,
        urgency=row.urgency,
        drill=row.drill,
        at=row.at,
        state=row.state,
        rung=row.rung,
        climbs_at=row.climbs_at,
        told=tuple(dict.fromkeys(each.who for each in log if each.deed == Deed.TELLING)),
        taken_by=taken_by if is_anybodys else None,
        taken_at=row.taken_at if is_anybodys else None,
        done_at=row.done_at,
        reply_id=row.reply_id,
        told_at=row.told_at or reached_at,
        version=row.version,
        nameless=without_a_name,
        kept_from=frozenset(UUID(each) for each in row.kept_from),
        log=tuple(log),
    )
