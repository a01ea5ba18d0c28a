"""The register of complaints, for staff who are not named in them: what is open, what is done about it."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.complaint_models import Complaint, ComplaintNamed
from storage.complaint_reading import complaint_records, complaint_rows, named_staff, seen_by, staff_of
from storage.complaint_records import (
    OPEN_COMPLAINTS,
    ComplaintAct,
    ComplaintRecord,
    ComplaintState,
)
from storage.complaint_rows import receive, write
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import Audience
from storage.models import Staff

MOST_LETTERS = 4_000
"""The longest complaint that is written down, and the longest note."""
MOST_SHOWN = 200
"""Of the open ones, and of those that are done with."""
_WITH_A_NOTE = {
    ComplaintAct.ACKNOWLEDGED: "Write down how they were told that you have it.",
    ComplaintAct.DID: "Write down what was done.",
    ComplaintAct.ANSWERED: "Write down what they were told.",
    ComplaintAct.WITHDRAWN: "Write down how they took it back.",
    ComplaintAct.REOPENED: "Write down why it goes on.",
}
_BECOMES = {
    ComplaintAct.ACKNOWLEDGED: ComplaintState.ACKNOWLEDGED,
    ComplaintAct.ANSWERED: ComplaintState.ANSWERED,
    ComplaintAct.WITHDRAWN: ComplaintState.WITHDRAWN,
    ComplaintAct.REOPENED: ComplaintState.ACKNOWLEDGED,
}
_FITS = {
    ComplaintAct.ACKNOWLEDGED: (ComplaintState.NEW,),
    ComplaintAct.DID: OPEN_COMPLAINTS,
    ComplaintAct.ANSWERED: OPEN_COMPLAINTS,
    ComplaintAct.WITHDRAWN: OPEN_COMPLAINTS,
    ComplaintAct.REOPENED: (ComplaintState.ANSWERED, ComplaintState.WITHDRAWN),
}


class Complaints:
    """Every read and write of them for staff.

    `within`: services that they may look at; no other is there. `reader_id`: who looks. Where they are named
    themselves, nothing is there for them either.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, within: Collection[UUID], reader_id: UUID) -> list[ComplaintRecord]:
        """Those on which somebody has to do something, the longest waiting first."""
        return self._some(within, reader_id, OPEN_COMPLAINTS, Complaint.at)

    def done(self, within: Collection[UUID], reader_id: UUID) -> list[ComplaintRecord]:
        """Those that were answered or taken back, the latest first."""
        ended = (ComplaintState.ANSWERED, ComplaintState.WITHDRAWN)
        return self._some(within, reader_id, ended, Complaint.at.desc())

    def everything(self, within: Collection[UUID], reader_id: UUID) -> list[ComplaintRecord]:
        """All of them, the oldest first: for a file."""
        return self._some(within, reader_id, tuple(ComplaintState), Complaint.at, most=None)

    def get(self, within: Collection[UUID], reader_id: UUID, complaint_id: UUID) -> ComplaintRecord | None:
        """One of them, with all that was done."""
        with reading(self._engine) as session:
            mine = complaint_rows().where(Complaint.id == complaint_id, *seen_by(within, reader_id))
            found = complaint_records(session, session.execute(mine).all())
            return found[0] if found else None

    def of(self, within: Collection[UUID], reader_id: UUID, conversation_id: UUID) -> list[ComplaintRecord]:
        """Those of a conversation."""
        with reading(self._engine) as session:
            mine = complaint_rows().where(
                Complaint.conversation_id == conversation_id, *seen_by(within, reader_id)
            )
            return complaint_records(session, session.execute(mine.order_by(Complaint.at)).all())

    def count_open(self, within: Collection[UUID], reader_id: UUID) -> int:
        """How many are open."""
        with reading(self._engine) as session:
            mine = (Complaint.state.in_(OPEN_COMPLAINTS), *seen_by(within, reader_id))
            return session.scalar(select(func.count()).select_from(Complaint).where(*mine)) or 0

    def staff_at(self, within: Collection[UUID], service_id: UUID) -> list[tuple[UUID, str]]:
        """(identifier, name) of the staff of a service: whoever may see to one, or be named in one."""
        if service_id not in within:
            return []
        with reading(self._engine) as session:
            return list(staff_of(session, service_id).items())

    def write_down(  # noqa: PLR0913, PLR0917 (all that a complaint on paper is)
        self,
        within: Collection[UUID],
        staff_id: UUID,
        service_id: UUID,
        audience: Audience,
        who: str,
        words: str,
        complaint_id: UUID | None = None,
    ) -> UUID | None:
        """A complaint that came by another way, or from somebody who works here. None: no such service.

        The same `complaint_id` again is the same complaint. Raises StorageError("unusable") without words, or
        with too many.
        """
        said, name = storable(words).strip(), storable(who).strip()
        if not said or len(said) > MOST_LETTERS or len(name) > 200:
            raise StorageError(
                "unusable", f"Write down what they said, in 1 to {MOST_LETTERS:,} letters, and a short name."
            )
        if service_id not in within:
            return None
        with writing(self._engine) as session:
            known = session.get(Complaint, complaint_id) if complaint_id else None
            if known is not None:
                return known.id if known.service_id in within else None
            row = Complaint(id=complaint_id or uuid4(), service_id=service_id, audience=audience, words=said)
            row.who, row.taken_by = name, staff_id
            return receive(session, row)

    def do(  # noqa: PLR0913, PLR0917 (who does what with which, as they saw it)
        self,
        within: Collection[UUID],
        reader_id: UUID,
        complaint_id: UUID,
        version: int,
        act: ComplaintAct,
        note: str = "",
    ) -> ComplaintRecord | None:
        """Somebody did something about it; written down for good. None if it is not there for them.

        Raises StorageError("changed") if somebody did something meanwhile, ("unusable") if it cannot be done
        now, without a note, or with too long a one.
        """
        words = _checked(act, note)
        with writing(self._engine) as session:
            row = _locked(session, within, reader_id, complaint_id, version)
            if row is None:
                return None
            if row.state not in _FITS[act]:
                raise StorageError("unusable", "This cannot be done now. Look at how it stands.")
            _move(row, act)
            write(session, row, act, reader_id, words)
        return self.get(within, reader_id, complaint_id)

    def give(
        self,
        within: Collection[UUID],
        reader_id: UUID,
        complaint_id: UUID,
        version: int,
        owner_id: UUID,
    ) -> ComplaintRecord | None:
        """Somebody sees to it. Raises as `do`, and ("unusable") for who is named in it or works elsewhere."""
        with writing(self._engine) as session:
            row = _locked(session, within, reader_id, complaint_id, version)
            if row is None:
                return None
            if owner_id in named_staff(session, [row.id]).get(row.id, {}):
                raise StorageError("unusable", "Who is named in it cannot see to it. Choose somebody else.")
            if owner_id not in staff_of(session, row.service_id):
                raise StorageError("unusable", "Choose somebody who works at this service.")
            row.owner_id, row.version = owner_id, row.version + 1
            write(session, row, ComplaintAct.OWNER, reader_id, session.get_one(Staff, owner_id).name)
        return self.get(within, reader_id, complaint_id)

    def name(
        self,
        within: Collection[UUID],
        reader_id: UUID,
        complaint_id: UUID,
        version: int,
        staff_ids: Collection[UUID],
    ) -> ComplaintRecord | None:
        """Say which of the staff it names: from now on it is not there for them. Raises as `do`.

        Nobody may name themselves or whoever sees to it.
        """
        with writing(self._engine) as session:
            row = _locked(session, within, reader_id, complaint_id, version)
            if row is None:
                return None
            if reader_id in staff_ids or row.owner_id in staff_ids:
                raise StorageError(
                    "unusable", "Who sees to it cannot be named in it. Give it to another first."
                )
            here = staff_of(session, row.service_id)
            session.execute(delete(ComplaintNamed).where(ComplaintNamed.complaint_id == row.id))
            session.add_all(
                ComplaintNamed(complaint_id=row.id, staff_id=each) for each in set(staff_ids) if each in here
            )
            row.version += 1
            write(session, row, ComplaintAct.NAMED, reader_id)
        return self.get(within, reader_id, complaint_id)

    def _some(
        self,
        within: Collection[UUID],
        reader_id: UUID,
        states: Sequence[ComplaintState],
        order: object,
        most: int | None = MOST_SHOWN,
    ) -> list[ComplaintRecord]:
        with reading(self._engine) as session:
            mine = complaint_rows().where(Complaint.state.in_(states), *seen_by(within, reader_id))
            found = session.execute(mine.order_by(order, Complaint.id).limit(most)).all()  # type: ignore[arg-type]
            return complaint_records(session, found)


