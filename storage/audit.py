"""The audit: who read, changed or took out what, and when. It is only added to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Engine, Row, Select, and_, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from storage.audit_chain import EMPTIED, SHORTENED, Head, chained, head_of
from storage.audit_check import Verdict, verify
from storage.audit_models import AuditEvent
from storage.audit_shortening import empty, oldest, shorten
from storage.audit_subjects import Kind, subject_of
from storage.base import now, storable
from storage.change_models import Change
from storage.engine import reading, writing
from storage.grant_models import Grant
from storage.models import Conversation, Device, Person, Service
from storage.models import Staff as StaffRow
from storage.out_models import ApiToken, Webhook


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Something that was done, with what is needed to say it in words."""

    id: UUID
    at: datetime
    who: str
    """The name of the member of staff."""
    verb: str
    kind: str | None
    subject: str | None
    service_id: UUID | None = None
    conversation_id: UUID | None = None
    audience: str | None = None
    begun_at: datetime | None = None
    """Who spoke in that conversation, and when it began."""
    person_id: UUID | None = None
    person: str | None = None
    thing: str | None = None
    """What a tablet, a colleague or a token is called, where a webhook goes, or what a change is about."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which of it; what is none leaves everything."""

    person_id: UUID | None = None
    conversation_id: UUID | None = None
    staff_id: UUID | None = None
    verbs: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


_CALLED: tuple[tuple[Kind, Any, Any], ...] = (
    (Kind.DEVICE, Device, Device.name),
    (Kind.CHANGE, Change, Change.said),
    (Kind.TOKEN, ApiToken, ApiToken.name),
    (Kind.WEBHOOK, Webhook, Webhook.url),
    (Kind.SERVICE, Service, Service.name),
)
_Row = Row[AuditEvent, str, Conversation | None, str | None]
NOBODY = "The program"
"""Who did what was done by a command, or by another program with a token."""
Key = tuple[datetime, UUID]
"""Where a page ends: the next one begins behind it."""


