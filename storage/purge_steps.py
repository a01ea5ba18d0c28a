"""What of each kind goes when its time is over: which rows, which of them are held, and how they go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.alarm_models import AlarmMessage
from storage.alarm_records import MessageState
from storage.audit import shorten_away
from storage.audit_models import AuditEvent
from storage.audit_shortening import oldest
from storage.change_models import Reply
from storage.complaint_models import Complaint, ComplaintEvent
from storage.complaint_records import OPEN_COMPLAINTS
from storage.conversations import lock_all
from storage.emptying import empty_complaints, let_calls_go
from storage.holds import held_people, held_talks
from storage.keeping_models import Erased
from storage.keeping_records import ErasedKind, Kind
from storage.kinds import RecordingState, ReplyState
from storage.models import Alert, Conversation, Person
from storage.out_models import ApiToken, WebhookDelivery
from storage.signing_models import SignInStep, SignInTry, StaffSession
from storage.voice_models import Recording
from storage.wiping import empty_replies, empty_turns, remember, wipe
from storage.work_models import WorkNote

type Ids = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of record: what is over, what of that is held, and how it goes."""

    key: InstrumentedAttribute[Any]
    over: Callable[[datetime], ColumnElement[bool]]
    """Of a row: its time was over at that moment."""
    go: Callable[[Session, Ids], None]
    held: Callable[[], ColumnElement[bool]] | None = None
    """Of a row: a legal hold is on it; none: nothing can be on these."""
    order: tuple[InstrumentedAttribute[Any], ...] = ()
    """In which order they go, where that matters."""
    at_once: int | None = None
    """How many in one transaction, where that is not as usual."""

    def due(self, ends: datetime) -> Select[Any]:
        """The keys of what goes."""
        free = ~self.held() if self.held else true()
        return select(self.key).where(self.over(ends), free).order_by(*self.order)

    def stays(self, ends: datetime) -> Select[Any] | None:
        """The keys of what would go and is held."""
        return select(self.key).where(self.over(ends), self.held()) if self.held else None


def _unless(kind: ErasedKind) -> ColumnElement[bool]:
    """Of a conversation: this was not done to it yet, or something was said since."""
    done = select(Erased.at).where(Erased.subject_id == Conversation.id, Erased.kind == kind)
    return ~done.where(Erased.at >= Conversation.last_at).exists()


def _held(conversation_id: Any) -> Callable[[], ColumnElement[bool]]:
    return lambda: conversation_id.in_(held_talks())


def _wipe(session: Session, ids: Ids) -> None:
    lock_all(session, select(Conversation.id).where(Conversation.id.in_(ids)))
    wipe(session, ids)


def _empty(session: Session, ids: Ids) -> None:
    lock_all(session, select(Conversation.id).where(Conversation.id.in_(ids)))
    for each in ids:
        remember(session, ErasedKind.TRANSCRIPT, [each], each)
    empty_turns(session, ids)
    session.execute(
        update(Recording)
        .where(Recording.conversation_id.in_(ids), Recording.state == RecordingState.GONE)
        .values(heard=None, words=None)
    )


def _delete(key: Any) -> Callable[[Session, Ids], None]:
    def go(session: Session, ids: Ids) -> None:
        session.execute(delete(key.class_).where(key.in_(ids)))

    return go


def _shorten(session: Session, ids: Ids) -> None:
    shorten_away(session, AuditEvent.id == ids[-1])


def _let_calls_go(session: Session, ids: Ids) -> None:
    let_calls_go(session, ids)
    session.execute(delete(Alert).where(Alert.id.in_(ids)))


def _empty_complaints(session: Session, ids: Ids) -> None:
    empty_complaints(session, Complaint.id.in_(ids))


def _complaint_is_held() -> ColumnElement[bool]:
    of_talk = and_(Complaint.conversation_id.is_not(None), Complaint.conversation_id.in_(held_talks()))
    person = select(Person.id).where(Person.id.in_(held_people()), Person.service_id == Complaint.service_id)
    theirs = person.where(func.lower(Person.name) == func.lower(Complaint.who)).exists()
    return or_(of_talk, and_(Complaint.conversation_id.is_(None), theirs))


