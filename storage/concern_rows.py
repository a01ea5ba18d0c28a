"""Concerns as rows: written down when they are noticed, emptied when the words are taken out.

A machine adds to the list and never takes anything off it: what a later tagger does not find, or the person
put in other words since, still waits for a person to look.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from storage.alarm_leads import for_leads_alone
from storage.alarm_rows import raise_alarm
from storage.base import now
from storage.concern_models import Concern
from storage.concern_records import ConcernState, NewConcern
from storage.models import Answer, Conversation
from storage.webhooks import Event, announce


def notice(session: Session, row: Answer, found: NewConcern, model_version: str | None) -> None:
    """Write down what was noticed in an answer as it stands. The same again is the same one."""
    earlier = session.scalars(select(Concern).where(Concern.answer_id == row.id).order_by(Concern.at)).all()
    fields = _fields(found, row.text, model_version)
    for known in reversed(earlier):
        if known.state == ConcernState.NEW and known.words and known.words in row.text:
            _bring_up_to_date(known, fields)
            raise_alarm(session, known)
            return
        if known.state != ConcernState.NEW and _says_the_same(known, found, row.text):
            return
    place = _place(session, row)
    new = Concern(**fields, **place)
    session.add(new)
    session.flush()
    if not for_leads_alone(session, raise_alarm(session, new)):
        _tell(session, place)


def insert_concerns(session: Session, found: Iterable[tuple[UUID, NewConcern, str | None]]) -> None:
    """Write down what was noticed in many answers that have none yet: (answer, concern, tagger)."""
    noticed = {answer_id: (concern, version) for answer_id, concern, version in found}
    if not noticed:
        return
    rows = (
        select(Answer.id, Answer.text, Answer.conversation_id, Conversation.service_id)
        .join(Conversation, Conversation.id == Answer.conversation_id)
        .where(Answer.id.in_(noticed))
    )
    new = [
        _fields(noticed[answer_id][0], text, noticed[answer_id][1])
        | _new(answer_id, conversation_id, service_id)
        for answer_id, text, conversation_id, service_id in session.execute(rows)
    ]
    session.execute(insert(Concern), new)
    for each in new:
        _tell(session, each)


def forget_words(session: Session, answer_id: UUID) -> None:
    """The person took the answer out: that there was a concern stays, its words go."""
    mine = update(Concern).where(Concern.answer_id == answer_id)
    session.execute(mine.values(words="", evidence=[], version=Concern.version + 1))


def _fields(found: NewConcern, text: str, model_version: str | None) -> dict[str, Any]:
    return {
        "category": found.category,
        "urgency": found.urgency,
        "confidence": found.confidence,
        "words": text,
        "evidence": [list(span) for span in found.evidence],
        "source": found.source,
        "model_version": model_version,
    }


def _bring_up_to_date(known: Concern, fields: dict[str, Any]) -> None:
    """Nobody has looked yet: what stands there is what was read last."""
    if any(getattr(known, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(known, name, value)
        known.version += 1


def _place(session: Session, row: Answer) -> dict[str, Any]:
    conversation = session.get_one(Conversation, row.conversation_id)
    return _new(row.id, conversation.id, conversation.service_id)


def _new(answer_id: UUID, conversation_id: UUID, service_id: UUID) -> dict[str, Any]:
    whose = {"answer_id": answer_id, "conversation_id": conversation_id, "service_id": service_id}
    return {**whose, "id": uuid4(), "state": ConcernState.NEW, "at": now(), "version": 0}


def _tell(session: Session, place: Mapping[str, Any]) -> None:
    """Programs that asked for it are told that there is one, and where staff see it."""
    path = f"/review/{place['conversation_id']}"
    announce(session, place["service_id"], Event.CONCERN_NEW, place["id"], path)


def _says_the_same(known: Concern, found: NewConcern, text: str) -> bool:
    """Whether staff have looked at just these words already."""
    if known.words == text:
        return True
    return known.category == found.category and _marked(known.words, known.evidence) == _marked(
        text, found.evidence
    )


def _marked(text: str, spans: Iterable[Sequence[int]]) -> list[str]:
    return [text[start:end] for start, end in spans]
