"""Emptying whole conversations: no word, no voice and nobody's name stays, only that something was said.

Rows remain without words and without anything that leads to the person, so that what points to them goes on.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, delete, func, literal, select, update
from sqlalchemy.orm import Session

from storage.base import now
from storage.change_models import Reply
from storage.concern_models import Concern, ConcernEvent
from storage.emptying import empty_beside
from storage.keeping_models import Erased
from storage.keeping_records import ErasedKind
from storage.kinds import AnswerState, RecordingState, ReplyState, TurnState
from storage.listing import forget, touch
from storage.models import Alert, Answer, Conversation, Correction, Tag, Topic, Turn
from storage.recording_rows import empty_recordings
from storage.voice_models import Recording, Wording
from storage.work_models import Disagreement, WorkNote


def wipe(session: Session, conversation_ids: Sequence[UUID]) -> None:
    """Empty these conversations, which are locked. The list follows.

    What was said in them without a name goes too, also where staff read it.
    """
    if released := empty_beside(session, conversation_ids):
        wipe(session, released)
    answers = select(Answer.id).where(Answer.conversation_id.in_(conversation_ids))
    _note(session, conversation_ids)
    for table in (Topic, Correction, Wording, Disagreement):
        session.execute(delete(table).where(table.answer_id.in_(answers)))
    session.execute(update(Tag).where(Tag.answer_id.in_(answers)).values(corrects_id=None))
    session.execute(delete(Tag).where(Tag.answer_id.in_(answers)))
    _empty_concerns(session, conversation_ids)
    _empty_answers(session, conversation_ids)
    empty_turns(session, conversation_ids)
    mine = select(Recording.id).where(Recording.conversation_id.in_(conversation_ids))
    empty_recordings(session, list(session.scalars(mine)))
    session.execute(delete(WorkNote).where(WorkNote.conversation_id.in_(conversation_ids)))
    empty_replies(session, select(Reply.id).where(Reply.conversation_id.in_(conversation_ids)))
    _cut_off(session, conversation_ids)
    session.flush()
    session.expire_all()
    touch(session, *conversation_ids)
    forget(session)


def empty_turns(session: Session, conversation_ids: Sequence[UUID]) -> None:
    """Take the words out of every turn, with how each was said and what the program answered."""
    mine = Turn.conversation_id.in_(conversation_ids)
    gone = update(Turn).where(mine, Turn.erased_at.is_(None))
    session.execute(gone.values(text="", outcome=None, choices=None, details=None, erased_at=now()))
    session.execute(update(Turn).where(mine, Turn.state == TurnState.KEPT).values(state=TurnState.ANSWERED))


def empty_replies(session: Session, which: Select[UUID]) -> None:
    """Take the words out of what was said back; that it was said, and what they thought of it, stays."""
    mine = update(Reply).where(Reply.id.in_(which))
    session.execute(mine.values(text=""))
    session.execute(mine.where(Reply.state == ReplyState.QUEUED).values(state=ReplyState.WITHDRAWN))


def remember(
    session: Session,
    kind: ErasedKind,
    subject_ids: Iterable[UUID],
    conversation_id: UUID | None = None,
    taught: int = 0,
) -> None:
    """Write down that something was erased, so that an older copy of the database loses it again."""
    for each in subject_ids:
        row = session.get(Erased, (each, kind)) or Erased(subject_id=each, kind=kind, taught=0)
        row.conversation_id, row.at, row.taught = conversation_id, now(), row.taught + taught
        session.add(row)


def _note(session: Session, conversation_ids: Sequence[UUID]) -> None:
    decided = select(Answer.conversation_id, func.count()).join(Correction, Correction.answer_id == Answer.id)
    decided = decided.where(Answer.conversation_id.in_(conversation_ids)).group_by(Answer.conversation_id)
    taught = dict(iter(session.execute(decided)))
    for each in conversation_ids:
        remember(session, ErasedKind.CONVERSATION, [each], each, taught.get(each, 0))


def _empty_concerns(session: Session, conversation_ids: Sequence[UUID]) -> None:
    """That there was one, its kind, and who saw to it when: that stays, without a word."""
    mine = Concern.conversation_id.in_(conversation_ids)
    session.execute(update(Concern).where(mine).values(words="", evidence=[], version=Concern.version + 1))
    theirs = ConcernEvent.concern_id.in_(select(Concern.id).where(mine))
    session.execute(update(ConcernEvent).where(theirs).values(note=""))


def _empty_answers(session: Session, conversation_ids: Sequence[UUID]) -> None:
    settled = func.coalesce(Answer.settled_at, literal(now(), Answer.settled_at.type))
    session.execute(
        update(Answer)
        .where(Answer.conversation_id.in_(conversation_ids))
        .values(
            text="", stance=None, model_version=None, spoken=None, worded_at=None,
            state=AnswerState.DELETED, settled_at=settled,
        )
    )  # fmt: skip


def _cut_off(session: Session, conversation_ids: Sequence[UUID]) -> None:
    """Nothing leads to the person from here, and nobody goes on with it."""
    session.execute(
        update(Conversation)
        .where(Conversation.id.in_(conversation_ids))
        .values(
            person_id=None, link_hash=None, device_id=None, frames=[], question_id=None, wants_person_at=None
        )
    )
    session.execute(
        update(Alert)
        .where(Alert.conversation_id.in_(conversation_ids))
        .values(conversation_id=None, person_id=None)
    )
    went = update(Recording).where(Recording.conversation_id.in_(conversation_ids))
    session.execute(went.values(state=RecordingState.GONE, listened_at=None))
