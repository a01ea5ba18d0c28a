"""The table of the audit."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class AuditEvent(Base):
    """Who read or changed what. Rows are only added, and outlive what they are about."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_service", "service_id", "at", "id"),
        Index("ix_audit_event_conversation", "conversation_id", "at", "id"),
        Index("ix_audit_event_person", "person_id", "at", "id"),
        Index("ix_audit_event_staff", "staff_id", "at", "id"),
        Index("ix_audit_event_seq", "seq", unique=True),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    verb: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[str | None] = mapped_column(String(20))
    """What `subject` is the identifier of: one of storage.audit_subjects.Kind."""
    service_id: Mapped[UUID | None]
    """Where it was; empty for what belongs to no service, such as signing in."""
    conversation_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    """Whom it was about, if it is known."""
    seq: Mapped[int] = mapped_column(BigInteger)
    """Its place in the chain: one after the other, without a gap."""
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 over the one before and what stands in this row: see storage.audit_chain."""
    subject_salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    subject_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """What the chain holds of `subject`, so that words can go out of it and the chain stays whole."""
