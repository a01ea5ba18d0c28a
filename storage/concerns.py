"""What the safety net noticed, for staff: what is open, how it stands, and what somebody did about it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Select, func, or_, select
from sqlalchemy.orm import Session

from storage.alarm_list import about
from storage.alarm_taking import follow_concern, is_kept_from
from storage.base import now, storable
from storage.concern_models import Concern, ConcernEvent
from storage.concern_order import behind, is_quiet, order, place_of
from storage.concern_records import (
    OPEN,
    ConcernCounts,
    ConcernEventRecord,
    ConcernRecord,
    ConcernState,
    Urgency,
)
from storage.conversations import lock
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import AnswerState
from storage.models import Answer, Conversation, Device, Person, Question, Staff
from storage.seen import nameless

MOST_LETTERS = 2_000
"""The longest note."""
MOST_SHOWN = 50
"""Of those that are open, at a time."""
_WITH_A_NOTE = {
    ConcernState.DONE: "Write down what was done.",
    ConcernState.NOT_A_CONCERN: "Write down why it is no concern.",
}

type _Rows = Select[Concern, Answer, Conversation, str | None, str | None, str | None, str | None]


class Concerns:
    """Every read and write of them for staff. `within`: services that they may look at; no other is there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(
        self,
        within: Collection[UUID],
        leads: Collection[UUID] = (),
        *,
        reader_id: UUID | None = None,
        after: UUID | None = None,
        size: int = MOST_SHOWN,
    ) -> list[ConcernRecord]:
        """Those on which somebody has to do something, in the order of storage.concern_order.

        What was said without a name is there only at `leads`: services where they see to people's safety.
        What is said in a talk that names the reader in an alarm is not there for them.
        after: the one behind which to read on, however far it has come meanwhile.
        """
        with reading(self._engine) as session:
            start = place_of(session, within, after) if after else None
            # Sorted narrow, then read: rows with all that stands beside them are heavy to sort.
            first = select(Concern.id).where(*_open(within, leads, reader_id)).order_by(*order()).limit(size)
            first = first.where(behind(start)) if start else first
            mine = _rows().where(Concern.id.in_(session.scalars(first).all()))
            return _records(session, mine.order_by(*order()))

    def of(
        self,
        within: Collection[UUID],
        conversation_id: UUID,
        leads: Collection[UUID] = (),
        reader_id: UUID | None = None,
    ) -> list[ConcernRecord]:
        """All of a conversation with what was done about them, the open and urgent ones first."""
        with reading(self._engine) as session:
            here = (Concern.service_id.in_(within), *_may_be_seen(leads, reader_id))
            mine = _rows().where(*here, Concern.conversation_id == conversation_id)
            return _records(session, mine.order_by(Concern.state.not_in(OPEN), *order()))

    def get(self, within: Collection[UUID], concern_id: UUID) -> ConcernRecord | None:
        """One of them."""
        with reading(self._engine) as session:
            return _one(session, within, concern_id)

    def counts(
        self, within: Collection[UUID], leads: Collection[UUID] = (), reader_id: UUID | None = None
    ) -> ConcernCounts:
        """How many are open."""
        states = select(Concern.state, Concern.urgency, func.count()).where(*_open(within, leads, reader_id))
        with reading(self._engine) as session:
            found = session.execute(states.group_by(Concern.state, Concern.urgency)).all()
        new = [(urgency, number) for state, urgency, number in found if state == ConcernState.NEW]
        return ConcernCounts(
            new=sum(number for _, number in new),
            now=sum(number for urgency, number in new if urgency == Urgency.IMMEDIATE),
            seen=sum(number for state, _, number in found if state == ConcernState.SEEN),
        )

    def decide(  # noqa: PLR0913, PLR0917 (who decides what on which, as they saw it)
        self,
        within: Collection[UUID],
        concern_id: UUID,
        version: int,
        staff_id: UUID,
        state: ConcernState,
        note: str = "",
    ) -> ConcernRecord | None:
        """Somebody looks at it, has seen to it, or says that it is none; written down for good.

        `version` is the one that they saw. None if it is not within. Raises StorageError("changed") if
        somebody decided meanwhile, ("unusable") without a note where one is needed, or with too long a one.
        """
        words = storable(note).strip()
        _require_note(state, words)
        with writing(self._engine) as session:
            talk = session.scalar(select(Concern.conversation_id).where(Concern.id == concern_id))
            if talk is not None:
                lock(session, talk)
            row = session.get(Concern, concern_id, with_for_update=True)
            if (
                row is None
                or row.service_id not in within
                or is_kept_from(session, row.conversation_id, staff_id)
            ):
                return None
            if row.version != version:
                raise StorageError("changed", "Somebody decided on it meanwhile. Look, then send it again.")
            _move(row, staff_id, state)
            session.add(ConcernEvent(concern_id=row.id, staff_id=staff_id, state=state, note=words))
            follow_concern(session, row, staff_id, words)
            session.flush()
            return _one(session, within, concern_id)


