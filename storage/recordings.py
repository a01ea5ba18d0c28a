"""Recordings of voices: each second is sealed and kept before it is acknowledged."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Select, and_, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.consent_rows import note_voice
from storage.conversations import lock, lock_all
from storage.engine import reading, sweep, writing
from storage.errors import StorageError
from storage.holds import held_talks
from storage.keeping_records import ErasedKind
from storage.keys import Keys
from storage.kinds import RecordingState, Spoken
from storage.models import Answer, Conversation, Question
from storage.recording_rows import empty_recordings, new_recording, recording_record
from storage.records import RecordingRecord
from storage.sealed_rows import anything_sealed
from storage.sealing import Sealer
from storage.seen import heard_by_staff
from storage.voice_models import Recording, RecordingChunk
from storage.wiping import remember

MOST_CHUNKS = 600
"""Ten minutes of pieces of one second."""
MOST_CHUNK_BYTES = 64_000
UNKEPT_DAYS = 1
"""How long sound stays that nobody said may be kept, if its words are not settled before."""
AT_ONCE = 50
"""Recordings taken out in one transaction: few, so that people who talk meanwhile hardly wait."""

HeardWord = tuple[str, float | None, int | None]

_SETTLED = (Spoken.CONFIRMED, Spoken.LISTENED)
# Written out in the statements, or their indexes would not be used.
_HERE = sql("recording.state <> 'gone'")
_WAITS = sql("recording.state = 'whole' AND recording.engine IS NULL")


class Recordings:
    """Every read and write of them. Verbs raise StorageError("unknown") if there is no such recording."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys

    # Coming in --------------------------------------------------------------------------------

    def begin(
        self,
        recording_id: UUID,
        conversation_id: UUID,
        *,
        question_id: UUID | None = None,
        began_at: datetime | None = None,
    ) -> RecordingRecord:
        """A recording that is about to come in. The same again is the same one, whatever became of it.

        A question that is not known here is left out.
        Raises StorageError("unknown") without such a conversation, ("taken") if it belongs to another one.
        """
        with writing(self._engine) as session:
            lock(session, conversation_id, listed=False)
            row = session.get(Recording, recording_id) or new_recording(
                session, recording_id, conversation_id
            )
            if row.conversation_id != conversation_id:
                raise StorageError("taken", "This recording belongs to another conversation. Make a new one.")
            if row.question_id is None and question_id and session.get(Question, question_id):
                row.question_id = question_id
            row.began_at = row.began_at or (min(began_at, now()) if began_at else now())
            session.flush()
            return recording_record(row)

    def add(self, recording_id: UUID, seq: int, pcm: bytes) -> None:
        """Keep a piece of sound (16-bit little-endian mono, 16 kHz), and only then return.

        Pieces may come in any order; the same again is harmless. Raises StorageError("too_long") for a piece
        that is too large or too late in the recording, ("taken") if other sound has this number or the
        recording is whole without it, ("gone"), ("wrong_key"), ("unusable") for no sound or half a sample.
        """
        _require_usable(seq, pcm)
        with writing(self._engine) as session:
            row = _locked(session, recording_id)
            _require_here(row)
            sealer = self._sealer(session, row)
            known = session.get(RecordingChunk, (recording_id, seq))
            if known is not None:
                if sealer.unseal(recording_id, seq, known.sealed) != pcm:
                    raise StorageError("taken", "Other sound has this number already. Make a new recording.")
                session.rollback()
                return
            if row.state == RecordingState.WHOLE:
                raise StorageError("taken", "This recording is whole. Make a new one for more.")
            sealed = sealer.seal(recording_id, seq, pcm)
            session.add(RecordingChunk(recording_id=recording_id, seq=seq, sealed=sealed))
            row.size += len(pcm)
            row.sealed_by = sealer.name

    def missing(self, recording_id: UUID, chunks: int) -> list[int]:
        """Numbers below `chunks` that are not here."""
        with reading(self._engine) as session:
            _require(session.get(Recording, recording_id))
            return _missing(session, recording_id, chunks)

    def finish(self, recording_id: UUID, chunks: int) -> list[int]:
        """There are `chunks` pieces in all; returns those that are missing. Without any it is whole.

        Raises StorageError("too_long" | "gone").
        """
        if not 0 <= chunks <= MOST_CHUNKS:
            raise StorageError("too_long", f"A recording has at most {MOST_CHUNKS} pieces. Make another one.")
        with writing(self._engine) as session:
            row = _locked(session, recording_id)
            _require_here(row)
            missing = _missing(session, recording_id, chunks)
            if not missing:
                row.state, row.chunks = RecordingState.WHOLE, chunks
            return missing

    def heard(
        self,
        recording_id: UUID,
        text: str,
        engine: str,
        sure: bool,  # noqa: FBT001 (as an engine tells it)
        words: Iterable[HeardWord] = (),
    ) -> None:
        """What a machine heard, in the place of what one heard before; of one that is gone, nothing is kept.

        `text` is "" if it could not be made out; `words` are (word, confidence or none, ms or none).
        """
        with writing(self._engine) as session:
            row = _locked(session, recording_id)
            if row.state == RecordingState.GONE:
                return
            row.heard, row.engine, row.sure = storable(text), engine, sure
            row.words = [[storable(word), confidence, ms] for word, confidence, ms in words]

    def consent(self, recording_id: UUID, keep: bool) -> None:  # noqa: FBT001 (a yes or a no is all there is)
        """Whether the person said that it may be kept. What is new in it stands in the log too."""
        with writing(self._engine) as session:
            row = _locked(session, recording_id)
            row.keep = keep
            note_voice(session, session.get_one(Conversation, row.conversation_id), keep)

    # Read and heard ---------------------------------------------------------------------------

    def sound(self, recording_id: UUID) -> bytes:
        """The sound that is here, in order: 16-bit little-endian mono, 16 kHz.

        Raises StorageError("gone") if it was taken out, ("wrong_key").
        """
        return b"".join(pcm for _, pcm in self.pieces(recording_id))

    def pieces(self, recording_id: UUID) -> list[tuple[int, bytes]]:
        """The same with the number of each piece, for whoever goes on with one that is still coming in."""
        with reading(self._engine) as session:
            row = _require(session.get(Recording, recording_id))
            _require_here(row)
            mine = select(RecordingChunk.seq, RecordingChunk.sealed)
            mine = mine.where(RecordingChunk.recording_id == recording_id).order_by(RecordingChunk.seq)
            pieces = session.execute(mine).all()
            sealer = self._sealer(session, row) if pieces else None
        return [(seq, sealer.unseal(recording_id, seq, sealed)) for seq, sealed in pieces if sealer]

    def get(self, recording_id: UUID) -> RecordingRecord | None:
        """One of them."""
        with reading(self._engine) as session:
            row = session.get(Recording, recording_id)
            return recording_record(row) if row else None

    def find(self, within: Collection[UUID], recording_id: UUID) -> RecordingRecord | None:
        """One of a conversation at these services, for staff."""
        with reading(self._engine) as session:
            here = _within(within).where(Recording.id == recording_id)
            row = session.scalar(here)
            return recording_record(row) if row else None

    def of_conversation(self, within: Collection[UUID], conversation_id: UUID) -> list[RecordingRecord]:
        """Those of a conversation at one of these services, in order."""
        with reading(self._engine) as session:
            mine = _within(within).where(Recording.conversation_id == conversation_id)
            rows = session.scalars(mine.order_by(Recording.created_at, Recording.id))
            return [recording_record(row) for row in rows]

    def unheard(self, limit: int = 20) -> list[RecordingRecord]:
        """Whole ones that no engine has heard, longest waiting first."""
        with reading(self._engine) as session:
            waiting = select(Recording).where(_WAITS).order_by(Recording.created_at).limit(limit)
            return [recording_record(row) for row in session.scalars(waiting)]

    # Taken out --------------------------------------------------------------------------------

    def discard(self, recording_id: UUID) -> None:
        """Take it out: its sound, and what was heard in it. Again, it is gone already."""
        with writing(self._engine) as session:
            row = _locked(session, recording_id)
            remember(session, ErasedKind.RECORDING, [recording_id], row.conversation_id)
            empty_recordings(session, [recording_id])
        sweep(self._engine)

    def purge(self, moment: datetime, days: int) -> int:
        """Take out the sound that has been here long enough, as of `moment`; returns of how many.

        Of those that may be kept: a day after staff listened and the words are right, or after `days`. Of
        others: once the words are confirmed, or after a day. Of what is held for the law: none.
        What was heard stays with its answer; of what was never sent it goes too.
        """
        going = and_(over(moment, days), Recording.conversation_id.not_in(held_talks()))
        taken_out = 0
        while True:
            looked_at, gone = self._purge_some(going)
            taken_out += gone
            if looked_at < AT_ONCE:
                break
        if taken_out:
            sweep(self._engine)
        return taken_out

    def _purge_some(self, going: ColumnElement[bool]) -> tuple[int, int]:
        """How many were looked at, and how many of them were taken out."""
        with writing(self._engine) as session:
            some = session.scalars(select(Recording.id).where(going).limit(AT_ONCE)).all()
            lock_all(session, select(Recording.conversation_id).where(Recording.id.in_(some)))
            # Looked at again, now that nobody changes them meanwhile.
            found = select(Recording.id, Recording.answer_id).where(Recording.id.in_(some), going)
            rows = session.execute(found).all()
            empty_recordings(session, [each for each, answer in rows if answer is None])
            empty_recordings(session, [each for each, answer in rows if answer], with_words=False)
            return len(some), len(rows)

    def _sealer(self, session: Session, row: Recording) -> Sealer:
        return self._keys.sealer(lambda: anything_sealed(session), row.sealed_by)


