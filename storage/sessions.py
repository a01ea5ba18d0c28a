"""Signed-in browsers of staff: which there are, when they were last used, and ending them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from storage.audit import event
from storage.base import now
from storage.conversations import hash_secret
from storage.engine import reading, writing
from storage.signing_models import StaffSession

SEEN_EVERY = timedelta(minutes=1)
"""That a browser was used is written down no more often than this."""


@dataclass(frozen=True, slots=True)
class BrowserRecord:
    """One signed-in browser."""

    id: str
    """Tells the browsers of one member of staff apart, and opens nothing."""
    browser: str | None
    since: datetime
    seen_at: datetime | None
    is_this: bool


class Sessions:
    """Every read and write of signed-in browsers, besides signing in and out."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def still_used(self, secret: str, idle: timedelta | None) -> bool:
        """Whether a browser was used within the last `idle` (none: however long ago); then it is used now.

        A browser that nobody knows was not. One that was idle stays so until somebody signs in again.
        """
        mine = StaffSession.token_hash == hash_secret(secret)
        with reading(self._engine) as session:
            row = session.scalar(select(StaffSession).where(mine))
        if row is None:
            return False
        away = now() - (row.seen_at or row.created_at)
        if idle is not None and away > idle:
            return False
        if away > SEEN_EVERY:
            with writing(self._engine) as session:
                session.execute(update(StaffSession).where(mine).values(seen_at=now()))
        return True

    def of(self, staff_id: UUID, secret: str = "") -> list[BrowserRecord]:
        """The browsers in which somebody is signed in, the one used last first; `secret` is of this one."""
        with reading(self._engine) as session:
            rows = _theirs(session, staff_id)
        here = hash_secret(secret)
        return sorted(
            (_record(row, here) for row in rows), key=lambda one: one.seen_at or one.since, reverse=True
        )

    def end(self, staff_id: UUID, browser_id: str) -> bool:
        """Sign one of somebody's own browsers out. False if there is no such browser."""
        with writing(self._engine) as session:
            found = [row for row in _theirs(session, staff_id) if _name(row.token_hash) == browser_id]
            for row in found:
                session.delete(row)
                session.add(event(session, staff_id, "signed_out_browser"))
            return bool(found)

    def end_all(self, staff_id: UUID, but: str = "") -> int:
        """Sign somebody out everywhere, but in the browser with this secret; how many there were."""
        with writing(self._engine) as session:
            others = delete(StaffSession).where(
                StaffSession.staff_id == staff_id, StaffSession.token_hash != hash_secret(but)
            )
            ended = session.execute(others.returning(StaffSession.token_hash)).all()
            session.add(event(session, staff_id, "signed_out_everywhere"))
            return len(ended)


def _theirs(session: Session, staff_id: UUID) -> Sequence[StaffSession]:
    mine = select(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.expires_at > now())
    return session.scalars(mine).all()


def _name(token_hash: str) -> str:
    return hashlib.sha256(token_hash.encode()).hexdigest()[:16]


def _record(row: StaffSession, here: str) -> BrowserRecord:
    return BrowserRecord(
        _name(row.token_hash), row.browser, row.created_at, row.seen_at, row.token_hash == here
    )
