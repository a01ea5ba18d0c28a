"""Who members of staff are at the sign-in of their group (OpenID Connect)."""

from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.conversations import hash_secret
from storage.engine import alone, reading, writing
from storage.errors import StorageError
from storage.models import Staff as StaffRow
from storage.rights import StaffRecord
from storage.signing_models import StaffIdentity

LONGEST_USERNAME = 70


class Identities:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, issuer: str, subject: str) -> StaffRecord | None:
        """Who this is here. Raises StorageError("gone") if their account was closed."""
        with reading(self._engine) as session:
            row = _find(session, issuer, subject)
            if row is not None and row.disabled_at:
                raise StorageError("gone", "This account was closed. Ask an administrator to open it again.")
            return _record(row) if row else None

    def make(self, issuer: str, subject: str, username: str, name: str) -> StaffRecord:
        """A new account for them, without a password; the one that is there if somebody was quicker.

        A name that is in use gets a number: nobody comes into an account of this place by being called so
        elsewhere.
        """
        with writing(self._engine) as session:
            alone(session.connection())
            row = _find(session, issuer, subject)
            if row is None:
                row = StaffRow(
                    id=uuid4(),
                    username=_free(session, storable(username).strip()[:LONGEST_USERNAME] or "somebody"),
                    name=storable(name).strip()[:200] or "Somebody",
                    password_hash="",
                    created_at=now(),
                )
                session.add(row)
                session.flush()
                session.add(StaffIdentity(subject_hash=_hash(issuer, subject), staff_id=row.id))
            return _record(row)

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
