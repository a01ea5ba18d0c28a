"""What goes when somebody is erased, in numbers, and what left the house before and stays there."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from storage.apart import hidden_in
from storage.audit_models import AuditEvent
from storage.change_models import Change, ChangeAnswer, Reply
from storage.complaint_models import Complaint
from storage.concern_models import Concern
from storage.consent_kinds import SHARES
from storage.consent_models import Consent
from storage.holds import on_person
from storage.keeping_records import ErasurePlan, Outside
from storage.kinds import AnswerState, RecordingState
from storage.models import Alert, Answer, Conversation, Correction, Person, Staff, Tag, Turn
from storage.naming import naming_filters
from storage.personal import Whose, agreed_by, complaint_of
from storage.voice_models import Recording, Wording
from storage.work_models import Disagreement, WorkNote

NOBODY = "The program"
MOST = 200
"""Things outside that are listed, the newest."""
_WENT_OUT = ("exported", "exported_words", "took_brief", "read_by_token")
_OF_THEM = ("shared_needs", "copied_person", "copied_person_whole", "printed_reply", "gave_out_readers")


def plan_of(session: Session, person: Person) -> ErasurePlan:
    """What goes with somebody, what people have to see to, and what holds it."""
    return ErasurePlan(
        person_id=person.id,
        name=person.name,
        service_id=person.service_id,
        counts=_counts(session, person),
        outside=tuple(_outside(session, person)),
        holds=tuple(on_person(session, person.id)),
    )


def _counts(session: Session, person: Person) -> dict[str, int]:
    whose = Whose(person.id)

    def of_talks(table: Any, *more: Any) -> Select[int]:
        return select(func.count()).select_from(table).where(table.conversation_id.in_(whose.talks), *more)

    # What was said without a name is not counted: staff see this, and it would tell them that something was.
    apart = select(Answer.id).where(
        Answer.conversation_id.in_(whose.talks), Answer.state == AnswerState.APART
    )

    def of_answers(table: Any) -> Select[int]:
        return select(func.count()).select_from(table).where(table.answer_id.in_(whose.answers))

    asked = {
        "conversations": select(func.count(Conversation.id)).where(Conversation.person_id == person.id),
        "answers": of_talks(Answer, Answer.state.not_in((AnswerState.DELETED, AnswerState.APART))),
        "turns": of_talks(Turn, Turn.erased_at.is_(None)),
        "recordings": of_talks(Recording, Recording.state != RecordingState.GONE),
        "wordings": of_answers(Wording),
        "tags": of_answers(Tag),
        "decisions": of_answers(Correction),
        "disagreements": of_answers(Disagreement),
        "notes": of_talks(WorkNote),
        "replies": of_talks(Reply, Reply.text != ""),
        "concerns": of_talks(Concern, Concern.words != "", Concern.answer_id.not_in(apart)),
        "complaints": select(func.count(Complaint.id)).where(
            complaint_of(whose), or_(Complaint.words != "", Complaint.who != "")
        ),
        "consents": select(func.count(Consent.id)).where(
            agreed_by(whose), or_(Consent.staff_id.is_not(None), Consent.use.not_in(SHARES))
        ),
        "calls": select(func.count(Alert.id)).where(Alert.person_id == person.id),
    }
    counts = {name: session.scalar(query) or 0 for name, query in asked.items()}
    hidden = sum(len(hidden_in(session, each)) for each in session.scalars(whose.talks).all())
    counts["turns"] = max(counts["turns"] - hidden, 0)
    filters = naming_filters(session, person.id, person.name, person.service_id)
    return counts | {"filters": len(filters)}


def _outside(session: Session, person: Person) -> Iterator[Outside]:
    whose = Whose(person.id)
    changes = (
        select(Change)
        .where(Change.id.in_(select(ChangeAnswer.change_id).where(ChangeAnswer.answer_id.in_(whose.answers))))
        .order_by(Change.updated_at.desc())
    )
    for change in session.scalars(changes.limit(MOST)):
        yield Outside("change", change.updated_at, change.owner, change.said, change.id)
    first = session.scalar(
        select(func.min(Conversation.created_at, type_=Conversation.created_at.type)).where(
            Conversation.person_id == person.id
        )
    )
    rows = session.execute(_left(person.id, person.service_id, first or person.created_at)).all()
    for row, who in rows:
        told = row.subject if row.kind is None else None
        yield Outside(row.verb, row.at, who or NOBODY, told)


def _left(person_id: UUID, service_id: UUID, first: datetime) -> Select[AuditEvent, str | None]:
    """What left since they first said something, at their service, and what left about them alone."""
    here = or_(AuditEvent.service_id == service_id, AuditEvent.service_id.is_(None))
    all_of_it = and_(AuditEvent.verb.in_(_WENT_OUT), AuditEvent.at >= first, here)
    theirs = and_(
        AuditEvent.verb.in_(_OF_THEM),
        or_(
            AuditEvent.person_id == person_id,
            AuditEvent.conversation_id.in_(Whose(person_id).talks),
        ),
    )
    query = select(AuditEvent, Staff.name).outerjoin(Staff, Staff.id == AuditEvent.staff_id)
    return query.where(or_(all_of_it, theirs)).order_by(AuditEvent.at.desc()).limit(MOST)
