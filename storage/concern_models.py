"""The tables of what the safety net noticed, and of what people did about it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class Concern(Base):
    """A sign in an answer that somebody may be unsafe. Only people take it off the list."""

    __tablename__ = "concern"
    __table_args__ = (
        Index("ix_concern_open", "service_id", "state", "urgency", "at"),
        Index("ix_concern_of_talk", "conversation_id", "state"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"))
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    category: Mapped[str] = mapped_column(String(40))
    """What kind of harm it may be, such as `neglect`."""
    urgency: Mapped[str] = mapped_column(String(20))
    """One of storage.concern_records.Urgency."""
    confidence: Mapped[float]
    """Chance from 0 to 1 that the model gave; of a plain rule without a model it is 1."""
    words: Mapped[str]
    """The answer as it was read, so that the evidence fits; empty once the answer was taken out."""
    evidence: Mapped[list[Any]]
    """[[start, end], ...] in characters of `words`."""
    source: Mapped[str] = mapped_column(String(20))
    """One of storage.concern_records.NoticedBy."""
    model_version: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    """One of storage.concern_records.ConcernState."""
    at: Mapped[datetime] = mapped_column(default=now)
    """When it was noticed first."""
    seen_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    seen_at: Mapped[datetime | None]
    """When a person first said that they look at it, and who."""
    version: Mapped[int] = mapped_column(default=0)


class ConcernEvent(Base):
    """What a member of staff did about a concern. Rows are only added."""

    __tablename__ = "concern_event"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concern.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(20))
    """What it became: one of storage.concern_records.ConcernState."""
    note: Mapped[str] = mapped_column(default="")
    """What was done, or why it is none, in their words."""
    at: Mapped[datetime] = mapped_column(default=now)
