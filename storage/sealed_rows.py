"""Whether anything was ever sealed with the key in WM_KEY_FILE, so that a new key would be the wrong one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.signing_models import SecondStep
from storage.voice_models import RecordingChunk


def anything_sealed(session: Session) -> bool:
    """Whether there is sealed sound, or a sealed secret of somebody's telephone."""
    looks = (select(RecordingChunk.seq).limit(1), select(SecondStep.counter).limit(1))
    return any(session.scalar(look) is not None for look in looks)
