"""The list of conversations: filtered, searched, read page by page."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row, select
from sqlalchemy.orm import Session

from storage.alarm_hiding import hidden_numbers
from storage.concern_models import Concern
from storage.concern_order import ByConcern, is_quiet
from storage.concern_records import OPEN
from storage.conversations import conversation_record
from storage.engine import reading, sweep, writing
from storage.forgetting import leave_nothing
from storage.kinds import Spoken, TagStatus
from storage.list_entries import is_reviewed, moment_of, number_of, shown
from storage.list_records import ReviewItem
from storage.list_ways import ByTime, Way, Without, page_of
from storage.listed_models import Listed
from storage.listing import fill, refresh
from storage.marks import NOBODY, door, mark, tag_mark
from storage.models import Answer, Conversation, Device, Person, Service, Staff, Tag, Turn
from storage.search_index import END, Sought
from storage.search_words import Phrase, snippet, sought
from storage.seen import nameless
from storage.work_models import Work

PREVIEW_CHARACTERS = 160
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Filter:
    """Which conversations to list; empty fields filter nothing. All that is given has to be so."""

    principle: str | None = None
    audience: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to but not including this moment."""
    listen: bool = False
    """Only those with an answer that staff are asked to listen to."""
    words: str = ""
    """As somebody typed them: words, and phrases in quotation marks."""
    stance: str | None = None
    state: str | None = None
    """Of tags: suggested or agreed; "none" for conversations without tags.

    Principle, stance, state and question are about one tag of one answer; the rest about the conversation."""
    question: str | None = None
    """The key of a question that was answered; "" for what was said besides."""
    topic: str | None = None
    door: str | None = None
    channel: str | None = None
    place: UUID | None = None
    """The tablet it was said on."""
    language: str | None = None
    assigned: UUID | None = None
    """Who of the staff sees to it."""
    nobodys: bool = False
    """Only those that nobody sees to."""
    reviewed: bool | None = None
    """Marked as reviewed and nothing said since; False: new."""
    concern: bool = False
    """Only those with a concern that nobody has seen to."""
    reader: UUID | None = None
    """Who looks: conversations with an alarm that names them are not there for them."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some conversations, newest first, and from where to read on."""

    items: tuple[ReviewItem, ...] = ()
    older: int | None = None
    """What to give as `before` for the next page; none at the end."""
    newer: int | None = None
    """What to give as `after` for the page before; none at the beginning."""


@dataclass(frozen=True, slots=True)
class Around:
    """The conversations beside one in a list."""

    newer: UUID | None = None
    older: UUID | None = None


