"""Talks that are not for a member of staff to read, because an alarm in them names them."""

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.alarm_list import about
from storage.change_models import Reply
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
    "note": lambda key: select(WorkNote.conversation_id).where(WorkNote.id == key),
}
"""How the talk of something is found, by what it is."""
KINDS = frozenset(_TALKS)


def is_hidden(session: Session, staff_id: UUID, kind: str, key: UUID) -> bool:
    """Whether something (one of `KINDS`) is of such a talk."""
    talk = session.scalar(_TALKS[kind](key))
    return talk is not None and talk in set(session.scalars(about(staff_id)))


def hidden_numbers(session: Session, staff_id: UUID) -> frozenset[int]:
    """Their places in the list."""
    return frozenset(session.scalars(select(Listed.n).where(Listed.conversation_id.in_(about(staff_id)))))
