"""What staff see of one conversation: its answers with their tags."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from storage.corrections import tag_version
from storage.engine import reading
from storage.kinds import Spoken
from storage.models import Answer, Conversation, Question, Tag, Topic
from storage.questions import question_record
from storage.recording_rows import recording_record
from storage.records import RecordingRecord, ReviewAnswer, TagRecord, WordingRecord
from storage.seen import seen
from storage.spoken import answer_record
from storage.tags import of_these_words
from storage.voice_models import Recording
from storage.wordings import wordings

MANY = 100
"""Every page of staff says how many wait to be listened to: no more than so many are counted for it."""


class Review:
    """Every read of what was said, for staff."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def wanting_listening(self, within: Collection[UUID]) -> int:
        """How many conversations have an answer that staff are asked to listen to; `MANY` for more."""
        here = _LISTEN.join(Conversation, Conversation.id == Answer.conversation_id)
        here = here.where(Conversation.service_id.in_(within)).distinct().limit(MANY)
        with reading(self._engine) as session:
            return session.scalar(select(func.count()).select_from(here.subquery())) or 0

    def answers(self, within: Collection[UUID], conversation_id: UUID) -> list[ReviewAnswer]:
        """The answers of a conversation in the order of its questions, then the notes."""
        with reading(self._engine) as session:
            query = (
                select(Answer, Question)
                .outerjoin(Question, Question.id == Answer.question_id)
                .join(Conversation, Conversation.id == Answer.conversation_id)
                .where(Conversation.id == conversation_id, Conversation.service_id.in_(within), seen())
                .order_by(Question.position.is_(None), Question.position, Answer.created_at)
            )
            rows = session.execute(query).all()
            ids = [answer.id for answer, _ in rows]
            beside = _Beside(
                _tags(session, ids),
                set(session.scalars(select(Tag.id).where(Tag.answer_id.in_(ids), of_these_words()))),
                _topics(session, ids),
                _recordings(session, ids),
                wordings(session, ids),
            )
            return [_review_answer(answer, question, beside) for answer, question in rows]


_LISTEN = select(Answer.conversation_id).where(Answer.spoken == Spoken.LISTEN)


def _tags(session: Session, answer_ids: Sequence[UUID]) -> dict[UUID, list[Tag]]:
    found: dict[UUID, list[Tag]] = defaultdict(list)
    mine = select(Tag).where(Tag.answer_id.in_(answer_ids))
    for tag in session.scalars(mine):
        found[tag.answer_id].append(tag)
    for tags in found.values():
        tags.sort(key=_surest_first)
    return found


def _surest_first(tag: Tag) -> tuple[float, bool, list[Any], str]:
    """Of those that are equally sure, the one whose words come first; then those that no words show."""
    return -tag.confidence, not tag.evidence, tag.evidence[:1], tag.key


def _topics(session: Session, answer_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for topic in session.scalars(select(Topic).where(Topic.answer_id.in_(answer_ids)).order_by(Topic.key)):
        found[topic.answer_id].append(topic.key)
    return found


def _recordings(session: Session, answer_ids: Sequence[UUID]) -> dict[UUID, list[RecordingRecord]]:
    found: dict[UUID, list[RecordingRecord]] = defaultdict(list)
    mine = select(Recording).where(Recording.answer_id.in_(answer_ids))
    for row in session.scalars(mine.order_by(Recording.created_at, Recording.id)):
        found[row.answer_id or row.id].append(recording_record(row))
    return found


class _Beside(NamedTuple):
    """What stands beside answers, by the answer."""

    tags: dict[UUID, list[Tag]]
    current: set[UUID]
    """Tags that were given to the words as they are."""
    topics: dict[UUID, list[str]]
    recordings: dict[UUID, list[RecordingRecord]]
    wordings: dict[UUID, list[WordingRecord]]


def _review_answer(answer: Answer, question: Question | None, beside: _Beside) -> ReviewAnswer:
    recordings = beside.recordings[answer.id]
    return ReviewAnswer(
        answer=answer_record(answer, counts=any(each.voice_counts for each in recordings)),
        question=question_record(question) if question else None,
        stance=answer.stance,
        tags=tuple(
            tag_record(tag, answer.text, old=tag.id not in beside.current) for tag in beside.tags[answer.id]
        ),
        topics=tuple(beside.topics[answer.id]),
        at=answer.updated_at,
        recordings=tuple(recordings),
        wordings=tuple(beside.wordings[answer.id]),
    )


def tag_record(tag: Tag, text: str, *, old: bool) -> TagRecord:
    """A tag as it travels. text: the words of its answer. old: whether it was given to earlier ones."""
    return TagRecord(
        id=tag.id,
        key=tag.key,
        stance=tag.stance,
        confidence=tag.confidence,
        evidence=tuple((start, end) for start, end in tag.evidence),
        source=tag.source,
        status=tag.status,
        model_version=tag.model_version,
        corrects_id=tag.corrects_id,
        version=tag_version(tag, text),
        old=old,
    )
