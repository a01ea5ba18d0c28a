"""The tables of what people agreed to, and of what they said without their name."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class Consent(Base):
    """One thing that somebody agreed to, refused or withdrew. Rows are only added."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_of_subject", "subject_id", "at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    subject_id: Mapped[UUID]
    """The person; of somebody who did not say who they are, their conversation."""
    use: Mapped[str] = mapped_column(String(20))
    decision: Mapped[str] = mapped_column(String(20))
    footing: Mapped[str] = mapped_column(String(20))
    """One of storage.consent_kinds.Footing."""
    representative: Mapped[str | None]
    """Who said it for them, if they did not say it themselves."""
    note: Mapped[str] = mapped_column(default="")
    """Where the papers are, who took part in the decision: in staff's words."""
    door: Mapped[str] = mapped_column(String(20))
    how: Mapped[str] = mapped_column(String(20))
    sentence: Mapped[str]
    """What they were asked, word for word."""
    turn_id: Mapped[UUID | None] = mapped_column(ForeignKey("turn.id"))
    """The turn in which they said it."""
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    """Who wrote it down, if they told it to somebody."""
    at: Mapped[datetime] = mapped_column(default=now)


class ConsentToday(Base):
    """How a use stands today for a person or a conversation: what the log says last."""

    __tablename__ = "consent_today"
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    use: Mapped[str] = mapped_column(String(20), primary_key=True)
    decision: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now)


class LegalBasis(Base):
    """On which legal basis a service works with what people say. Rows are only added; the last one counts."""

    __tablename__ = "legal_basis"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    basis: Mapped[str] = mapped_column(String(30))
    condition: Mapped[str] = mapped_column(String(30))
    why: Mapped[str]
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    """Who chose it; empty if it was so from the beginning."""
    at: Mapped[datetime] = mapped_column(default=now)


class Sharing(Base):
    """Who may see what is said in a conversation from now on, as the person chose."""

    __tablename__ = "sharing"
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    share: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now)


class KeptApart(Base):
    """Words said without a name. Nobody of the staff reads this table: it is where the person finds them."""

    __tablename__ = "kept_apart"
    __table_args__ = (
        Index("ix_kept_apart_waiting", "service_id", "at", sqlite_where=text("released_id IS NULL"),
              postgresql_where=text("released_id IS NULL")),
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    """The empty place in their conversation that it was said at."""
    turn_id: Mapped[UUID | None] = mapped_column(ForeignKey("turn.id"))
    """The turn in which they chose it."""
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id"))
    words: Mapped[str]
    share: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now)
    released_id: Mapped[UUID | None] = mapped_column(ForeignKey("answer.id"))
    """The answer without a name that staff read, once it is among enough others."""
