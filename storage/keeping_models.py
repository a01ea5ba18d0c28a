"""The tables of what goes and what must not: legal holds, reports of purges, and what was erased."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class LegalHold(Base):
    """Nothing of one person, or of one conversation, may go meanwhile."""

    __tablename__ = "legal_hold"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    """Whose words are held; it outlives the person's own row, once it was lifted and they were erased."""
    conversation_id: Mapped[UUID | None] = mapped_column(index=True)
    """Or which conversation alone."""
    why: Mapped[str]
    until_on: Mapped[date | None] = mapped_column(Date)
    """The last day on which it counts; empty: until somebody lifts it."""
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))


class PurgeReport(Base):
    """What went at one purge, in numbers."""

    __tablename__ = "purge_report"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    began_at: Mapped[datetime] = mapped_column(default=now, index=True)
    ended_at: Mapped[datetime | None]
    """Empty while it is under way, and for good if it was stopped half-way: the next one goes on."""
    periods: Mapped[dict[str, Any]]
    """Days by kind, as they were set then."""
    gone: Mapped[dict[str, Any]]
    """How many of each kind went."""
    held: Mapped[dict[str, Any]]
    """How many of each kind stayed because of a legal hold."""
    problem: Mapped[str | None]


class Erased(Base):
    """Something whose words were taken out: its identifier and no words.

    It says which rows an older copy of the database has to lose again, and of what Rasa still knows words.
    """

    __tablename__ = "erased"
    __table_args__ = (Index("ix_erased_at", "at", "subject_id"),)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    """One of storage.keeping_records.ErasedKind."""
    conversation_id: Mapped[UUID | None]
    """The conversation that it is or was part of."""
    at: Mapped[datetime] = mapped_column(default=now)
    taught: Mapped[int] = mapped_column(default=0)
    """How many decisions of staff went with it, from which a tagger may have learned."""
