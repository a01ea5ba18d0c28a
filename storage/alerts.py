"""Calls for help from a tablet: raised once, taken by somebody, done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from storage.alarm_taking import follow_call
from storage.base import now
from storage.devices import lock_device
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.models import Alert, Conversation, Device, Person, Staff

SHOWN_DAYS = 7
"""How long an alert that is done with stays on the list."""


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """One call for help."""

    id: UUID
    place: str | None
    """Where the tablet is."""
    person: str | None
    conversation_id: UUID | None
    at: datetime
    taken_at: datetime | None
    taken_by: str | None
    """The name of who is going."""
    done_at: datetime | None


class Alerts:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def call(
        self,
        alert_id: UUID,
        device_id: UUID,
        person_id: UUID | None = None,
        conversation_id: UUID | None = None,
        at: datetime | None = None,
    ) -> AlertRecord:
        """Somebody asks for help; `at` if that was earlier. The same alert again is the same alert.

        A person or a conversation that has not reached us yet is left out: the call counts all the same.
        Raises StorageError("unknown") if there is no such tablet.
        """
        with writing(self._engine) as session:
            device = lock_device(session, device_id)  # or the same call twice at once would be two
            if session.get(Alert, alert_id) is None:
                talk = session.get(Conversation, conversation_id) if conversation_id else None
                person = session.get(Person, person_id) if person_id else None
                session.add(
                    Alert(
                        id=alert_id,
                        service_id=device.service_id,
                        device_id=device_id,
                        person_id=person.id if person and person.service_id == device.service_id else None,
                        conversation_id=talk.id if talk and talk.service_id == device.service_id else None,
                        at=min(at, now()) if at else now(),
                    )
                )
                session.flush()
            return _one(session, alert_id)

    def get(self, within: Collection[UUID], alert_id: UUID) -> AlertRecord | None:
        """One of them."""
        with reading(self._engine) as session:
            row = session.execute(_alerts(within).where(Alert.id == alert_id)).first()
            return _record(*row) if row else None

    def open(self, within: Collection[UUID]) -> list[AlertRecord]:
        """Those that are not done with, longest waiting first."""
        with reading(self._engine) as session:
            waiting = _alerts(within).where(Alert.done_at.is_(None)).order_by(Alert.at, Alert.id)
            return [_record(*row) for row in session.execute(waiting)]

    def lately(self, within: Collection[UUID]) -> list[AlertRecord]:
        """Those that were done with in the last days, newest first."""
        with reading(self._engine) as session:
            recent = Alert.done_at > now() - timedelta(days=SHOWN_DAYS)
            rows = session.execute(_alerts(within).where(recent).order_by(Alert.at.desc()).limit(100))
            return [_record(*row) for row in rows]

    def take(self, within: Collection[UUID], alert_id: UUID, staff_id: UUID) -> AlertRecord:
        """Somebody is going. Who was first stays. Raises StorageError("unknown")."""
        with writing(self._engine) as session:
            alert = _row(session, within, alert_id)
            if alert.taken_at is None:
                alert.taken_at, alert.taken_by = now(), staff_id
            follow_call(session, alert, staff_id)
            session.flush()
            return _one(session, alert_id)

    def finish(self, within: Collection[UUID], alert_id: UUID, staff_id: UUID) -> AlertRecord:
        """It is done with. Raises StorageError("unknown")."""
        with writing(self._engine) as session:
            alert = _row(session, within, alert_id)
            if alert.taken_at is None:
                alert.taken_at, alert.taken_by = now(), staff_id
            alert.done_at = alert.done_at or now()
            follow_call(session, alert, staff_id)
            session.flush()
            return _one(session, alert_id)


def _alerts(within: Collection[UUID]) -> Select[Alert, str | None, str | None, str | None]:
    return _all().where(Alert.service_id.in_(within))


def _all() -> Select[Alert, str | None, str | None, str | None]:
    return (
        select(Alert, Device.name, Person.name, Staff.name)
        .outerjoin(Device, Device.id == Alert.device_id)
        .outerjoin(Person, Person.id == Alert.person_id)
        .outerjoin(Staff, Staff.id == Alert.taken_by)
    )


def _one(session: Session, alert_id: UUID) -> AlertRecord:
    return _record(*session.execute(_all().where(Alert.id == alert_id)).one())


def _row(session: Session, within: Collection[UUID], alert_id: UUID) -> Alert:
    alert = session.get(Alert, alert_id, with_for_update=True)
    if alert is None or alert.service_id not in within:
        raise StorageError("unknown", "There is no such alert.")
    return alert


def _record(alert: Alert, place: str | None, person: str | None, taken_by: str | None) -> AlertRecord:
    return AlertRecord(
        id=alert.id,
        place=place,
        person=person,
        conversation_id=alert.conversation_id,
        at=alert.at,
        taken_at=alert.taken_at,
        taken_by=taken_by,
        done_at=alert.done_at,
    )
