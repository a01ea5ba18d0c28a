"""Answers on their way out of the house: in order, a few at a time, with what is left out and why."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Select, and_, case, func, select, tuple_
from sqlalchemy.orm import Session

from storage.details import read_details
from storage.engine import reading
from storage.keeping_models import Erased
from storage.keeping_records import ErasedKind
from storage.kinds import UNCONFIRMED, AnswerKind, AnswerState, TagStatus
from storage.models import Answer, Conversation, Person, Question, Service, Staff, Tag, Topic, Turn
from storage.seen import reported, seen
from storage.tags import of_these_words
from storage.wanted import Wanted, conditions, goes_out, narrowed

AT_ONCE = 500
"""Answers of one reading: between two, others write and words may be erased."""
type Place = tuple[datetime, UUID, datetime, UUID]
"""Where an answer stands in the order: when its conversation began, that, when it was given, that."""

GIVEN = "given"
REASONS = ("not_kept", "taken_out", "skipped", "not_confirmed", "no_words", "not_agreed")
"""Why an answer is left out: its time was over or all of it was erased; the person took it out; they did not
answer; nobody confirmed what a machine heard; there is nothing in it; they did not agree to reports."""


@dataclass(frozen=True, slots=True)
class OutTag:
    """A principle in an answer, as it goes out."""

    key: str
    stance: str
    status: str
    source: str
    confidence: float
    evidence: tuple[tuple[int, int], ...]
    """Characters of the words as they were said."""


@dataclass(frozen=True, slots=True)
class OutAnswer:
    """An answer with its words as they were said, before anything is taken out of them."""

    id: UUID
    conversation_id: UUID
    service_id: UUID
    person_id: UUID | None
    audience: str
    channel: str
    language: str
    question: str | None
    """The question's key; none for what was said besides."""
    asked: str | None
    """The question as it stands in the version that was asked."""
    state: str
    text: str
    stance: str | None
    at: datetime
    tags: tuple[OutTag, ...]
    topics: tuple[str, ...]
    ways: tuple[str, ...]
    """How it was said (storage.kinds.Mode), in order, each once."""
    helped: tuple[str, ...]
    """What helpers did (storage.kinds.Help); empty if nobody helped."""
    place: Place


