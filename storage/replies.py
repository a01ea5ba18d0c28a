"""What is said back to somebody in their own way, whether it reached them, and what they say of it."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.change_models import Change, Reply
from storage.change_records import ReplyRecord
from storage.change_voices import reply_record, reply_rows
from storage.changes import open_again
from storage.conversations import lock, lock_within
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import Channel, ReplyState, ReplyWay, Speaker, TurnState, Verdict
from storage.models import Conversation, Turn
from storage.profiles import NeedCode, Profile

MOST_LETTERS = 2_000
"""The longest reply."""
MOST_WAITING = 500
"""Shown of the replies that wait."""
_ON_PAPER = {NeedCode.EASY_READ, NeedCode.LARGE_PRINT, NeedCode.PICTURES}


def ways(channel: str, *, known: bool) -> tuple[ReplyWay, ...]:
    """By which ways somebody can be reached who spoke by this channel; `known`: we know who it was."""
    if channel == Channel.WEB:
        return ReplyWay.CHAT, ReplyWay.PRINT
    return (ReplyWay.TABLET, ReplyWay.PRINT) if known else (ReplyWay.PRINT,)


def own_way(channel: str, profile: Profile | None) -> ReplyWay:
    """The way that suits somebody best, by how they spoke and what they need."""
    if profile and _ON_PAPER & set(profile.needs):
        return ReplyWay.PRINT
    return ways(channel, known=profile is not None)[0]


class Replies:
    """Every read and write of them.

    Raises StorageError("unknown") if there is no such reply, conversation or change.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def send(  # noqa: PLR0913 (all that a reply is)
        self,
        within: Collection[UUID],
        conversation_id: UUID,
        staff_id: UUID,
        text: str,
        way: ReplyWay,
        *,
        change_id: UUID | None = None,
        reply_id: UUID | None = None,
    ) -> ReplyRecord:
        """Say something back. In a chat it stands there at once; else it waits until somebody tells it.

        The same `reply_id` again is the same reply. Raises StorageError("unusable") if there are no words,
        too many, or no such way to this person.
        """
        words = storable(text).strip()
        if not words or len(words) > MOST_LETTERS:
            raise StorageError("unusable", f"Write the reply, in 1 to {MOST_LETTERS:,} letters.")
        reply = Reply(
            id=reply_id or uuid4(), conversation_id=conversation_id, change_id=change_id, text=words
        )
        reply.way, reply.state, reply.staff_id, reply.at = way, ReplyState.QUEUED, staff_id, now()
        with writing(self._engine) as session:
            conversation = lock_within(
                session, within, conversation_id
            )  # or the same reply twice at once would be two
            if session.get(Reply, reply.id) is None:
                _require_way(conversation, way)
                change = session.get(Change, change_id) if change_id else None
                if change_id and (change is None or change.service_id != conversation.service_id):
                    raise StorageError("unknown", "There is no such change.")
                session.add(reply)
                if way == ReplyWay.CHAT:
                    _say(session, conversation, reply)
                session.flush()
            return _one(session, reply.id)

    def get(self, within: Collection[UUID], reply_id: UUID) -> ReplyRecord | None:
        """One of them."""
        with reading(self._engine) as session:
            here = (Reply.id == reply_id, Conversation.service_id.in_(within))
            row = session.execute(reply_rows().where(*here)).first()
            return reply_record(*row) if row else None

    def waiting(self, within: Collection[UUID]) -> list[ReplyRecord]:
        """Those that did not reach anybody yet, longest waiting first."""
        with reading(self._engine) as session:
            here = (Reply.state == ReplyState.QUEUED, Conversation.service_id.in_(within))
            found = reply_rows().where(*here).order_by(Reply.at, Reply.id).limit(MOST_WAITING)
            return [reply_record(*row) for row in session.execute(found)]

    def to(self, conversation_id: UUID) -> list[ReplyRecord]:
        """What was said back in a conversation, oldest first, without what was withdrawn."""
        with reading(self._engine) as session:
            mine = reply_rows().where(
                Reply.conversation_id == conversation_id, Reply.state != ReplyState.WITHDRAWN
            )
            return [reply_record(*row) for row in session.execute(mine.order_by(Reply.at, Reply.id))]

    def asks(self, replies: Sequence[ReplyRecord]) -> set[UUID]:
        """Which of these ask whether it is better: what they are about is done."""
        ids = {each.change_id for each in replies}
        with reading(self._engine) as session:
            done = set(
                session.scalars(select(Change.id).where(Change.id.in_(ids), Change.did_at.is_not(None)))
            )
        return {each.id for each in replies if each.change_id in done}

    def told(self, within: Collection[UUID], reply_id: UUID) -> ReplyRecord:
        """Somebody told it to them, or gave them the paper."""
        with writing(self._engine) as session:
            reply = _locked(session, reply_id, within)
            if reply.state == ReplyState.WITHDRAWN:
                raise StorageError("unusable", "It was withdrawn. Write a new one.")
            _tell(reply)
            session.flush()
            return _one(session, reply_id)

    def seen(self, conversation_id: UUID) -> None:
        """The person has their chat open: what was said back there has reached them."""
        with writing(self._engine) as session:
            session.execute(
                update(Reply)
                .where(
                    Reply.conversation_id == conversation_id,
                    Reply.way == ReplyWay.CHAT,
                    Reply.state == ReplyState.QUEUED,
                )
                .values(state=ReplyState.TOLD, told_at=now())
            )

    def withdraw(self, within: Collection[UUID], reply_id: UUID) -> ReplyRecord:
        """Take it back, as long as it reached nobody. From a chat it goes without a trace."""
        with writing(self._engine) as session:
            if talk := session.scalar(select(Reply.conversation_id).where(Reply.id == reply_id)):
                lock(session, talk)
            reply = _locked(session, reply_id, within)
            if reply.state == ReplyState.TOLD:
                raise StorageError("unusable", "It has reached them already. Write another one instead.")
            reply.state = ReplyState.WITHDRAWN
            session.execute(delete(Turn).where(Turn.id == reply_id, Turn.speaker == Speaker.STAFF))
            session.flush()
            return _one(session, reply_id)

    def verdict(self, within: Collection[UUID], reply_id: UUID, verdict: Verdict) -> ReplyRecord:
        """What the person says of what came of it, as staff write it down.

        If it is not better, a closed change is open again.
        """
        with writing(self._engine) as session:
            return _say_verdict(session, _locked(session, reply_id, within), verdict)

    def own_verdict(self, conversation_id: UUID, reply_id: UUID, verdict: Verdict) -> ReplyRecord:
        """The same as they say it themselves, in their conversation: a reply in any other is unknown."""
        with writing(self._engine) as session:
            reply = _locked(session, reply_id)
            if reply.conversation_id != conversation_id:
                raise StorageError("unknown", "There is no such reply here.")
            return _say_verdict(session, reply, verdict)


