"""Legal holds: what must not go, who said so, why and until when."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CompoundSelect, Engine, Select, and_, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from storage.base import now, storable
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.keeping_models import LegalHold
from storage.keeping_records import HoldRecord
from storage.models import Conversation, Person, Staff

MOST_LETTERS = 300
LAST_DAY = date(2200, 1, 1)
_NO_SUCH = "There is no such hold. Load the page again."


class Holds:
    """Every read and write of them. What is held is neither purged nor erased by anybody of the staff."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def place(  # noqa: PLR0913 (all that a hold is)
        self,
        within: Collection[UUID],
        staff_id: UUID,
        why: str,
        *,
        person_id: UUID | None = None,
        conversation_id: UUID | None = None,
        until_on: date | None = None,
        hold_id: UUID | None = None,
    ) -> UUID:
        """Hold a person or a conversation. The same `hold_id` again is the same hold.

        Raises StorageError("unknown") if there is no such person or conversation within, ("unusable").
        """
        words = _usable(why, until_on)
        with writing(self._engine) as session:
            service_id = _where(session, within, person_id, conversation_id)
            known = session.get(LegalHold, hold_id) if hold_id else None
            if known is None:
                known = LegalHold(id=hold_id or uuid4(), service_id=service_id, staff_id=staff_id, at=now())
                known.person_id, known.conversation_id = person_id, conversation_id
                known.why, known.until_on = words, until_on
                session.add(known)
            elif (known.person_id, known.conversation_id) != (person_id, conversation_id):
                raise StorageError("taken", "Something else was sent under this identifier. Load the page.")
            return known.id

    def lift(self, within: Collection[UUID], hold_id: UUID, staff_id: UUID) -> HoldRecord:
        """It counts no more. Who lifted it first stays. Raises StorageError("unknown")."""
        with writing(self._engine) as session:
            row = session.get(LegalHold, hold_id, with_for_update=True)
            if row is None or row.service_id not in within:
                raise StorageError("unknown", _NO_SUCH)
            if row.lifted_at is None:
                row.lifted_at, row.lifted_by = now(), staff_id
            session.flush()
            return _records(session, LegalHold.id == hold_id)[0]

    def all(self, within: Collection[UUID]) -> list[HoldRecord]:
        """Those at these services, in force or not, newest first."""
        with reading(self._engine) as session:
            return _records(session, LegalHold.service_id.in_(within))

    def on_person(self, within: Collection[UUID], person_id: UUID) -> list[HoldRecord]:
        """Those in force on somebody, or on one of their conversations."""
        with reading(self._engine) as session:
            return [each for each in on_person(session, person_id) if each.service_id in within]


def today() -> date:
    """The day as it is here."""
    return now().astimezone().date()


def standing() -> ColumnElement[bool]:
    """Of a hold: it counts today."""
    in_time = or_(LegalHold.until_on.is_(None), LegalHold.until_on >= today())
    return and_(LegalHold.lifted_at.is_(None), in_time)


def held_talks() -> CompoundSelect[UUID | None]:
    """The conversations of which nothing may go."""
    # Not "or": PostgreSQL would read every conversation for it.
    theirs = select(Conversation.id).join(LegalHold, LegalHold.person_id == Conversation.person_id)
    alone = select(LegalHold.conversation_id).where(standing(), LegalHold.conversation_id.is_not(None))
    return union_all(theirs.where(standing()), alone)


def held_people() -> Select[UUID | None]:
    """The people of whom nothing may go."""
    return select(LegalHold.person_id).where(standing(), LegalHold.person_id.is_not(None))


def on_person(session: Session, person_id: UUID) -> list[HoldRecord]:
    """Those in force on somebody, or on one of their conversations."""
    talks = select(Conversation.id).where(Conversation.person_id == person_id)
    mine = or_(LegalHold.person_id == person_id, LegalHold.conversation_id.in_(talks))
    return _records(session, and_(standing(), mine))


def on_conversation(session: Session, conversation_id: UUID) -> list[HoldRecord]:
    """Those in force on a conversation, or on the person whose it is."""
    whose = select(Conversation.person_id).where(Conversation.id == conversation_id)
    mine = or_(LegalHold.conversation_id == conversation_id, LegalHold.person_id.in_(whose))
    return _records(session, and_(standing(), mine))


def _records(session: Session, which: ColumnElement[bool]) -> list[HoldRecord]:
    lifter = aliased(Staff)
    query = (
        select(LegalHold, Staff.name, lifter.name, Person.name)
        .join(Staff, Staff.id == LegalHold.staff_id)
        .outerjoin(lifter, lifter.id == LegalHold.lifted_by)
        .outerjoin(Person, Person.id == LegalHold.person_id)
        .where(which)
        .order_by(LegalHold.at.desc(), LegalHold.id)
    )
    return [_record(*row) for row in session.execute(query)]


def _record(row: LegalHold, by: str, lifted_by: str | None, whose: str | None) -> HoldRecord:
    in_time = row.until_on is None or row.until_on >= today()
    return HoldRecord(
        id=row.id, service_id=row.service_id, person_id=row.person_id, conversation_id=row.conversation_id,
        whose=whose, why=row.why, until_on=row.until_on, by=by, at=row.at, lifted_at=row.lifted_at,
        lifted_by=lifted_by, stands=row.lifted_at is None and in_time,
    )  # fmt: skip


def _where(
    session: Session, within: Collection[UUID], person_id: UUID | None, conversation_id: UUID | None
) -> UUID:
    """Where it belongs."""
    if (person_id is None) == (conversation_id is None):
        raise StorageError("unusable", "A hold is on one person or on one conversation. Choose one.")
    found = session.get(Person, person_id) if person_id else session.get(Conversation, conversation_id)
    if found is None or found.service_id not in within:
        raise StorageError("unknown", "There is nobody and nothing of this kind. Load the page again.")
    return found.service_id


def _usable(why: str, until_on: date | None) -> str:
    words = " ".join(storable(why).split())
    if not words or len(words) > MOST_LETTERS:
        raise StorageError("unusable", f"Write why it is held, in 1 to {MOST_LETTERS} letters.")
    if until_on is not None and not today() <= until_on <= LAST_DAY:
        raise StorageError("unusable", "Choose a day that is still to come, or none.")
    return words