class Exporting:
    """Every read of answers that leave the house. `within` are the services that somebody may do it at."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, within: Collection[UUID], wanted: Wanted, after: Place | None = None, size: int = AT_ONCE
    ) -> list[OutAnswer]:
        """The next answers behind `after`, of conversations in the order in which they began."""
        with reading(self._engine) as session:
            query = _in_order(within, wanted, after).where(*narrowed(session, within, wanted))
            rows = session.execute(query.limit(size)).all()
            ids = [answer.id for answer, _, _ in rows]
            tags, topics, said = _tags(session, ids), _topics(session, ids), _said(session, ids)
            return [
                _out(answer, conversation, question, (tags[answer.id], topics[answer.id], said[answer.id]))
                for answer, conversation, question in rows
            ]

    def every(
        self, within: Collection[UUID], wanted: Wanted, size: int = AT_ONCE
    ) -> Iterator[list[OutAnswer]]:
        """All of them, a few at a time, one service after the other; nothing is held between two."""
        for service_id in sorted(within):
            after: Place | None = None
            while some := self.page([service_id], wanted, after, size):
                yield some
                after = some[-1].place

    def one(
        self, within: Collection[UUID], answer_id: UUID, reader_id: UUID | None = None
    ) -> OutAnswer | None:
        """One answer, if it is within and has words."""
        with reading(self._engine) as session:
            row = session.execute(
                _in_order(within, Wanted(reader=reader_id), None).where(Answer.id == answer_id).order_by(None)
            ).first()
            if row is None:
                return None
            beside = [found(session, [answer_id])[answer_id] for found in (_tags, _topics, _said)]
            return _out(*row, beside)

    def counts(self, within: Collection[UUID], wanted: Wanted, most: int | None = None) -> dict[str, int]:
        """How many answers go out (`GIVEN`), and how many are left out for each of `REASONS`.

        Only so many are looked at: all together are `most` if there may be more.
        """
        looked = select(_reason().label("reason")).select_from(Answer)
        looked = looked.join(Conversation, Conversation.id == Answer.conversation_id)
        some = looked.where(seen(), *conditions(within, wanted)).limit(most).subquery()
        with reading(self._engine) as session:
            query = select(some.c.reason, func.count()).group_by(some.c.reason)
            found: dict[str, int] = dict(session.execute(query).all())
        return {name: found.get(name, 0) for name in (GIVEN, *REASONS)}

    def services(self, within: Collection[UUID] | None = None) -> dict[UUID, str]:
        """The names of the services within; of all there are, for whoever sits at the machine itself."""
        found = select(Service.id, Service.name).order_by(Service.name, Service.id)
        if within is not None:
            found = found.where(Service.id.in_(within))
        with reading(self._engine) as session:
            return dict(session.execute(found).all())

    def roster(self) -> tuple[str, ...]:
        """How everybody is called who lives or works here, or did: names to be taken out of answers."""
        with reading(self._engine) as session:
            names = {*session.scalars(select(Person.name)), *session.scalars(select(Staff.name))}
        return tuple(sorted(names))


def _reason() -> ColumnElement[str]:
    whole = select(Erased.at).where(
        Erased.subject_id == Answer.conversation_id, Erased.kind == ErasedKind.CONVERSATION
    )
    return case(
        (and_(Answer.state == AnswerState.DELETED, whole.exists()), "not_kept"),
        (Answer.state == AnswerState.DELETED, "taken_out"),
        (Answer.kind == AnswerKind.SKIPPED, "skipped"),
        (and_(Answer.spoken.is_not(None), Answer.spoken.in_(UNCONFIRMED)), "not_confirmed"),
        (Answer.text == "", "no_words"),
        (~reported(), "not_agreed"),
        else_=GIVEN,
    )


def _in_order(
    within: Collection[UUID], wanted: Wanted, after: Place | None
) -> Select[Answer, Conversation, Question | None]:
    query = (
        select(Answer, Conversation, Question)
        .join(Conversation, Conversation.id == Answer.conversation_id)
        .outerjoin(Question, Question.id == Answer.question_id)
        .where(goes_out(), reported(), *conditions(within, wanted))
    )
    order = (Conversation.created_at, Conversation.id, Answer.created_at, Answer.id)
    if after:
        # The first says no more than the second, but an index can find where it begins.
        query = query.where(tuple_(*order[:2]) >= after[:2], tuple_(*order) > after)
    return query.order_by(*order)


def _tags(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[OutTag]]:
    """Those that were given to the words as they are, surest first."""
    found: dict[UUID, list[OutTag]] = defaultdict(list)
    mine = select(Tag).where(Tag.answer_id.in_(ids), Tag.status != TagStatus.REMOVED, of_these_words())
    for tag in session.scalars(mine.order_by(Tag.confidence.desc(), Tag.key, Tag.id)):
        spans = tuple((start, end) for start, end in tag.evidence)
        found[tag.answer_id].append(
            OutTag(tag.key, tag.stance, tag.status, tag.source, tag.confidence, spans)
        )
    return found


def _topics(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    mine = select(Topic.answer_id, Topic.key).where(Topic.answer_id.in_(ids))
    for answer_id, key in session.execute(mine.order_by(Topic.key)):
        found[answer_id].append(key)
    return found


def _said(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[list[str], list[str]]]:
    """How each was said, and what helpers did."""
    found: dict[UUID, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    mine = select(Turn.answer_id, Turn.mode, Turn.details).where(Turn.answer_id.in_(ids))
    for answer_id, mode, details in session.execute(mine.order_by(Turn.seq)):
        helper = read_details(details).helper
        for names, name in zip(found[answer_id], (mode, helper and helper.how), strict=True):
            if name and name not in names:
                names.append(name)
    return found


def _out(
    answer: Answer, conversation: Conversation, question: Question | None, beside: Sequence[Any]
) -> OutAnswer:
    tags, topics, (ways, helped) = beside
    return OutAnswer(
        id=answer.id,
        conversation_id=conversation.id,
        service_id=conversation.service_id,
        person_id=conversation.person_id,
        audience=conversation.audience,
        channel=conversation.channel,
        language=conversation.language,
        question=question.key if question else None,
        asked=question.text if question else None,
        state=answer.state,
        text=answer.text,
        stance=answer.stance,
        at=answer.created_at,
        tags=tuple(tags),
        topics=tuple(topics),
        ways=tuple(ways),
        helped=tuple(helped),
        place=(conversation.created_at, conversation.id, answer.created_at, answer.id),
    )
