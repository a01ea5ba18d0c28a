"""What hangs on conversations and people beside what was said: agreements, complaints, notes in alarms."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage.alarm_models import Alarm, AlarmEvent
from storage.alarm_records import Deed
from storage.alarm_rows import write as write_step
from storage.base import now
from storage.complaint_models import Complaint, ComplaintAsk, ComplaintEvent
from storage.complaint_records import OPEN_COMPLAINTS, ComplaintAct, ComplaintState
from storage.consent_models import Consent, ConsentToday, KeptApart, Sharing
from storage.holds import held_talks
from storage.models import Alert, Answer, Person


def empty_consents(session: Session, subject_ids: Collection[UUID]) -> None:
    """Nothing stands for them any more. What they were asked and said stays, without names and notes."""
    mine = update(Consent).where(Consent.subject_id.in_(subject_ids))
    session.execute(mine.values(representative=None, note="", turn_id=None))
    session.execute(delete(ConsentToday).where(ConsentToday.subject_id.in_(subject_ids)))


def empty_complaints(session: Session, which: ColumnElement[bool]) -> None:
    """Take out the words, who said them, and the notes. An open one is taken back: nobody can see to it."""
    mine = select(Complaint.id).where(which)
    opened = mine.where(Complaint.state.in_(OPEN_COMPLAINTS))
    for each in session.scalars(opened).all():
        session.add(
            ComplaintEvent(complaint_id=each, staff_id=None, act=ComplaintAct.WITHDRAWN, note="", at=now())
        )
    session.flush()
    session.execute(update(Complaint).where(Complaint.id.in_(opened)).values(state=ComplaintState.WITHDRAWN))
    notes = update(ComplaintEvent).where(ComplaintEvent.complaint_id.in_(mine), ComplaintEvent.note != "")
    session.execute(notes.values(note=""))
    gone = update(Complaint).where(which, or_(Complaint.words != "", Complaint.who != ""))
    session.execute(gone.values(words="", who="", version=Complaint.version + 1))


def written_down_of(person_id: UUID) -> ColumnElement[bool]:
    """Of a complaint: staff wrote it down for this person, by their name, without a conversation."""
    person = select(Person).where(Person.id == person_id).subquery()
    return and_(
        Complaint.conversation_id.is_(None),
        Complaint.service_id == select(person.c.service_id).scalar_subquery(),
        func.lower(Complaint.who) == select(func.lower(person.c.name)).scalar_subquery(),
    )


def empty_alarms(session: Session, which: ColumnElement[bool]) -> None:
    """Take the notes of staff out of their logs: the one change that the database lets through.

    Each log says that it was done. Who was told and who came, and when, stays.
    """
    note = and_(AlarmEvent.note != "", AlarmEvent.staff_id.is_not(None))  # others are of machines
    with_notes = select(AlarmEvent.alarm_id).where(note)
    for alarm in session.scalars(select(Alarm).where(which, Alarm.id.in_(with_notes))).all():
        session.execute(update(AlarmEvent).where(AlarmEvent.alarm_id == alarm.id, note).values(note=""))
        write_step(session, alarm, Deed.EMPTIED)


def let_calls_go(session: Session, alert_ids: Collection[UUID]) -> None:
    """Their alarms stay without them, and without notes; calls are deleted after that."""
    mine = Alarm.alert_id.in_(alert_ids)
    empty_alarms(session, mine)
    session.execute(update(Alarm).where(mine).values(alert_id=None))


def empty_beside(session: Session, conversation_ids: Collection[UUID]) -> list[UUID]:
    """Empty all this of some conversations; returns those in which staff read what was said there unnamed.

    Whoever calls this empties these too.
    """
    empty_consents(session, conversation_ids)
    empty_complaints(session, Complaint.conversation_id.in_(conversation_ids))
    answers = select(Answer.id).where(Answer.conversation_id.in_(conversation_ids))
    session.execute(delete(ComplaintAsk).where(ComplaintAsk.answer_id.in_(answers)))
    calls = select(Alert.id).where(Alert.conversation_id.in_(conversation_ids))
    empty_alarms(session, or_(Alarm.conversation_id.in_(conversation_ids), Alarm.alert_id.in_(calls)))
    session.execute(delete(Sharing).where(Sharing.conversation_id.in_(conversation_ids)))
    apart = KeptApart.conversation_id.in_(conversation_ids)
    shown = select(Answer.conversation_id).join(KeptApart, KeptApart.released_id == Answer.id).where(apart)
    released = list(session.scalars(shown))
    session.execute(delete(KeptApart).where(apart))
    # What staff read of it may go before, when its own time is over: nothing leads to it then.
    theirs = (KeptApart.released_id.in_(answers), KeptApart.conversation_id.not_in(held_talks()))
    session.execute(update(KeptApart).where(*theirs).values(words=""))
    return released
