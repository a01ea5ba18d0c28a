"""Who members of staff are at the sign-in of their group (OpenID Connect)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from storage.audit import event
from storage.base import now, storable
from storage.conversations import hash_secret
from storage.engine import alone, reading, writing
from storage.errors import StorageError
from storage.grants import Post, add_account, set_posts
from storage.models import Staff as StaffRow
from storage.rights import StaffRecord
from storage.signing_models import StaffIdentity, StaffSession

LONGEST_USERNAME = 70
NO_PASSWORD = ""
"""In the place of a hash: no password fits it."""


class Identities:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def come_in(
        self, issuer: str, subject: str, username: str, name: str, posts: Collection[Post]
    ) -> StaffRecord | None:
        """Who this is here, with exactly the roles that their groups give; an account is made if need be.

        Without a role nobody comes in: whoever had one is signed out everywhere. A user name that is in use
        gets a number, so that nobody comes into an account of this place by being called so elsewhere.
        Raises StorageError("gone") if the account was closed.
        """
        with writing(self._engine) as session:
            alone(session.connection())
            row = _find(session, issuer, subject)
            if row is not None and row.disabled_at:
                raise StorageError("gone", "This account was closed. Ask an administrator to open it again.")
            if row is None and not posts:
                return None
            row = row or _make(session, issuer, subject, username, name)
            if set_posts(session, row.id, posts):
                session.add(event(session, row.id, "roles_from_group"))
            if not posts:
                session.execute(delete(StaffSession).where(StaffSession.staff_id == row.id))
            return _record(row) if posts else None

    def has(self, staff_id: UUID) -> bool:
        """Whether somebody signs in at their group, so that they have no password here."""
        with reading(self._engine) as session:
            mine = select(StaffIdentity.staff_id).where(StaffIdentity.staff_id == staff_id)
            return session.scalar(mine) is not None


def _hash(issuer: str, subject: str) -> str:
    return hash_secret(f"{issuer}\n{subject}")


def _find(session: Session, issuer: str, subject: str) -> StaffRow | None:
    query = select(StaffRow).join(StaffIdentity, StaffIdentity.staff_id == StaffRow.id)
    return session.scalar(query.where(StaffIdentity.subject_hash == _hash(issuer, subject)))


def _make(session: Session, issuer: str, subject: str, username: str, name: str) -> StaffRow:
    free = _free(session, storable(username).strip()[:LONGEST_USERNAME] or "somebody")
    called = storable(name).strip()[:200] or free
    staff_id = add_account(session, free, called, NO_PASSWORD)
    session.add(StaffIdentity(subject_hash=_hash(issuer, subject), staff_id=staff_id, created_at=now()))
    return session.get_one(StaffRow, staff_id)


def _free(session: Session, wanted: str) -> str:
    taken = set(
        session.scalars(
            select(StaffRow.username).where(StaffRow.username.startswith(wanted, autoescape=True))
        )
    )
    number = 1
    while (name := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    return name


def _record(row: StaffRow) -> StaffRecord:
    return StaffRecord(id=row.id, username=row.username, name=row.name)
