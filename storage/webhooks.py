"""Webhooks: who is told when something happens, and each message until it has arrived or was given up."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Engine, select, update
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.models import Service
from storage.out_models import Webhook, WebhookDelivery

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long after each failure it is tried again; after the last it is given up."""
LEASE = timedelta(minutes=2)
"""Who takes a message has so long to send it, before somebody else may take it."""
MOST_LETTERS_OF_AN_ADDRESS = 500
MOST_WEBHOOKS = 20
"""Of one service."""
LATELY = 5
"""Messages that are shown of each."""


class Event(StrEnum):
    """What happened."""

    CONCERN_NEW = "concern.new"
    CHANGE_NEW = "change.new"
    CHANGE_CLOSED = "change.closed"
    TEST = "test"  # somebody pressed "Try it"


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """A message, and how it went."""

    id: UUID
    event: str
    subject_id: UUID
    path: str
    at: datetime
    attempts: int
    next_at: datetime | None
    arrived_at: datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """An address that is told, without its secret."""

    id: UUID
    service_id: UUID
    service: str
    url: str
    events: frozenset[Event]
    created_at: datetime
    stopped_at: datetime | None
    lately: tuple[DeliveryRecord, ...]
    """The last messages, newest first."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send now, with where and how it is signed."""

    delivery: DeliveryRecord
    webhook_id: UUID
    service_id: UUID
    url: str
    secret: str