def _require_note(state: ConcernState, words: str) -> None:
    if state == ConcernState.NEW:
        raise StorageError("unusable", "Somebody has looked at it already, or nobody needs to say so.")
    if not words and state in _WITH_A_NOTE:
        raise StorageError("unusable", _WITH_A_NOTE[state])
    if len(words) > MOST_LETTERS:
        raise StorageError("unusable", f"Write at most {MOST_LETTERS:,} letters.")


def _move(row: Concern, staff_id: UUID, state: ConcernState) -> None:
    if row.seen_by is None:
        row.seen_by, row.seen_at = staff_id, now()
    row.state, row.version = state, row.version + 1


def _open(
    within: Collection[UUID], leads: Collection[UUID], reader_id: UUID | None
) -> tuple[ColumnElement[bool], ...]:
    return Concern.service_id.in_(within), Concern.state.in_(OPEN), *_may_be_seen(leads, reader_id)


def _may_be_seen(leads: Collection[UUID], reader_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    """Not what was said without a name, but by those who see to safety there; never what names the reader."""
    named = or_(Concern.service_id.in_(leads), ~nameless(Concern.answer_id))
    return (named, Concern.conversation_id.not_in(about(reader_id))) if reader_id else (named,)


def _rows() -> _Rows:
    return (
        select(Concern, Answer, Conversation, Question.text, Person.name, Device.name, Staff.name)
        .join(Answer, Answer.id == Concern.answer_id)
        .join(Conversation, Conversation.id == Concern.conversation_id)
        .outerjoin(Question, Question.id == Answer.question_id)
        .outerjoin(Person, Person.id == Conversation.person_id)
        .outerjoin(Device, Device.id == Conversation.device_id)
        .outerjoin(Staff, Staff.id == Concern.seen_by)
    )


def _one(session: Session, within: Collection[UUID], concern_id: UUID) -> ConcernRecord | None:
    mine = _rows().where(Concern.service_id.in_(within), Concern.id == concern_id)
    return next(iter(_records(session, mine)), None)


def _records(session: Session, query: _Rows) -> list[ConcernRecord]:
    rows = session.execute(query).all()
    logs = _logs(session, [row[0].id for row in rows])
    return [_record(*row, log=tuple(logs[row[0].id])) for row in rows]


def _logs(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[ConcernEventRecord]]:
    found: dict[UUID, list[ConcernEventRecord]] = defaultdict(list)
    mine = (
        select(ConcernEvent, Staff.name)
        .join(Staff, Staff.id == ConcernEvent.staff_id)
        .where(ConcernEvent.concern_id.in_(ids))
        .order_by(ConcernEvent.at, ConcernEvent.id)
    )
    for event, name in session.execute(mine):
        found[event.concern_id].append(ConcernEventRecord(name, event.state, event.note, event.at))
    return found


def _record(  # noqa: PLR0913, PLR0917 (a row of the query)
    row: Concern,
    answer: Answer,
    conversation: Conversation,
    question: str | None,
    person: str | None,
    place: str | None,
    seen_by: str | None,
    *,
    log: tuple[ConcernEventRecord, ...],
) -> ConcernRecord:
    gone = not row.words
    return ConcernRecord(
        id=row.id,
        answer_id=row.answer_id,
        conversation_id=row.conversation_id,
        service_id=row.service_id,
        category=row.category,
        urgency=row.urgency,
        confidence=row.confidence,
        words=row.words,
        evidence=tuple((start, end) for start, end in row.evidence),
        source=row.source,
        model_version=row.model_version,
        state=row.state,
        at=row.at,
        version=row.version,
        seen_by=seen_by,
        seen_at=row.seen_at,
        earlier=not gone and answer.state != AnswerState.APART and row.words != answer.text,
        taken_out=gone,
        nameless=answer.state == AnswerState.APART,
        quiet=is_quiet(row.urgency, row.confidence),
        question=question,
        person=person,
        audience=conversation.audience,
        place=place,
        log=log,
    )
