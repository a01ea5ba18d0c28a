"""Tokens: what lets another program read, at one service, as much as it was given and as long."""

import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Engine, Select, select, update
from sqlalchemy.orm import Session

from storage.audit import event
from storage.base import now, storable
from storage.conversations import hash_secret
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.models import Service, Staff
from storage.out_models import ApiToken

PREFIX = "wm_"
"""How every token begins, so that one that leaked is known for what it is."""
MOST_DAYS = 366
MOST_LETTERS_OF_A_NAME = 80
MOST_TOKENS = 100
"""Of one service that are still good."""


class Scope(StrEnum):
    """What a token lets somebody read."""

    ANSWERS = "answers"  # conversations and answers without names, their tags, topics and counts
    WORDS = "words"  # with it: the words as they were said, names too
    CHANGES = "changes"  # what comes of what was said


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token without its secret."""

    id: UUID
    service_id: UUID
    service: str
    name: str
    scopes: frozenset[Scope]
    by_id: UUID | None
    by: str | None
    """Who made it; none if it was made at the machine itself."""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    """When it was last used, to the hour."""
    revoked_at: datetime | None

    @property
    def good(self) -> bool:
        """Whether it lets somebody in today."""
        return self.revoked_at is None and self.expires_at > now()


class Tokens:
    """Every read and write of tokens. `within` are the services that somebody may do it at."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def make(  # noqa: PLR0913, PLR0917 (all that a token is)
        self,
        within: Collection[UUID],
        service_id: UUID,
        name: str,
        scopes: Collection[Scope],
        days: int,
        staff_id: UUID | None = None,
        token_id: UUID | None = None,
    ) -> tuple[TokenRecord, str]:
        """A new token and its secret, which is shown once and kept only as a hash.

        Raises StorageError("unknown") if the service is not within, StorageError("unusable") with the
        remedy, StorageError("taken") if there is one with this `token_id` already.
        """
        line = " ".join(storable(name).split())
        _require_usable(line, scopes, days)
        secret = PREFIX + secrets.token_urlsafe(32)
        row = ApiToken(id=token_id or uuid4(), service_id=service_id, name=line, created_by=staff_id)
        row.token_hash, row.scopes = hash_secret(secret), sorted({str(scope) for scope in scopes})
        row.created_at, row.expires_at = now(), now() + timedelta(days=days)
        with writing(self._engine) as session:
            _require_room(session, within, service_id)
            if session.get(ApiToken, row.id):
                raise StorageError("taken", "This token was made already. Make another one if you lost it.")
            session.add(row)
            session.flush()
            return _one(session, row.id), secret

    def all(self, within: Collection[UUID]) -> list[TokenRecord]:
        """Every token of these services, newest first."""
        with reading(self._engine) as session:
            found = _rows().where(ApiToken.service_id.in_(within))
            rows = session.execute(found.order_by(ApiToken.created_at.desc(), ApiToken.id))
            return [_record(*row) for row in rows]

    def revoke(self, within: Collection[UUID], token_id: UUID) -> TokenRecord | None:
        """It lets nobody in any more. None if there is no such token within."""
        mine = (ApiToken.id == token_id, ApiToken.service_id.in_(within))
        with writing(self._engine) as session:
            session.execute(
                update(ApiToken).where(*mine, ApiToken.revoked_at.is_(None)).values(revoked_at=now())
            )
            row = session.execute(_rows().where(*mine)).first()
            return _record(*row) if row else None

    def holder(self, secret: str) -> TokenRecord | None:
        """The token with this secret, while it is good; that it was used is written down once an hour."""
        with reading(self._engine) as session:
            row = session.execute(_rows().where(ApiToken.token_hash == hash_secret(secret))).first()
        token = _record(*row) if row else None
        if token is None or not token.good:
            return None
        if token.used_at is None or now() - token.used_at > timedelta(hours=1):
            with suppress(StorageError):  # to read matters more than to write that somebody read
                self._used(token.id)
        return token

    def _used(self, token_id: UUID) -> None:
        with writing(self._engine) as session:
            session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now()))
            session.add(event(session, None, "read_by_token", str(token_id)))


def _require_usable(name: str, scopes: Collection[Scope], days: int) -> None:
    if not 1 <= len(name) <= MOST_LETTERS_OF_A_NAME:
        raise StorageError(
            "unusable", f"Say what the token is for, in 1 to {MOST_LETTERS_OF_A_NAME} letters."
        )
    if not scopes:
        raise StorageError("unusable", "Choose at least one thing that it may read.")
    if Scope.WORDS in scopes and Scope.ANSWERS not in scopes:
        raise StorageError("unusable", "Words go with answers. Choose answers too.")
    if not 1 <= days <= MOST_DAYS:
        raise StorageError("unusable", f"Let it end after 1 to {MOST_DAYS} days.")


def _require_room(session: Session, within: Collection[UUID], service_id: UUID) -> None:
    """Locks the service, so that two at once cannot both take the last place."""
    if service_id not in within or session.get(Service, service_id, with_for_update=True) is None:
        raise StorageError("unknown", "There is no such service.")
    good = (ApiToken.revoked_at.is_(None), ApiToken.expires_at > now(), ApiToken.service_id == service_id)
    if len(session.scalars(select(ApiToken.id).where(*good)).all()) >= MOST_TOKENS:
        raise StorageError("unusable", f"There are {MOST_TOKENS} tokens already. Revoke one first.")


def _rows() -> Select[ApiToken, str, str | None]:
    joined = select(ApiToken, Service.name, Staff.name).join(Service, Service.id == ApiToken.service_id)
    return joined.outerjoin(Staff, Staff.id == ApiToken.created_by)


def _one(session: Session, token_id: UUID) -> TokenRecord:
    return _record(*session.execute(_rows().where(ApiToken.id == token_id)).one())


def _record(row: ApiToken, service: str, by: str | None) -> TokenRecord:
    return TokenRecord(
        id=row.id,
        service_id=row.service_id,
        service=service,
        name=row.name,
        scopes=frozenset(map(Scope, row.scopes)),
        by_id=row.created_by,
        by=by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
