"""The tables of what staff do with a conversation: who sees to it, what they note, what they did."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now

_ASSIGNED = text("assigned_to IS NOT NULL")


class Work(Base):
    """How far staff are with a conversation. There is no row until somebody does something with it."""

    __tablename__ = "work"
    __table_args__ = (
        Index(
            "ix_work_assigned", "assigned_to", "due_on", sqlite_where=_ASSIGNED, postgresql_where=_ASSIGNED
        ),
    )
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    reviewed_at: Mapped[datetime | None]
    """When it was marked as reviewed. Words that came later make it new again."""
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    version: Mapped[int] = mapped_column(default=0)


class WorkNote(Base):
    """What a member of staff noted on a conversation, for staff alone."""

    __tablename__ = "work_note"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]


class WorkDeed(Base):
    """Something that somebody did with one conversation or with many at once. Rows are only added."""

    __tablename__ = "work_deed"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    act: Mapped[str] = mapped_column(String(20))
    """One of storage.work_records.Deed."""
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("work_deed.id"), index=True)
    """The deed that was taken back by this one."""
    at: Mapped[datetime] = mapped_column(default=now)


class WorkDeedItem(Base):
    """What a deed changed at one conversation."""

    __tablename__ = "work_deed_item"
    deed_id: Mapped[UUID] = mapped_column(ForeignKey("work_deed.id"), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), primary_key=True, index=True)
    before: Mapped[dict[str, Any]]
    """The fields that were changed, as they were."""
    after: Mapped[dict[str, Any]]
    """The same fields as they are from then on."""
    version: Mapped[int]
    """The version of the work from then on."""


class Disagreement(Base):
    """Somebody says of a principle that was seen in their answer: that is not what I meant.

    It stands beside what staff decided. Neither takes the place of the other.
    """

    __tablename__ = "disagreement"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    stance: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(default="")
    """What they say of it themselves."""
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    """The member of staff whom they told it; empty if they wrote it themselves."""
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    """When they said that it was what they meant after all."""
