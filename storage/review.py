"""What staff see: conversations, and answers with their tags."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from storage.conversations import conversation_record
from storage.corrections import tag_version
from storage.engine import reading
from storage.kinds import AnswerKind, AnswerState, Spoken, TagStatus
from storage.models import Answer, Conversation, Question, Service, Tag, Topic
from storage.questions import question_record
from storage.recording_rows import recording_record
from storage.records import RecordingRecord, ReviewAnswer, ReviewItem, TagRecord, WordingRecord
from storage.spoken import answer_record
from storage.tags import of_these_words
from storage.voice_models import Recording
from storage.wordings import wordings

PREVIEW_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Filter:
    """Which conversations to list; empty fields filter nothing."""

    principle: str | None = None
    audience: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to but not including this moment."""
    listen: bool = False
    """Only those with an answer that staff are asked to listen to."""


class Review:
    """Every read of what was said, for staff."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def conversations(
        self, within: Collection[UUID], wanted: Filter, page: int = 1, size: int = 25
    ) -> tuple[list[ReviewItem], int]:
        """One page of conversations that hold words, newest first, and how many there are in all."""
        with reading(self._engine) as session:
            query = _wanted(wanted).where(Conversation.service_id.in_(within))
            total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
            newest = query.order_by(Conversation.last_at.desc(), Conversation.id)
            newest = newest.limit(size).offset((max(page, 1) - 1) * size)
            rows = session.execute(newest).all()
            answers = _answers_by_conversation(session, [conversation.id for conversation, _ in rows])
            tags = _tags(session, [answer.id for each in answers.values() for answer in each])
            return [
                _item(conversation, service, answers[conversation.id], tags) for conversation, service in rows
            ], total

    def wanting_listening(self, within: Collection[UUID]) -> int:
        """How many conversations have an answer that staff are asked to listen to."""
        here = _LISTEN.join(Conversation, Conversation.id == Answer.conversation_id)
        here = here.where(Conversation.service_id.in_(within)).distinct()
        with reading(self._engine) as session:
            return session.scalar(select(func.count()).select_from(here.subquery())) or 0

    def answers(self, within: Collection[UUID], conversation_id: UUID) -> list[ReviewAnswer]:
        """The answers of a conversation in the order of its questions, then the notes."""
        with reading(self._engine) as session:
            query = (
                select(Answer, Question)
                .outerjoin(Question, Question.id == Answer.question_id)
                .join(Conversation, Conversation.id == Answer.conversation_id)
                .where(Conversation.id == conversation_id, Conversation.service_id.in_(within))
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


def _wanted(wanted: Filter) -> Select[Conversation, Service]:
    query = select(Conversation, Service).join(Service, Service.id == Conversation.service_id)
    words = select(Answer.conversation_id).where(
        Answer.kind != AnswerKind.SKIPPED, Answer.state != AnswerState.DELETED
    )
    query = query.where(Conversation.id.in_(words) | Conversation.wants_person_at.is_not(None))
    if wanted.principle:
        tagged = select(Answer.conversation_id).join(Tag, Tag.answer_id == Answer.id)
        tagged = tagged.where(Tag.key == wanted.principle, Tag.status != TagStatus.REMOVED)
        query = query.where(Conversation.id.in_(tagged))
    if wanted.listen:
        query = query.where(Conversation.id.in_(_LISTEN))
    if wanted.audience:
        query = query.where(Conversation.audience == wanted.audience)
    if wanted.since:
        query = query.where(Conversation.last_at >= wanted.since)
    if wanted.until:
        query = query.where(Conversation.last_at < wanted.until)
    return query


def _answers_by_conversation(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Answer]]:
    found: dict[UUID, list[Answer]] = defaultdict(list)
    query = select(Answer).where(
        Answer.conversation_id.in_(ids),
        Answer.kind != AnswerKind.SKIPPED,
        Answer.state != AnswerState.DELETED,
    )
    for answer in session.scalars(query.order_by(Answer.created_at)):
        found[answer.conversation_id].append(answer)
    return found


def _tags(session: Session, answer_ids: Sequence[UUID]) -> dict[UUID, list[Tag]]:
    found: dict[UUID, list[Tag]] = defaultdict(list)
    for tag in session.scalars(
        select(Tag).where(Tag.answer_id.in_(answer_ids)).order_by(Tag.confidence.desc())
    ):
        found[tag.answer_id].append(tag)
    return found


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


def _item(
    conversation: Conversation, service: Service, answers: Sequence[Answer], tags: dict[UUID, list[Tag]]
) -> ReviewItem:
    shown = (tag for answer in answers for tag in tags[answer.id] if tag.status != TagStatus.REMOVED)
    return ReviewItem(
        conversation=conversation_record(conversation, service),
        preview=answers[0].text[:PREVIEW_CHARACTERS] if answers else "",
        answers=len(answers),
        tags=tuple(dict.fromkeys((tag.key, tag.stance) for tag in shown)),
        listen=sum(answer.spoken == Spoken.LISTEN for answer in answers),
    )


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
