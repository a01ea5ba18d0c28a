"""Staff: who may read, their signed-in browsers, and the record of who read what."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, delete, select

from storage.audit import event
from storage.audit_models import AuditEvent
from storage.base import now, storable
from storage.conversations import hash_secret
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.grants import Post, add_account, add_posts, rights_of
from storage.models import Staff as StaffRow
from storage.rights import StaffRecord
from storage.signing_models import StaffSession

SESSION_HOURS = 12
"""How long a browser stays signed in: one long shift."""


class Staff:
    """Every read and write about the people who read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, username: str, name: str, password_hash: str, posts: Iterable[Post] = ()) -> StaffRecord:
        """A new member of staff with these roles. Raises StorageError("taken") if the username is in use."""
        with writing(self._engine) as session:
            staff_id = add_account(session, username, name, password_hash)
            add_posts(session, staff_id, posts, None)
        return StaffRecord(id=staff_id, username=username, name=name)

    def set_password(self, username: str, password_hash: str) -> None:
        """Change a password; every browser signed in with the old one is signed out."""
        with writing(self._engine) as session:
            row = session.scalar(select(StaffRow).where(StaffRow.username == username))
            if row is None:
                raise StorageError("unknown", f'There is no user "{username}".')
            row.password_hash = password_hash
            session.execute(delete(StaffSession).where(StaffSession.staff_id == row.id))

    def everyone(self) -> list[StaffRecord]:
        """All who may read."""
        with reading(self._engine) as session:
            rows = session.scalars(
                select(StaffRow).where(StaffRow.disabled_at.is_(None)).order_by(StaffRow.username)
            )
            return [_record(row) for row in rows]

    def credentials(self, username: str) -> tuple[StaffRecord, str] | None:
        """Who this is, and the hash to check a password against."""
        with reading(self._engine) as session:
            row = session.scalar(
                select(StaffRow).where(
                    StaffRow.username == storable(username), StaffRow.disabled_at.is_(None)
                )
            )
            return (_record(row), row.password_hash) if row else None

    def sign_in(self, staff_id: UUID, browser: str = "") -> str:
        """A new secret for this browser's cookie; only its hash is kept."""
        secret = secrets.token_urlsafe(32)
        with writing(self._engine) as session:
            session.execute(delete(StaffSession).where(StaffSession.expires_at < now()))
            session.add(
                StaffSession(
                    token_hash=hash_secret(secret),
                    staff_id=staff_id,
                    created_at=now(),
                    expires_at=now() + timedelta(hours=SESSION_HOURS),
                    seen_at=now(),
                    browser=storable(browser)[:80] or None,
                )
            )
            session.add(event(session, staff_id, "signed_in"))
        return secret

    def signed_in(self, secret: str) -> StaffRecord | None:
        """Who holds this cookie, if it is still good."""
        with reading(self._engine) as session:
            query = (
                select(StaffRow)
                .join(StaffSession, StaffSession.staff_id == StaffRow.id)
                .where(
                    StaffSession.token_hash == hash_secret(secret),
                    StaffSession.expires_at > now(),
                    StaffRow.disabled_at.is_(None),
                )
            )
            row = session.scalar(query)
            if row is None:
                return None
            return replace(_record(row), rights=rights_of(session, row.id))

    def sign_out(self, secret: str) -> None:
        """End this browser's session."""
        with writing(self._engine) as session:
            session.execute(delete(StaffSession).where(StaffSession.token_hash == hash_secret(secret)))

    def audit(self, limit: int = 200) -> list[tuple[str, str, str | None]]:
        """The last events, newest first: (username, verb, subject)."""
        with reading(self._engine) as session:
            query = (
                select(StaffRow.username, AuditEvent.verb, AuditEvent.subject)
                .join(StaffRow, StaffRow.id == AuditEvent.staff_id)
                .order_by(AuditEvent.at.desc())
                .limit(limit)
            )
            return [(username, verb, subject) for username, verb, subject in session.execute(query)]


def _record(row: StaffRow) -> StaffRecord:
    return StaffRecord(id=row.id, username=row.username, name=row.name)