class Audit:
    """Every read and write of what was done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, staff_id: UUID | None, verb: str, *subjects: str) -> None:
        """Remember that somebody read or changed something, once for each thing that it was about.

        Those are found by their identifiers. staff_id: none, if it was done at the machine itself.
        """
        with writing(self._engine) as session:
            session.add_all([event(session, staff_id, verb, each) for each in subjects or (None,)])

    def page(
        self, within: Collection[UUID], wanted: AuditFilter, behind: Key | None = None, size: int = 50
    ) -> tuple[list[AuditRecord], Key | None]:
        """What was done at these services, newest first, and where the next page begins if there is one.

        What belongs to no service, such as signing in, is there for those who work at one of them.
        """
        asked = _conditions(wanted)
        if behind:
            asked.append(tuple_(AuditEvent.at, AuditEvent.id) < tuple_(*behind))
        if wanted.conversation_id or wanted.person_id or wanted.staff_id:  # each has an index of its own
            query = _joined().where(_within(within), *asked)
        else:
            newest = union_all(*_newest_of_each(within, asked, size + 1)).subquery()
            query = _joined().where(AuditEvent.id.in_(select(newest.c.id)))
        with reading(self._engine) as session:
            rows = session.execute(query.limit(size + 1)).all()
            found = _records(session, rows[:size])
        return found, (found[-1].at, found[-1].id) if len(rows) > size else None

    def whose(self, within: Collection[UUID], person_id: UUID) -> str | None:
        """What somebody is called, if they belong to one of these services."""
        with reading(self._engine) as session:
            mine = select(Person.name).where(Person.id == person_id, Person.service_id.in_(within))
            return session.scalar(mine)

    def is_there(self, within: Collection[UUID], conversation_id: UUID) -> bool:
        """Whether a conversation belongs to one of these services."""
        with reading(self._engine) as session:
            mine = (Conversation.id == conversation_id, Conversation.service_id.in_(within))
            return session.scalar(select(Conversation.id).where(*mine)) is not None

    def people(self, within: Collection[UUID]) -> list[tuple[UUID, str]]:
        """Everybody of these services whom something can have been about, by name."""
        with reading(self._engine) as session:
            query = select(Person.id, Person.name).where(Person.service_id.in_(within))
            return [(each, name) for each, name in session.execute(query.order_by(Person.name, Person.id))]

    # The chain --------------------------------------------------------------------------------

    def head(self) -> Head:
        """The end of the chain: whoever keeps it elsewhere will notice if it is cut off or written anew."""
        with reading(self._engine) as session:
            return head_of(session.connection())

    def verify(self, anchors: Collection[Head] = (), last: int | None = None) -> Verdict:
        """Whether it is as it was written: all of it, or the `last` rows of it.

        anchors: ends that it had, from elsewhere; each has to be in it still.
        """
        return verify(self._engine, anchors, last)

    def shorten(self, before: datetime) -> int:
        """Take the oldest rows out, up to the first that is of `before` or later; how many they were.

        That they went is written down in the chain, which is whole without them.
        """
        with writing(self._engine) as session:
            return shorten_away(session, oldest(before))


def event(session: Session, staff_id: UUID | None, verb: str, subject: str | None = None) -> AuditEvent:
    """A row of it, to be added in the transaction of what was done, as the last thing there.

    It gets its place in the chain when it is written; until the end of the transaction others wait for that.
    """
    about = subject_of(session, subject)
    return chained(
        session,
        AuditEvent(
            id=uuid4(),
            at=now(),
            staff_id=staff_id,
            verb=verb,
            subject=storable(subject)[:80] if subject else None,
            kind=about.kind,
            service_id=about.service_id,
            conversation_id=about.conversation_id,
            person_id=about.person_id,
        ),
    )


def shorten_away(session: Session, which: ColumnElement[bool]) -> int:
    """Take these rows out and all that are older, and write down that they went; how many they were."""
    last, count = shorten(session, which)
    if last:
        session.add(event(session, None, SHORTENED, str(last)))
    return count


def forget_subjects(session: Session, ids: Collection[UUID]) -> int:
    """Take the words out of what these events were about; how many had any. That they went stands there too.

    Each row stays, with who did what and when: the chain holds a salted digest of the words, not the words.
    """
    places = empty(session, ids)
    session.add_all([event(session, None, EMPTIED, str(place)) for place in places])
    return len(places)


def _within(within: Collection[UUID]) -> ColumnElement[bool]:
    return or_(AuditEvent.service_id.in_(within), _nowhere(within))


def _nowhere(within: Collection[UUID]) -> ColumnElement[bool]:
    """What belongs to no service, by somebody who works at one of these."""
    works_here = select(Grant.staff_id).where(or_(Grant.service_id.in_(within), Grant.service_id.is_(None)))
    whose = or_(AuditEvent.staff_id.in_(works_here), AuditEvent.staff_id.is_(None))
    return and_(AuditEvent.service_id.is_(None), whose)


def _newest_of_each(
    within: Collection[UUID], asked: Sequence[ColumnElement[bool]], size: int
) -> Iterator[Select[UUID]]:
    """The newest rows of each service, and of what belongs to none: each read off its index, however many."""
    for where in (*(AuditEvent.service_id == each for each in within), _nowhere(within)):
        mine = select(AuditEvent.id).where(where, *asked)
        some = mine.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(size).subquery()
        yield select(some.c.id)


def _joined() -> Select[AuditEvent, str, Conversation, str]:
    query = select(AuditEvent, func.coalesce(StaffRow.name, NOBODY), Conversation, Person.name)
    query = query.outerjoin(StaffRow, StaffRow.id == AuditEvent.staff_id)
    query = query.outerjoin(Conversation, Conversation.id == AuditEvent.conversation_id)
    whose = func.coalesce(Conversation.person_id, AuditEvent.person_id)
    query = query.outerjoin(Person, Person.id == whose)
    return query.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    row, found = AuditEvent, list[ColumnElement[bool]]()
    if wanted.person_id:
        # Also what was done before anybody knew whose conversation it was.
        theirs = select(Conversation.id).where(Conversation.person_id == wanted.person_id)
        found.append(or_(row.person_id == wanted.person_id, row.conversation_id.in_(theirs)))
    if wanted.conversation_id:
        found.append(row.conversation_id == wanted.conversation_id)
    if wanted.staff_id:
        found.append(row.staff_id == wanted.staff_id)
    if wanted.verbs is not None:
        found.append(row.verb.in_(wanted.verbs))
    if wanted.since:
        found.append(row.at >= wanted.since)
    if wanted.until:
        found.append(row.at < wanted.until)
    return found


def _records(session: Session, rows: Sequence[_Row]) -> list[AuditRecord]:
    things = _things(session, [row[0] for row in rows])
    return [_record(row, things) for row in rows]


def _things(session: Session, rows: Sequence[AuditEvent]) -> dict[str, str]:
    """Names of tablets, tokens and staff, and texts of changes, by the identifier in the audit."""
    found: dict[str, str] = {}
    for kind, table, text in _CALLED:
        ids = {UUID(row.subject) for row in rows if row.kind == kind and row.subject}
        if ids:
            named = session.execute(select(table.id, text).where(table.id.in_(ids)))
            found |= {str(identifier): words for identifier, words in named}
    colleagues = [row.subject for row in rows if row.subject and not row.kind and _is_uuid(row.subject)]
    if colleagues:
        staff = select(StaffRow.id, StaffRow.name).where(StaffRow.id.in_(list(map(UUID, colleagues))))
        found |= {str(identifier): name for identifier, name in session.execute(staff)}
    return found


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _record(row: _Row, things: Mapping[str, str]) -> AuditRecord:
    done, who, talk, person = row
    return AuditRecord(
        id=done.id,
        at=done.at,
        who=who,
        verb=done.verb,
        kind=done.kind,
        subject=done.subject,
        service_id=done.service_id,
        conversation_id=done.conversation_id,
        audience=talk.audience if talk else None,
        begun_at=talk.created_at if talk else None,
        person_id=(talk.person_id if talk else None) or done.person_id,
        person=person,
        thing=things.get(done.subject or ""),
    )
