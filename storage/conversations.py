"""Conversations: begun, found again by their private link, listed."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.consent_kinds import Decision, Use
from storage.consent_records import Asked
from storage.consent_rows import subject_of_talk, write_consent
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import Audience, Channel, Phase
from storage.listing import touch
from storage.models import Conversation, QuestionSet, Service
from storage.records import ConversationRecord
from storage.services import service_record, service_row


@dataclass(frozen=True, slots=True)
class Begun:
    """A new conversation and the secret of its private link, which is shown once and kept only as a hash."""

    id: UUID
    secret: str


class Conversations:
    """Every read and write of a conversation as a whole."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(  # noqa: PLR0913 (who begins what, and where)
        self,
        audience: Audience,
        channel: Channel,
        language: str = "en",
        conversation_id: UUID | None = None,
        *,
        service_id: UUID | None = None,
        agreed: Asked | None = None,
    ) -> Begun:
        """A new conversation with the questions as they are today, at a service or at the first one.

        agreed: how they were asked whether their words may be kept, where they said yes to it.
        Raises StorageError("unknown") if the service was never set up.
        """
        secret = secrets.token_urlsafe(24)
        with writing(self._engine) as session:
            conversation = Conversation(
                id=conversation_id or uuid4(),
                service_id=service_row(session, service_id).id,
                question_set_id=_current_set(session, audience, language),
                audience=audience,
                channel=channel,
                language=language,
                link_hash=hash_secret(secret),
                frames=[],
                next_seq=1,
                created_at=now(),
                last_at=now(),
            )
            session.add(conversation)
            session.flush()
            agree_to_keep(session, conversation, agreed)
        return Begun(conversation.id, secret)

    def by_secret(self, secret: str) -> ConversationRecord | None:
        """The conversation that a private link leads to."""
        with reading(self._engine) as session:
            query = select(Conversation, Service).join(Service, Service.id == Conversation.service_id)
            row = session.execute(query.where(Conversation.link_hash == hash_secret(secret))).first()
            return conversation_record(row[0], row[1]) if row else None

    def get(self, within: Collection[UUID], conversation_id: UUID) -> ConversationRecord | None:
        """A conversation at one of these services, by its identifier."""
        with reading(self._engine) as session:
            conversation = session.get(Conversation, conversation_id)
            if conversation is None or conversation.service_id not in within:
                return None
            return conversation_record(conversation, session.get_one(Service, conversation.service_id))


def lock(session: Session, conversation_id: UUID, *, listed: bool = True) -> Conversation:
    """A conversation that nobody else changes until this transaction ends.

    Whoever changes anything in a conversation takes it first and takes no other, so nobody waits in a ring.
    The list of conversations follows what was changed under it, unless nothing will be that is `listed`.
    Raises StorageError("unknown") if there is no such conversation.
    """
    conversation = session.get(Conversation, conversation_id, with_for_update=True)
    if conversation is None:
        raise StorageError("unknown", "There is no such conversation.")
    if listed:
        touch(session, conversation_id)
    return conversation


def lock_within(session: Session, within: Collection[UUID], conversation_id: UUID) -> Conversation:
    """The same, at one of these services: one elsewhere is unknown."""
    conversation = lock(session, conversation_id)
    if conversation.service_id not in within:
        raise StorageError("unknown", "There is no such conversation.")
    return conversation


def lock_all(session: Session, conversation_ids: Select[UUID]) -> None:
    """Lock several at once, in one order everywhere, so that nobody waits in a ring here either."""
    wanted = select(Conversation.id).where(Conversation.id.in_(conversation_ids)).order_by(Conversation.id)
    touch(session, *session.scalars(wanted.with_for_update()))


def agree_to_keep(session: Session, conversation: Conversation, asked: Asked | None) -> None:
    """Whoever begins a conversation says yes to the keeping of their words, if they were asked."""
    if asked:
        subject = subject_of_talk(conversation)
        write_consent(session, conversation.service_id, subject, Use.KEEP_WORDS, Decision.GIVEN, asked)


def hash_secret(secret: str) -> str:
    """SHA-256 of a secret with 192 random bits: nothing to guess, so no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def conversation_record(conversation: Conversation, service: Service) -> ConversationRecord:
    """A conversation as it travels."""
    return ConversationRecord(
        id=conversation.id,
        service=service_record(service),
        audience=conversation.audience,
        channel=conversation.channel,
        language=conversation.language,
        phase=conversation.frames[-1][0] if conversation.frames else Phase.NEW,
        wants_person_at=conversation.wants_person_at,
        created_at=conversation.created_at,
        last_at=conversation.last_at,
        person_id=conversation.person_id,
        device_id=conversation.device_id,
    )


def _current_set(session: Session, audience: Audience, language: str) -> UUID | None:
    newest = (
        select(QuestionSet.id)
        .where(QuestionSet.audience == audience, QuestionSet.language == language)
        .order_by(QuestionSet.version.desc())
        .limit(1)
    )
    return session.scalar(newest)
