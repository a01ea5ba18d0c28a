"""Consents: what each person agreed to, for each use by itself, in a log that is only added to."""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.consent_kinds import Basis, Condition, Decision, Use
from storage.consent_models import Consent, LegalBasis
from storage.consent_records import Asked, BasisRecord, ConsentRecord
from storage.consent_rows import given, let_voices_go, subject_of_talk, write_consent
from storage.conversations import lock
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.models import Conversation, Person, Staff

MOST_SHOWN = 200
MOST_LETTERS = 1_000
FIRST_REASON = "Nobody has chosen another basis, so people are asked first."


class Consents:
    """Every read and write of them. `within`: services that somebody may do it at; no other is there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # By the person themselves ------------------------------------------------------------------

    def say(self, conversation_id: UUID, use: Use, decision: Decision, asked: Asked) -> Decision:
        """Somebody says it on a page of their own conversation. Raises StorageError("unknown")."""
        with writing(self._engine) as session:
            talk = lock(session, conversation_id, listed=False)
            return _write(session, talk.service_id, subject_of_talk(talk), use, decision, asked)

    def of_talk(self, conversation_id: UUID) -> dict[Use, ConsentRecord]:
        """How each use stands today for whoever talks there; of those never asked about there is none."""
        with reading(self._engine) as session:
            talk = session.get(Conversation, conversation_id)
            return _today(_log(session, subject_of_talk(talk))) if talk else {}

    # For staff -----------------------------------------------------------------------------------

    def write_down(
        self, within: Collection[UUID], person_id: UUID, use: Use, decision: Decision, asked: Asked
    ) -> Decision | None:
        """Somebody told a member of staff, for themselves or for this person; None if they are not within.

        Raises StorageError("unusable") without the name of who spoke for them.
        """
        with writing(self._engine) as session:
            person = session.get(Person, person_id, with_for_update=True)
            if person is None or person.service_id not in within:
                return None
            return _write(session, person.service_id, person.id, use, decision, asked)

    def of_person(self, within: Collection[UUID], person_id: UUID) -> list[ConsentRecord] | None:
        """The log of one person, newest first; None if they are not within."""
        with reading(self._engine) as session:
            person = session.get(Person, person_id)
            if person is None or person.service_id not in within:
                return None
            return _log(session, person.id)

    def family_may_know(self, within: Collection[UUID], person_id: UUID) -> bool:
        """Whether somebody close to this person may be told. Only where they said so: it is never assumed."""
        with reading(self._engine) as session:
            person = session.get(Person, person_id)
            here = person is not None and person.service_id in within
            return here and given(session, person_id, Use.FAMILY) is True

    # The legal basis -----------------------------------------------------------------------------

    def choose_basis(  # noqa: PLR0913, PLR0917 (who chooses what, for where, and why)
        self,
        within: Collection[UUID],
        service_id: UUID,
        basis: Basis,
        condition: Condition,
        why: str,
        staff_id: UUID,
    ) -> BasisRecord | None:
        """From now on the service works on this basis; None if it is not within.

        Raises StorageError("unusable") without a reason.
        """
        reason = storable(why).strip()
        if not reason or len(reason) > MOST_LETTERS:
            raise StorageError("unusable", f"Write why, in at most {MOST_LETTERS:,} letters.")
        if service_id not in within:
            return None
        with writing(self._engine) as session:
            _add_basis(session, service_id, basis, condition, reason, staff_id)
        return self.bases({service_id})[0]

    def begin_with_consent(self, service_id: UUID) -> None:
        """A new service works by consent. One with conversations, or for which somebody chose, stays."""
        with writing(self._engine) as session:
            mine = select(LegalBasis.id).where(LegalBasis.service_id == service_id).limit(1)
            talks = select(Conversation.id).where(Conversation.service_id == service_id).limit(1)
            if session.scalar(mine) is None and session.scalar(talks) is None:
                _add_basis(session, service_id, Basis.CONSENT, Condition.EXPLICIT_CONSENT, FIRST_REASON, None)

    def bases(self, within: Collection[UUID]) -> list[BasisRecord]:
        """What was chosen at these services, newest first: of each service the first one counts."""
        found = select(LegalBasis, Staff.name).outerjoin(Staff, Staff.id == LegalBasis.staff_id)
        found = found.where(LegalBasis.service_id.in_(within))
        newest = found.order_by(LegalBasis.at.desc(), LegalBasis.id.desc()).limit(MOST_SHOWN)
        with reading(self._engine) as session:
            return [
                BasisRecord(row.service_id, row.basis, row.condition, row.why, name, row.at)
                for row, name in session.execute(newest)
            ]


def _write(  # noqa: PLR0913, PLR0917 (as write_consent)
    session: Session, service_id: UUID, subject_id: UUID, use: Use, decision: Decision, asked: Asked
) -> Decision:
    """Write it, and let it reach the recordings that are there."""
    if use == Use.KEEP_VOICE and decision != Decision.GIVEN:
        let_voices_go(session, subject_id)
    return write_consent(session, service_id, subject_id, use, decision, asked)


def _add_basis(  # noqa: PLR0913, PLR0917 (a row)
    session: Session, service_id: UUID, basis: Basis, condition: Condition, why: str, staff_id: UUID | None
) -> None:
    row = LegalBasis(id=uuid4(), service_id=service_id, basis=basis, condition=condition, why=why)
    row.staff_id, row.at = staff_id, now()
    session.add(row)


def _log(session: Session, subject_id: UUID) -> list[ConsentRecord]:
    return [_record(row, name) for row, name in session.execute(_lines(subject_id))]


def _lines(subject_id: UUID) -> Select[Consent, str | None]:
    mine = select(Consent, Staff.name).outerjoin(Staff, Staff.id == Consent.staff_id)
    mine = mine.where(Consent.subject_id == subject_id)
    return mine.order_by(Consent.at.desc(), Consent.id.desc()).limit(MOST_SHOWN)


def _today(log: list[ConsentRecord]) -> dict[Use, ConsentRecord]:
    return {Use(each.use): each for each in reversed(log)}


def _record(row: Consent, written_by: str | None) -> ConsentRecord:
    return ConsentRecord(
        id=row.id,
        use=row.use,
        decision=row.decision,
        footing=row.footing,
        representative=row.representative,
        note=row.note,
        door=row.door,
        how=row.how,
        sentence=row.sentence,
        written_by=written_by,
        at=row.at,
    )
