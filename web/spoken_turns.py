"""What a turn says of the recording that it was spoken in."""

import asyncio
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.kinds import Mode
from storage.turns import MAX_CHARACTERS
from web.pages import Parts


class SpokenTurn(BaseModel):
    """Beside the words of a turn that was spoken."""

    recording: UUID | None = None
    voice_only: bool | None = None
    """The voice counts, and not the words that were heard."""
    keep_voice: bool | None = None
    heard: Annotated[str | None, Field(max_length=MAX_CHARACTERS)] = None
    """What the machine had heard, if it was changed."""

    def is_voice_alone(self, mode: Mode | None) -> bool:
        """Whether it is something said although it has no words."""
        return mode == Mode.VOICE and self.recording is not None


async def check_recording(parts: Parts, conversation_id: UUID, turn: SpokenTurn) -> None:
    """Refuse the recording of another conversation: it would be shown, and kept, as theirs.

    One that has not come here yet may be named: without a network the words may come first.
    """
    if turn.recording is None:
        return
    found = await asyncio.to_thread(parts.store.recordings.get, turn.recording)
    if found and found.conversation_id != conversation_id:
        raise HTTPException(404)


async def note_consent(parts: Parts, turn: SpokenTurn) -> None:
    """Keep whether the recording may be kept. For one that is not here yet the turn says so when it comes."""
    if turn.recording is None or turn.keep_voice is None:
        return
    try:
        await asyncio.to_thread(parts.store.recordings.consent, turn.recording, turn.keep_voice)
    except StorageError as error:
        if error.code != "unknown":
            raise
