"""Keeps the list and its index true: they change in the same transaction as the conversation."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import batched
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Row, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from storage.concern_models import Concern
from storage.concern_records import OPEN
from storage.engine import alone, at_last, writing
from storage.kinds import AnswerKind, AnswerState, Mode, Speaker, Spoken, TagStatus
from storage.listed_models import Listed
from storage.marks import NOBODY, door, mark, tag_marks
from storage.models import Answer, Conversation, Question, Tag, Topic, Turn
from storage.search_index import Document, index_of
from storage.search_words import MOST_WORDS, words_in
from storage.work_models import Work

BITS = 20
"""A number in the list is a time in milliseconds and so many bits."""
_LAST_MS = 1 << (62 - BITS)
BATCH = 300
"""Conversations brought up to date at a time."""
_LATER: ContextVar[bool] = ContextVar("whether the list is made later", default=False)
_TOUCHED, _FORGET = "touched conversations", "words to be forgotten"


@contextmanager
def later() -> Iterator[None]:
    """What is written meanwhile in this thread is not listed: for whoever calls Search.rebuild in the end."""
    before = _LATER.set(True)
    try:
        yield
    finally:
        _LATER.reset(before)


def touch(session: Session, *conversation_ids: UUID) -> None:
    """Something changes in these conversations: right before the commit the list follows."""
    if _LATER.get():
        return
    if _TOUCHED not in session.info:
        session.info[_TOUCHED] = set()
        at_last(session, _follow)
    session.info[_TOUCHED].update(conversation_ids)


def forget(session: Session) -> None:
    """Words are taken out in this transaction: nothing of them may be left in the index."""
    session.info[_FORGET] = True


def fill(engine: Engine) -> int:
    """List the conversations that are not listed yet, some at a time; returns how many those were.

    Harmless at any time. Needed once after the step that made the list, and after rows were written in bulk.
    """
    filled = 0
    while True:
        with writing(engine) as session:
            alone(session.connection())
            waiting = list(session.scalars(_unlisted().limit(10 * BATCH)))
            if not waiting:
                return filled
            session.execute(select(Conversation.id).where(Conversation.id.in_(waiting)).with_for_update())
            refresh(session, waiting)
            filled += len(waiting)


def refresh(session: Session, conversation_ids: Collection[UUID]) -> None:
    """Make the rows and documents of these conversations what they have to be. Unchanged ones stay."""
    session.flush()
    for part in batched(conversation_ids, BATCH):
        _refresh(session, part)


def number_of(at: datetime) -> int:
    """The lowest number of the list at a moment; of one that is too far away, the nearest there is."""
    moment: int = min(max(int(at.timestamp() * 1000), 0), _LAST_MS)
    return moment << BITS


def shown() -> tuple[ColumnElement[bool], ...]:
    """Of an answer: it has words, or a voice."""
    return Answer.kind != AnswerKind.SKIPPED, Answer.state != AnswerState.DELETED


def _unlisted() -> Select[UUID]:
    missing = select(Conversation.id).outerjoin(Listed, Listed.conversation_id == Conversation.id)
    return missing.where(Listed.n.is_(None))


def _follow(session: Session) -> None:
    refresh(session, sorted(session.info.pop(_TOUCHED)))
    if session.info.pop(_FORGET, False):
        index_of(session).forget(session)


@dataclass(slots=True)
class _Entry:
    """A conversation, and what there is to be found of it."""

    talk: Conversation
    work: Work | None
    at: datetime
    words: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    @property
    def there(self) -> bool:
        """Whether there is anything for staff to see."""
        return bool(self.marks)

    @property
    def digest(self) -> str:
        """Another one whenever any of it changes."""
        content = "\n".join((str(number_of(self.at)), " ".join(self.words), " ".join(sorted(self.marks))))
        return blake2b(content.encode(), digest_size=16).hexdigest()


def _refresh(session: Session, ids: Sequence[UUID]) -> None:
    known = {row.conversation_id: row for row in session.execute(select(*Listed.__table__.c).where(
        Listed.conversation_id.in_(ids)))}  # fmt: skip
    entries = _entries(session, ids)
    changed = [each for each in entries if _differs(each, known.get(each.talk.id))]
    if not changed:
        return
    index, gone = index_of(session), [known[each.talk.id].n for each in changed if each.talk.id in known]
    if gone:
        index.remove(session, gone)
        session.execute(delete(Listed).where(Listed.n.in_(gone)))
    numbers = _numbers(session, changed)
    session.execute(insert(Listed), [
        {"n": n, "conversation_id": each.talk.id, "digest": each.digest}
        for n, each in zip(numbers, changed, strict=True)
    ])  # fmt: skip
    documents = [Document(n, e.words, e.marks) for n, e in zip(numbers, changed, strict=True) if e.there]
    if documents:
        index.put(session, documents)


def _differs(entry: _Entry, known: Row[*tuple[Any, ...]] | None) -> bool:
    return known is None or known.digest != entry.digest


def _numbers(session: Session, entries: Sequence[_Entry]) -> list[int]:
    """A free number for each, at its time."""
    wanted = [number_of(each.at) + (each.talk.id.int & ((1 << BITS) - 1)) for each in entries]
    taken = set(session.scalars(select(Listed.n).where(Listed.n.in_(wanted))))
    found: list[int] = []
    for number in wanted:
        while number in taken or _is_taken(session, number, number != wanted[len(found)]):
            number += 1  # noqa: PLW2901 (the next free one)
        taken.add(number)
        found.append(number)
    return found


def _is_taken(session: Session, number: int, moved: bool) -> bool:  # noqa: FBT001
    return moved and session.scalar(select(Listed.n).where(Listed.n == number)) is not None


def _entries(session: Session, ids: Sequence[UUID]) -> list[_Entry]:
    query = select(Conversation, Work).outerjoin(Work, Work.conversation_id == Conversation.id)
    talks = session.execute(query.where(Conversation.id.in_(ids)).order_by(Conversation.id)).all()
    answers = _answers(session, ids)
    beside = _Beside.of(session, ids, [each.id for mine in answers.values() for each in mine])
    return [_entry(talk, work, answers[talk.id], beside) for talk, work in talks]


def _answers(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Row[*tuple[Any, ...]]]]:
    query = (
        select(Answer.id, Answer.conversation_id, Answer.text, Answer.spoken, Answer.updated_at, Question.key)
        .outerjoin(Question, Question.id == Answer.question_id)
        .where(Answer.conversation_id.in_(ids), *shown())
        .order_by(Answer.created_at, Answer.id)
    )
    found: dict[UUID, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.conversation_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside answers, by the answer."""

    tags: Mapping[UUID, Sequence[Row[*tuple[Any, ...]]]]
    topics: Mapping[UUID, Sequence[str]]
    modes: Mapping[UUID, Sequence[str | None]]
    concerned: Collection[UUID]
    """Conversations with a concern that is open."""
    said: Mapping[UUID, datetime]
    """When the person last said something, by the conversation."""

    @classmethod
    def of(cls, session: Session, talks: Sequence[UUID], answers: Sequence[UUID]) -> "_Beside":
        """Of these conversations and their answers."""
        tags = select(Tag.answer_id, Tag.key, Tag.stance, Tag.status)
        tags = tags.where(Tag.answer_id.in_(answers), Tag.status != TagStatus.REMOVED)
        topics = select(Topic.answer_id, Topic.key).where(Topic.answer_id.in_(answers))
        modes = select(Turn.answer_id, Turn.mode).where(Turn.answer_id.in_(answers)).distinct()
        concerned = select(Concern.conversation_id).where(Concern.conversation_id.in_(talks))
        concerned = concerned.where(Concern.state.in_(OPEN))
        return cls(
            _grouped((row.answer_id, row) for row in session.execute(tags)),
            _grouped((row.answer_id, row.key) for row in session.execute(topics)),
            _grouped((row.answer_id, row.mode) for row in session.execute(modes)),
            set(session.scalars(concerned)),
            _last_said(session, talks),
        )


