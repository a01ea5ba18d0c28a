"""Complaints as rows: asked once, passed on once, emptied when the words are taken out."""

import re
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from storage.base import now
from storage.complaint_models import Complaint, ComplaintAsk, ComplaintEvent, ComplaintNamed
from storage.complaint_records import ComplaintAct, ComplaintState
from storage.grant_models import Grant
from storage.models import Answer, Conversation, Staff

_WORD = re.compile(r"[^\W\d_]+")


def ask_once(session: Session, answer_id: UUID) -> bool:
    """Write down that it is asked; False if it was before, or the answer is a complaint already."""
    if session.get(ComplaintAsk, answer_id) is not None or _of_answer(session, answer_id) is not None:
        return False
    session.add(ComplaintAsk(answer_id=answer_id, at=now()))
    session.flush()
    return True


def declined(session: Session, answer_id: UUID) -> None:
    """They said no."""
    if (asked := session.get(ComplaintAsk, answer_id)) is not None:
        asked.passed_on = False


def pass_on(
    session: Session, conversation: Conversation, answer: Answer, taken_by: UUID | None = None
) -> UUID:
    """Make a complaint of an answer; the same answer again is the same complaint."""
    if (known := _of_answer(session, answer.id)) is not None:
        return known.id
    if (asked := session.get(ComplaintAsk, answer.id)) is not None and taken_by is None:
        asked.passed_on = True
    row = Complaint(
        id=uuid4(),
        service_id=conversation.service_id,
        conversation_id=conversation.id,
        answer_id=answer.id,
        audience=conversation.audience,
        words=answer.text,
        taken_by=taken_by,
    )
    return receive(session, row)


def receive(session: Session, row: Complaint) -> UUID:
    """Write a new complaint down, with whom it names."""
    row.state, row.at, row.version = ComplaintState.NEW, now(), 0
    session.add(row)
    session.flush()
    for staff_id in named_in(session, row.service_id, row.words):
        session.add(ComplaintNamed(complaint_id=row.id, staff_id=staff_id))
    write(session, row, ComplaintAct.RECEIVED, row.taken_by)
    return row.id


def write(session: Session, row: Complaint, act: ComplaintAct, staff_id: UUID | None, note: str = "") -> None:
    """Add to what was done about it."""
    session.add(ComplaintEvent(complaint_id=row.id, staff_id=staff_id, act=act, note=note, at=now()))
    session.flush()


def named_in(session: Session, service_id: UUID, words: str) -> list[UUID]:
    """Staff of this service of whom the first, the last or the whole name stands in the words."""
    here = or_(Grant.service_id == service_id, Grant.service_id.is_(None))
    mine = select(Staff.id, Staff.name).where(Staff.id.in_(select(Grant.staff_id).where(here)))
    said = {word.lower() for word in _WORD.findall(words)}
    return [staff_id for staff_id, name in session.execute(mine) if _parts(name) & said]


def take_out(session: Session, answer_id: UUID) -> None:
    """The person took their words out: so the complaint is taken back, and only that there was one stays."""
    session.execute(delete(ComplaintAsk).where(ComplaintAsk.answer_id == answer_id))
    row = _of_answer(session, answer_id)
    if row is None:
        return
    if row.state != ComplaintState.WITHDRAWN:
        write(session, row, ComplaintAct.WITHDRAWN, None)
    row.words, row.state, row.version = "", ComplaintState.WITHDRAWN, row.version + 1
    mine = update(ComplaintEvent).where(ComplaintEvent.complaint_id == row.id)
    session.execute(mine.values(note=""))


def _of_answer(session: Session, answer_id: UUID) -> Complaint | None:
    return session.scalar(select(Complaint).where(Complaint.answer_id == answer_id))


def _parts(name: str) -> set[str]:
    """The parts of a name by which somebody is called; one letter is none."""
    return {part.lower() for part in _WORD.findall(name) if len(part) > 2}
