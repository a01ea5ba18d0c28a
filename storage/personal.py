"""Which table holds what of one person: what they are given a copy of, and what becomes of it when they go.

Every table stands here or in `NOBODYS`: a new one has to be thought of (tests/test_storage_personal.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from storage.alarm_models import Alarm, AlarmEvent
from storage.audit_models import AuditEvent
from storage.change_models import ChangeAnswer, Reply
from storage.complaint_models import Complaint, ComplaintAsk, ComplaintEvent, ComplaintNamed
from storage.concern_models import Concern, ConcernEvent
from storage.consent_models import Consent, ConsentToday, KeptApart, Sharing
from storage.emptying import written_down_of
from storage.keeping_models import LegalHold
from storage.models import Alert, Answer, Conversation, Correction, Person, Tag, Topic, Turn
from storage.voice_models import Recording, RecordingChunk, Wording
from storage.work_models import Disagreement, Work, WorkDeedItem, WorkNote

NEVER_GIVEN = frozenset(
    {"card_hash", "link_hash", "sealed", "sealed_by", "turn_id", "released_id", "kept_from"}
)
"""Columns that open something, say nothing to anybody, or tell where something is that has no name."""


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
    apart: bool = False
    """Whether it tells what they said without their name: staff who take a copy do not get it."""


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


def agreed_by(whose: Whose) -> ColumnElement[bool]:
    """Of a consent: they gave it, refused it or withdrew it, or somebody did for them."""
    return or_(Consent.subject_id == whose.person_id, Consent.subject_id.in_(whose.talks))


def _agreed_today(whose: Whose) -> ColumnElement[bool]:
    return or_(ConsentToday.subject_id == whose.person_id, ConsentToday.subject_id.in_(whose.talks))


def complaint_of(whose: Whose) -> ColumnElement[bool]:
    """Of a complaint: they made it, or staff wrote it down for them."""
    return or_(Complaint.conversation_id.in_(whose.talks), written_down_of(whose.person_id))


def _of_complaints(column: Any) -> Callable[[Whose], ColumnElement[bool]]:
    return lambda whose: column.in_(select(Complaint.id).where(complaint_of(whose)))


def _alarm(whose: Whose) -> ColumnElement[bool]:
    calls = select(Alert.id).where(_call(whose))
    return or_(Alarm.conversation_id.in_(whose.talks), Alarm.alert_id.in_(calls))


def _step(whose: Whose) -> ColumnElement[bool]:
    return AlarmEvent.alarm_id.in_(select(Alarm.id).where(_alarm(whose)))


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
    Personal(Alarm, _alarm, "kept: it has no words", about_safety=True),
    Personal(AlarmEvent, _step, "kept without notes", about_safety=True),
    Personal(Complaint, complaint_of, "kept without words"),
    Personal(ComplaintAsk, _of_answers(ComplaintAsk.answer_id), "deleted"),
    Personal(ComplaintNamed, _of_complaints(ComplaintNamed.complaint_id), "kept: identifiers of staff alone"),
    Personal(ComplaintEvent, _of_complaints(ComplaintEvent.complaint_id), "kept without words"),
    Personal(Consent, agreed_by, "kept without names and notes"),
    Personal(ConsentToday, _agreed_today, "deleted"),
    Personal(Sharing, _of_talks(Sharing.conversation_id), "deleted", apart=True),
    Personal(KeptApart, _of_talks(KeptApart.conversation_id), "deleted", apart=True),
    Personal(Work, _of_talks(Work.conversation_id), "kept: it has no words"),
    Personal(WorkNote, _of_talks(WorkNote.conversation_id), "deleted"),
    Personal(WorkDeedItem, _of_talks(WorkDeedItem.conversation_id), "kept: it has no words"),
    Personal(ChangeAnswer, _of_answers(ChangeAnswer.answer_id), "kept: identifiers alone"),
    Personal(LegalHold, _hold, "kept without its reason", about_safety=True),
    Personal(AuditEvent, _read, "kept: identifiers alone; a reason with their name goes"),
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
    "legal_basis": "what a home chose, why, and who of the staff did",
    "duty": "who of the staff is told, when, and how they are reached",
    "alarm_clock": "numbers",
    "alarm_message": "whom of the staff was told and how; never words of the person",
}
"""Every other table, and what is in it."""
