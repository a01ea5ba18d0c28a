"""Words first: what is said is kept here before anything else looks at it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, bindparam, func, insert, literal, select, update
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.choosing import is_nameless
from storage.conversations import lock
from storage.details import Details, write_details
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import AnswerKind, AnswerState, Mode, Speaker, Steering, TurnState
from storage.models import Answer, Turn
from storage.records import Reply, TurnRecord
from storage.spoken import begin_words, by_voice, put_away

MAX_CHARACTERS = 100_000
"""The longest turn that is kept. Longer ones are refused with a sentence, never cut."""

_TURNS, _CONVERSATIONS = Turn.metadata.tables["turn"], Turn.metadata.tables["conversation"]
"""The plain tables: every turn passes here three times, and objects of the mapper cost twice as much."""
_WAITING = _TURNS.c.state == literal(TurnState.KEPT.value, literal_execute=True)
"""Written out in the statement, or the index of waiting turns would not be used."""

# Made once: to put a statement together costs as much as to run it.
_OF_CONVERSATION = _TURNS.c.conversation_id == bindparam("conversation")
_KNOWN = select(_TURNS).where(_TURNS.c.id == bindparam("turn"))
_NEXT = (
    select(_TURNS, _CONVERSATIONS.c.audience)
    .join(_CONVERSATIONS, _CONVERSATIONS.c.id == _TURNS.c.conversation_id)
    .where(_OF_CONVERSATION, _WAITING)
    .order_by(_TURNS.c.seq)
    .limit(2)
)
_TAKE_NUMBERS = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("conversation"))
    .values(next_seq=_CONVERSATIONS.c.next_seq + bindparam("count"), last_at=bindparam("moment"))
    .returning(_CONVERSATIONS.c.next_seq)
)
_WRITE = insert(_TURNS).returning(*_TURNS.c, sort_by_parameter_order=True)
_DONE = (
    update(_TURNS)
    .where(_TURNS.c.id == bindparam("turn"), _TURNS.c.state == TurnState.KEPT)
    .values(state=TurnState.ANSWERED)
    .returning(_TURNS.c.conversation_id, _TURNS.c.quotes_id)
)


class Turns:
    """Every read and write of what was said."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(  # noqa: PLR0913 (all that a turn is)
        self,
        conversation_id: UUID,
        turn_id: UUID,
        text: str,
        mode: Mode,
        intent: Steering | None = None,
        *,
        details: Details | None = None,
        said_at: datetime | None = None,
    ) -> TurnRecord:
        """Keep a person's turn, and only then return. The same turn again gives the same turn.

        `said_at` if it was said earlier than now.

        Raises StorageError("too_long" | "unknown" | "taken"), and those of `writing`.
        """
        if len(text) > MAX_CHARACTERS:
            raise StorageError("too_long", f"That is more than {MAX_CHARACTERS:,} letters. Send it in parts.")
        row = {
            "id": turn_id,
            "conversation_id": conversation_id,
            "speaker": Speaker.PERSON,
            "mode": mode,
            "text": storable(text),
            "intent": intent,
            "state": TurnState.KEPT,
            "attempts": 0,
            "at": now(),
            "said_at": said_at,
            "details": write_details(details) if details else None,
        }
        with writing(self._engine) as session:
            row["seq"] = next_seq(session, conversation_id)  # which also keeps others out of the conversation
            if known := session.execute(_KNOWN, {"turn": turn_id}).first():
                session.rollback()  # the number was not needed
                return _same(turn_record(known), conversation_id, storable(text))
            kept = session.execute(_WRITE, row).one()
        return turn_record(kept)

    def next_waiting(self, conversation_id: UUID) -> tuple[TurnRecord, str, bool] | None:
        """The person's oldest turn that has had no reply yet, the audience, and whether more wait."""
        with reading(self._engine) as session:
            rows = session.execute(_NEXT, {"conversation": conversation_id}).all()
            return (turn_record(rows[0]), rows[0].audience, len(rows) > 1) if rows else None

    def waiting_behind(self, conversation_id: UUID, seq: int, limit: int = 50) -> list[TurnRecord]:
        """The person's turns after number `seq` that have had no reply yet, oldest first."""
        with reading(self._engine) as session:
            later = select(Turn).where(Turn.conversation_id == conversation_id, _WAITING, Turn.seq > seq)
            return [turn_record(turn) for turn in session.scalars(later.order_by(Turn.seq).limit(limit))]

    def conversations_waiting(self, limit: int = 100) -> list[UUID]:
        """Conversations with a turn that has had no reply yet, longest waiting first."""
        with reading(self._engine) as session:
            waiting = (
                select(Turn.conversation_id)
                .where(_WAITING)
                .group_by(Turn.conversation_id)
                .order_by(func.min(Turn.at))
                .limit(limit)
            )
            return list(session.scalars(waiting))

    def answered(self, turn_id: UUID, replies: Sequence[Reply]) -> list[TurnRecord]:
        """Keep what the bot said to a turn. Called again for the same turn it changes nothing."""
        with writing(self._engine) as session:
            first = next_seq(session, _conversation_of(session, turn_id), len(replies))
            turn = session.execute(_DONE, {"turn": turn_id}).first()
            if turn is None:
                session.rollback()
                return []
            return _say(session, turn_id, turn, first, replies)

    def failed(self, turn_id: UUID) -> int:
        """Count one more failed try of a turn; returns how many there were."""
        with writing(self._engine) as session:
            turn = _lock(session, turn_id)
            turn.attempts += 1
            return turn.attempts

    def set_aside(self, turn_id: UUID, reply: Reply) -> list[TurnRecord]:
        """Give a turn that keeps failing to a person: its words become a note, and talking can go on."""
        with writing(self._engine) as session:
            turn = _lock(session, turn_id)
            if turn.state != TurnState.KEPT:
                return []
            turn.state = TurnState.SET_ASIDE
            if turn.outcome is None:  # no action has worked on it; one that comes late finds nothing to do
                turn.outcome = []
                if turn.intent in (None, Steering.ANSWER) and (turn.text.strip() or by_voice(turn)):
                    turn.answer_id = _note_of(session, turn)
            session.flush()
            return _say(session, turn_id, turn, next_seq(session, turn.conversation_id), [reply])

    def since(self, conversation_id: UUID, after: int, limit: int = 200) -> list[TurnRecord]:
        """Turns with a higher number than `after`, oldest first."""
        with reading(self._engine) as session:
            newer = (
                select(Turn)
                .where(Turn.conversation_id == conversation_id, Turn.seq > after)
                .order_by(Turn.seq)
                .limit(limit)
            )
            return [turn_record(turn) for turn in session.scalars(newer)]

    def latest(self, conversation_id: UUID, limit: int = 60, before: int | None = None) -> list[TurnRecord]:
        """The last `limit` turns, or the last ones with a lower number than `before`, oldest first."""
        with reading(self._engine) as session:
            query = select(Turn).where(Turn.conversation_id == conversation_id)
            if before is not None:
                query = query.where(Turn.seq < before)
            found = list(session.scalars(query.order_by(Turn.seq.desc()).limit(limit)))
            return [turn_record(turn) for turn in reversed(found)]

    def erased(self, conversation_id: UUID) -> list[TurnRecord]:
        """Turns whose words were taken out, oldest first; their places stay."""
        with reading(self._engine) as session:
            query = select(Turn).where(Turn.conversation_id == conversation_id, Turn.erased_at.is_not(None))
            return [turn_record(turn) for turn in session.scalars(query.order_by(Turn.seq))]


