"""Which table holds what of one person: what they are given a copy of, and what becomes of it when they go.

Every table stands here or in `NOBODYS`: a new one has to be thought of (tests/test_storage_personal.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from storage.audit_models import AuditEvent
from storage.change_models import ChangeAnswer, Reply
from storage.concern_models import Concern, ConcernEvent
from storage.keeping_models import LegalHold
from storage.models import Alert, Answer, Conversation, Correction, Person, Tag, Topic, Turn
from storage.voice_models import Recording, RecordingChunk, Wording
from storage.work_models import Disagreement, Work, WorkDeedItem, WorkNote

NEVER_GIVEN = frozenset({"card_hash", "link_hash", "sealed", "sealed_by"})
"""Columns that open something, or say nothing to anybody."""


@dataclass(frozen=True, slots=True)
class Personal:
    """One table that holds something of people."""

    table: Any
    mine: Callable[["Whose"], ColumnElement[bool]]
    """Of a row: it is about them."""
    becomes: str
    """What becomes of it when somebody is erased."""
    given: bool = True
    """Whether they are given a copy of it."""
    about_safety: bool = False
    """Whether it may be kept back where the copy could harm somebody."""


@dataclass(frozen=True, slots=True)
class Whose:
    """One person, and what leads to what is theirs."""

    person_id: UUID

    @property
    def talks(self) -> Select[UUID]:
        """Their conversations."""
        return select(Conversation.id).where(Conversation.person_id == self.person_id)

    @property
    def answers(self) -> Select[UUID]:
        """What they told."""
        return select(Answer.id).where(Answer.conversation_id.in_(self.talks))


def _of_talks(column: Any) -> Callable[[Whose], ColumnElement[bool]]:
    return lambda whose: column.in_(whose.talks)


def _of_answers(column: Any) -> Callable[[Whose], ColumnElement[bool]]:
    return lambda whose: column.in_(whose.answers)


def _person(whose: Whose) -> ColumnElement[bool]:
    return Person.id == whose.person_id


def _talk(whose: Whose) -> ColumnElement[bool]:
    return Conversation.person_id == whose.person_id


def _call(whose: Whose) -> ColumnElement[bool]:
    return or_(Alert.person_id == whose.person_id, Alert.conversation_id.in_(whose.talks))


def _read(whose: Whose) -> ColumnElement[bool]:
    return or_(AuditEvent.person_id == whose.person_id, AuditEvent.conversation_id.in_(whose.talks))


def _hold(whose: Whose) -> ColumnElement[bool]:
    return or_(LegalHold.person_id == whose.person_id, LegalHold.conversation_id.in_(whose.talks))


def _event(whose: Whose) -> ColumnElement[bool]:
    return ConcernEvent.concern_id.in_(select(Concern.id).where(Concern.conversation_id.in_(whose.talks)))


def _piece(whose: Whose) -> ColumnElement[bool]:
    mine = select(Recording.id).where(Recording.conversation_id.in_(whose.talks))
    return RecordingChunk.recording_id.in_(mine)


PERSONAL: tuple[Personal, ...] = (
    Personal(Person, _person, "deleted"),
    Personal(Conversation, _talk, "kept without anything that leads to them"),
    Personal(Turn, _of_talks(Turn.conversation_id), "kept without words"),
    Personal(Answer, _of_talks(Answer.conversation_id), "kept without words"),
    Personal(Tag, _of_answers(Tag.answer_id), "deleted"),
    Personal(Topic, _of_answers(Topic.answer_id), "deleted"),
    Personal(Correction, _of_answers(Correction.answer_id), "deleted"),
    Personal(Disagreement, _of_answers(Disagreement.answer_id), "deleted"),
    Personal(Wording, _of_answers(Wording.answer_id), "deleted"),
    Personal(Recording, _of_talks(Recording.conversation_id), "kept without sound and words"),
    Personal(RecordingChunk, _piece, "deleted", given=False),  # given as sound
    Personal(Reply, _of_talks(Reply.conversation_id), "kept without words"),
    Personal(Alert, _call, "kept without their name"),
    Personal(Concern, _of_talks(Concern.conversation_id), "kept without words", about_safety=True),
    Personal(ConcernEvent, _event, "kept without words", about_safety=True),
    Personal(Work, _of_talks(Work.conversation_id), "kept: it has no words"),
    Personal(WorkNote, _of_talks(WorkNote.conversation_id), "deleted"),
    Personal(WorkDeedItem, _of_talks(WorkDeedItem.conversation_id), "kept: it has no words"),
    Personal(ChangeAnswer, _of_answers(ChangeAnswer.answer_id), "kept: identifiers alone"),
    Personal(LegalHold, _hold, "kept without its reason", about_safety=True),
    Personal(AuditEvent, _read, "kept: identifiers alone, and their name goes from reasons"),
)
"""Everything that holds something of people, in the order in which it is told."""

NOBODYS = {
    "service": "a place of care",
    "question_set": "questions",
    "question": "questions",
    "staff": "accounts of staff",
    "staff_role": "accounts of staff",
    "staff_session": "accounts of staff",
    "staff_identity": "accounts of staff",
    "second_step": "accounts of staff",
    "recovery_code": "accounts of staff",
    "sign_in_try": "hashes",
    "sign_in_step": "accounts of staff",
    "device": "tablets",
    "change": "written by staff, names nobody; listed so that people look",
    "change_part": "a name in it goes when that person is erased",
    "listed": "places in the list; the words beside it follow what they are made from",
    "listed_owed": "numbers",
    "saved_filter": "one that names somebody goes when they are erased",
    "work_deed": "who of the staff did something",
    "api_token": "other programs",
    "webhook": "other programs",
    "webhook_delivery": "identifiers alone",
    "heard_block": "numbers of five people or more",
    "heard_sample": "identifiers alone",
    "heard_stale": "identifiers alone",
    "heard_state": "identifiers alone",
    "purge_report": "numbers",
    "erased": "identifiers alone",
}
"""Every other table, and what is in it."""
