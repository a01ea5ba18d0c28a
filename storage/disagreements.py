"""Somebody says of a principle seen in their answer: that is not what I meant. The tag stays beside it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.conversations import lock
from storage.corrections import locked_answer
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import TagStatus
from storage.models import Answer, Conversation, Staff, Tag
from storage.work_models import Disagreement

MOST_LETTERS = 1_000


@dataclass(frozen=True, slots=True)
class DisagreementRecord:
    """What somebody says against a tag."""

    id: UUID
    answer_id: UUID
    key: str
    stance: str
    text: str
    """What they say of it themselves, if anything."""
    told_to: str | None
    """The member of staff whom they told it; empty if they said it here themselves."""
    at: datetime
    withdrawn_at: datetime | None


class Disagreements:
    """Every read and write of them. Neither side takes the place of the other: both are kept.

    Raises StorageError("unknown") if there is no such tag or it was taken out, ("unusable") with the remedy.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_conversation(self, conversation_id: UUID) -> dict[UUID, list[DisagreementRecord]]:
        """Of each answer, what was said against its tags, oldest first. Ask first whether one may read it."""
        query = select(Disagreement, Staff.name).join(Answer, Answer.id == Disagreement.answer_id)
        query = query.outerjoin(Staff, Staff.id == Disagreement.staff_id)
        query = query.where(Answer.conversation_id == conversation_id)
        found: dict[UUID, list[DisagreementRecord]] = defaultdict(list)
        with reading(self._engine) as session:
            for row, name in session.execute(query.order_by(Disagreement.at, Disagreement.id)):
                found[row.answer_id].append(_record(row, name))
        return found

    def told(self, within: Collection[UUID], tag_id: UUID, staff_id: UUID, text: str = "") -> None:
        """They told it to a member of staff, who writes it down. The same again is the same."""
        with writing(self._engine) as session:
            tag, _ = _found(session, tag_id, within)
            _write(session, tag, staff_id, text)

    def said(self, conversation_id: UUID, tag_id: UUID, text: str = "") -> None:
        """They say it themselves, in their own conversation. The same again is the same."""
        with writing(self._engine) as session:
            tag, conversation = _found(session, tag_id, _services(session, conversation_id))
            if conversation.id != conversation_id:
                raise _no_such_tag()
            _write(session, tag, None, text)

    def withdraw(self, within: Collection[UUID], disagreement_id: UUID) -> None:
        """They say that it was what they meant after all; that they had said otherwise stays written."""
        with writing(self._engine) as session:
            row, conversation = _standing(session, disagreement_id)
            if conversation.service_id not in within:
                raise _no_such_objection()
            row.withdrawn_at = row.withdrawn_at or now()

    def take_back(self, conversation_id: UUID, disagreement_id: UUID) -> None:
        """The same by themselves, in their own conversation, of what they said here themselves."""
        with writing(self._engine) as session:
            row, conversation = _standing(session, disagreement_id)
            if conversation.id != conversation_id:
                raise _no_such_objection()
            row.withdrawn_at = row.withdrawn_at or now()


def _no_such_tag() -> StorageError:
    return StorageError("unknown", "There is no such tag. It may have been replaced: load the page again.")


def _no_such_objection() -> StorageError:
    return StorageError("unknown", "There is no such objection. Load the page again.")


def _services(session: Session, conversation_id: UUID) -> list[UUID]:
    """Where their own conversation belongs."""
    return list(session.scalars(select(Conversation.service_id).where(Conversation.id == conversation_id)))


def _found(session: Session, tag_id: UUID, within: Collection[UUID]) -> tuple[Tag, Conversation]:
    """A tag that stands, and its conversation, which nobody else changes meanwhile."""
    answer_id = session.scalar(select(Tag.answer_id).where(Tag.id == tag_id))
    if answer_id is None:
        raise _no_such_tag()
    try:
        answer = locked_answer(session, within, answer_id)
    except StorageError as error:
        if error.code != "unknown":
            raise
        raise _no_such_tag() from None
    tag = session.get(Tag, tag_id)
    if tag is None or tag.status == TagStatus.REMOVED:
        raise _no_such_tag()
    return tag, session.get_one(Conversation, answer.conversation_id)


def _standing(session: Session, disagreement_id: UUID) -> tuple[Disagreement, Conversation]:
    """An objection and its conversation, of which nobody takes an answer out meanwhile."""
    whose = select(Answer.conversation_id).join(Disagreement, Disagreement.answer_id == Answer.id)
    conversation_id = session.scalar(whose.where(Disagreement.id == disagreement_id))
    conversation = lock(session, conversation_id, listed=False) if conversation_id else None
    row = session.get(Disagreement, disagreement_id)
    if row is None or conversation is None:
        raise _no_such_objection()
    return row, conversation


def _write(session: Session, tag: Tag, staff_id: UUID | None, text: str) -> None:
    words = " ".join(storable(text).split())
    if len(words) > MOST_LETTERS:
        raise StorageError("unusable", f"Write it in at most {MOST_LETTERS:,} letters.")
    known = select(Disagreement).where(
        Disagreement.answer_id == tag.answer_id,
        Disagreement.key == tag.key,
        Disagreement.stance == tag.stance,
        Disagreement.withdrawn_at.is_(None),
    )
    for row in session.scalars(known):
        if (row.staff_id, row.text) == (staff_id, words):
            return
    row = Disagreement(id=uuid4(), answer_id=tag.answer_id, key=tag.key, stance=tag.stance, text=words)
    row.staff_id, row.at = staff_id, now()
    session.add(row)


def _record(row: Disagreement, name: str | None) -> DisagreementRecord:
    return DisagreementRecord(
        id=row.id,
        answer_id=row.answer_id,
        key=row.key,
        stance=row.stance,
        text=row.text,
        told_to=name,
        at=row.at,
        withdrawn_at=row.withdrawn_at,
    )
