"""Setting words apart from whoever said them, for whoever has the conversation's lock."""

from uuid import UUID, uuid4

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from storage.alarm_rows import keep_to_leads
from storage.base import now
from storage.concern_models import Concern
from storage.consent_kinds import Share
from storage.consent_models import KeptApart
from storage.erasing import erase_answer
from storage.kinds import AnswerState
from storage.models import Answer, Turn
from storage.out_models import WebhookDelivery

IN_THEIR_PLACE = "You said this without your name. Nobody finds it here."
"""What the person reads in their conversation where the words stood."""
CONCERNS = "/review/concerns"


def set_apart(session: Session, row: Answer, service_id: UUID, share: Share, turn_id: UUID) -> None:
    """Nothing is left of an answer where it was said, and its words are kept where staff do not look.

    What may be about somebody's safety goes to those who see to that, and to nobody else. Sound goes:
    a voice says who it is.
    """
    session.flush()
    concerned = session.scalar(select(exists().where(Concern.answer_id == row.id, Concern.words != "")))
    session.add(
        KeptApart(
            id=uuid4(), service_id=service_id, conversation_id=row.conversation_id, answer_id=row.id,
            turn_id=turn_id, question_id=row.question_id, words=row.text,
            share=Share.SAFETY if concerned else share, at=now(),
        )
    )  # fmt: skip
    erase_answer(session, row, with_concerns=False)
    row.state = AnswerState.APART
    mine = (Turn.answer_id == row.id) | (Turn.quotes_id == row.id)
    session.execute(update(Turn).where(mine).values(text=IN_THEIR_PLACE))
    keep_to_leads(session, row.id)
    _tell_no_other_program(session, row.id)


def forget_apart(session: Session, kept: KeptApart) -> None:
    """Take out what somebody said without their name: here, where staff read it, and as a concern."""
    place, released = session.get_one(Answer, kept.answer_id), kept.released_id
    session.execute(delete(KeptApart).where(KeptApart.id == kept.id))
    if released is not None:
        erase_answer(session, session.get_one(Answer, released))
    if place.state == AnswerState.APART:
        erase_answer(session, place)


def erase_talk(session: Session, conversation_id: UUID) -> int:
    """Everything that was said in a conversation goes, with a name or without; returns how many answers."""
    mine = select(Answer).where(Answer.conversation_id == conversation_id)
    rows = [row for row in session.scalars(mine) if row.state != AnswerState.DELETED]
    gone = [row for row in rows if row.text or row.spoken or row.state == AnswerState.APART]
    for row in gone:
        erase_answer(session, row)
    return len(gone)


def all_apart(session: Session, *conversation_ids: UUID) -> list[KeptApart]:
    """What was said without a name in these conversations."""
    mine = select(KeptApart).where(KeptApart.conversation_id.in_(conversation_ids))
    return list(session.scalars(mine.order_by(KeptApart.at, KeptApart.id)))


def _tell_no_other_program(session: Session, answer_id: UUID) -> None:
    """A concern is not told to other programs; of what was told already, no path leads to the talk."""
    mine = WebhookDelivery.subject_id.in_(select(Concern.id).where(Concern.answer_id == answer_id))
    session.execute(delete(WebhookDelivery).where(mine, WebhookDelivery.attempts == 0))
    session.execute(update(WebhookDelivery).where(mine).values(path=CONCERNS))
