"""The duty list: who is told of an alarm at a service, when, by which way; and how long an alarm waits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.alarm_models import AlarmClock, Duty
from storage.alarm_records import Rung
from storage.alarm_rows import clock_of
from storage.base import now, storable
from storage.duty_hours import is_clock, on_duty
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.models import Service, Staff

MOST_LINES = 100
MOST_LETTERS = 300
"""Of a name, an address or how somebody is called."""
_MINUTES = {"second_minutes": 1, "manager_minutes": 2, "soon_minutes": 5, "going_minutes": 5}
"""The least of each."""
MOST_MINUTES = 10_080


@dataclass(frozen=True, slots=True)
class DutyRecord:
    """A line of the list."""

    service_id: UUID
    name: str
    rung: Rung
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    """0 for Monday: the days on which their hours begin."""
    starts: str = "00:00"
    ends: str = "00:00"
    """The same as `starts`: the whole day and night."""
    email: str = ""
    push: str = ""
    also_called: str = ""
    """How people speak of them besides, with commas between."""
    staff_id: UUID | None = None
    id: UUID | None = None
    version: int = 0
    on_duty: bool = False
    """Just now."""


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """How long alarms wait at a service, in minutes; those that can wait a little count from and to hours."""

    service_id: UUID
    second_minutes: int
    manager_minutes: int
    soon_minutes: int
    going_minutes: int
    work_from: str
    work_to: str
    version: int = 0


class Duties:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, within: Collection[UUID]) -> list[DutyRecord]:
        """Every line, in the order in which people are told."""
        with reading(self._engine) as session:
            here = select(Duty).where(Duty.service_id.in_(within), Duty.removed_at.is_(None))
            return [_record(row) for row in session.scalars(here.order_by(Duty.rung, Duty.name, Duty.id))]

    def write(self, within: Collection[UUID], duty: DutyRecord) -> DutyRecord | None:
        """A new line, or another version of one; None if it, or its service, is not within.

        A new one with the `id` of one that is there is that one. Raises StorageError("unusable") with what
        to write, ("changed") if somebody changed it meanwhile.
        """
        fields = _fields(duty)
        with writing(self._engine) as session:
            service = session.get(Service, duty.service_id, with_for_update=True)
            if service is None or duty.service_id not in within:
                return None
            if duty.staff_id and session.get(Staff, duty.staff_id) is None:
                raise StorageError("unusable", "There is no such account. Choose another, or none.")
            row = session.get(Duty, duty.id, with_for_update=True) if duty.id else None
            if row is not None and row.service_id not in within:
                return None
            if row is not None and (row.version != duty.version or row.removed_at):
                raise StorageError(
                    "changed", "Somebody changed this line meanwhile. Look, then send it again."
                )
            if row is None:
                _require_room(session, duty.service_id)
                row = Duty(id=duty.id or uuid4(), service_id=duty.service_id, version=-1)
                session.add(row)
            for name, value in fields.items():
                setattr(row, name, value)
            row.version += 1
            session.flush()
            return _record(row)

    def remove(self, within: Collection[UUID], duty_id: UUID) -> bool:
        """They are told no more. False if there is no such line."""
        with writing(self._engine) as session:
            row = session.get(Duty, duty_id, with_for_update=True)
            if row is None or row.service_id not in within:
                return False
            row.removed_at = row.removed_at or now()
            return True

    def clock(self, service_id: UUID) -> ClockRecord:
        """How long alarms wait there."""
        with reading(self._engine) as session:
            return _clock(clock_of(session, service_id))

    def set_clock(self, within: Collection[UUID], clock: ClockRecord) -> ClockRecord | None:
        """From now on they wait so long; None if the service is not within.

        Raises StorageError("unusable") with what can be set, ("changed") if somebody changed it meanwhile.
        """
        _require_clock(clock)
        with writing(self._engine) as session:
            service = session.get(Service, clock.service_id, with_for_update=True)
            if service is None or clock.service_id not in within:
                return None
            row = clock_of(session, clock.service_id)
            if row.version != clock.version:
                raise StorageError(
                    "changed", "Somebody changed these times meanwhile. Look, then send it again."
                )
            for name in (*_MINUTES, "work_from", "work_to"):
                setattr(row, name, getattr(clock, name))
            row.version += 1
            session.add(row)
            session.flush()
            return _clock(row)


def _fields(duty: DutyRecord) -> Mapping[str, Any]:
    texts = {each: storable(getattr(duty, each)).strip() for each in ("name", "email", "push", "also_called")}
    if not texts["name"]:
        raise StorageError("unusable", "Write the name of who is on duty.")
    if any(len(text) > MOST_LETTERS for text in texts.values()):
        raise StorageError("unusable", f"Write at most {MOST_LETTERS} letters in each field.")
    if not duty.days or not set(duty.days) <= set(range(7)):
        raise StorageError("unusable", "Choose at least one day.")
    if not is_clock(duty.starts) or not is_clock(duty.ends):
        raise StorageError(
            "unusable", "Write hours like 07:30. The same hour twice is the whole day and night."
        )
    email = texts["email"]
    if email and (email.count("@") != 1 or not email.isprintable() or any(map(str.isspace, email))):
        raise StorageError("unusable", "Write one e-mail address, such as night@example.org.")
    return {
        **texts,
        "rung": int(duty.rung),
        "days": sorted(set(duty.days)),
        "starts": duty.starts,
        "ends": duty.ends,
        "staff_id": duty.staff_id,
    }


def _require_room(session: Session, service_id: UUID) -> None:
    here = select(Duty.id).where(Duty.service_id == service_id, Duty.removed_at.is_(None))
    if len(session.scalars(here).all()) >= MOST_LINES:
        raise StorageError("unusable", f"There are {MOST_LINES} lines already. Take one out first.")


def _require_clock(clock: ClockRecord) -> None:
    minutes = {name: getattr(clock, name) for name in _MINUTES}
    if any(not least <= minutes[name] <= MOST_MINUTES for name, least in _MINUTES.items()):
        raise StorageError("unusable", f"Write minutes from 1 or 5 to {MOST_MINUTES:,}.")
    if clock.manager_minutes <= clock.second_minutes:
        raise StorageError("unusable", "The manager is told after the second person: write more minutes.")
    if not is_clock(clock.work_from) or not is_clock(clock.work_to) or clock.work_from >= clock.work_to:
        raise StorageError("unusable", "Write from when to when people work, such as 08:00 and 20:00.")


def _record(row: Duty) -> DutyRecord:
    found = DutyRecord(
        service_id=row.service_id,
        name=row.name,
        rung=Rung(row.rung),
        days=tuple(row.days),
        starts=row.starts,
        ends=row.ends,
        email=row.email,
        push=row.push,
        also_called=row.also_called,
        staff_id=row.staff_id,
        id=row.id,
        version=row.version,
    )
    return replace(found, on_duty=on_duty(row.days, row.starts, row.ends, now()))


def _clock(row: AlarmClock) -> ClockRecord:
    texts = {name: getattr(row, name) for name in (*_MINUTES, "work_from", "work_to", "version")}
    return ClockRecord(service_id=row.service_id, **texts)
