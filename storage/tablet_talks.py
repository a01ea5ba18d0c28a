"""Conversations on a tablet: begun there, perhaps without us, and gone on with only there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.consent_records import Asked
from storage.conversations import agree_to_keep, conversation_record
from storage.devices import lock_device
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import THERE, AnswerKind, Audience, Channel, Phase, TurnState
from storage.models import Answer, Conversation, Device, Person, Question, QuestionSet, Service, Turn
from storage.records import ConversationRecord, PlaceRecord
from storage.tags import confirmed


class TabletTalks:
    """Every read and write that only a tablet needs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(  # noqa: PLR0913, PLR0917 (what the tablet knows of it)
        self,
        device_id: UUID,
        conversation_id: UUID,
        set_id: UUID,
        person_id: UUID | None = None,
        began_at: datetime | None = None,
        agreed: Asked | None = None,
    ) -> ConversationRecord:
        """A conversation with the questions as the tablet has them. The same again is the same one.

        agreed: as in storage.conversations.
        Raises StorageError("taken") if another device began it, ("unknown") if device, set or person are not
        there.
        """
        with writing(self._engine) as session:
            device = lock_device(session, device_id)  # or the same beginning twice at once would be two
            known = session.get(Conversation, conversation_id)
            if known is None:
                known = _new(session, device, conversation_id, set_id, person_id)
                known.created_at = min(began_at or now(), now())
                session.add(known)
                session.flush()
                agree_to_keep(session, known, agreed)
            elif known.device_id != device_id:
                raise StorageError("taken", "This conversation belongs to another tablet.")
            session.flush()
            return conversation_record(known, session.get_one(Service, known.service_id))

    def get(self, device_id: UUID, conversation_id: UUID) -> ConversationRecord | None:
        """A conversation that was begun on this tablet."""
        with reading(self._engine) as session:
            found = session.get(Conversation, conversation_id)
            if found is None or found.device_id != device_id:
                return None
            return conversation_record(found, session.get_one(Service, found.service_id))

    def place(self, conversation_id: UUID) -> PlaceRecord:
        """What the screen of a conversation has to show. Raises StorageError("unknown")."""
        with reading(self._engine) as session:
            found = session.get(Conversation, conversation_id)
            if found is None:
                raise StorageError("unknown", "There is no such conversation.")
            phase, answer_id = found.frames[-1] if found.frames else (Phase.NEW, None)
            answer = session.get(Answer, UUID(answer_id)) if answer_id else None
            question_id = answer.question_id if answer and answer.question_id else found.question_id
            return PlaceRecord(
                phase=phase,
                question_id=question_id,
                said=(answer.text or None) if answer else None,
                kept=_kept(session, conversation_id),
                waiting=_waits(session, conversation_id),
                spoken=answer.spoken if answer else None,
            )

    def said_by_person(self, within: Collection[UUID], limit: int = 5_000) -> list[str]:
        """What each person of these services said in the latest answers, joined.

        Without a person: in each conversation.
        """
        # The newest talks hold the newest answers: nobody reads all that was ever said.
        talks = select(Conversation.id).where(
            Conversation.service_id.in_(within), Conversation.audience == Audience.RESIDENT
        )
        newest = talks.order_by(Conversation.last_at.desc()).limit(limit)
        with reading(self._engine) as session:
            latest = (
                select(Answer.text, Conversation.id, Conversation.person_id)
                .join(Conversation, Conversation.id == Answer.conversation_id)
                .where(
                    Conversation.id.in_(newest),
                    Answer.kind != AnswerKind.SKIPPED,
                    Answer.text != "",
                    confirmed(),
                )
                .order_by(Answer.updated_at.desc())
                .limit(limit)
            )
            said: dict[UUID, list[str]] = {}
            for text, conversation_id, person_id in session.execute(latest):
                said.setdefault(person_id or conversation_id, []).append(text)
            return [" ".join(texts) for texts in said.values()]


def _new(
    session: Session, device: Device, conversation_id: UUID, set_id: UUID, person_id: UUID | None
) -> Conversation:
    asked = session.get(QuestionSet, set_id)
    person = session.get(Person, person_id) if person_id else None
    if asked is None or (person_id and (person is None or person.service_id != device.service_id)):
        raise StorageError("unknown", "These questions or this person are not known here.")
    return Conversation(
        id=conversation_id,
        service_id=device.service_id,
        question_set_id=set_id,
        audience=Audience(asked.audience),
        channel=Channel.TABLET,
        language=asked.language,
        frames=[],
        next_seq=1,
        person_id=person_id,
        device_id=device.id,
        last_at=now(),
    )


def _kept(session: Session, conversation_id: UUID) -> tuple[tuple[UUID | None, str], ...]:
    words = (
        select(Answer.question_id, Answer.text)
        .outerjoin(Question, Question.id == Answer.question_id)
        .where(
            Answer.conversation_id == conversation_id,
            Answer.kind != AnswerKind.SKIPPED,
            Answer.state.in_(THERE),
        )
        .order_by(Question.position.is_(None), Question.position, Answer.created_at)
    )
    return tuple((question_id, text) for question_id, text in session.execute(words))


def _waits(session: Session, conversation_id: UUID) -> bool:
    mine = select(Turn.id).where(Turn.conversation_id == conversation_id, Turn.state == TurnState.KEPT)
    return session.scalar(mine.limit(1)) is not None
