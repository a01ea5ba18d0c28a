"""How far the words of a spoken answer can be trusted, and which recordings are part of it.

For whoever has the conversation's lock: each function changes rows of an open transaction.
"""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.details import Details, read_details
from storage.kinds import UNCONFIRMED, Mode, Spoken, WordingSource
from storage.models import Answer, Turn
from storage.recording_rows import new_recording
from storage.records import AnswerRecord
from storage.voice_models import Recording, Wording


def by_voice(turn: Turn) -> bool:
    """Whether a recording came with a turn, so that it says something even without words."""
    return turn.mode == Mode.VOICE and read_details(turn.details).recording_id is not None


def recording_of(session: Session, turn: Turn) -> Recording | None:
    """The recording that a turn was heard in; from now on it is known, even if its sound comes later.

    What the person said about keeping it counts from here.
    """
    details = read_details(turn.details)
    if details.recording_id is None:
        return None
    row = session.get(Recording, details.recording_id)
    if row is None:
        row = new_recording(session, details.recording_id, turn.conversation_id)
        row.question_id = None
    if row.conversation_id != turn.conversation_id:
        return None
    if details.keep_voice is not None:
        row.keep = details.keep_voice
    return row


def begin_words(session: Session, turn: Turn, row: Answer) -> None:
    """A turn's words are all that an answer says now. Call it when the answer has its identifier."""
    said, before = _said(turn), row.spoken
    if before is not None:
        _let_words_count(session, row.id)
    row.spoken = said or (Spoken.CONFIRMED if before else None)
    _take_part(session, turn, row)


def go_on(session: Session, turn: Turn, row: Answer) -> None:
    """A turn's words go on with an answer: it is confirmed only as a whole."""
    said = _said(turn)
    if said == Spoken.DRAFT or row.spoken == Spoken.LISTEN:
        row.spoken = Spoken.DRAFT
    else:
        row.spoken = row.spoken or said
    _take_part(session, turn, row)


def say_yes(session: Session, turn: Turn, row: Answer) -> bool:
    """The person says yes to an answer; returns whether that is a yes to its words.

    Nobody agrees to words that were not made out: those are for staff to listen to.
    """
    recording_of(session, turn)
    if row.spoken is None:
        return True
    if voice_counts(session, row):
        row.spoken = Spoken.LISTEN
        return False
    if row.spoken in UNCONFIRMED:
        row.spoken = Spoken.CONFIRMED
    return True


def let_voice_count(session: Session, turn: Turn, row: Answer) -> None:
    """ "Just keep my voice": not the words count that a machine heard. It is also a yes to keeping it."""
    mine = select(Recording).where(Recording.answer_id == row.id).order_by(Recording.created_at.desc())
    recording = recording_of(session, turn) or session.scalar(mine.limit(1))
    if recording is not None:
        recording.answer_id = recording.answer_id or row.id
        _count(recording)
    row.spoken = Spoken.LISTEN


def put_away(row: Answer) -> None:
    """An answer is left without a yes: what a machine heard is for staff to listen to."""
    if row.spoken == Spoken.DRAFT:
        row.spoken = Spoken.LISTEN


def listened(session: Session, row: Answer) -> None:
    """Staff listened, and the words are as they say."""
    row.spoken = Spoken.LISTENED
    mine = update(Recording).where(Recording.answer_id == row.id)
    session.execute(mine.values(listened_at=now(), voice_counts=False))


def write_down(
    session: Session, answer_id: UUID, text: str, source: WordingSource, staff_id: UUID | None = None
) -> None:
    """Keep a way in which the words were written down."""
    session.add(Wording(answer_id=answer_id, text=storable(text), source=source, staff_id=staff_id, at=now()))
    session.flush()


def voice_counts(session: Session, row: Answer) -> bool:
    """Whether a recording is part of an answer of which nobody knows the words."""
    if row.spoken is None:
        return False
    mine = select(Recording.id).where(Recording.answer_id == row.id, Recording.voice_counts.is_(True))
    return session.scalar(mine.limit(1)) is not None


def answer_record(row: Answer, *, counts: bool = False) -> AnswerRecord:
    """An answer as it travels; `counts` as `voice_counts` tells it."""
    return AnswerRecord(
        id=row.id,
        question_id=row.question_id,
        kind=row.kind,
        state=row.state,
        text=row.text,
        settled=row.settled_at is not None,
        tagged=row.model_version is not None,
        spoken=row.spoken,
        voice_counts=counts,
    )


def _said(turn: Turn) -> Spoken | None:
    """What a turn by itself says about its words."""
    details = read_details(turn.details)
    if turn.mode != Mode.VOICE and details.recording_id is None:
        return None
    written = turn.mode != Mode.VOICE or _changed(turn, details)
    return Spoken.CONFIRMED if written and turn.text.strip() and not details.voice_only else Spoken.DRAFT


def _changed(turn: Turn, details: Details) -> bool:
    """Whether the person wrote other words than the machine had heard, before they were sent."""
    return details.heard not in (None, turn.text)


def _take_part(session: Session, turn: Turn, row: Answer) -> None:
    details, recording = read_details(turn.details), recording_of(session, turn)
    if recording is not None:
        recording.answer_id = recording.answer_id or row.id
        recording.question_id = recording.question_id or row.question_id
        recording.voice_counts = not turn.text.strip()
        if details.voice_only:
            _count(recording)
    if turn.mode == Mode.VOICE or recording is not None:
        _write_versions(session, turn, details, row)
    elif row.spoken is not None and row.text == turn.text:  # written in the place of what was spoken
        write_down(session, row.id, turn.text, WordingSource.PERSON)


def _write_versions(session: Session, turn: Turn, details: Details, row: Answer) -> None:
    changed = _changed(turn, details)
    heard = details.heard if changed else turn.text if turn.mode == Mode.VOICE else None
    if heard and heard.strip():
        write_down(session, row.id, heard, WordingSource.MACHINE)
    if turn.text.strip() and (changed or turn.mode != Mode.VOICE):
        write_down(session, row.id, turn.text, WordingSource.PERSON)


def _count(recording: Recording) -> None:
    recording.voice_counts = True
    recording.keep = True if recording.keep is None else recording.keep


def _let_words_count(session: Session, answer_id: UUID) -> None:
    """Other words stand in the place of those that nobody knew."""
    mine = update(Recording).where(Recording.answer_id == answer_id)
    session.execute(mine.values(voice_counts=False))
