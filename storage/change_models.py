"""The tables of what comes of what was said: changes, who had a part in them, and what is said back."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class Change(Base):
    """You said, we are doing, we did: what comes of what people said."""

    __tablename__ = "change"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    """One of storage.kinds.ChangeState."""
    said: Mapped[str]
    """What people said, in plain words that name nobody."""
    doing: Mapped[str] = mapped_column(default="")
    did: Mapped[str] = mapped_column(default="")
    picture: Mapped[str | None] = mapped_column(String(40))
    owner: Mapped[str] = mapped_column(default="")
    """Who sees to it: a member of staff, a resident, a group, by the name they go by."""
    due_on: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    doing_at: Mapped[datetime | None]
    did_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    """When those who said it said that it is better."""
    updated_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=0)


class ChangeAnswer(Base):
    """An answer that a change comes from."""

    __tablename__ = "change_answer"
    change_id: Mapped[UUID] = mapped_column(ForeignKey("change.id"), primary_key=True)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), primary_key=True, index=True)


class ChangePart(Base):
    """Who had which part in a change: who started, decided, did and reviewed it."""

    __tablename__ = "change_part"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    change_id: Mapped[UUID] = mapped_column(ForeignKey("change.id"), index=True)
    part: Mapped[str] = mapped_column(String(20))
    """One of storage.kinds.Part."""
    who: Mapped[str] = mapped_column(String(20))
    """One of storage.kinds.Group."""
    name: Mapped[str] = mapped_column(default="")
    """Who of them, if it is to be said."""
    at: Mapped[datetime] = mapped_column(default=now)


class Reply(Base):
    """What is said back to somebody, in their own way."""

    __tablename__ = "reply"
    __table_args__ = (Index("ix_reply_waiting", "state", "at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    change_id: Mapped[UUID | None] = mapped_column(ForeignKey("change.id"), index=True)
    text: Mapped[str]
    way: Mapped[str] = mapped_column(String(20))
    """One of storage.kinds.ReplyWay."""
    state: Mapped[str] = mapped_column(String(20))
    """One of storage.kinds.ReplyState."""
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]
    verdict: Mapped[str | None] = mapped_column(String(20))
    """What the person said of it: one of storage.kinds.Verdict."""
    verdict_at: Mapped[datetime | None]
