"""Alarms: raised for a concern, climbing until somebody goes, done with what was done."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from storage.alarm_models import Alarm, AlarmEvent
from storage.alarm_records import OPEN, AlarmEventRecord, AlarmRecord, Deed
from storage.alarm_rows import raise_alarm
from storage.concern_models import Concern
from storage.engine import reading, writing
from storage.models import Staff

MOST_SHOWN = 50


class Alarms:
    """Every read and write of them. `staff_id`: who looks; what names them is not there for them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def raise_for(self, concern_id: UUID) -> AlarmRecord | None:
        """The alarm of a concern, raised unless it was; None if there is no such concern.

        It is raised in the same transaction as the concern, so this mostly finds it. `told` says who was
        told; without anybody in it, it stands on the pages of staff and nobody was called.
        """
        with writing(self._engine) as session:
            concern = session.get(Concern, concern_id, with_for_update=True)
            if concern is None:
                return None
            return record(session, raise_alarm(session, concern))

    def of_answer(self, answer_id: UUID) -> AlarmRecord | None:
        """The newest open alarm of an answer: for what is said to the person."""
        with reading(self._engine) as session:
            mine = select(Alarm).join(Concern, Concern.id == Alarm.concern_id)
            mine = mine.where(Concern.answer_id == answer_id, Alarm.state.in_(OPEN))
            found = session.scalar(mine.order_by(Alarm.at.desc()).limit(1))
            return record(session, found) if found else None

    def open(self, within: Collection[UUID], staff_id: UUID) -> list[AlarmRecord]:
        """Those that are not done, what cannot wait first, then longest waiting."""
        with reading(self._engine) as session:
            waiting = select(Alarm).where(Alarm.service_id.in_(within), Alarm.state.in_(OPEN))
            urgent_first = waiting.order_by(Alarm.urgency, Alarm.at, Alarm.id)  # immediate before soon
            return _for(staff_id, records(session, urgent_first.limit(MOST_SHOWN)))

    def get(self, within: Collection[UUID], staff_id: UUID, alarm_id: UUID) -> AlarmRecord | None:
        """One of them with its log."""
        with reading(self._engine) as session:
            mine = select(Alarm).where(Alarm.service_id.in_(within), Alarm.id == alarm_id)
            return next(iter(_for(staff_id, records(session, mine))), None)


def _for(staff_id: UUID, found: Iterable[AlarmRecord]) -> list[AlarmRecord]:
    return [each for each in found if staff_id not in each.kept_from]


def record(session: Session, alarm: Alarm) -> AlarmRecord:
    """An alarm as it travels."""
    session.flush()
    return next(iter(records(session, select(Alarm).where(Alarm.id == alarm.id))))


def records(session: Session, query: Select[Alarm]) -> list[AlarmRecord]:
    """Alarms as they travel, with who takes them and their logs."""
    rows = session.scalars(query).all()
    logs = _logs(session, [row.id for row in rows])
    takers = {row.taken_by for row in rows if row.taken_by}
    names = dict(session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(takers))).tuples().all())
    return [_record(row, names.get(row.taken_by) if row.taken_by else None, logs[row.id]) for row in rows]


def _logs(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[AlarmEventRecord]]:
    found: dict[UUID, list[AlarmEventRecord]] = defaultdict(list)
    mine = select(AlarmEvent).where(AlarmEvent.alarm_id.in_(ids)).order_by(AlarmEvent.id)
    for row in session.scalars(mine):
        found[row.alarm_id].append(AlarmEventRecord(row.at, row.deed, row.who, row.route, row.note))
    return found


def _record(row: Alarm, taken_by: str | None, log: Sequence[AlarmEventRecord]) -> AlarmRecord:
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
        taken_by=taken_by,
        taken_at=row.taken_at,
        done_at=row.done_at,
        reply_id=row.reply_id,
        told_at=row.told_at,
        version=row.version,
        kept_from=frozenset(UUID(each) for each in row.kept_from),
        log=tuple(log),
    )
