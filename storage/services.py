"""The places of care that use this program: each with its own people, tablets, conversations and staff."""

import re
import unicodedata
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.engine import alone, reading, writing
from storage.errors import StorageError
from storage.models import Service
from storage.records import ServiceRecord

MOST_LETTERS_OF_A_SLUG = 30
"""Shorter than any secret of a private link, so that the two are never taken for each other."""
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?")


class Services:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def set_up(self, name: str, readers: str, phone: str) -> ServiceRecord:
        """Make the first service, or bring its particulars up to date. Its slug stays as it was made."""
        with writing(self._engine) as session:
            alone(session.connection())
            service = _first(session)
            if service is None:
                service = Service(id=uuid4(), created_at=now(), slug=slug_of(name))
                session.add(service)
            service.name, service.readers, service.phone = name, readers, phone
        return service_record(service)

    def add(self, name: str, readers: str, phone: str, slug: str = "") -> ServiceRecord:
        """Another service. `slug` is its short name in addresses; without one it is made from the name.

        Raises StorageError("taken") if another service has this slug, ("unusable") if it cannot be one.
        """
        short = slug or slug_of(name)
        if not _SLUG.fullmatch(short):
            raise StorageError(
                "unusable",
                f'"{short}" cannot stand in an address. Use small letters, figures and dashes, at most '
                f"{MOST_LETTERS_OF_A_SLUG}, such as rose-court.",
            )
        if not name.strip():
            raise StorageError("unusable", "A service needs a name. Write what people call it.")
        with writing(self._engine) as session:
            alone(session.connection())
            if session.scalar(select(Service.id).where(Service.slug == short)):
                raise StorageError("taken", f'There is already a service "{short}". Choose another.')
            service = Service(id=uuid4(), created_at=now(), slug=short)
            service.name, service.readers, service.phone = (storable(each) for each in (name, readers, phone))
            session.add(service)
        return service_record(service)

    def get(self, service_id: UUID | None = None) -> ServiceRecord:
        """A service; without an identifier the first one. Raises StorageError("unknown")."""
        with reading(self._engine) as session:
            return service_record(service_row(session, service_id))

    def by_slug(self, slug: str) -> ServiceRecord | None:
        """The service with this short name."""
        with reading(self._engine) as session:
            found = session.scalar(select(Service).where(Service.slug == storable(slug)))
            return service_record(found) if found else None

    def all(self) -> list[ServiceRecord]:
        """Every service, the first one first."""
        with reading(self._engine) as session:
            rows = session.scalars(select(Service).order_by(Service.created_at, Service.id))
            return [service_record(row) for row in rows]

    def ids(self) -> frozenset[UUID]:
        """The identifier of every service: what commands and chores are kept within."""
        with reading(self._engine) as session:
            return frozenset(session.scalars(select(Service.id)))


def service_record(service: Service) -> ServiceRecord:
    """A service as it travels."""
    return ServiceRecord(
        id=service.id, name=service.name, readers=service.readers, phone=service.phone, slug=service.slug
    )


def service_row(session: Session, service_id: UUID | None = None) -> Service:
    """A service, or the first one. Raises StorageError("unknown") if it is not there."""
    service = session.get(Service, service_id) if service_id else _first(session)
    if service is None:
        raise StorageError("unknown", "No service is set up yet. Start the program once with `make run`.")
    return service


def slug_of(name: str) -> str:
    """A short name for addresses: "Rose Court" becomes "rose-court"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return short[:MOST_LETTERS_OF_A_SLUG].strip("-") or "home"


def _first(session: Session) -> Service | None:
    return session.scalar(select(Service).order_by(Service.created_at, Service.id).limit(1))
