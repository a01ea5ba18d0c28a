"""Consents as rows, for whoever has a transaction open."""

from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.consent_kinds import AskedAt, Decision, Footing, How, Share, Use
from storage.consent_models import Consent, ConsentToday, KeptApart, Sharing
from storage.consent_records import Asked
from storage.errors import StorageError
from storage.kinds import Channel
from storage.models import Answer, Conversation
from storage.voice_models import Recording

MOST_LETTERS = 400
WITH_A_RECORDING = "Keep my voice so that staff can listen"
"""What stands beside a recording."""


def subject_of_talk(conversation: Conversation) -> UUID:
    """Whose consent counts in a conversation: the person's, or of somebody unknown that of the talk."""
    return conversation.person_id or conversation.id


def write_consent(  # noqa: PLR0913, PLR0917 (who says what about which use, and how they were asked)
    session: Session, service_id: UUID, subject_id: UUID, use: Use, decision: Decision, asked: Asked
) -> Decision:
    """Add a line to the log; from now on it counts. Returns what was written.

    A no to what had been given is a withdrawal. Raises StorageError("unusable") without the name of who
    spoke for somebody else.
    """
    _require_whole(asked)
    today = session.get(ConsentToday, (subject_id, use), with_for_update=True)
    if decision == Decision.REFUSED and today is not None and today.decision == Decision.GIVEN:
        decision = Decision.WITHDRAWN
    moment = now()
    session.add(
        Consent(
            id=uuid4(), service_id=service_id, subject_id=subject_id, use=use, decision=decision,
            footing=asked.footing, representative=_text(asked.representative) or None,
            note=_text(asked.note), door=asked.door, how=asked.how, sentence=storable(asked.sentence),
            turn_id=asked.turn_id, staff_id=asked.staff_id, at=moment,
        )
    )  # fmt: skip
    _stand(session, subject_id, use, decision)
    if use == Use.REPORTS:
        _spread(session, subject_id, decision)
    session.flush()
    return decision


def write_share(session: Session, conversation_id: UUID, share: Share) -> None:
    """Who may see what is said in a conversation from now on."""
    row = session.get(Sharing, conversation_id)
    if row is None:
        session.add(Sharing(conversation_id=conversation_id, share=share, at=now()))
    else:
        row.share, row.at = share, now()
    session.flush()


def said_by(share: Share) -> tuple[tuple[Use, Decision], ...]:
    """What somebody says of the two uses who chooses who may see their words."""
    yes, no = Decision.GIVEN, Decision.REFUSED
    named = (Use.SHARE_NAMED, yes if share == Share.NAMED else no)
    return named, (Use.SHARE_UNNAMED, no if share == Share.SAFETY else yes)


def given(session: Session, subject_id: UUID, use: Use) -> bool | None:
    """Whether somebody agrees to a use today; None if they never said."""
    found = session.get(ConsentToday, (subject_id, use))
    return None if found is None else found.decision == Decision.GIVEN


def note_voice(session: Session, talk: Conversation, keep: bool) -> None:  # noqa: FBT001 (yes or no)
    """Somebody said with a recording whether it may be kept: a line, if it is not what they said before."""
    subject = subject_of_talk(talk)
    if given(session, subject, Use.KEEP_VOICE) is not keep:
        door = AskedAt.TABLET if talk.channel == Channel.TABLET else AskedAt.CHAT
        decision = Decision.GIVEN if keep else Decision.REFUSED
        asked = Asked(WITH_A_RECORDING, door, How.PRESSED)
        write_consent(session, talk.service_id, subject, Use.KEEP_VOICE, decision, asked)


def let_voices_go(session: Session, subject_id: UUID) -> None:
    """No recording of theirs may be kept longer than its words need."""
    talks = (Conversation.person_id == subject_id) | (Conversation.id == subject_id)
    mine = Recording.conversation_id.in_(select(Conversation.id).where(talks))
    session.execute(update(Recording).where(mine).values(keep=False))


def _stand(session: Session, subject_id: UUID, use: Use, decision: Decision) -> None:
    row = session.get(ConsentToday, (subject_id, use))
    if row is None:
        session.add(ConsentToday(subject_id=subject_id, use=use, decision=decision, at=now()))
    else:
        row.decision, row.at = decision, now()


def _spread(session: Session, subject_id: UUID, decision: Decision) -> None:
    """What they said without a name follows, and the numbers of what was heard are made anew."""
    talks = (Conversation.person_id == subject_id) | (Conversation.id == subject_id)
    mine = select(KeptApart.released_id).join(Conversation, Conversation.id == KeptApart.conversation_id)
    released = select(Answer.conversation_id).where(Answer.id.in_(mine.where(talks)))
    for conversation_id in session.scalars(released).all():
        _stand(session, conversation_id, Use.REPORTS, decision)
    session.flush()
    # Nothing else than before; it is what tells the keeping of numbers that something changed.
    session.execute(update(Conversation).where(talks).values(language=Conversation.language))


def _require_whole(asked: Asked) -> None:
    if asked.footing != Footing.SELF and not _text(asked.representative):
        raise StorageError("unusable", "Write down who speaks for them.")
    if asked.footing == Footing.SELF and _text(asked.representative):
        raise StorageError("unusable", "Choose on what footing somebody else speaks for them.")
    if max(len(_text(asked.representative)), len(_text(asked.note))) > MOST_LETTERS:
        raise StorageError("unusable", f"Write at most {MOST_LETTERS} letters.")


def _text(given: str | None) -> str:
    return storable(given or "").strip()