def _grouped[T](pairs: Iterator[tuple[UUID, T]]) -> Mapping[UUID, Sequence[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _entry(
    talk: Conversation, work: Work | None, answers: Sequence[Row[*tuple[Any, ...]]], beside: _Beside
) -> _Entry:
    last = max((each.updated_at for each in answers), default=talk.last_at)
    entry = _Entry(talk, work, moment_of(number_of(beside.said.get(talk.id, last))))
    if answers or talk.wants_person_at:
        entry.words = [word.folded for each in answers for word in words_in(each.text)][:MOST_WORDS]
        entry.marks = {
            *_of_the_talk(entry),
            *(m for each in answers for m in _of_an_answer(each, talk, beside)),
        }
        if not any(beside.tags.get(each.id) for each in answers):
            entry.marks.add(mark("untagged"))
        if talk.id in beside.concerned:
            entry.marks.add(mark("concern"))
    return entry


def _last_said(session: Session, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the person last said something, whatever it was."""
    mine = (Turn.conversation_id.in_(ids), Turn.speaker == Speaker.PERSON, Turn.mode != Mode.OPENED)
    query = select(Turn.conversation_id, func.max(Turn.at)).where(*mine).group_by(Turn.conversation_id)
    return dict(session.execute(query).all())


def moment_of(number: int) -> datetime:
    """The moment of a place in the list, to the millisecond."""
    return datetime.fromtimestamp((number >> BITS) / 1000, UTC)


def _of_the_talk(entry: _Entry) -> Iterator[str]:
    talk, work = entry.talk, entry.work
    yield mark("service", talk.service_id.hex)
    yield mark("audience", talk.audience)
    yield mark("channel", talk.channel)
    yield mark("language", talk.language)
    if talk.device_id:
        yield mark("place", talk.device_id.hex)
    if talk.wants_person_at:
        yield mark("wants person")
    yield mark("assigned", work.assigned_to.hex if work and work.assigned_to else NOBODY)
    yield mark("reviewed" if is_reviewed(work, entry.at) else "new")


def is_reviewed(work: Work | None, words_at: datetime) -> bool:
    """Whether staff marked a conversation as reviewed, and nothing was said since."""
    return work is not None and work.reviewed_at is not None and work.reviewed_at >= words_at


def _of_an_answer(answer: Row[*tuple[Any, ...]], talk: Conversation, beside: _Beside) -> Iterator[str]:
    question = answer.key or ""
    yield mark("question", question)
    if answer.spoken == Spoken.LISTEN:
        yield mark("listen")
    for tag in beside.tags.get(answer.id, ()):
        yield from tag_marks(tag.key, tag.stance, tag.status, question)
    for topic in beside.topics.get(answer.id, ()):
        yield mark("topic", topic)
    for mode in beside.modes.get(answer.id, ()):
        if found := door(mode, talk.channel):
            yield mark("door", found)
