"""The tables of the alarm: who is on duty, what was raised, whom it told, and what was done, for good."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class Alarm(Base):
    """Something for which a person has to come: it climbs until somebody says "I am going"."""

    __tablename__ = "alarm"
    __table_args__ = (Index("ix_alarm_open", "service_id", "state", "at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    concern_id: Mapped[UUID | None] = mapped_column(ForeignKey("concern.id"), unique=True)
    alert_id: Mapped[UUID | None] = mapped_column(ForeignKey("alert.id"), unique=True)
    """The call for help that nobody took."""
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    urgency: Mapped[str] = mapped_column(String(20))
    """One of storage.concern_records.Urgency."""
    drill: Mapped[bool] = mapped_column(default=False)
    """Nobody said anything: the chain is tried."""
    pace: Mapped[float] = mapped_column(default=1.0)
    """How long its minutes are: 1 as they are, a sixtieth in a quick drill."""
    at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(String(20))
    """One of storage.alarm_records.AlarmState."""
    rung: Mapped[int]
    """How far it has climbed: one of storage.alarm_records.Rung."""
    climbs: Mapped[int] = mapped_column(default=0)
    """How many times nobody came in time."""
    climbs_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the next one is told, unless somebody comes before; empty once it is done."""
    kept_from: Mapped[list[Any]] = mapped_column(default=list)
    """Identifiers of staff and of lines of the duty list that the person named: they are never told."""
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    reply_id: Mapped[UUID | None] = mapped_column(ForeignKey("reply.id"))
    """What the person was told of it."""
    told_at: Mapped[datetime | None]
    """When a member of staff said that they told the person."""
    version: Mapped[int] = mapped_column(default=0)


class AlarmEvent(Base):
    """One step of an alarm. Rows are only added: triggers of the database refuse everything else."""

    __tablename__ = "alarm_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    alarm_id: Mapped[UUID] = mapped_column(ForeignKey("alarm.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    deed: Mapped[str] = mapped_column(String(20))
    """One of storage.alarm_records.Deed."""
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    who: Mapped[str] = mapped_column(default="")
    """Whom it is about, by name as it was then."""
    route: Mapped[str] = mapped_column(String(20), default="")
    """One of storage.alarm_records.Route."""
    note: Mapped[str] = mapped_column(default="")
    """What was done, in the words of staff, or why it failed. Never the words of the person."""


class AlarmMessage(Base):
    """Somebody to be told by e-mail or push, until it went out or was given up."""

    __tablename__ = "alarm_message"
    __table_args__ = (Index("ix_alarm_message_due", "state", "next_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    alarm_id: Mapped[UUID] = mapped_column(ForeignKey("alarm.id"), index=True)
    duty_id: Mapped[UUID | None] = mapped_column(ForeignKey("duty.id"))
    who: Mapped[str]
    route: Mapped[str] = mapped_column(String(20))
    address: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    """What it tells: one of storage.alarm_records.Telling."""
    state: Mapped[str] = mapped_column(String(20))
    """One of storage.alarm_records.MessageState."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")


class Duty(Base):
    """Who is told at a service, when they are on duty, and how they are reached."""

    __tablename__ = "duty"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    """Their account; empty for somebody from outside."""
    name: Mapped[str]
    rung: Mapped[int]
    """One of storage.alarm_records.Rung."""
    days: Mapped[list[Any]] = mapped_column(default=list)
    """0 for Monday to 6 for Sunday: the days on which their hours begin."""
    starts: Mapped[str] = mapped_column(String(5), default="00:00")
    ends: Mapped[str] = mapped_column(String(5), default="00:00")
    """The same as `starts`: the whole day and night."""
    email: Mapped[str] = mapped_column(default="")
    push: Mapped[str] = mapped_column(default="")
    """An address of Apprise's."""
    also_called: Mapped[str] = mapped_column(default="")
    """How people here speak of them, with commas: "Mo, the night nurse"."""
    version: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]


class AlarmClock(Base):
    """How long an alarm waits at a service before it climbs."""

    __tablename__ = "alarm_clock"
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), primary_key=True)
    second_minutes: Mapped[int]
    manager_minutes: Mapped[int]
    soon_minutes: Mapped[int]
    going_minutes: Mapped[int]
    work_from: Mapped[str] = mapped_column(String(5))
    work_to: Mapped[str] = mapped_column(String(5))
    version: Mapped[int] = mapped_column(default=0)
