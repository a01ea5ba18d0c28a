"""Erasing a person or a conversation: counted first, then gone from everywhere, and written down."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from itertools import batched
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, select, tuple_, update
from sqlalchemy.orm import Session

from storage.alarm_models import Alarm
from storage.audit import event
from storage.conversations import lock_all, lock_within
from storage.emptying import empty_alarms, empty_complaints, empty_consents, written_down_of
from storage.engine import reading, sweep, writing
from storage.erasing import erase_answer
from storage.erasure_plan import plan_of
from storage.errors import StorageError
from storage.forgetting import leave_nothing
from storage.holds import on_conversation
from storage.keeping_models import Erased
from storage.keeping_records import ErasedKind, ErasedRecord, ErasurePlan, HoldRecord
from storage.kinds import AnswerState
from storage.models import Alert, Answer, Conversation, Person
from storage.naming import forget_name
from storage.recording_rows import empty_recordings
from storage.voice_models import Recording
from storage.wiping import empty_turns, remember, wipe

AT_ONCE = 200
PATIENCE_SECONDS = 5.0
"""How long whoever erases somebody waits for the index; a chore does what takes longer."""
EVER, NOTHING = datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0)


class Erasures:
    """Every verb of it. Raises StorageError("unknown"), and ("held") while a legal hold is in force."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def plan(self, within: Collection[UUID], person_id: UUID) -> ErasurePlan | None:
        """What would go with somebody, and what people have to see to; none if they are not there."""
        with reading(self._engine) as session:
            person = session.get(Person, person_id)
            return plan_of(session, person) if person and person.service_id in within else None

    def person(self, within: Collection[UUID], person_id: UUID, staff_id: UUID | None = None) -> ErasurePlan:
        """Erase somebody and all they said, for good; returns what went. Who did it stands in the audit."""
        with writing(self._engine) as session:
            person = session.get(Person, person_id, with_for_update=True)
            if person is None or person.service_id not in within:
                raise StorageError("unknown", "There is no such person.")
            plan = plan_of(session, person)
            _require_free(plan.holds)
            session.add(event(session, staff_id, "erased_person", str(person_id)))
            _erase_person(session, person)
        self._leave_nothing()
        return plan

    def conversation(self, within: Collection[UUID], conversation_id: UUID) -> None:
        """Staff erase one conversation, of whoever it is."""
        with writing(self._engine) as session:
            lock_within(session, within, conversation_id)
            _require_free(on_conversation(session, conversation_id))
            wipe(session, [conversation_id])
        self._leave_nothing()

    def forget(self, conversation_id: UUID) -> None:
        """Who speaks there says: forget all of it. No hold is stronger than their own word."""
        with writing(self._engine) as session:
            lock_all(session, select(Conversation.id).where(Conversation.id == conversation_id))
            wipe(session, [conversation_id])
        self._leave_nothing()

    def since(self, at: datetime = EVER, after: UUID = NOTHING, limit: int = 1_000) -> list[ErasedRecord]:
        """What was erased since, in order; go on behind the last one."""
        with reading(self._engine) as session:
            later = tuple_(Erased.at, Erased.subject_id) > (at, after)
            rows = select(Erased).where(later).order_by(Erased.at, Erased.subject_id, Erased.kind)
            return [_record(row) for row in session.scalars(rows.limit(limit))]

    def taught_since(self, moment: datetime) -> int:
        """How many decisions of staff were erased since: a tagger from before may have learned from them."""
        with reading(self._engine) as session:
            return session.scalar(select(func.sum(Erased.taught)).where(Erased.at > moment)) or 0

    def replay(self, records: Iterable[ErasedRecord]) -> int:
        """Erase again what was erased before, in a database that was put back from a copy; returns how many.

        What came after it was erased, and what is not there, is left. Harmless at any time.
        """
        done = 0
        for some in batched(records, AT_ONCE):
            with writing(self._engine) as session:
                done += sum(_replay(session, each) for each in some)
        if done:
            self._leave_nothing()
        return done

    def leave_nothing(self) -> None:
        """Nothing is left in the file of what was erased, however long it takes: nobody uses it meanwhile."""
        leave_nothing(self._engine)
        sweep(self._engine)

    def _leave_nothing(self) -> None:
        leave_nothing(self._engine, PATIENCE_SECONDS)
        sweep(self._engine)


def _require_free(holds: Collection[HoldRecord]) -> None:
    for each in holds:
        until = f" until {each.until_on}" if each.until_on else ""
        raise StorageError("held", f"{each.by} put a legal hold on this{until}. Lift it first.")


def _erase_person(session: Session, person: Person) -> None:
    talks = select(Conversation.id).where(Conversation.person_id == person.id)
    ids = session.scalars(talks.order_by(Conversation.id)).all()
    lock_all(session, talks)
    empty_complaints(session, written_down_of(person.id))
    empty_consents(session, [person.id])
    calls = select(Alert.id).where(Alert.person_id == person.id)
    empty_alarms(session, Alarm.alert_id.in_(calls))
    for some in batched(ids, AT_ONCE):
        wipe(session, some)
    session.execute(update(Alert).where(Alert.person_id == person.id).values(person_id=None))
    person = session.get_one(Person, person.id)
    forget_name(session, person.id, person.name, person.service_id)
    remember(session, ErasedKind.PERSON, [person.id])
    session.delete(person)


def _replay(session: Session, record: ErasedRecord) -> bool:
    if record.kind == ErasedKind.PERSON:
        done = _again_person(session, record)
    elif record.kind in (ErasedKind.CONVERSATION, ErasedKind.TRANSCRIPT):
        done = _again_conversation(session, record)
    elif record.kind == ErasedKind.ANSWER:
        done = _again_answer(session, record)
    else:
        done = _again_recording(session, record)
    if done:
        session.flush()
        row = session.get_one(Erased, (record.subject_id, record.kind))
        row.at, row.taught = record.at, max(row.taught, record.taught)
    return done


def _again_person(session: Session, record: ErasedRecord) -> bool:
    person = session.get(Person, record.subject_id)
    if person is not None:
        _erase_person(session, person)
    return person is not None


def _again_conversation(session: Session, record: ErasedRecord) -> bool:
    found = session.get(Conversation, record.subject_id)
    if found is None or _is_known(session, record) or found.last_at > record.at:
        return False
    lock_all(session, select(Conversation.id).where(Conversation.id == found.id))
    if record.kind == ErasedKind.CONVERSATION:
        wipe(session, [found.id])
    else:
        empty_turns(session, [found.id])
        remember(session, ErasedKind.TRANSCRIPT, [found.id], found.id)
    return True


def _again_answer(session: Session, record: ErasedRecord) -> bool:
    found: Any = session.get(Answer, record.subject_id)
    if found is None or found.state == AnswerState.DELETED or found.updated_at > record.at:
        return False
    lock_all(session, select(Conversation.id).where(Conversation.id == found.conversation_id))
    erase_answer(session, found)
    return True


def _again_recording(session: Session, record: ErasedRecord) -> bool:
    found = session.get(Recording, record.subject_id)
    if found is None or _is_known(session, record):
        return False
    empty_recordings(session, [found.id])
    remember(session, ErasedKind.RECORDING, [found.id], found.conversation_id)
    return True


def _is_known(session: Session, record: ErasedRecord) -> bool:
    """Whether this database has lost it already."""
    return session.get(Erased, (record.subject_id, record.kind)) is not None


def _record(row: Erased) -> ErasedRecord:
    return ErasedRecord(row.subject_id, row.kind, row.conversation_id, row.at, row.taught)
