"""What is said back to somebody on a tablet, once we know that it is them who sits there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.change_models import Change, Reply
from storage.changes import open_again
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import ReplyState, ReplyWay, Verdict
from storage.models import Conversation, Device, Person, Staff

AT_ONCE = 5
"""Told in one sitting; the others wait for the next one."""


@dataclass(frozen=True, slots=True)
class TabletReply:
    """Something for one person, as the tablet shows it."""

    id: UUID
    text: str
    by: str
    """Who of the staff wrote it."""
    picture: str | None
    """Of the change that it is about."""
    asks: bool
    """What it is about is done: so they are asked whether it is better."""


class TabletReplies:
    """Every read and write of them that a tablet needs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self, device_id: UUID, person_id: UUID) -> list[TabletReply]:
        """What waits for somebody who is at this tablet, longest waiting first."""
        with reading(self._engine) as session:
            mine = (
                select(Reply, Staff.name, Change)
                .join(Conversation, Conversation.id == Reply.conversation_id)
                .join(Person, Person.id == Conversation.person_id)
                .join(Staff, Staff.id == Reply.staff_id)
                .outerjoin(Change, Change.id == Reply.change_id)
                .where(*_for(device_id, person_id), Person.left_at.is_(None))
                .where(Reply.state == ReplyState.QUEUED)
                .order_by(Reply.at, Reply.id)
                .limit(AT_ONCE)
            )
            return [_record(*row) for row in session.execute(mine)]

    def told(
        self,
        device_id: UUID,
        person_id: UUID,
        reply_id: UUID,
        at: datetime,
        verdict: Verdict | None = None,
    ) -> None:
        """They have seen it, perhaps some days ago, and perhaps said what they think. Again is harmless.

        Raises StorageError("unknown") if it is not theirs, or not for a tablet.
        """
        moment = min(at, now())
        with writing(self._engine) as session:
            reply = _theirs(session, device_id, person_id, reply_id)
            # One that was withdrawn since they saw it has reached them all the same.
            if reply.state != ReplyState.TOLD:
                reply.state, reply.told_at = ReplyState.TOLD, moment
            if verdict and (reply.verdict_at is None or reply.verdict_at < moment):
                reply.verdict, reply.verdict_at = verdict, moment
                _tell_the_change(session, reply, verdict)


def _for(device_id: UUID, person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Of a reply and its conversation: for this person, at a tablet of the same service."""
    service = select(Device.service_id).where(Device.id == device_id).scalar_subquery()
    return (
        Reply.way == ReplyWay.TABLET,
        Conversation.person_id == person_id,
        Conversation.service_id == service,
    )


def _theirs(session: Session, device_id: UUID, person_id: UUID, reply_id: UUID) -> Reply:
    mine = select(Reply.id).join(Conversation, Conversation.id == Reply.conversation_id)
    found = session.scalar(mine.where(Reply.id == reply_id, *_for(device_id, person_id)))
    if found is None:
        raise StorageError("unknown", "There is no such reply for this person.")
    return session.get_one(Reply, found, with_for_update=True)


def _tell_the_change(session: Session, reply: Reply, verdict: Verdict) -> None:
    """If it is not better, a closed change is open again."""
    change = session.get(Change, reply.change_id, with_for_update=True) if reply.change_id else None
    if change is None:
        return
    if verdict != Verdict.BETTER:
        open_again(change)
    change.version, change.updated_at = change.version + 1, now()


def _record(reply: Reply, by: str, change: Change | None) -> TabletReply:
    return TabletReply(
        id=reply.id,
        text=reply.text,
        by=by,
        picture=change.picture if change else None,
        asks=change is not None and change.did_at is not None,
    )
