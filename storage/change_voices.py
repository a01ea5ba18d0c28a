"""Who is behind changes: their answers, what was said back to them, and what they say of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.change_models import Change, ChangeAnswer, Reply
from storage.change_records import ReplyRecord, SaidRecord, Told, Voice
from storage.kinds import THERE, Channel, ReplyState, Verdict
from storage.models import Answer, Conversation, Device, Person, Staff

type _Rows = Select[Reply, Conversation, Person | None, str | None, str]

_SAYS = {Verdict.BETTER: Told.BETTER, Verdict.SAME: Told.SAME, Verdict.WORSE: Told.WORSE}


@dataclass(slots=True)
class _Speaker:
    """Somebody while they are being put together."""

    person: Person | None
    conversation: Conversation
    said: list[SaidRecord]


def voices(session: Session, changes: Sequence[Change]) -> dict[UUID, list[Voice]]:
    """Everybody behind these changes, by change. Who took all their words out is not among them."""
    ids = [change.id for change in changes]
    speakers, replies = _speakers(session, ids), _replies(session, ids)
    return {
        change.id: [
            _voice(change, speaker, replies[change.id, key])
            for key, speaker in speakers[change.id].items()
            if any(not each.taken_out for each in speaker.said)
        ]
        for change in changes
    }


def taken_out(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many of their answers were taken out, by change."""
    found: dict[UUID, int] = defaultdict(int)
    gone = select(ChangeAnswer.change_id).join(Answer, Answer.id == ChangeAnswer.answer_id)
    gone = gone.where(ChangeAnswer.change_id.in_(ids), Answer.state.not_in(THERE))
    for change_id in session.scalars(gone):
        found[change_id] += 1
    return found


def reply_rows() -> _Rows:
    """Replies with what is told about them: the conversation, the person, the place, who of the staff."""
    return (
        select(Reply, Conversation, Person, Device.name, Staff.name)
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .join(Staff, Staff.id == Reply.staff_id)
        .outerjoin(Person, Person.id == Conversation.person_id)
        .outerjoin(Device, Device.id == Conversation.device_id)
    )


def reply_record(
    reply: Reply, conversation: Conversation, person: Person | None, place: str | None, by: str
) -> ReplyRecord:
    """A reply as it travels."""
    return ReplyRecord(
        id=reply.id,
        service_id=conversation.service_id,
        conversation_id=reply.conversation_id,
        change_id=reply.change_id,
        text=reply.text,
        way=reply.way,
        state=reply.state,
        by=by,
        person_id=conversation.person_id,
        person=person.name if person else None,
        audience=conversation.audience,
        place=place,
        at=reply.at,
        told_at=reply.told_at,
        verdict=reply.verdict,
        verdict_at=reply.verdict_at,
    )


def _speakers(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[UUID, _Speaker]]:
    found: dict[UUID, dict[UUID, _Speaker]] = defaultdict(dict)
    rows = (
        select(ChangeAnswer.change_id, Answer, Conversation, Person)
        .join(Answer, Answer.id == ChangeAnswer.answer_id)
        .join(Conversation, Conversation.id == Answer.conversation_id)
        .outerjoin(Person, Person.id == Conversation.person_id)
        .where(ChangeAnswer.change_id.in_(ids))
        .order_by(Answer.created_at, Answer.id)
    )
    for change_id, answer, conversation, person in session.execute(rows):
        key = conversation.person_id or conversation.id
        speaker = found[change_id].setdefault(key, _Speaker(person, conversation, []))
        if conversation.last_at > speaker.conversation.last_at:
            speaker.conversation = conversation
        gone = answer.state not in THERE
        speaker.said.append(SaidRecord(answer.id, conversation.id, answer.text, gone, answer.created_at))
    return found


def _replies(session: Session, ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], list[ReplyRecord]]:
    found: dict[tuple[UUID, UUID], list[ReplyRecord]] = defaultdict(list)
    mine = reply_rows().where(Reply.change_id.in_(ids), Reply.state != ReplyState.WITHDRAWN)
    for row in session.execute(mine.order_by(Reply.at, Reply.id)):
        reply = reply_record(*row)
        if reply.change_id:
            found[reply.change_id, reply.person_id or reply.conversation_id].append(reply)
    return found


def _voice(change: Change, speaker: _Speaker, replies: Sequence[ReplyRecord]) -> Voice:
    conversation, person = speaker.conversation, speaker.person
    return Voice(
        person_id=conversation.person_id,
        name=person.name if person else None,
        audience=conversation.audience,
        channel=conversation.channel,
        conversation_id=conversation.id,
        said=tuple(speaker.said),
        replies=tuple(replies),
        told=_told(replies, change.did_at, reachable=_can_be_reached(conversation, person)),
    )


def _can_be_reached(conversation: Conversation, person: Person | None) -> bool:
    """On the web by the private link; else only somebody who is known and still here."""
    return conversation.channel == Channel.WEB or (person is not None and person.left_at is None)


def _told(replies: Iterable[ReplyRecord], did_at: datetime | None, *, reachable: bool) -> Told:
    """How it is with somebody. What was said and answered before it was done does not count for after."""
    since = [each for each in replies if did_at is None or each.at >= did_at or _says_since(each, did_at)]
    said = [each for each in since if each.verdict and each.verdict_at and _says_since(each, did_at)]
    if said:
        last = max(said, key=lambda each: each.verdict_at or each.at)
        return _SAYS[Verdict(last.verdict or "")]
    if not reachable:
        return Told.OUT_OF_REACH
    if any(each.state == ReplyState.TOLD for each in since):
        return Told.SILENT
    return Told.WAITING if since else Told.NOT_TOLD


def _says_since(reply: ReplyRecord, did_at: datetime | None) -> bool:
    return reply.verdict_at is not None and (did_at is None or reply.verdict_at >= did_at)
