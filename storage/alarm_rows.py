"""Alarms as rows: raised with what they are about, climbing, and whom each step tells.

Everything here is part of the caller's transaction: a concern is never kept without its alarm.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.alarm_leads import for_leads_alone, is_lead
from storage.alarm_models import Alarm, AlarmClock, AlarmEvent, AlarmMessage, Duty
from storage.alarm_names import named
from storage.alarm_records import OPEN, AlarmState, Deed, MessageState, Route, Rung, Telling
from storage.base import now
from storage.concern_models import Concern
from storage.concern_records import Urgency
from storage.duty_hours import after_working, on_duty
from storage.grant_models import Grant
from storage.kinds import Speaker
from storage.models import Alert, Conversation, Staff, Turn

DEFAULT_CLOCK = {
    "second_minutes": 15,
    "manager_minutes": 60,
    "soon_minutes": 240,
    "going_minutes": 120,
    "work_from": "08:00",
    "work_to": "20:00",
}
"""How long an alarm waits where nobody chose otherwise."""


def raise_alarm(session: Session, concern: Concern) -> Alarm:
    """The alarm of a concern; if it has one, brought up to date: the same again is the same one."""
    words = [concern.words, *_said(session, concern.conversation_id)]
    others = select(Alarm).where(Alarm.conversation_id == concern.conversation_id, Alarm.state.in_(OPEN))
    for other in session.scalars(others).all():
        _keep_from(session, other, words)
    known = session.scalar(select(Alarm).where(Alarm.concern_id == concern.id))
    if known is not None:
        _keep_from(session, known, words)
        _sharpen(session, known, concern.urgency)
        return known
    alarm = Alarm(
        id=uuid4(),
        service_id=concern.service_id,
        concern_id=concern.id,
        conversation_id=concern.conversation_id,
        urgency=concern.urgency,
    )
    return begin(session, alarm, words)


def call_person(session: Session, conversation: Conversation, urgency: Urgency) -> Alarm | None:
    """Somebody asks for a person in a talk: one alarm, also if they ask again, or were unsafe before.

    None while a call for help from their tablet is open: that becomes an alarm by itself.
    """
    mine = select(Alarm).where(Alarm.conversation_id == conversation.id, Alarm.state.in_(OPEN))
    known = session.scalar(mine.order_by(Alarm.urgency, Alarm.at).limit(1))
    if known is not None:
        _keep_from(session, known, _said(session, conversation.id))
        _sharpen(session, known, urgency)
        return known
    calling = select(Alert.id).where(Alert.conversation_id == conversation.id, Alert.done_at.is_(None))
    if session.scalar(calling.limit(1)):
        return None
    alarm = Alarm(id=uuid4(), service_id=conversation.service_id, conversation_id=conversation.id)
    alarm.urgency = urgency
    return begin(session, alarm, _said(session, conversation.id))


def keep_to_leads(session: Session, answer_id: UUID) -> None:
    """The person said this without their name after all: nobody else is told any more."""
    mine = select(Alarm).join(Concern, Concern.id == Alarm.concern_id)
    for alarm in session.scalars(mine.where(Concern.answer_id == answer_id, Alarm.state.in_(OPEN))):
        waiting = select(AlarmMessage, Duty).join(Duty, Duty.id == AlarmMessage.duty_id)
        waiting = waiting.where(AlarmMessage.alarm_id == alarm.id, AlarmMessage.kind == Telling.NEEDED)
        there = [
            (message, is_lead(session, duty, alarm.service_id), duty)
            for message, duty in session.execute(waiting)
        ]
        for message, leads, _ in there:
            if not leads and message.state == MessageState.WAITING:
                message.state, message.problem = MessageState.GIVEN_UP, "It was said without a name."
        on_this_rung = [leads for _, leads, duty in there if duty.rung == alarm.rung]
        if alarm.state == AlarmState.RAISED and on_this_rung and not any(on_this_rung):
            tell_next(session, alarm, alarm.rung)


def begin(session: Session, alarm: Alarm, words: Sequence[str]) -> Alarm:
    """Raise it: the first people on duty whom the words do not name are told."""
    alarm.state, alarm.rung, alarm.climbs, alarm.at = AlarmState.RAISED, Rung.FIRST, 0, now()
    alarm.version, alarm.kept_from, alarm.pace = 0, [], alarm.pace or 1.0
    session.add(alarm)
    session.flush()
    write(session, alarm, Deed.RAISED)
    _keep_from(session, alarm, words)
    tell_next(session, alarm, Rung.FIRST)
    return alarm


def lock_alarm(session: Session, alarm_id: UUID) -> Alarm | None:
    """One of them. What it is about is locked first, as everywhere: or two would wait for each other."""
    whose = select(Alarm.concern_id, Alarm.alert_id).where(Alarm.id == alarm_id)
    for concern_id, alert_id in session.execute(whose):
        if concern_id:
            session.get(Concern, concern_id, with_for_update=True)
        if alert_id:
            session.get(Alert, alert_id, with_for_update=True)
    return session.get(Alarm, alarm_id, with_for_update=True)


def climb(session: Session, alarm: Alarm) -> None:
    """Nobody came in time: the next people are told. On the last rung they are told again and again.

    Whoever said that they go to a call for help does not go any more: the person is not told that they come.
    """
    alarm.climbs += 1
    alarm.version += 1
    write(session, alarm, Deed.CLIMBED)
    alarm.state = AlarmState.RAISED
    if alarm.alert_id:
        alert = session.get_one(Alert, alarm.alert_id)
        alert.taken_at = alert.taken_by = None
    tell_next(session, alarm, min(alarm.rung + 1, Rung.OUTSIDE))


def tell_next(session: Session, alarm: Alarm, rung: int) -> None:
    """Tell those of this rung, or of the first one above it where anybody is; else those below."""
    alarm.climbs_at = _climbs_at(session, alarm)
    duties = [each for each in _duties(session, alarm) if str(each.id) not in alarm.kept_from]
    if for_leads_alone(session, alarm):
        duties = [each for each in duties if is_lead(session, each, alarm.service_id)]
    upwards = [*range(rung, Rung.OUTSIDE + 1), *range(rung - 1, Rung.FIRST - 1, -1)]
    for each in upwards:
        there = [duty for duty in duties if duty.rung == each]
        if there:
            alarm.rung = each
            _tell(session, alarm, there)
            return
    alarm.rung = rung
    write(session, alarm, Deed.NOBODY)


def settle(session: Session, alarm: Alarm) -> None:
    """Somebody is going, or it is done: messages that did not go out yet stay here."""
    waiting = select(AlarmMessage).where(
        AlarmMessage.alarm_id == alarm.id, AlarmMessage.state == MessageState.WAITING
    )
    for each in session.scalars(waiting):
        each.state, each.problem = MessageState.GIVEN_UP, "Somebody went before it was sent."


def write(  # noqa: PLR0913 (what a line of the log is)
    session: Session,
    alarm: Alarm,
    deed: Deed,
    *,
    staff_id: UUID | None = None,
    who: str = "",
    route: str = "",
    note: str = "",
) -> None:
    """A line of the log."""
    session.add(
        AlarmEvent(alarm_id=alarm.id, at=now(), deed=deed, staff_id=staff_id, who=who, route=route, note=note)
    )
    session.flush()  # in the order in which it happened


def clock_of(session: Session, service_id: UUID) -> AlarmClock:
    """How long alarms wait at a service."""
    return session.get(AlarmClock, service_id) or AlarmClock(
        service_id=service_id, version=0, **DEFAULT_CLOCK
    )


def going_until(session: Session, alarm: Alarm) -> datetime:
    """Until when it is to be done once somebody is going."""
    clock = clock_of(session, alarm.service_id)
    minutes = clock.going_minutes * alarm.pace
    if alarm.urgency == Urgency.IMMEDIATE:
        return now() + timedelta(minutes=minutes)
    return after_working(now(), minutes * 4, clock.work_from, clock.work_to)


def _climbs_at(session: Session, alarm: Alarm) -> datetime:
    clock = clock_of(session, alarm.service_id)
    if alarm.urgency != Urgency.IMMEDIATE:
        return after_working(now(), clock.soon_minutes * alarm.pace, clock.work_from, clock.work_to)
    later = max(clock.manager_minutes - clock.second_minutes, 1)
    minutes = clock.second_minutes if alarm.climbs == 0 else later
    return now() + timedelta(minutes=minutes * alarm.pace)


def _duties(session: Session, alarm: Alarm) -> list[Duty]:
    """Who is on duty at this moment."""
    there = select(Duty).where(Duty.service_id == alarm.service_id, Duty.removed_at.is_(None))
    rows = session.scalars(there.order_by(Duty.rung, Duty.name, Duty.id))
    return [each for each in rows if on_duty(each.days, each.starts, each.ends, now())]


def _tell(session: Session, alarm: Alarm, duties: Iterable[Duty]) -> None:
    for duty in duties:
        write(session, alarm, Deed.TELLING, staff_id=duty.staff_id, who=duty.name, route=Route.SCREEN)
        for route, address in ((Route.EMAIL, duty.email), (Route.PUSH, duty.push)):
            if address:
                post(session, alarm, duty, route, address, Telling.NEEDED)


def post(  # noqa: PLR0913, PLR0917 (what a message is)
    session: Session, alarm: Alarm, duty: Duty, route: Route, address: str, kind: Telling
) -> None:
    """A message that goes out as soon as this is kept."""
    message = AlarmMessage(
        id=uuid4(), alarm_id=alarm.id, duty_id=duty.id, who=duty.name, route=route, address=address
    )
    message.kind, message.state, message.next_at = kind, MessageState.WAITING, now()
    session.add(message)


def _said(session: Session, conversation_id: UUID) -> list[str]:
    """What the person said in this talk: who did it often stands in the sentence before."""
    theirs = (Turn.conversation_id == conversation_id, Turn.speaker == Speaker.PERSON)
    return list(session.scalars(select(Turn.text).where(*theirs)))


def _keep_from(session: Session, alarm: Alarm, words: Sequence[str]) -> None:
    """Nobody whom the words name is told, by none of their lines. Once kept from it, always kept from it."""
    known = set(alarm.kept_from)
    kept, called = set(known), dict[str, str]()
    posts = select(Grant.staff_id).where((Grant.service_id == alarm.service_id) | Grant.service_id.is_(None))
    for staff in session.scalars(select(Staff).where(Staff.id.in_(posts))):
        if named(words, staff.name):
            kept.add(str(staff.id))
            called[str(staff.id)] = staff.name
    lines = session.scalars(
        select(Duty).where(Duty.service_id == alarm.service_id, Duty.removed_at.is_(None))
    ).all()
    for line in lines:
        if named(words, line.name, line.also_called):
            kept |= {str(each) for each in (line.id, line.staff_id) if each}
            called[str(line.staff_id or line.id)] = line.name
    kept |= {str(line.id) for line in lines if line.staff_id and str(line.staff_id) in kept}
    if kept != known:
        alarm.kept_from = sorted(kept)
        for identifier, name in sorted(called.items()):
            if identifier not in known:
                write(session, alarm, Deed.KEPT_FROM, who=name)


def _sharpen(session: Session, alarm: Alarm, urgency: str) -> None:
    """What could wait cannot wait any more."""
    if urgency != Urgency.IMMEDIATE or alarm.urgency == Urgency.IMMEDIATE or alarm.state not in OPEN:
        return
    alarm.urgency, alarm.version = Urgency.IMMEDIATE, alarm.version + 1
    write(session, alarm, Deed.SHARPENED)
    if alarm.state == AlarmState.RAISED:
        tell_next(session, alarm, alarm.rung)
