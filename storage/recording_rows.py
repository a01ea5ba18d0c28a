"""Rows of recordings, for whoever has the conversation's lock: made, emptied, told."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from storage.base import now
from storage.kinds import RecordingState
from storage.records import RecordingRecord
from storage.voice_models import Recording, RecordingChunk

BYTES_PER_MS = 32
"""16,000 samples a second of two bytes."""


def new_recording(
    session: Session,
    recording_id: UUID,
    conversation_id: UUID,
    state: RecordingState = RecordingState.OPEN,
) -> Recording:
    """A recording without sound."""
    row = Recording(
        id=recording_id, conversation_id=conversation_id, state=state, size=0, created_at=now(),
        voice_counts=False,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def empty_recordings(session: Session, ids: Sequence[UUID], *, with_words: bool = True) -> None:
    """Take out their sound, and what was heard in it; a row remains that says so."""
    if not ids:
        return
    session.flush()
    session.execute(delete(RecordingChunk).where(RecordingChunk.recording_id.in_(ids)))
    gone = update(Recording).where(Recording.id.in_(ids))
    session.execute(gone.values(state=RecordingState.GONE, words=None))
    if with_words:
        session.execute(gone.values(heard=None, engine=None, sure=None, voice_counts=False))


def recording_record(row: Recording) -> RecordingRecord:
    """A recording as it travels."""
    return RecordingRecord(
        id=row.id,
        conversation_id=row.conversation_id,
        question_id=row.question_id,
        answer_id=row.answer_id,
        state=row.state,
        ms=row.size // BYTES_PER_MS,
        began_at=row.began_at,
        keep=row.keep,
        heard=row.heard,
        engine=row.engine,
        sure=row.sure,
        words=tuple((word, confidence, ms) for word, confidence, ms in row.words or ()),
        listened_at=row.listened_at,
        voice_counts=row.voice_counts,
        came_at=row.created_at,
    )