class Search:
    """Every read of the list. `within` are the services that are looked at: nothing else is there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self,
        within: Collection[UUID],
        wanted: Filter,
        *,
        before: int | None = None,
        after: int | None = None,
        size: int = PAGE_SIZE,
    ) -> ListPage:
        """Conversations that hold words or ask for a person: those `before` or `after` a place.

        Newest first; those with a concern in the order of storage.concern_order. Places are those of a page
        that was read before; without one, the first.
        """
        question = _sought(within, wanted)
        if question is None:
            return ListPage()
        with reading(self._engine) as session:
            places, older, newer = page_of(_way(session, within, wanted, question), (before, after), size)
            items = tuple(_items(session, places, sought(wanted.words)))
            return ListPage(items, places[-1] if older else None, places[0] if newer else None)

    def around(self, within: Collection[UUID], wanted: Filter, conversation_id: UUID) -> Around:
        """What comes before and after a conversation in a list, also if it is not in it any more."""
        question = _sought(within, wanted)
        with reading(self._engine) as session:
            at = session.scalar(select(Listed.n).where(Listed.conversation_id == conversation_id))
            if at is None or question is None:
                return Around()
            way = _way(session, within, wanted, question)
            newer, older = way.back(at, 1), way.on(at, 1)
            rows = session.execute(
                select(Listed.n, Listed.conversation_id).where(Listed.n.in_([*newer, *older]))
            )
            ids = dict(rows.all())
            return Around(*(ids.get(each[0]) if each else None for each in (newer, older)))

    def fill(self) -> int:
        """List what is not listed yet; returns how many. Only rows written in bulk need it."""
        return fill(self._engine)

    def rebuild(self) -> int:
        """Make the whole list and its index anew, some at a time; returns how many there are."""
        return fill(self._engine, anew=True)

    def keep_up(self) -> None:
        """Leave nothing in the file of words that were taken out. A chore; raises as `writing` does."""
        if leave_nothing(self._engine):
            sweep(self._engine)

    def refresh(self, conversation_ids: Collection[UUID]) -> None:
        """Bring some conversations up to date that were changed past the verbs."""
        with writing(self._engine) as session:
            refresh(session, conversation_ids)


def _sought(within: Collection[UUID], wanted: Filter) -> Sought | None:
    """What the index is asked for; none if nothing can fit."""
    phrases = sought(wanted.words)
    if not within or (wanted.words.strip() and not phrases):
        return None
    groups = [frozenset(mark("service", each.hex) for each in within)]
    return Sought(phrases, (*groups, *(frozenset({each}) for each in _marks(wanted))))


def _marks(wanted: Filter) -> Iterator[str]:
    for name in ("audience", "channel", "language", "topic", "door"):
        if value := getattr(wanted, name):
            yield mark(name, value)
    yield from _tag_marks(wanted)
    if wanted.place:
        yield mark("place", wanted.place.hex)
    if wanted.assigned or wanted.nobodys:
        yield mark("assigned", wanted.assigned.hex if wanted.assigned else NOBODY)
    if wanted.reviewed is not None:
        yield mark("reviewed" if wanted.reviewed else "new")
    for name in ("listen", "concern"):
        if getattr(wanted, name):
            yield mark(name)


def _tag_marks(wanted: Filter) -> Iterator[str]:
    state = "" if wanted.state == "none" else wanted.state or ""
    if wanted.principle or wanted.stance or state:
        yield tag_mark(wanted.principle or "", wanted.stance or "", state, wanted.question or "")
    if wanted.question is not None:
        yield mark("question", wanted.question)
    if wanted.state == "none":
        yield mark("untagged")


def _between(wanted: Filter) -> range:
    """The places of the list that lie in the days that are asked for."""
    first = number_of(wanted.since) if wanted.since else 0
    return range(first, number_of(wanted.until) if wanted.until else END)


def _way(session: Session, within: Collection[UUID], wanted: Filter, question: Sought) -> Way:
    span, by_time = _between(wanted), not wanted.concern
    way = ByTime(session, question, span) if by_time else ByConcern(session, within, question, span)
    hidden = hidden_numbers(session, wanted.reader) if wanted.reader else None
    return Without(way, hidden) if hidden else way


def _items(session: Session, numbers: Sequence[int], phrases: Sequence[Phrase]) -> Iterator[ReviewItem]:
    found = {row.n: row for row in session.execute(_LINES.where(Listed.n.in_(numbers)))}
    rows = [found[n] for n in numbers if n in found]
    talks = [row.Conversation.id for row in rows]
    answers = _answers(session, talks)
    beside = _Beside(session, talks, [each.id for mine in answers.values() for each in mine])
    return (_item(row, answers[row.Conversation.id], beside, phrases) for row in rows)


_LINES = (
    select(
        Listed.n, Conversation, Service, Work, Person.name.label("person"), Device.name.label("place"),
        Staff.name.label("seer"),
    )
    .join(Conversation, Conversation.id == Listed.conversation_id)
    .join(Service, Service.id == Conversation.service_id)
    .outerjoin(Work, Work.conversation_id == Conversation.id)
    .outerjoin(Staff, Staff.id == Work.assigned_to)
    .outerjoin(Person, Person.id == Conversation.person_id)
    .outerjoin(Device, Device.id == Conversation.device_id)
)  # fmt: skip


def _answers(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Row[*tuple[Any, ...]]]]:
    query = select(Answer.id, Answer.conversation_id, Answer.text, Answer.spoken, Answer.updated_at)
    query = query.where(Answer.conversation_id.in_(ids), *shown()).order_by(Answer.created_at, Answer.id)
    found: dict[UUID, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.conversation_id].append(row)
    return found


class _Beside:
    """Tags and ways of saying, by the answer."""

    def __init__(self, session: Session, talks: Sequence[UUID], answers: Sequence[UUID]) -> None:
        concerned = select(Concern.conversation_id, Concern.urgency, Concern.confidence).where(
            Concern.conversation_id.in_(talks), Concern.state.in_(OPEN), ~nameless(Concern.answer_id)
        )
        self.tags: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
        tags = select(Tag.answer_id, Tag.key, Tag.stance).where(
            Tag.answer_id.in_(answers), Tag.status != TagStatus.REMOVED
        )
        for answer_id, key, stance in session.execute(tags.order_by(Tag.confidence.desc(), Tag.key, Tag.id)):
            self.tags[answer_id].append((key, stance))
        modes = select(Turn.answer_id, Turn.mode).where(Turn.answer_id.in_(answers), Turn.mode.is_not(None))
        self.concerned: dict[UUID, bool] = {}
        """Conversations with a concern that is open, and whether all of these are quiet."""
        for talk, urgency, confidence in session.execute(concerned):
            self.concerned[talk] = is_quiet(urgency, confidence) and self.concerned.get(talk, True)
        self.modes = dict(session.execute(modes.order_by(Turn.seq.desc())).all())


def _item(
    row: Row[*tuple[Any, ...]],
    answers: Sequence[Row[*tuple[Any, ...]]],
    beside: _Beside,
    phrases: Sequence[Phrase],
) -> ReviewItem:
    at = moment_of(row.n)
    tags = (tag for answer in answers for tag in beside.tags[answer.id])
    return ReviewItem(
        conversation=conversation_record(row.Conversation, row.Service),
        preview=answers[0].text[:PREVIEW_CHARACTERS] if answers else "",
        answers=len(answers),
        tags=tuple(dict.fromkeys(tags)),
        listen=sum(answer.spoken == Spoken.LISTEN for answer in answers),
        n=row.n,
        at=at,
        person=row.person,
        place=row.place,
        door=door(beside.modes.get(answers[0].id), row.Conversation.channel) if answers else None,
        snippet=snippet([answer.text for answer in answers], phrases) if phrases else (),
        reviewed=is_reviewed(row.Work.reviewed_at if row.Work else None, at),
        concern=row.Conversation.id in beside.concerned,
        quiet=beside.concerned.get(row.Conversation.id, False),
        assigned_to=row.seer,
        due_on=row.Work.due_on if row.Work else None,
    )
