"""The tables of complaints: what was asked, what was passed on, who is named in it, what was done."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class ComplaintAsk(Base):
    """Somebody was asked whether an answer is a complaint. Once for each answer."""

    __tablename__ = "complaint_ask"
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    passed_on: Mapped[bool | None]
    """What they said; none: nothing to that."""


class Complaint(Base):
    """Something that somebody wants an answer to."""

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_of_service", "service_id", "state", "at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    """None if staff wrote it down that came by another way."""
    answer_id: Mapped[UUID | None] = mapped_column(ForeignKey("answer.id"), unique=True)
    audience: Mapped[str] = mapped_column(String(20))
    """Who complains: one of storage.kinds.Audience."""
    who: Mapped[str] = mapped_column(default="")
    """Their name as it was written down, where no conversation tells it."""
    words: Mapped[str]
    """What they said, word for word; empty once they took it out."""
    state: Mapped[str] = mapped_column(String(20))
    """One of storage.complaint_records.ComplaintState."""
    at: Mapped[datetime] = mapped_column(default=now)
    """When it was passed on: the clock runs from here."""
    acknowledged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    """Who of the staff wrote it down; none if the person passed it on themselves."""
    version: Mapped[int] = mapped_column(default=0)


class ComplaintNamed(Base):
    """Somebody of the staff whom a complaint names: to them it is not there."""

    __tablename__ = "complaint_named"
    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)


class ComplaintEvent(Base):
    """What was done about a complaint. Rows are only added."""

    __tablename__ = "complaint_event"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("complaint.id"), index=True)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    """None: the person themselves."""
    act: Mapped[str] = mapped_column(String(20))
    """One of storage.complaint_records.ComplaintAct."""
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)
