"""What something that was done was about: found by its identifier, whatever kind of thing it is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, null, select, union_all
from sqlalchemy.orm import Session

from storage.change_models import Change, Reply
from storage.models import Alert, Answer, Conversation, Device, Person, Service
from storage.out_models import ApiToken, Webhook
from storage.voice_models import Recording


class Kind(StrEnum):
    """What can be read or changed."""

    CONVERSATION = "conversation"
    ANSWER = "answer"
    RECORDING = "recording"
    REPLY = "reply"
    PERSON = "person"
    DEVICE = "device"
    CHANGE = "change"
    ALERT = "alert"
    TOKEN = "token"  # noqa: S105 (a kind of thing)
    WEBHOOK = "webhook"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing, and where it belongs."""

    kind: str | None = None
    service_id: UUID | None = None
    conversation_id: UUID | None = None
    person_id: UUID | None = None


_IN_A_CONVERSATION: dict[Kind, Any] = {Kind.ANSWER: Answer, Kind.RECORDING: Recording, Kind.REPLY: Reply}
_AT_A_SERVICE: dict[Kind, Any] = {
    Kind.DEVICE: Device,
    Kind.CHANGE: Change,
    Kind.ALERT: Alert,
    Kind.TOKEN: ApiToken,
    Kind.WEBHOOK: Webhook,
}


def subject_of(session: Session, subject: str | None) -> Subject:
    """What an identifier stands for; an empty one if it is none of ours."""
    try:
        found = UUID(subject or "")
    except ValueError:
        return Subject()
    row = session.execute(union_all(*_ways(found)).limit(1)).first()
    return Subject(*row) if row else Subject()


def _ways(found: UUID) -> list[Select[*tuple[Any, ...]]]:
    """One look into each table, by its key."""
    talk = Conversation
    ways: list[Select[*tuple[Any, ...]]] = [
        select(literal(Kind.CONVERSATION), talk.service_id, talk.id, talk.person_id).where(talk.id == found),
        select(literal(Kind.PERSON), Person.service_id, null(), Person.id).where(Person.id == found),
        select(literal(Kind.SERVICE), Service.id, null(), null()).where(Service.id == found),
    ]
    for kind, table in _IN_A_CONVERSATION.items():
        way = select(literal(kind), talk.service_id, talk.id, talk.person_id)
        ways.append(way.join(table, table.conversation_id == talk.id).where(table.id == found))
    for kind, table in _AT_A_SERVICE.items():
        person = table.person_id if kind == Kind.ALERT else null()
        ways.append(select(literal(kind), table.service_id, null(), person).where(table.id == found))
    return ways
