"""Sound and secrets of second steps under the newest key, so that an older one may be thrown away."""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.engine import reading, writing_a_part
from storage.keys import Keys
from storage.ring import Ring
from storage.signing_models import SecondStep
from storage.voice_models import Recording, RecordingChunk


def reseal(engine: Engine, keys: Keys) -> int:
    """Seal everything anew that an older key sealed, recording by recording; returns how many they were.

    Killed in the middle, each is under the one key or the other, and the next call goes on.
    Raises StorageError("wrong_key") if a key is missing.
    """
    with reading(engine) as session:
        old = select(Recording.id).where(Recording.sealed_by.is_not(None))
        ids = list(session.scalars(old.order_by(Recording.id)))
        steps = list(session.scalars(select(SecondStep.staff_id)))
    if not ids and not steps:
        return 0
    ring = keys.ring(lambda: True)
    done = 0
    for recording_id in ids:
        with writing_a_part(engine) as session:
            row = session.get(Recording, recording_id, with_for_update=True)
            if row and row.sealed_by not in {None, ring.newest.name}:
                _seal_anew(session, ring, row)
                done += 1
    for staff_id in steps:
        with writing_a_part(engine) as session:
            step = session.get(SecondStep, staff_id, with_for_update=True)
            if step:
                secret = ring.unseal(staff_id, 0, step.sealed)
                step.sealed = ring.newest.sealer.seal(staff_id, 0, secret)
    return done


def _seal_anew(session: Session, ring: Ring, row: Recording) -> None:
    before, after = ring.sealer(row.sealed_by), ring.newest.sealer
    pieces = session.scalars(select(RecordingChunk).where(RecordingChunk.recording_id == row.id))
    for piece in pieces:
        piece.sealed = after.seal(row.id, piece.seq, before.unseal(row.id, piece.seq, piece.sealed))
    row.sealed_by = after.name