def _complaint_is_over(ends: datetime) -> ColumnElement[bool]:
    """It is done with, and nothing was done about it since."""
    later = select(ComplaintEvent.id).where(
        ComplaintEvent.complaint_id == Complaint.id, ComplaintEvent.at >= ends
    )
    with_words = or_(Complaint.words != "", Complaint.who != "")
    return and_(Complaint.state.not_in(OPEN_COMPLAINTS), Complaint.at < ends, with_words, ~later.exists())


def _call_is_held() -> ColumnElement[bool]:
    theirs = and_(Alert.person_id.is_not(None), Alert.person_id.in_(held_people()))
    there = and_(Alert.conversation_id.is_not(None), Alert.conversation_id.in_(held_talks()))
    return or_(theirs, there)


def _audit_is_over(ends: datetime) -> ColumnElement[bool]:
    """Only from its beginning on, so that what is left has no gap: up to the first row that is held."""
    return oldest(ends, _of_somebody_held())


def _of_somebody_held() -> ColumnElement[bool]:
    theirs = and_(AuditEvent.person_id.is_not(None), AuditEvent.person_id.in_(held_people()))
    there = and_(AuditEvent.conversation_id.is_not(None), AuditEvent.conversation_id.in_(held_talks()))
    return or_(theirs, there)


STEPS: dict[Kind, tuple[Step, ...]] = {
    Kind.ANSWERS: (
        Step(
            Conversation.id,
            lambda ends: and_(Conversation.last_at < ends, _unless(ErasedKind.CONVERSATION)),
            _wipe,
            _held(Conversation.id),
        ),
    ),
    Kind.TRANSCRIPTS: (
        Step(
            Conversation.id,
            lambda ends: and_(
                Conversation.last_at < ends,
                _unless(ErasedKind.CONVERSATION),
                _unless(ErasedKind.TRANSCRIPT),
            ),
            _empty,
            _held(Conversation.id),
        ),
    ),
    Kind.CALLS: (
        Step(
            Alert.id,
            lambda ends: and_(Alert.done_at.is_not(None), Alert.done_at < ends),
            _let_calls_go,
            _call_is_held,
        ),
    ),
    Kind.NOTES: (
        Step(
            WorkNote.id,
            lambda ends: func.coalesce(WorkNote.edited_at, WorkNote.at) < ends,
            _delete(WorkNote.id),
            _held(WorkNote.conversation_id),
        ),
    ),
    Kind.REPLIES: (
        Step(
            Reply.id,
            lambda ends: and_(Reply.at < ends, Reply.text != "", Reply.state != ReplyState.QUEUED),
            lambda session, ids: empty_replies(session, select(Reply.id).where(Reply.id.in_(ids))),
            _held(Reply.conversation_id),
        ),
    ),
    Kind.COMPLAINTS: (Step(Complaint.id, _complaint_is_over, _empty_complaints, _complaint_is_held),),
    Kind.AUDIT: (
        Step(
            AuditEvent.id,
            _audit_is_over,
            _shorten,
            order=(AuditEvent.seq,),
            at_once=10_000,
        ),
    ),
    Kind.DELIVERIES: (
        Step(WebhookDelivery.id, lambda ends: WebhookDelivery.at < ends, _delete(WebhookDelivery.id)),
        Step(
            AlarmMessage.id,
            lambda ends: and_(AlarmMessage.state != MessageState.WAITING, AlarmMessage.next_at < ends),
            _delete(AlarmMessage.id),
        ),
    ),
    Kind.SESSIONS: (
        Step(
            StaffSession.token_hash,
            lambda ends: StaffSession.expires_at < ends,
            _delete(StaffSession.token_hash),
        ),
        Step(SignInTry.who_hash, lambda ends: SignInTry.last_at < ends, _delete(SignInTry.who_hash)),
        Step(
            SignInStep.token_hash, lambda ends: SignInStep.expires_at < ends, _delete(SignInStep.token_hash)
        ),
    ),
    Kind.TOKENS: (
        Step(
            ApiToken.id,
            lambda ends: or_(ApiToken.expires_at < ends, ApiToken.revoked_at < ends),
            _delete(ApiToken.id),
        ),
    ),
}
"""In the order in which they are done. Recordings have verbs of their own (storage.recordings)."""
