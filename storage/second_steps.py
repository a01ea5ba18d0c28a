"""The second step of signing in: a telephone that makes codes, codes on paper, who still has to show one."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from storage.audit import event
from storage.base import now
from storage.conversations import hash_secret
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.keys import Keys
from storage.models import Staff as StaffRow
from storage.rights import StaffRecord
from storage.sealed_rows import anything_sealed
from storage.signing_models import RecoveryCode, SecondStep, SignInStep

STEP_MINUTES = 10
"""How long there is between the password and the code."""


@dataclass(frozen=True, slots=True)
class SecondStepRecord:
    """Whether somebody has a second step, and how many of their codes on paper are left."""

    on_at: datetime
    codes_left: int


class SecondSteps:
    """Every read and write of the second step."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys

    def get(self, staff_id: UUID) -> SecondStepRecord | None:
        """Somebody's second step, if it is on."""
        with reading(self._engine) as session:
            on_at = session.scalar(select(SecondStep.on_at).where(SecondStep.staff_id == staff_id))
            left = select(func.count()).select_from(RecoveryCode)
            left = left.where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
            return SecondStepRecord(on_at, session.scalar(left) or 0) if on_at else None

    def begin(self, staff_id: UUID, secret: str) -> str:
        """The secret to be shown to a telephone: this one, or the one that was begun with before.

        Raises StorageError("taken") if it is on, StorageError("wrong_key") without the key.
        """
        with writing(self._engine) as session:
            row = session.get(SecondStep, staff_id, with_for_update=True)
            if row is not None and row.on_at:
                raise StorageError("taken", "The second step is on. Turn it off first.")
            if row is not None:
                return self._open(session, row)
            sealed = self._keys.sealer(lambda: anything_sealed(session)).seal(staff_id, 0, secret.encode())
            session.add(SecondStep(staff_id=staff_id, sealed=sealed, begun_at=now(), counter=0))
        return secret

    def secret(self, staff_id: UUID) -> str | None:
        """The secret of somebody's telephone, begun with or on. Raises StorageError("wrong_key")."""
        with reading(self._engine) as session:
            row = session.get(SecondStep, staff_id)
            return self._open(session, row) if row else None

    def use(self, staff_id: UUID, counter: int) -> bool:
        """Use the code of this half minute. False if it, or a later one, was used: a code is good once."""
        with writing(self._engine) as session:
            return _use(session, staff_id, counter)

    def turn_on(self, staff_id: UUID, counter: int, codes: Sequence[str]) -> bool:
        """Ask for it from now on; these codes are good in place of the telephone. False as `use`."""
        with writing(self._engine) as session:
            if not _use(session, staff_id, counter):
                return False
            mine = SecondStep.staff_id == staff_id
            session.execute(update(SecondStep).where(mine).values(on_at=now()))
            _write_codes(session, staff_id, codes)
            session.add(event(session, staff_id, "turned_on_second_step"))
            return True

    def new_codes(self, staff_id: UUID, codes: Sequence[str]) -> None:
        """Other codes in the place of those before."""
        with writing(self._engine) as session:
            _write_codes(session, staff_id, codes)
            session.add(event(session, staff_id, "new_recovery_codes"))

    def turn_off(self, staff_id: UUID, by: UUID | None = None) -> None:
        """Ask for a password alone again; also what was begun with is gone."""
        with writing(self._engine) as session:
            session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
            was_on = session.scalar(select(SecondStep.on_at).where(SecondStep.staff_id == staff_id))
            session.execute(delete(SecondStep).where(SecondStep.staff_id == staff_id))
            if was_on:
                session.add(event(session, by or staff_id, "turned_off_second_step"))

    def use_recovery(self, staff_id: UUID, code: str) -> bool:
        """Use a code on paper. False if there is no such code, or it was used."""
        with writing(self._engine) as session:
            mine = (RecoveryCode.staff_id == staff_id, RecoveryCode.code_hash == hash_secret(code))
            fresh = update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None))
            used = session.execute(fresh.values(used_at=now()).returning(RecoveryCode.code_hash)).first()
            if used:
                session.add(event(session, staff_id, "used_recovery_code"))
            return used is not None

    def ask(self, staff_id: UUID) -> str:
        """A secret for the cookie of a browser in which the password was right; only its hash is kept."""
        secret = secrets.token_urlsafe(32)
        with writing(self._engine) as session:
            session.execute(delete(SignInStep).where(SignInStep.expires_at < now()))
            until = now() + timedelta(minutes=STEP_MINUTES)
            session.add(SignInStep(token_hash=hash_secret(secret), staff_id=staff_id, expires_at=until))
        return secret

    def asked(self, secret: str) -> StaffRecord | None:
        """Who has to show a code in the browser with this cookie, while there is time."""
        with reading(self._engine) as session:
            query = select(StaffRow).join(SignInStep, SignInStep.staff_id == StaffRow.id)
            row = session.scalar(
                query.where(
                    SignInStep.token_hash == hash_secret(secret),
                    SignInStep.expires_at > now(),
                    StaffRow.disabled_at.is_(None),
                )
            )
            return StaffRecord(id=row.id, username=row.username, name=row.name) if row else None

    def forget(self, secret: str) -> None:
        """The code was right, or somebody gave up."""
        with writing(self._engine) as session:
            session.execute(delete(SignInStep).where(SignInStep.token_hash == hash_secret(secret)))

    def _open(self, session: Session, row: SecondStep) -> str:
        ring = self._keys.ring(lambda: anything_sealed(session))
        return ring.unseal(row.staff_id, 0, row.sealed).decode()


def _use(session: Session, staff_id: UUID, counter: int) -> bool:
    mine = update(SecondStep).where(SecondStep.staff_id == staff_id, SecondStep.counter < counter)
    used = session.execute(mine.values(counter=counter).returning(SecondStep.staff_id)).first()
    return used is not None


def _write_codes(session: Session, staff_id: UUID, codes: Sequence[str]) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.add_all(RecoveryCode(code_hash=hash_secret(code), staff_id=staff_id) for code in codes)
