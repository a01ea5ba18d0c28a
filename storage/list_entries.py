"""What the list and its index have to hold of a conversation, read from what it really is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Row,
    bindparam,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from storage.concern_models import Concern
from storage.concern_records import OPEN
from storage.kinds import THERE, AnswerKind, Mode, Speaker, Spoken, TagStatus
from storage.listed_models import Listed
from storage.marks import NOBODY, door, mark, tag_marks
from storage.models import Answer, Conversation, Question, Tag, Topic, Turn
from storage.search_words import MOST_WORDS, words_in
from storage.seen import nameless, seen
from storage.work_models import Work

BITS = 20
"""A number in the list is a time in milliseconds and so many bits."""
_LAST_MS = 1 << (62 - BITS)

type _Row = Row[*tuple[Any, ...]]


def number_of(at: datetime) -> int:
    """The lowest number of the list at a moment; of one that is too far away, the nearest there is."""
    moment: int = min(max(int(at.timestamp() * 1000), 0), _LAST_MS)
    return moment << BITS


def moment_of(number: int) -> datetime:
    """The moment of a place in the list, to the millisecond."""
    return datetime.fromtimestamp((number >> BITS) / 1000, UTC)


def shown() -> tuple[ColumnElement[bool], ...]:
    """Of an answer: it has words, or a voice."""
    return Answer.kind != AnswerKind.SKIPPED, Answer.state.in_(THERE), seen()


def is_reviewed(reviewed_at: datetime | None, words_at: datetime) -> bool:
    """Whether staff marked a conversation as reviewed, and nothing was said since."""
    return reviewed_at is not None and reviewed_at >= words_at


@dataclass(slots=True)
class Entry:
    """A conversation, and what there is to be found of it."""

    talk: _Row
    """As `_TALKS` reads it, with what is listed of it so far."""
    at: datetime
    """When the person last said something."""
    words: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    @property
    def there(self) -> bool:
        """Whether there is anything for staff to see."""
        return bool(self.marks)

    @property
    def digest(self) -> str:
        """Another one whenever any of it changes. When nothing was said is of no account where nothing is."""
        when = str(number_of(self.at)) if self.there else ""
        content = "\n".join((when, " ".join(self.words), " ".join(sorted(self.marks))))
        return blake2b(content.encode(), digest_size=16).hexdigest()


def entries(session: Session, ids: Sequence[UUID]) -> list[Entry]:
    """What has to be listed of these conversations, in three questions."""
    talks = session.execute(_TALKS, {"ids": ids}).all()
    answers: dict[UUID, list[_Row]] = defaultdict(list)
    for row in session.execute(_ANSWERS, {"ids": ids}):
        answers[row.conversation_id].append(row)
    beside = _Beside(session, [each.id for mine in answers.values() for each in mine])
    return [_entry(talk, answers[talk.id], beside) for talk in talks]


# Made once: a turn is answered while somebody waits, and to put a question together costs as much as to ask.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_SAID = select(func.max(Turn.at, type_=Turn.at.type)).where(
    Turn.conversation_id == Conversation.id, Turn.speaker == Speaker.PERSON, Turn.mode != Mode.OPENED
)
_CONCERNED = select(Concern.id).where(
    Concern.conversation_id == Conversation.id, Concern.state.in_(OPEN), ~nameless(Concern.answer_id)
)
_TALKS = (
    select(
        Conversation.id, Conversation.service_id, Conversation.audience, Conversation.channel,
        Conversation.language, Conversation.device_id, Conversation.wants_person_at, Conversation.last_at,
        Work.assigned_to, Work.reviewed_at, Listed.n, Listed.digest,
        _SAID.correlate(Conversation).scalar_subquery().label("said_at"),
        _CONCERNED.correlate(Conversation).exists().label("concerned"),
    )
    .outerjoin(Work, Work.conversation_id == Conversation.id)
    .outerjoin(Listed, Listed.conversation_id == Conversation.id)
    .where(Conversation.id.in_(_IDS))
    .order_by(Conversation.id)
)  # fmt: skip
_ANSWERS = (
    select(Answer.id, Answer.conversation_id, Answer.text, Answer.spoken, Answer.updated_at, Question.key)
    .outerjoin(Question, Question.id == Answer.question_id)
    .where(Answer.conversation_id.in_(_IDS), *shown())
    .order_by(Answer.created_at, Answer.id)
)
_BESIDE: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(literal("tag").label("of"), Tag.answer_id, Tag.key, Tag.stance, Tag.status).where(
        Tag.answer_id.in_(_IDS), Tag.status != TagStatus.REMOVED
    ),
    select(literal("topic"), Topic.answer_id, Topic.key, null(), null()).where(Topic.answer_id.in_(_IDS)),
    select(literal("mode"), Turn.answer_id, Turn.mode, null(), null())
    .where(Turn.answer_id.in_(_IDS), Turn.mode.is_not(None))
    .distinct(),
)


class _Beside:
    """What stands beside answers, by the answer."""

    def __init__(self, session: Session, answers: Sequence[UUID]) -> None:
        self.tags: Mapping[UUID, list[_Row]] = defaultdict(list)
        self.topics: Mapping[UUID, list[_Row]] = defaultdict(list)
        self.modes: Mapping[UUID, list[_Row]] = defaultdict(list)
        found = {"tag": self.tags, "topic": self.topics, "mode": self.modes}
        for row in session.execute(_BESIDE, {"ids": answers}) if answers else ():
            found[row.of][row.answer_id].append(row)


def _entry(talk: _Row, answers: Sequence[_Row], beside: _Beside) -> Entry:
    last = max((each.updated_at for each in answers), default=talk.last_at)
    entry = Entry(talk, moment_of(number_of(talk.said_at or last)))
    if answers or talk.wants_person_at:
        entry.words = [word.folded for each in answers for word in words_in(each.text)][:MOST_WORDS]
        entry.marks = {
            *_of_the_talk(entry),
            *(found for each in answers for found in _of_an_answer(each, talk, beside)),
        }
        if not any(beside.tags[each.id] for each in answers):
            entry.marks.add(mark("untagged"))
    return entry


def _of_the_talk(entry: Entry) -> Iterator[str]:
    talk = entry.talk
    yield mark("service", talk.service_id.hex)
    for name in ("audience", "channel", "language"):
        yield mark(name, getattr(talk, name))
    if talk.device_id:
        yield mark("place", talk.device_id.hex)
    if talk.wants_person_at:
        yield mark("wants person")
    if talk.concerned:
        yield mark("concern")
    yield mark("assigned", talk.assigned_to.hex if talk.assigned_to else NOBODY)
    yield mark("reviewed" if is_reviewed(talk.reviewed_at, entry.at) else "new")


def _of_an_answer(answer: _Row, talk: _Row, beside: _Beside) -> Iterator[str]:
    question = answer.key or ""
    yield mark("question", question)
    if answer.spoken == Spoken.LISTEN:
        yield mark("listen")
    for tag in beside.tags[answer.id]:
        yield from tag_marks(tag.key, tag.stance, tag.status, question)
    for topic in beside.topics[answer.id]:
        yield mark("topic", topic.key)
    for how in beside.modes[answer.id]:
        if found := door(how.key, talk.channel):
            yield mark("door", found)
