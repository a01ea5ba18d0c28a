"""The table of roles: who is what, and where."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class Grant(Base):
    """One role of one member of staff, at a service or at every service there is or will be."""

    __tablename__ = "staff_role"  # "grant" is a word of SQL
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    service_id: Mapped[UUID | None] = mapped_column(ForeignKey("service.id"), index=True)
    """Empty: every service of the group."""
    role: Mapped[str] = mapped_column(String(20))
    """One of storage.rights.Role."""
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    """Empty if it was given by a command on the machine, or by the step that brought roles."""
    at: Mapped[datetime] = mapped_column(default=now)
