"""Who may see an answer, as conditions: for staff, and for numbers and files."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from storage.consent_kinds import Basis, Decision, Share, Use
from storage.consent_models import ConsentToday, LegalBasis, Sharing
from storage.kinds import AnswerState, Channel
from storage.models import Answer, Conversation
from storage.voice_models import Recording


def seen() -> ColumnElement[bool]:
    """Of an answer: staff may see it where it was said. Not so what was said without a name.

    Nor what is still talked about in a conversation in which the person chose that before.
    """
    return _named(Answer)


def nameless(answer_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Of a row about an answer: staff may not see that, as told above."""
    place = aliased(Answer)
    return exists().where(place.id == answer_id, ~_named(place))


def heard_by_staff() -> ColumnElement[bool]:
    """Of a recording: staff may hear it. A voice says who it is, so not one of a talk without a name."""
    place = aliased(Answer)
    named = exists().where(place.id == Recording.answer_id, _named(place))
    return named | (Recording.answer_id.is_(None) & ~_chosen(Recording.conversation_id))


def _named(answer: type[Answer]) -> ColumnElement[bool]:
    pending = and_(answer.settled_at.is_(None), _chosen(answer.conversation_id))
    return and_(answer.state != AnswerState.APART, ~pending)


def _chosen(conversation_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return exists().where(Sharing.conversation_id == conversation_id, Sharing.share != Share.NAMED)


def reported() -> ColumnElement[bool]:
    """Of a conversation: its answers may be counted, quoted and taken out.

    Never where that was refused or withdrawn; where the service works by consent, only where it was given.
    """
    subject = func.coalesce(Conversation.person_id, Conversation.id)
    said = exists().where(ConsentToday.subject_id == subject, ConsentToday.use == Use.REPORTS)
    no = said.where(ConsentToday.decision != Decision.GIVEN)
    yes = said.where(ConsentToday.decision == Decision.GIVEN)
    return and_(~no, (_basis() != Basis.CONSENT) | yes)


def voice() -> ColumnElement[UUID]:
    """Of a conversation: whose it is, for counting people. All that has no name counts as one."""
    nameless = case((Conversation.channel == Channel.APART, Conversation.service_id), else_=Conversation.id)
    return func.coalesce(Conversation.person_id, nameless)


def _basis() -> ColumnElement[str]:
    """The legal basis of the conversation's service today; "" if nobody chose one."""
    mine = aliased(LegalBasis)
    last = select(mine.basis).where(mine.service_id == Conversation.service_id)
    found = last.order_by(mine.at.desc(), mine.id.desc()).limit(1)
    return func.coalesce(found.correlate(Conversation).scalar_subquery(), "")
