"""The table behind the list of conversations, and filters that staff keep."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class Listed(Base):
    """A conversation as the list knows it: one narrow row, whose number is its place in the list."""

    __tablename__ = "listed"
    n: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    """When its last words came, in milliseconds, and twenty bits so that no two are the same."""
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(32))
    """Another one whenever what can be searched in it changes."""


class Owed(Base):
    """Words were taken out of the index, and something of them is still in SQLite's file."""

    __tablename__ = "listed_owed"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)


class SavedFilter(Base):
    """A filter of the list under a name."""

    __tablename__ = "saved_filter"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    """Whose it is: only they remove it."""
    service_id: Mapped[UUID | None] = mapped_column(ForeignKey("service.id"), index=True)
    """Everybody who may read here sees it; empty if nobody else does."""
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str]
    """What stands in the address of the list after the question mark."""
    created_at: Mapped[datetime] = mapped_column(default=now)
