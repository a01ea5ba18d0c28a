"""What moves alarms on when nobody comes, and the messages that go out: all of it is in the database.

So it goes on where it was after the program was killed, and two programs never do the same thing at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.alarm_models import Alarm, AlarmMessage
from storage.alarm_records import OPEN, AlarmState, Deed, MessageState, Route, Telling
from storage.alarm_rows import begin, climb, lock_alarm, write
from storage.base import now, storable
from storage.concern_records import Urgency
from storage.engine import reading, writing
from storage.models import Alert, Service

LEASE = timedelta(minutes=2)
"""How long a message is left to the program that took it. After that it is sent again: twice is harmless."""
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 120, 300, 600, 1800))
"""Between one try and the next."""
CALL_WAITS = timedelta(minutes=5)
"""A call for help from a tablet that nobody takes for so long becomes an alarm."""
CALLS_FROM = timedelta(hours=12)
"""Older ones are left alone: they are from before there were alarms."""


@dataclass(frozen=True, slots=True)
class AlarmMessageRecord:
    """A message that is to go out now."""

    id: UUID
    alarm_id: UUID
    service: str
    who: str
    route: Route
    address: str
    kind: Telling
    drill: bool
    urgent: bool
    waiting_since: datetime


class AlarmClimbing:
    """Every step that time takes, and not a person."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def climb(self) -> int:
        """Let those climb for which nobody came in time, and raise one for each call that nobody took."""
        return self._raise_for_calls() + self._climb()

    def _climb(self) -> int:
        due = select(Alarm.id).where(Alarm.climbs_at <= now(), Alarm.state.in_(OPEN))
        with reading(self._engine) as session:
            found = session.scalars(due.order_by(Alarm.climbs_at).limit(100)).all()
        return sum(map(self._climb_one, found))

    def _climb_one(self, alarm_id: UUID) -> int:
        with writing(self._engine) as session:
            row = lock_alarm(session, alarm_id)
            if row is None or row.state not in OPEN or row.climbs_at is None or row.climbs_at > now():
                return 0  # somebody went, or another program was quicker
            climb(session, row)
            return 1

    def _raise_for_calls(self) -> int:
        mine = select(Alarm.id).where(Alarm.alert_id == Alert.id).exists()
        late = (Alert.at <= now() - CALL_WAITS, Alert.at >= now() - CALLS_FROM)
        alone = select(Alert.id).where(Alert.taken_at.is_(None), Alert.done_at.is_(None), *late, ~mine)
        with reading(self._engine) as session:
            found = session.scalars(alone.limit(100)).all()
        return sum(map(self._raise_for_call, found))

    def _raise_for_call(self, alert_id: UUID) -> int:
        with writing(self._engine) as session:
            alert = session.get(Alert, alert_id, with_for_update=True)
            known = session.scalar(select(Alarm.id).where(Alarm.alert_id == alert_id))
            if alert is None or alert.taken_at or known:
                return 0
            alarm = Alarm(id=uuid4(), service_id=alert.service_id, alert_id=alert.id)
            alarm.conversation_id, alarm.urgency = alert.conversation_id, Urgency.IMMEDIATE
            begin(session, alarm, [])
            return 1

    def take_message(self) -> AlarmMessageRecord | None:
        """The message that is due longest; nobody else gets it for the next `LEASE`."""
        with writing(self._engine) as session:
            due = select(AlarmMessage, Alarm, Service.name).join(Alarm, Alarm.id == AlarmMessage.alarm_id)
            due = due.join(Service, Service.id == Alarm.service_id)
            due = due.where(AlarmMessage.state == MessageState.WAITING, AlarmMessage.next_at <= now())
            due = due.order_by(AlarmMessage.next_at, AlarmMessage.id).limit(1)
            row = session.execute(due.with_for_update(skip_locked=True, of=AlarmMessage)).first()
            if row is None:
                return None
            message, alarm, service = row
            message.next_at, message.attempts = now() + LEASE, message.attempts + 1
            return _record(message, alarm, service)

    def has_message(self) -> bool:
        """Whether any is due: a look that writes nothing."""
        due = (AlarmMessage.state == MessageState.WAITING, AlarmMessage.next_at <= now())
        with reading(self._engine) as session:
            return session.scalar(select(AlarmMessage.id).where(*due).limit(1)) is not None

    def sent(self, message_id: UUID) -> None:
        """It went out."""
        with writing(self._engine) as session:
            message, alarm = _locked(session, message_id)
            message.state, message.sent_at, message.problem = MessageState.SENT, now(), ""
            note = "" if message.kind == Telling.NEEDED else "That somebody is going."
            write(session, alarm, Deed.SENT, who=message.who, route=message.route, note=note)

    def failed(self, message_id: UUID, problem: str) -> None:
        """It did not go out. It is tried again, longer and longer, then given up; both stand in the log."""
        with writing(self._engine) as session:
            message, alarm = _locked(session, message_id)
            tried_enough = message.attempts > len(WAITS) or alarm.state == AlarmState.DONE
            message.problem = storable(problem)[:200]
            message.state = MessageState.GIVEN_UP if tried_enough else MessageState.WAITING
            message.next_at = now() + WAITS[min(message.attempts, len(WAITS)) - 1]
            deed = Deed.GIVEN_UP if tried_enough else Deed.FAILED
            write(session, alarm, deed, who=message.who, route=message.route, note=message.problem)


def _locked(session: Session, message_id: UUID) -> tuple[AlarmMessage, Alarm]:
    message = session.get_one(AlarmMessage, message_id, with_for_update=True)
    return message, session.get_one(Alarm, message.alarm_id)


def _record(message: AlarmMessage, alarm: Alarm, service: str) -> AlarmMessageRecord:
    return AlarmMessageRecord(
        id=message.id,
        alarm_id=alarm.id,
        service=service,
        who=message.who,
        route=Route(message.route),
        address=message.address,
        kind=Telling(message.kind),
        drill=alarm.drill,
        urgent=alarm.urgency == Urgency.IMMEDIATE,
        waiting_since=alarm.at,
    )
