"""From what storage gives to what other programs get."""

from storage.api_lists import OutChange, OutConversation
from storage.change_records import Told
from storage.exporting import OutAnswer, OutTag
from web.api_models import AnswerOut, ChangeOut, ConversationOut, PartOut, TagOut
from web.clean_words import CleanWords


def conversation_out(found: OutConversation) -> ConversationOut:
    """A conversation."""
    return ConversationOut(
        id=found.id,
        service=found.service_id,
        audience=found.audience,
        channel=found.channel,
        language=found.language,
        began_at=found.began_at,
        last_at=found.last_at,
        answers=found.answers,
    )


def answer_out(found: OutAnswer, clean: CleanWords) -> AnswerOut:
    """An answer, in the words that may go out."""
    return AnswerOut(
        id=found.id,
        conversation=found.conversation_id,
        service=found.service_id,
        audience=found.audience,
        channel=found.channel,
        language=found.language,
        question=found.question,
        asked=found.asked,
        text=clean.of(found.text),
        redacted=not clean.as_said,
        state=found.state,
        stance=found.stance,
        given_at=found.at,
        tags=[_tag(tag, as_said=clean.as_said) for tag in found.tags],
        topics=list(found.topics),
        ways=list(found.ways),
        helped=list(found.helped),
    )


def _tag(tag: OutTag, *, as_said: bool) -> TagOut:
    return TagOut(
        key=tag.key,
        stance=tag.stance,
        status=tag.status,
        source=tag.source,
        confidence=tag.confidence,
        evidence=list(tag.evidence) if as_said else None,
    )


def change_out(found: OutChange, clean: CleanWords) -> ChangeOut:
    """A change, in the words that may go out."""
    change, written = found.change, found.change.written
    return ChangeOut(
        id=change.id,
        service=found.service_id,
        state=change.state,
        said=clean.of(written.said),
        doing=clean.of(written.doing),
        did=clean.of(written.did),
        redacted=not clean.as_said,
        owner=written.owner if clean.as_said else None,
        due_on=written.due_on,
        created_at=change.created_at,
        doing_at=change.doing_at,
        did_at=change.did_at,
        closed_at=change.closed_at,
        parts=[PartOut(part=each.part, who=each.who) for each in change.parts],
        rung=change.standing.rung,
        level=change.standing.level,
        voices=len(change.voices),
        better=change.count(Told.BETTER),
        answers=list(found.answer_ids),
    )
