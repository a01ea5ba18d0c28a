"""What we heard: in numbers that stand for enough people, in words, and who was not heard from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Integer, ScalarSelect, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.alarm_list import about
from storage.engine import reading
from storage.heard_items import Family, kept_words
from storage.heard_models import HeardBlock, HeardSample, HeardState
from storage.heard_records import Asked, Heard, Quotation, Reach, Sum, Unheard
from storage.heard_upkeep import Upkeep
from storage.kinds import Audience, TagStatus
from storage.models import Answer, Conversation, Device, Person, Question, QuestionSet, Service, Staff
from storage.profiles import kept_profile
from storage.seen import reported, seen, voice

MOST_KNOWN = 200
"""So many sums are kept in memory, the newest ones: one of a million answers has some hundreds of rows."""
LEAST = 5
"""The fewest people that a number may stand for, unless it is set otherwise."""


type _Each = tuple[str, tuple[str, str, bool]]


class WhatWeHeard:
    """Every read of it. `within`: the services that are looked at, and nothing else is."""

    def __init__(self, engine: Engine, least: int = LEAST) -> None:
        self._engine = engine
        self.least = least
        self.upkeep = Upkeep(engine, least)
        self._known: dict[tuple[tuple[int, ...], Asked, Family], Sequence[tuple[Any, ...]]] = {}
        self._keeping = Lock()

    # Numbers ------------------------------------------------------------------------------------

    def numbers(self, within: Collection[UUID], asked: Asked) -> Heard:
        """Everything that can be said in numbers. Nothing in it stands for fewer people than `least`."""
        with reading(self._engine) as session:
            found = self._sums(session, within, asked)
            return Heard(
                all=found[Family.ANSWER].get(("", "", False), Sum()),
                principles=found[Family.PRINCIPLE],
                topics=_by_key(found[Family.TOPIC]),
                doors=_by_key(found[Family.DOOR]),
                languages=_by_key(found[Family.LANGUAGE]),
                months=_months(session, within, asked),
            )

    def of_kind(self, within: Collection[UUID], asked: Asked) -> Sum:
        """How many answers of how many people, of one kind of speaker."""
        with reading(self._engine) as session:
            found = self._sums(session, within, asked, Family.ANSWER)
            return found[Family.ANSWER].get(("", "", False), Sum())

    def doors_and_languages(
        self, within: Collection[UUID], asked: Asked
    ) -> tuple[dict[str, Sum], dict[str, Sum]]:
        """By which doors people came, and in which languages they spoke."""
        with reading(self._engine) as session:
            found = self._sums(session, within, asked, Family.DOOR, Family.LANGUAGE)
            return _by_key(found[Family.DOOR]), _by_key(found[Family.LANGUAGE])

    def principles(self, within: Collection[UUID], asked: Asked) -> dict[tuple[str, str, bool], Sum]:
        """How often each principle was seen, by (key, stance, agreed)."""
        with reading(self._engine) as session:
            return self._sums(session, within, asked, Family.PRINCIPLE)[Family.PRINCIPLE]

    def _sums(
        self, session: Session, within: Collection[UUID], asked: Asked, *families: Family
    ) -> dict[str, dict[tuple[str, str, bool], Sum]]:
        builds = _shown(session, within)
        rows = chain.from_iterable(self._rows(session, builds, asked, each) for each in families or Family)
        said: dict[_Each, int] = defaultdict(int)
        people: dict[_Each, dict[int, int]] = defaultdict(dict)
        for build, family, key, stance, status, count, voices in rows:
            principle = family == Family.PRINCIPLE
            how = stance or "" if principle else ""
            each = (family, (key, how, principle and status == TagStatus.AGREED))
            said[each] += count
            people[each][build] = max(voices, people[each].get(build, 0))
        found: dict[str, dict[tuple[str, str, bool], Sum]] = defaultdict(dict)
        for (family, key_stance), count in said.items():
            if count:
                least = sum(people[family, key_stance].values())
                found[family][key_stance] = Sum(count, least - least % self.least)
        return found

    def _rows(
        self, session: Session, builds: tuple[int, ...], asked: Asked, family: Family
    ) -> Sequence[tuple[Any, ...]]:
        """The groups of one family in sum. A build never changes, so what was summed once is kept."""
        key = (builds, asked, family)
        if (known := self._known.get(key)) is not None:
            return known
        # In the order of ix_heard_block_shown, so that nothing is sorted; each service has one build.
        by = (HeardBlock.build, HeardBlock.family, HeardBlock.key, HeardBlock.stance, HeardBlock.status)
        answers = func.sum(case((HeardBlock.leaf, HeardBlock.answers), else_=0))
        query = select(*by, cast(answers, Integer), func.max(HeardBlock.people)).group_by(*by)
        rows = [tuple(row) for row in session.execute(query.where(*_inside(builds, asked, family)))]
        with self._keeping:
            self._known[key] = rows
            while len(self._known) > MOST_KNOWN:
                del self._known[next(iter(self._known))]
        return rows

    # Words --------------------------------------------------------------------------------------

    def words_of(
        self, within: Collection[UUID], asked: Asked, reader_id: UUID | None = None, most: int = 1_000
    ) -> list[Quotation]:
        """What was said, of groups that are counted; a sample of the newest where there is more.

        Not what is in a conversation with an alarm that names the reader.
        """
        return self._sampled(within, asked, Family.ANSWER, (), most, reader_id)

    def saying(  # noqa: PLR0913, PLR0917 (what of whom, for whom)
        self,
        within: Collection[UUID],
        asked: Asked,
        stance: str,
        key: str | None = None,
        reader_id: UUID | None = None,
        most: int = 60,
    ) -> list[Quotation]:
        """Answers in which a principle is seen in a stance, of groups that are counted, newest first.

        Not what is in a conversation with an alarm that names the reader.
        """
        which: list[ColumnElement[bool]] = [HeardBlock.stance == stance]
        which += [HeardBlock.key == key] if key else []
        return self._sampled(within, asked, Family.PRINCIPLE, which, most, reader_id)

    def _sampled(  # noqa: PLR0913, PLR0917 (what of whom, for whom)
        self,
        within: Collection[UUID],
        asked: Asked,
        family: Family,
        which: Iterable[ColumnElement[bool]],
        most: int,
        reader_id: UUID | None,
    ) -> list[Quotation]:
        with reading(self._engine) as session:
            newest = HeardBlock.last_month.desc(), HeardBlock.build, HeardBlock.id
            groups = select(HeardBlock.build, HeardBlock.id, HeardBlock.last_month)
            inside = _inside(_shown(session, within), asked, family)
            groups = groups.where(*inside, HeardBlock.leaf, *which)
            few = aliased(HeardBlock, groups.order_by(*newest).limit(most).subquery())
            theirs = and_(HeardSample.build == few.build, HeardSample.block_id == few.id)
            query = select(HeardSample.answers).join(few, theirs)
            packed = b"".join(session.scalars(query.order_by(few.last_month.desc(), few.build, few.id)))
            ids = [UUID(bytes=packed[at : at + 16]) for at in range(0, len(packed), 16)][: most * 2]
            found = _quotations(session, within, ids[:most], reader_id)
            if len(found) < most:  # of a few the words are not there any more, or not for them
                found += _quotations(session, within, ids[most:], reader_id)
            return found[:most]

    def first_month(self, within: Collection[UUID]) -> int | None:
        """From when on anything is counted: the start of that year, as year * 12 + month - 1."""
        with reading(self._engine) as session:
            shown = HeardBlock.build.in_(_shown(session, within))
            answers = HeardBlock.kind.in_(tuple(Audience)), HeardBlock.family == Family.ANSWER
            return session.scalar(select(func.min(HeardBlock.first_month)).where(shown, *answers))

    # Who and where ------------------------------------------------------------------------------

    def places(self, within: Collection[UUID]) -> dict[str, str]:
        """Where something can come from: the identifier of a tablet in hexadecimal, and where it lives."""
        with reading(self._engine) as session:
            mine = select(Device.id, Device.name).where(Device.service_id.in_(within)).order_by(Device.name)
            return {device_id.hex: name for device_id, name in session.execute(mine)}

    def names(self, within: Collection[UUID]) -> frozenset[str]:
        """How people here are called, and all who work here: to be taken out of quotations."""
        with reading(self._engine) as session:
            people = session.scalars(select(Person.name).where(Person.service_id.in_(within))).all()
            return frozenset([*people, *session.scalars(select(Staff.name))])

    def service_names(self, within: Collection[UUID]) -> list[str]:
        """What they are called."""
        with reading(self._engine) as session:
            mine = select(Service.name).where(Service.id.in_(within)).order_by(Service.name)
            return list(session.scalars(mine))

    def questions(self, kind: str) -> dict[str, str]:
        """What that kind of speaker is asked today, in order: key and words."""
        with reading(self._engine) as session:
            newest = select(QuestionSet.id).where(QuestionSet.audience == kind)
            newest = newest.order_by(QuestionSet.language != "en", QuestionSet.version.desc()).limit(1)
            asked = select(Question.key, Question.text).where(Question.set_id == newest.scalar_subquery())
            return dict(iter(session.execute(asked.order_by(Question.position))))

    def reach(self, within: Collection[UUID], kind: str, since: datetime | None = None) -> Reach:
        """Who of those who are here was not heard from since then."""
        with reading(self._engine) as session:
            here = Person.service_id.in_(within), Person.kind == kind, Person.left_at.is_(None)
            count = session.scalar(select(func.count()).select_from(Person).where(*here)) or 0
            last, asked = _last_talk(_with_words()), _last_talk()
            silent = last.is_(None) if since is None else or_(last.is_(None), last < since)
            query = select(Person, last, asked).where(*here, silent).order_by(Person.name, Person.id)
            unheard = [
                Unheard(
                    person.id,
                    person.name,
                    person.kind,
                    kept_profile(person.profile),
                    asked=_is_since(asked_at, since),
                    last_at=last_at,
                )
                for person, last_at, asked_at in session.execute(query)
            ]
        return Reach(count, tuple(unheard))


def _shown(session: Session, within: Collection[UUID]) -> tuple[int, ...]:
    """The builds that are shown of these services."""
    mine = select(HeardState.build).where(HeardState.service_id.in_(within))
    return tuple(session.scalars(mine.order_by(HeardState.build)))


def _inside(builds: Collection[int], asked: Asked, family: Family) -> tuple[ColumnElement[bool], ...]:
    """Groups that lie wholly in what was asked for."""
    first, last = asked.months
    found = [
        HeardBlock.build.in_(builds),
        HeardBlock.kind == asked.kind,
        HeardBlock.family == family,
        HeardBlock.first_month >= first,
        HeardBlock.last_month <= last,
    ]
    found += [HeardBlock.place == asked.place] if asked.place is not None else []
    found += [HeardBlock.question == asked.question] if asked.question is not None else []
    return tuple(found)


def _by_key(found: dict[tuple[str, str, bool], Sum]) -> dict[str, Sum]:
    return {key: each for (key, _, _), each in found.items()}


def _months(
    session: Session, within: Collection[UUID], asked: Asked
) -> dict[tuple[int, int], dict[str, int]]:
    stretch = (HeardBlock.first_month, HeardBlock.last_month)
    query = (
        select(*stretch, HeardBlock.stance, cast(func.sum(HeardBlock.answers), Integer))
        .where(*_inside(_shown(session, within), asked, Family.ANSWER), HeardBlock.leaf)
        .group_by(*stretch, HeardBlock.stance)
    )
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for first, last, how, answers in session.execute(query):
        found[first, last][how or ""] = found[first, last].get(how or "", 0) + answers
    return dict(sorted(found.items()))


def _quotations(
    session: Session, within: Collection[UUID], ids: list[UUID], reader_id: UUID | None
) -> list[Quotation]:
    query = (
        select(Answer.id, voice(), Answer.text, Conversation.service_id)
        .join(Conversation, Conversation.id == Answer.conversation_id)
        .where(Answer.id.in_(ids), *kept_words(), seen(), reported())
    )
    if reader_id:
        query = query.where(Conversation.id.not_in(about(reader_id)))
    # Whose they are is looked at here: as a condition SQLite would read every conversation of the service.
    found = {
        answer_id: Quotation(answer_id, who, words)
        for answer_id, who, words, service_id in session.execute(query)
        if service_id in within
    }
    return [found[each] for each in dict.fromkeys(ids) if each in found]


def _last_talk(*which: ColumnElement[bool]) -> ScalarSelect[datetime]:
    """When the newest talk of a person was: looked for from the newest on."""
    mine = select(Conversation.last_at).where(Conversation.person_id == Person.id, *which)
    return mine.order_by(Conversation.last_at.desc()).limit(1).correlate(Person).scalar_subquery()


def _with_words() -> ColumnElement[bool]:
    """Of talks that hold words."""
    return select(Answer.id).where(Answer.conversation_id == Conversation.id, *kept_words()).exists()


def _is_since(at: datetime | None, since: datetime | None) -> bool:
    return at is not None and (since is None or at >= since)