class Webhooks:
    """Every read and write of them. `within` are the services that somebody may do it at."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(  # noqa: PLR0913, PLR0917 (all that a webhook is)
        self,
        within: Collection[UUID],
        service_id: UUID,
        url: str,
        events: Collection[Event],
        staff_id: UUID,
        webhook_id: UUID | None = None,
    ) -> tuple[WebhookRecord, str]:
        """A new one and the secret that its messages are signed with, which is shown once.

        Raises StorageError("unknown") if the service is not within, StorageError("unusable") with the
        remedy, StorageError("taken") if there is one with this `webhook_id` already.
        """
        if not events:
            raise StorageError("unusable", "Choose at least one thing to be told of.")
        if not 1 <= len(url) <= MOST_LETTERS_OF_AN_ADDRESS or storable(url) != url:
            raise StorageError("unusable", f"Write the address in 1 to {MOST_LETTERS_OF_AN_ADDRESS} letters.")
        secret = secrets.token_urlsafe(32)
        row = Webhook(id=webhook_id or uuid4(), service_id=service_id, url=url, secret=secret)
        row.events, row.created_by, row.created_at = sorted({str(each) for each in events}), staff_id, now()
        with writing(self._engine) as session:
            service = _room(session, within, service_id)
            if session.get(Webhook, row.id):
                raise StorageError("taken", "This webhook is there already. Stop it if you lost its secret.")
            session.add(row)
            session.flush()
            return _record(row, service, ()), secret

    def all(self, within: Collection[UUID]) -> list[WebhookRecord]:
        """Those of these services that were not stopped, each with its last messages."""
        mine = (Webhook.service_id.in_(within), Webhook.stopped_at.is_(None))
        with reading(self._engine) as session:
            found = select(Webhook, Service.name).join(Service, Service.id == Webhook.service_id)
            rows = session.execute(found.where(*mine).order_by(Webhook.created_at, Webhook.id)).all()
            return [_record(row, service, _lately(session, row.id)) for row, service in rows]

    def stop(self, within: Collection[UUID], webhook_id: UUID) -> bool:
        """It is told nothing any more, also not what still waits. False if there is none such within."""
        mine = (Webhook.id == webhook_id, Webhook.service_id.in_(within))
        with writing(self._engine) as session:
            row = session.scalar(select(Webhook).where(*mine).with_for_update())
            if row is None:
                return False
            row.stopped_at = row.stopped_at or now()
            _give_up(session, WebhookDelivery.webhook_id == row.id, "It was stopped.")
            return True

    def test(self, within: Collection[UUID], webhook_id: UUID) -> UUID | None:
        """A message that tells of nothing, due now; its id. None if there is no such webhook within."""
        mine = (Webhook.id == webhook_id, Webhook.service_id.in_(within), Webhook.stopped_at.is_(None))
        with writing(self._engine) as session:
            row = session.scalar(select(Webhook).where(*mine))
            if row is None:
                return None
            made = _message(row, Event.TEST, row.id, "/review/connections")
            session.add(made)
            return made.id

    def take(self, delivery_id: UUID | None = None, besides: Collection[UUID] = ()) -> Outgoing | None:
        """The message that is due longest, or this one; nobody else gets it for the next `LEASE`.

        besides: webhooks that are left alone, because they did not answer just now.
        """
        with writing(self._engine) as session:
            due = select(WebhookDelivery, Webhook).join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
            due = due.where(WebhookDelivery.next_at <= now(), Webhook.id.not_in(besides))
            if delivery_id:
                due = due.where(WebhookDelivery.id == delivery_id)
            due = due.order_by(WebhookDelivery.next_at, WebhookDelivery.id).limit(1)
            row = session.execute(due.with_for_update(skip_locked=True, of=WebhookDelivery)).first()
            if row is None:
                return None
            message, hook = row
            message.next_at, message.attempts = now() + LEASE, message.attempts + 1
            return Outgoing(_delivery(message), hook.id, hook.service_id, hook.url, hook.secret)

    def arrived(self, delivery_id: UUID) -> None:
        """The other side has taken it."""
        with writing(self._engine) as session:
            came = {"arrived_at": now(), "next_at": None, "problem": None}
            session.execute(update(WebhookDelivery).where(WebhookDelivery.id == delivery_id).values(**came))

    def failed(self, delivery_id: UUID, problem: str, *, again: bool = True) -> None:
        """It did not arrive. It is tried again later, unless it was tried often enough or not `again`."""
        with writing(self._engine) as session:
            row = session.get(WebhookDelivery, delivery_id, with_for_update=True)
            if row is None or row.arrived_at:
                return
            more = again and row.next_at is not None and row.attempts <= len(WAITS)
            row.problem = storable(problem)[:200]
            row.next_at = now() + WAITS[row.attempts - 1] if more else None


def announce(session: Session, service_id: UUID, event: Event, subject_id: UUID, path: str) -> None:
    """Write down, in the same transaction as what happened, that those who want to know are to be told.

    path: where staff see it. No words go out: only what kind of thing, its identifier and the path.
    """
    listening = select(Webhook).where(Webhook.service_id == service_id, Webhook.stopped_at.is_(None))
    for hook in session.scalars(listening):
        if event in hook.events:
            session.add(_message(hook, event, subject_id, path))


def _message(hook: Webhook, event: Event, subject_id: UUID, path: str) -> WebhookDelivery:
    moment = now()
    return WebhookDelivery(
        id=uuid4(),
        webhook_id=hook.id,
        event=event,
        subject_id=subject_id,
        path=path,
        at=moment,
        attempts=0,
        next_at=moment,
    )


def _room(session: Session, within: Collection[UUID], service_id: UUID) -> str:
    """The name of the service, which is locked, so that two at once cannot both take the last place."""
    service = session.get(Service, service_id, with_for_update=True) if service_id in within else None
    if service is None:
        raise StorageError("unknown", "There is no such service.")
    here = (Webhook.service_id == service_id, Webhook.stopped_at.is_(None))
    if len(session.scalars(select(Webhook.id).where(*here)).all()) >= MOST_WEBHOOKS:
        raise StorageError("unusable", f"There are {MOST_WEBHOOKS} webhooks already. Stop one first.")
    return service.name


def _give_up(session: Session, which: ColumnElement[bool], problem: str) -> None:
    waiting = (which, WebhookDelivery.next_at.is_not(None))
    session.execute(update(WebhookDelivery).where(*waiting).values(next_at=None, problem=problem))


def _lately(session: Session, webhook_id: UUID) -> tuple[DeliveryRecord, ...]:
    mine = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    newest = mine.order_by(WebhookDelivery.at.desc(), WebhookDelivery.id).limit(LATELY)
    return tuple(map(_delivery, session.scalars(newest)))


def _delivery(row: WebhookDelivery) -> DeliveryRecord:
    return DeliveryRecord(
        id=row.id,
        event=row.event,
        subject_id=row.subject_id,
        path=row.path,
        at=row.at,
        attempts=row.attempts,
        next_at=row.next_at,
        arrived_at=row.arrived_at,
        problem=row.problem,
    )


def _record(row: Webhook, service: str, lately: Sequence[DeliveryRecord]) -> WebhookRecord:
    return WebhookRecord(
        id=row.id,
        service_id=row.service_id,
        service=service,
        url=row.url,
        events=frozenset(map(Event, row.events)),
        created_at=row.created_at,
        stopped_at=row.stopped_at,
        lately=tuple(lately),
    )
