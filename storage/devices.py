"""Tablets: paired by a short code, known by a secret, revoked by staff."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from storage.base import now
from storage.conversations import hash_secret
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.models import Device
from storage.names import usable_name
from storage.people import new_code, typed_code
from storage.services import service_row

CODE_LETTERS = 8
"""40 random bits, good for a quarter of an hour, and wrong ones are counted: short enough to type."""
CODE_MINUTES = 15


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """A tablet."""

    id: UUID
    name: str
    pin: str
    paired_at: datetime | None
    seen_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    code_until: datetime | None
    """Until when its pairing code is good."""


class Devices:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, pin: str, staff_id: UUID) -> tuple[DeviceRecord, str]:
        """A new tablet and its pairing code. `pin` is the encoded hash. Raises StorageError("bad_name")."""
        code = new_code(CODE_LETTERS)
        with writing(self._engine) as session:
            device = Device(
                id=uuid4(),
                service_id=service_row(session).id,
                name=usable_name(name, "where the tablet lives"),
                pin=pin,
                code_hash=hash_secret(code),
                code_until=now() + timedelta(minutes=CODE_MINUTES),
                created_at=now(),
                created_by=staff_id,
                waiting=0,
            )
            session.add(device)
        return _record(device), code

    def new_code(self, device_id: UUID) -> str:
        """Another pairing code; the browser paired before is let go when it is used.

        Raises StorageError("unknown"), also for a tablet that was let go.
        """
        code = new_code(CODE_LETTERS)
        with writing(self._engine) as session:
            device = lock_device(session, device_id)
            if device.revoked_at:
                raise StorageError("unknown", "This tablet was let go. Add it as a new one.")
            device.code_hash, device.code_until = hash_secret(code), now() + timedelta(minutes=CODE_MINUTES)
        return code

    def pair(self, code: str) -> str | None:
        """The secret for the browser in which this code was typed; None if the code is not good."""
        secret = secrets.token_urlsafe(32)
        with writing(self._engine) as session:
            device = session.scalar(
                select(Device)
                .where(
                    Device.code_hash == hash_secret(typed_code(code)),
                    Device.code_until > now(),
                    Device.revoked_at.is_(None),
                )
                .with_for_update()
            )
            if device is None:
                return None
            device.token_hash, device.code_hash, device.code_until = hash_secret(secret), None, None
            device.paired_at = device.seen_at = now()
        return secret

    def by_secret(self, secret: str) -> DeviceRecord | None:
        """The tablet that holds this secret, unless it was revoked."""
        with reading(self._engine) as session:
            found = session.scalar(
                select(Device).where(Device.token_hash == hash_secret(secret), Device.revoked_at.is_(None))
            )
            return _record(found) if found else None

    def get(self, device_id: UUID) -> DeviceRecord | None:
        """A tablet, also a revoked one."""
        with reading(self._engine) as session:
            found = session.get(Device, device_id)
            return _record(found) if found else None

    def all(self) -> list[DeviceRecord]:
        """Every tablet that was not revoked, by name."""
        with reading(self._engine) as session:
            here = select(Device).where(Device.revoked_at.is_(None)).order_by(Device.name, Device.id)
            return [_record(device) for device in session.scalars(here)]

    def heard_of(self, device_id: UUID, waiting: int, since: datetime | None) -> None:
        """What a tablet says of itself: how many things said on it we do not have yet, and since when."""
        with writing(self._engine) as session:
            session.execute(
                update(Device)
                .where(Device.id == device_id)
                .values(seen_at=now(), waiting=waiting, waiting_since=since if waiting else None)
            )

    def revoke(self, device_id: UUID) -> None:
        """Lost, or given away: it opens nothing any more."""
        with writing(self._engine) as session:
            device = lock_device(session, device_id)
            device.revoked_at = device.revoked_at or now()
            device.token_hash = device.code_hash = device.code_until = None


def lock_device(session: Session, device_id: UUID) -> Device:
    """A tablet that nobody else changes, or begins anything on, until this transaction ends.

    Raises StorageError("unknown") if there is no such tablet.
    """
    device = session.get(Device, device_id, with_for_update=True)
    if device is None:
        raise StorageError("unknown", "There is no such tablet.")
    return device


def _record(device: Device) -> DeviceRecord:
    return DeviceRecord(
        id=device.id,
        name=device.name,
        pin=device.pin,
        paired_at=device.paired_at,
        seen_at=device.seen_at,
        waiting=device.waiting,
        waiting_since=device.waiting_since,
        code_until=device.code_until,
    )
