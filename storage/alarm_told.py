"""Who is really told of an alarm: for what the person hears, which has to be true."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.alarm_models import Alarm, AlarmMessage, Duty
from storage.alarm_records import OPEN, AlarmState, MessageState, Telling
from storage.models import Staff


@dataclass(frozen=True, slots=True)
class Told:
    """An alarm that was raised: how soon, and who is told of it by name."""

    urgency: str
    names: tuple[str, ...]


def whom(session: Session, alarm: Alarm | None, routes: Collection[str]) -> Told | None:
    """Who goes, or to whom a message goes out by one of these `routes`; None if there is nobody.

    Who only has a page of ours to look at is not called: nobody knows whether they look.
    """
    if alarm is None or alarm.state not in OPEN:
        return None
    session.flush()
    names = _who_goes(session, alarm) if alarm.state == AlarmState.GOING else _called(session, alarm, routes)
    return Told(alarm.urgency, names) if names else None


def _who_goes(session: Session, alarm: Alarm) -> tuple[str, ...]:
    if str(alarm.taken_by) in alarm.kept_from:
        return ()
    return tuple(session.scalars(select(Staff.name).where(Staff.id == alarm.taken_by)))


def _called(session: Session, alarm: Alarm, routes: Collection[str]) -> tuple[str, ...]:
    on_their_way = (MessageState.WAITING, MessageState.SENT)
    mine = select(Duty.id, AlarmMessage.who).join(Duty, Duty.id == AlarmMessage.duty_id)
    mine = mine.where(AlarmMessage.alarm_id == alarm.id, Duty.rung == alarm.rung)
    mine = mine.where(AlarmMessage.kind == Telling.NEEDED, AlarmMessage.state.in_(on_their_way))
    mine = mine.where(AlarmMessage.route.in_(routes)).order_by(Duty.name, Duty.id)
    kept = set(alarm.kept_from)
    return tuple(dict.fromkeys(who for line, who in session.execute(mine) if str(line) not in kept))