def _within(within: Collection[UUID]) -> Select[Recording]:
    found = select(Recording).join(Conversation, Conversation.id == Recording.conversation_id)
    return found.where(Conversation.service_id.in_(within), heard_by_staff())


def over(moment: datetime, days: int) -> ColumnElement[bool]:
    """Of a recording: its sound is here, and its time is over."""
    short, long = moment - timedelta(days=UNKEPT_DAYS), moment - timedelta(days=days)
    settled = select(Answer.id).where(Answer.id == Recording.answer_id, Answer.spoken.in_(_SETTLED))
    heard = select(Answer.id).where(
        Answer.id == Recording.answer_id, Answer.spoken == Spoken.LISTENED, Recording.listened_at < short
    )
    unkept = or_(Recording.keep.is_(None), Recording.keep.is_(False))
    return and_(
        _HERE,
        or_(
            and_(unkept, or_(Recording.created_at < short, settled.exists())),
            and_(Recording.keep.is_(True), or_(Recording.created_at < long, heard.exists())),
        ),
    )


def _missing(session: Session, recording_id: UUID, chunks: int) -> list[int]:
    here = set(session.scalars(select(RecordingChunk.seq).where(RecordingChunk.recording_id == recording_id)))
    return [seq for seq in range(chunks) if seq not in here]


def _require_usable(seq: int, pcm: bytes) -> None:
    if len(pcm) > MOST_CHUNK_BYTES or not 0 <= seq < MOST_CHUNKS:
        raise StorageError(
            "too_long",
            f"A recording has at most {MOST_CHUNKS} pieces of {MOST_CHUNK_BYTES:,} bytes. Make another one.",
        )
    if not pcm or len(pcm) % 2:
        raise StorageError("unusable", "A piece of sound is whole samples of two bytes. Send it anew.")


def _require(row: Recording | None) -> Recording:
    if row is None:
        raise StorageError("unknown", "There is no such recording. Begin it first.")
    return row


def _require_here(row: Recording) -> None:
    if row.state == RecordingState.GONE:
        raise StorageError("gone", "The sound of this recording was taken out. Make a new one.")


def _locked(session: Session, recording_id: UUID) -> Recording:
    mine = select(Recording.conversation_id).where(Recording.id == recording_id)
    conversation_id = session.scalar(mine)
    if conversation_id is not None:
        lock(session, conversation_id, listed=False)
    return _require(session.get(Recording, recording_id))
