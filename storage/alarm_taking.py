"""Somebody goes, and writes what was done: an alarm and what it is about move together."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.alarm_models import Alarm, AlarmEvent, Duty
from storage.alarm_records import OPEN, AlarmState, Deed, Route, Telling
from storage.alarm_rows import going_until, post, settle, write
from storage.base import now
from storage.concern_models import Concern, ConcernEvent
from storage.concern_records import OPEN as OPEN_CONCERNS
from storage.concern_records import ConcernState
from storage.models import Alert, Staff


def go(session: Session, alarm: Alarm, staff_id: UUID) -> None:
    """Somebody says "I am going". Who was first stays the one, until it climbs again."""
    if alarm.state != AlarmState.RAISED:
        return
    alarm.state, alarm.taken_by, alarm.taken_at = AlarmState.GOING, staff_id, now()
    alarm.climbs_at, alarm.version = going_until(session, alarm), alarm.version + 1
    write(session, alarm, Deed.GOING, staff_id=staff_id, who=_name(session, staff_id))
    settle(session, alarm)
    _let_the_others_rest(session, alarm, staff_id)
    _look_at_the_concern(session, alarm, staff_id)
    alert = session.get(Alert, alarm.alert_id) if alarm.alert_id else None
    if alert and alert.taken_at is None:
        alert.taken_at, alert.taken_by = now(), staff_id


def end(session: Session, alarm: Alarm, staff_id: UUID, note: str) -> None:
    """It is done, with what was done."""
    if alarm.state not in OPEN:
        return
    go(session, alarm, staff_id)
    alarm.state, alarm.done_at, alarm.climbs_at = AlarmState.DONE, now(), None
    alarm.version += 1
    write(session, alarm, Deed.DONE, staff_id=staff_id, who=_name(session, staff_id), note=note)
    settle(session, alarm)
    alert = session.get(Alert, alarm.alert_id) if alarm.alert_id else None
    if alert:
        alert.done_at = alert.done_at or now()


def follow_concern(session: Session, concern: Concern, staff_id: UUID, note: str) -> None:
    """Somebody decided on a concern: its alarm is theirs, or done."""
    alarm = session.scalar(select(Alarm).where(Alarm.concern_id == concern.id).with_for_update())
    if alarm is None:
        return
    if concern.state in OPEN_CONCERNS:
        go(session, alarm, staff_id)
    else:
        end(session, alarm, staff_id, note)


def follow_call(session: Session, alert: Alert, staff_id: UUID) -> None:
    """Somebody goes to a call for help, or has been there: so its alarm is theirs, or done."""
    alarm = session.scalar(select(Alarm).where(Alarm.alert_id == alert.id).with_for_update())
    if alarm is None:
        return
    if alert.done_at:
        end(session, alarm, staff_id, "They were there, and pressed that it is done.")
    else:
        go(session, alarm, staff_id)


def is_kept_from(session: Session, conversation_id: UUID, staff_id: UUID) -> bool:
    """Whether an alarm of this talk names somebody: then nothing of it is theirs to see or to decide."""
    kept = session.scalars(select(Alarm.kept_from).where(Alarm.conversation_id == conversation_id))
    return any(str(staff_id) in each for each in kept)


def close_concern(session: Session, alarm: Alarm, staff_id: UUID, note: str) -> None:
    """The concern of an alarm was seen to, as somebody says who may decide on it."""
    concern = session.get(Concern, alarm.concern_id, with_for_update=True) if alarm.concern_id else None
    if concern and concern.state in OPEN_CONCERNS:
        _move(session, concern, staff_id, ConcernState.DONE, note)


def _look_at_the_concern(session: Session, alarm: Alarm, staff_id: UUID) -> None:
    concern = session.get(Concern, alarm.concern_id, with_for_update=True) if alarm.concern_id else None
    if concern and concern.state == ConcernState.NEW:
        _move(session, concern, staff_id, ConcernState.SEEN, "")


def _move(session: Session, concern: Concern, staff_id: UUID, state: ConcernState, note: str) -> None:
    if concern.seen_by is None:
        concern.seen_by, concern.seen_at = staff_id, now()
    concern.state, concern.version = state, concern.version + 1
    session.add(ConcernEvent(concern_id=concern.id, staff_id=staff_id, state=state, note=note))


def _let_the_others_rest(session: Session, alarm: Alarm, staff_id: UUID) -> None:
    """Who was told by a message is told that somebody goes, and not who or what."""
    told = select(AlarmEvent.who).where(AlarmEvent.alarm_id == alarm.id, AlarmEvent.deed == Deed.SENT)
    names = set(session.scalars(told))
    lines = select(Duty).where(Duty.service_id == alarm.service_id, Duty.removed_at.is_(None))
    for duty in session.scalars(lines.where(Duty.name.in_(names))):
        if duty.staff_id == staff_id or str(duty.id) in alarm.kept_from:
            continue
        for route, address in ((Route.EMAIL, duty.email), (Route.PUSH, duty.push)):
            if address:
                post(session, alarm, duty, route, address, Telling.TAKEN)


def _name(session: Session, staff_id: UUID) -> str:
    return session.scalar(select(Staff.name).where(Staff.id == staff_id)) or ""
