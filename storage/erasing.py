"""Taking out an answer: the words go from everywhere, not only from sight."""

from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.base import now
from storage.complaint_rows import take_out
from storage.concern_rows import forget_words
from storage.consent_models import KeptApart
from storage.details import read_details
from storage.keeping_records import ErasedKind
from storage.kinds import AnswerState
from storage.listing import forget, touch
from storage.models import Answer, Correction, Tag, Topic, Turn
from storage.recording_rows import empty_recordings
from storage.voice_models import Recording, Wording
from storage.wiping import remember
from storage.work_models import Disagreement


def erase_answer(session: Session, row: Answer, *, with_concerns: bool = True) -> None:
    """The words go: in the answer, its turns, all that repeats them, recordings and what staff decided.

    What was kept apart of it goes too. Without `with_concerns` the words of a concern stay with it.
    """
    decided = select(func.count(Correction.id)).where(Correction.answer_id == row.id)
    taught = session.scalar(decided) or 0
    remember(session, ErasedKind.ANSWER, [row.id], row.conversation_id, taught)
    row.text, row.stance, row.model_version, row.spoken, row.worded_at = "", None, None, None, None
    row.state, row.settled_at = AnswerState.DELETED, now()
    session.execute(delete(Topic).where(Topic.answer_id == row.id))
    session.execute(delete(Correction).where(Correction.answer_id == row.id))
    session.execute(update(Tag).where(Tag.answer_id == row.id).values(corrects_id=None))
    session.execute(delete(Tag).where(Tag.answer_id == row.id))
    session.execute(delete(Wording).where(Wording.answer_id == row.id))
    session.execute(delete(Disagreement).where(Disagreement.answer_id == row.id))
    if with_concerns:
        forget_words(session, row.id)
        take_out(session, row.id)
        _take_out_apart(session, row)
    session.flush()
    forget(session)
    empty_recordings(session, _recordings(session, row))
    session.execute(
        update(Turn)
        .where((Turn.answer_id == row.id) | (Turn.quotes_id == row.id))
        .values(text="", outcome=None, choices=None, details=None, erased_at=now())
    )


def _take_out_apart(session: Session, row: Answer) -> None:
    """What was once said at this place without a name, also where staff read it."""
    mine = select(KeptApart.released_id).where(KeptApart.answer_id == row.id)
    released = [each for each in session.scalars(mine) if each is not None]
    session.execute(delete(KeptApart).where(KeptApart.answer_id == row.id))
    for each in released:
        found = session.get_one(Answer, each)
        touch(session, found.conversation_id)
        erase_answer(session, found)


def _recordings(session: Session, row: Answer) -> list[UUID]:
    """Those that it was spoken in, and those about the same question that were never sent."""
    mine = Recording.conversation_id == row.conversation_id
    its = Recording.answer_id == row.id
    if row.question_id:  # a note has none, and of what was never sent nobody knows whether it is part of it
        its |= Recording.answer_id.is_(None) & (Recording.question_id == row.question_id)
    found = set(session.scalars(select(Recording.id).where(mine, its)))
    details = session.scalars(select(Turn.details).where(Turn.answer_id == row.id))
    said_with = {read_details(each).recording_id for each in details} - {None}
    return [*found, *session.scalars(select(Recording.id).where(mine, Recording.id.in_(said_with - found)))]
