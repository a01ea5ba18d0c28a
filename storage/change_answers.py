"""Which answers a change comes from: of one service, and still there."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.change_models import Change, ChangeAnswer
from storage.errors import StorageError
from storage.kinds import THERE, AnswerKind
from storage.models import Answer, Conversation
from storage.seen import seen

MOST_ANSWERS = 200
"""That one change may come from."""
GONE = "One of the answers was taken out. Load the page and choose again."


def answers_of(session: Session, change_id: UUID) -> set[UUID]:
    """The answers that a change comes from."""
    return set(session.scalars(select(ChangeAnswer.answer_id).where(ChangeAnswer.change_id == change_id)))


def service_of(session: Session, within: Collection[UUID], answer_ids: Collection[UUID]) -> UUID:
    """The service of these answers. Of several there is one too many: each service has its own board."""
    if not answer_ids:
        raise StorageError("unusable", "Choose at least one answer that it comes from.")
    where = select(Conversation.service_id).join(Answer, Answer.conversation_id == Conversation.id)
    found = set(session.scalars(where.where(Answer.id.in_(answer_ids))))
    if len(found) > 1:
        raise StorageError("unusable", "These answers come from several services. Begin one change at each.")
    if not found or not found <= set(within):
        raise StorageError("unusable", GONE)
    return found.pop()


def join_answers(session: Session, change: Change, answer_ids: Collection[UUID]) -> None:
    """The change comes from these answers too. Raises StorageError("unusable")."""
    known, wanted = answers_of(session, change.id), set(answer_ids)
    if not wanted:
        raise StorageError("unusable", "Choose at least one answer that it comes from.")
    if len(known | wanted) > MOST_ANSWERS:
        raise StorageError("unusable", f"A change comes from at most {MOST_ANSWERS} answers.")
    there = select(Answer.id).join(Conversation, Conversation.id == Answer.conversation_id)
    there = there.where(Answer.id.in_(wanted), Conversation.service_id == change.service_id)
    there = there.where(Answer.kind != AnswerKind.SKIPPED, Answer.state.in_(THERE), seen())
    if wanted - set(session.scalars(there)):
        raise StorageError("unusable", GONE)
    session.add_all(ChangeAnswer(change_id=change.id, answer_id=each) for each in sorted(wanted - known))
    session.flush()
