"""Talks that are not for a member of staff to read, because an alarm in them names them."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.alarm_list import about
from storage.change_models import ChangeAnswer, Reply
from storage.concern_models import Concern
from storage.listed_models import Listed
from storage.models import Answer, Conversation, Tag
from storage.voice_models import Recording
from storage.work_models import WorkNote

_TALKS: Mapping[str, Callable[[UUID], Select[UUID]]] = {
    "conversation": lambda key: select(Conversation.id).where(Conversation.id == key),
    "answer": lambda key: select(Answer.conversation_id).where(Answer.id == key),
    "tag": lambda key: (
        select(Answer.conversation_id).join(Tag, Tag.answer_id == Answer.id).where(Tag.id == key)
    ),
    "recording": lambda key: select(Recording.conversation_id).where(Recording.id == key),
    "concern": lambda key: select(Concern.conversation_id).where(Concern.id == key),
    "reply": lambda key: select(Reply.conversation_id).where(Reply.id == key),
    "change": lambda key: (
        select(Answer.conversation_id)
        .join(ChangeAnswer, ChangeAnswer.answer_id == Answer.id)
        .where(ChangeAnswer.change_id == key)
    ),
    "note": lambda key: select(WorkNote.conversation_id).where(WorkNote.id == key),
}
"""How the talks of something are found, by what it is."""
KINDS = frozenset(_TALKS)


def is_hidden(session: Session, staff_id: UUID, kind: str, key: UUID) -> bool:
    """Whether something (one of `KINDS`) is of such a talk."""
    return not set(session.scalars(_TALKS[kind](key))).isdisjoint(session.scalars(about(staff_id)))


def hidden_changes(session: Session, staff_id: UUID, within: Collection[UUID]) -> frozenset[UUID]:
    """Changes that come from something said in such a talk."""
    found = select(ChangeAnswer.change_id).join(Answer, Answer.id == ChangeAnswer.answer_id)
    return frozenset(session.scalars(found.where(Answer.conversation_id.in_(about(staff_id, within)))))


def hidden_numbers(session: Session, staff_id: UUID) -> frozenset[int]:
    """Their places in the list."""
    return frozenset(session.scalars(select(Listed.n).where(Listed.conversation_id.in_(about(staff_id)))))