def _checked(act: ComplaintAct, note: str) -> str:
    words = storable(note).strip()
    if act not in _WITH_A_NOTE:
        raise StorageError("unusable", "This cannot be done here.")
    if not words:
        raise StorageError("unusable", _WITH_A_NOTE[act])
    if len(words) > MOST_LETTERS:
        raise StorageError("unusable", f"Write at most {MOST_LETTERS:,} letters.")
    return words


def _move(row: Complaint, act: ComplaintAct) -> None:
    row.state, row.version = _BECOMES.get(act, ComplaintState(row.state)), row.version + 1
    if act in (ComplaintAct.ACKNOWLEDGED, ComplaintAct.ANSWERED):
        row.acknowledged_at = row.acknowledged_at or now()
    if act == ComplaintAct.ANSWERED:
        row.answered_at = now()
    elif act == ComplaintAct.REOPENED:
        row.answered_at = None


def _locked(
    session: Session, within: Collection[UUID], reader_id: UUID, complaint_id: UUID, version: int
) -> Complaint | None:
    mine = select(Complaint).where(Complaint.id == complaint_id, *seen_by(within, reader_id))
    row = session.scalar(mine.with_for_update())
    if row is not None and row.version != version:
        raise StorageError("changed", "Somebody did something about it meanwhile. Look, then send it again.")
    return row
