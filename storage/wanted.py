"""Which answers are meant to leave the house, and what that is in the tables."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from storage.alarm_list import about
from storage.kinds import THERE, UNCONFIRMED, AnswerKind, TagStatus
from storage.listed_models import Listed
from storage.marks import mark, tag_mark
from storage.models import Answer, Conversation, Tag, Topic
from storage.search_index import Sought, index_of
from storage.seen import seen
from storage.tags import of_these_words

LATE = timedelta(days=30)
"""How long after somebody spoke their answer may be written, if the dialogue engine was away."""

FEW = 5_000
"""Conversations that are looked through one by one, wherever they stand in the order."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers; empty fields leave nothing out. Moments are of when the answer was given."""

    audience: str | None = None
    channel: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to but not including this moment."""
    principle: str | None = None
    stance: str | None = None
    """Of that principle, or of any."""
    status: str | None = None
    """Of that tag: suggested or agreed."""
    topic: str | None = None
    conversation_id: UUID | None = None
    reader: UUID | None = None
    """For whom it is taken out: conversations with an alarm that names them are left out."""


def goes_out() -> ColumnElement[bool]:
    """Of an answer: it has words that somebody stands by."""
    return and_(
        Answer.state.in_(THERE),
        seen(),
        Answer.kind != AnswerKind.SKIPPED,
        or_(Answer.spoken.is_(None), Answer.spoken.not_in(UNCONFIRMED)),
        Answer.text != "",
    )


def of_whom(within: Collection[UUID], wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Of conversations: where, by whom and by which way."""
    # Of one service it is an equation, so that its index gives the rows in order.
    one = next(iter(within)) if len(within) == 1 else None
    yield Conversation.service_id == one if one else Conversation.service_id.in_(within)
    if wanted.audience:
        yield Conversation.audience == wanted.audience
    if wanted.channel:
        yield Conversation.channel == wanted.channel
    if wanted.reader:
        yield Conversation.id.not_in(about(wanted.reader))


def conditions(within: Collection[UUID], wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Of answers and their conversations: all that is asked for."""
    yield from of_whom(within, wanted)
    if wanted.conversation_id:
        yield Conversation.id == wanted.conversation_id
    if wanted.since:
        yield Answer.created_at >= wanted.since
        yield Conversation.last_at >= _earlier(wanted.since)  # in the index, so that the old ones are cheap
    if wanted.until:
        yield Answer.created_at < wanted.until
        yield Conversation.created_at < wanted.until
    if wanted.principle or wanted.stance or wanted.status:
        yield _tagged(wanted)
    if wanted.topic:
        yield select(Topic.id).where(Topic.answer_id == Answer.id, Topic.key == wanted.topic).exists()


def narrowed(session: Session, within: Collection[UUID], wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Of what is found in few conversations: only those, which the index of the list knows.

    Of what is found in many, the next ones are near, in whatever order one looks.
    """
    if not within or not (wanted.principle or wanted.stance or wanted.status or wanted.topic):
        return
    marks = [frozenset(mark("service", each.hex) for each in within)]
    if wanted.principle or wanted.stance or wanted.status:
        tagged = tag_mark(wanted.principle or "", wanted.stance or "", wanted.status or "")
        marks.append(frozenset({tagged}))
    asked = {name: getattr(wanted, name) for name in ("audience", "channel", "topic")}
    marks += [frozenset({mark(name, value)}) for name, value in asked.items() if value]
    found = index_of(session).few(session, Sought((), tuple(marks)), FEW)
    if found is not None:
        yield Conversation.id.in_(select(Listed.conversation_id).where(Listed.n.in_(found)))


def _earlier(moment: datetime) -> datetime:
    try:
        return moment - LATE
    except OverflowError:  # the first days that there are
        return moment


def _tagged(wanted: Wanted) -> ColumnElement[bool]:
    mine = select(Tag.id).where(Tag.answer_id == Answer.id, Tag.status != TagStatus.REMOVED, of_these_words())
    # By its answer, not by the index of keys, which SQLite would take: a key has very many tags.
    key = Tag.key.concat("")
    for column, value in ((key, wanted.principle), (Tag.stance, wanted.stance), (Tag.status, wanted.status)):
        if value:
            mine = mine.where(column == value)
    return mine.exists()
