"""The tables of signing in: browsers, failed tries, the second step, and who is who at a group's sign-in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class StaffSession(Base):
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__ = "staff_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    """When somebody last did something in it, to the minute."""
    browser: Mapped[str | None] = mapped_column(String(80))
    """What it calls itself: "Firefox on Windows"."""


class SignInTry(Base):
    """How often it went wrong for one name or from one address. Only its hash is kept."""

    __tablename__ = "sign_in_try"
    who_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=now, index=True)
    until: Mapped[datetime]
    """Before this moment nothing is tried."""


class SecondStep(Base):
    """The secret that somebody's telephone makes codes from."""

    __tablename__ = "second_step"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The secret, sealed with the key in WM_KEY_FILE."""
    begun_at: Mapped[datetime] = mapped_column(default=now)
    on_at: Mapped[datetime | None]
    """Since when it is asked for; empty until a first code was right."""
    counter: Mapped[int] = mapped_column(default=0)
    """The last half minute whose code was used. No earlier one is taken any more."""


class RecoveryCode(Base):
    """A code on paper in place of the telephone; good once. Only its hash is kept."""

    __tablename__ = "recovery_code"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    used_at: Mapped[datetime | None]


class SignInStep(Base):
    """A browser in which the password was right, and that still has to show a code."""

    __tablename__ = "sign_in_step"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime]


class StaffIdentity(Base):
    """Who somebody is at the sign-in of their group."""

    __tablename__ = "staff_identity"
    subject_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the issuer's address and the name that it gave them: both can be long."""
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