def next_seq(session: Session, conversation_id: UUID, count: int = 1) -> int:
    """Take the next `count` numbers of a conversation; returns the first.

    Raises StorageError("unknown") if there is no such conversation.
    """
    number = {"conversation": conversation_id, "count": count, "moment": now()}
    after: int | None = session.scalar(_TAKE_NUMBERS, number)
    if after is None:
        raise StorageError("unknown", "There is no such conversation.")
    return after - count


def turn_record(turn: Any) -> TurnRecord:
    """A turn as it travels, from a row or from an object of the mapper."""
    return TurnRecord(
        id=turn.id,
        conversation_id=turn.conversation_id,
        seq=turn.seq,
        speaker=turn.speaker,
        mode=turn.mode,
        text=turn.text,
        intent=turn.intent,
        state=turn.state,
        attempts=turn.attempts,
        choices=tuple(turn.choices or ()),
        answer_id=turn.answer_id,
        at=turn.at,
        erased=turn.erased_at is not None,
        said_at=turn.said_at,
        details=turn.details,
    )


def _same(turn: TurnRecord, conversation_id: UUID, text: str) -> TurnRecord:
    other_words = turn.text != text and not turn.erased
    if turn.conversation_id != conversation_id or other_words:
        raise StorageError("taken", "Something else was sent under this identifier. Make a new one.")
    return turn


def _conversation_of(session: Session, turn_id: UUID) -> UUID:
    found: UUID | None = session.scalar(select(_TURNS.c.conversation_id).where(_TURNS.c.id == turn_id))
    if found is None:
        raise StorageError("unknown", "There is no such turn.")
    return found


def _lock(session: Session, turn_id: UUID) -> Turn:
    lock(session, _conversation_of(session, turn_id))
    return session.get_one(Turn, turn_id)


def _note_of(session: Session, turn: Turn) -> UUID:
    note = Answer(
        id=uuid4(),
        conversation_id=turn.conversation_id,
        kind=AnswerKind.NOTE,
        state=AnswerState.HEARD,
        text=turn.text,
        created_at=now(),
        updated_at=now(),
        settled_at=None if is_nameless(session, turn.conversation_id) else now(),
    )
    session.add(note)
    session.flush()
    begin_words(session, turn, note)
    put_away(note)
    return note.id


def _say(
    session: Session, turn_id: UUID, turn: Any, first: int, replies: Sequence[Reply]
) -> list[TurnRecord]:
    """Write what the bot says to a turn (its conversation and what it quotes), numbered from `first` on."""
    rows = [
        {
            "id": uuid4(),
            "conversation_id": turn.conversation_id,
            "seq": seq,
            "speaker": Speaker.BOT,
            "text": storable(reply.text),
            "state": TurnState.ANSWERED,
            "attempts": 0,
            "choices": [dict(choice) for choice in reply.choices] or None,
            "quotes_id": turn.quotes_id,
            "reply_to": turn_id,
            "at": now(),
        }
        for seq, reply in enumerate(replies, first)
    ]
    if not rows:
        return []
    said = session.execute(_WRITE, rows)
    return [turn_record(row) for row in said]