def _say_verdict(session: Session, reply: Reply, verdict: Verdict) -> ReplyRecord:
    change = session.get(Change, reply.change_id, with_for_update=True) if reply.change_id else None
    if change is None or change.did_at is None or reply.state == ReplyState.WITHDRAWN:
        raise StorageError("unusable", "Nothing was done yet that they could speak of.")
    _tell(reply)
    reply.verdict, reply.verdict_at = verdict, now()
    if verdict != Verdict.BETTER:
        open_again(change)
    change.version, change.updated_at = change.version + 1, now()
    session.flush()
    return _one(session, reply.id)


def _tell(reply: Reply) -> None:
    if reply.state == ReplyState.QUEUED:
        reply.state, reply.told_at = ReplyState.TOLD, now()


def _locked(session: Session, reply_id: UUID, within: Collection[UUID] | None = None) -> Reply:
    reply = session.get(Reply, reply_id, with_for_update=True)
    if reply is not None and within is not None:
        talk = session.get_one(Conversation, reply.conversation_id)
        reply = reply if talk.service_id in within else None
    if reply is None:
        raise StorageError("unknown", "There is no such reply.")
    return reply


def _one(session: Session, reply_id: UUID) -> ReplyRecord:
    return reply_record(*session.execute(reply_rows().where(Reply.id == reply_id)).one())


def _require_way(conversation: Conversation, way: ReplyWay) -> None:
    if way not in ways(conversation.channel, known=conversation.person_id is not None):
        raise StorageError("unusable", "They cannot be reached in this way. Choose another one.")


def _say(session: Session, conversation: Conversation, reply: Reply) -> None:
    """Write it into the chat. The conversation keeps its place in the lists: nothing new was said by them."""
    turn = Turn(id=reply.id, conversation_id=conversation.id, seq=conversation.next_seq, text=reply.text)
    turn.speaker, turn.state, turn.attempts, turn.at = Speaker.STAFF, TurnState.ANSWERED, 0, reply.at
    conversation.next_seq += 1
    session.add(turn)
