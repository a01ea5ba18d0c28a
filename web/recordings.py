"""What is said aloud, over plain HTTP: kept in pieces or whole, heard, played to the one who said it, erased.

The same addresses for a tablet and for the chat. A page that can hold a line open uses web/listen.py instead,
and comes here when it cannot.
"""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, Field
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from storage.records import ConversationRecord
from voice.errors import VoiceError
from voice.sound import Sound
from web.ears import MOST_BYTES, MOST_CHUNKS, USUAL_BYTES
from web.pages import Parts, parts_of, told
from web.phrases import NO_SUCH_CONVERSATION, NOT_READABLE, TABLET_NOT_KNOWN
from web.tablet_door import known_tablet
from web.wav import wav_response

TABLET = "/tablet/conversations/{conversation_id}/recordings"
CHAT = "/chat/{token}/recordings"

router = APIRouter(include_in_schema=False)
TheParts = Annotated[Parts, Depends(parts_of)]


class RecordingBegun(BaseModel):
    """Somebody begins to say something aloud."""

    question_id: UUID | None = None
    began_at: AwareDatetime | None = None


class RecordingDone(BaseModel):
    """They said that they have finished; in so many chunks."""

    chunks: Annotated[int, Field(ge=0, le=MOST_CHUNKS)]


def conversation_here(request: Request, parts: TheParts) -> ConversationRecord:
    """The conversation that an address of either kind leads to, if the one who asks may go on with it."""
    token = request.path_params.get("token")
    found = parts.store.conversations.by_secret(token) if token else _on_tablet(request, parts)
    if found is None:
        raise HTTPException(404, NO_SUCH_CONVERSATION)
    return found


def _on_tablet(request: Request, parts: Parts) -> ConversationRecord | None:
    device = known_tablet(request, parts)
    if device is None:
        raise HTTPException(401, TABLET_NOT_KNOWN)
    try:
        conversation_id = UUID(request.path_params["conversation_id"])
    except ValueError:
        return None
    return parts.store.tablet_talks.get(device.id, conversation_id)


Here = Annotated[ConversationRecord, Depends(conversation_here)]


def recording_here(recording_id: UUID, here: Here, parts: TheParts) -> UUID:
    """A recording of this conversation, or 404."""
    found = parts.store.recordings.get(recording_id)
    if found is None or found.conversation_id != here.id:
        raise HTTPException(404)
    return recording_id


ARecording = Annotated[UUID, Depends(recording_here)]


@router.put(TABLET + "/{recording_id}")
@router.put(CHAT + "/{recording_id}")
def begin(recording_id: UUID, begun: RecordingBegun, here: Here, parts: TheParts) -> dict[str, int]:
    """A recording begins, or goes on: returns the first chunk that is not here."""
    parts.limits.message(str(here.id))
    first = parts.ears.begin(here.id, recording_id, begun.question_id, begun.began_at)
    return {"missing_from": first}


@router.post(TABLET + "/{recording_id}/chunks/{seq}")
@router.post(CHAT + "/{recording_id}/chunks/{seq}")
async def keep_chunk(
    request: Request, seq: int, recording: ARecording, here: Here, parts: TheParts
) -> Response:
    """One second of it. 201: it is kept."""
    if int(request.headers.get("content-length", "0")) > MOST_BYTES:
        raise HTTPException(413)
    pcm = await request.body()
    if not pcm or len(pcm) % 2:
        return told(request, 400, NOT_READABLE)
    parts.limits.sound(str(here.id), len(pcm))
    await asyncio.to_thread(parts.ears.keep, recording, seq, pcm)
    listen = BackgroundTask(parts.ears.feed, recording, seq, pcm)
    return JSONResponse({"kept": True}, 201, background=listen)


@router.post(TABLET + "/{recording_id}/sound")
@router.post(CHAT + "/{recording_id}/sound")
async def keep_whole(request: Request, recording: ARecording, here: Here, parts: TheParts) -> Response:
    """All of it at once, as a WAV file. 201: it is kept."""
    parts.limits.message(str(here.id))
    wav = await request.body()
    try:
        pcm = (await asyncio.to_thread(Sound.from_wav, wav, MOST_CHUNKS)).pcm
    except VoiceError as error:
        return told(request, 413) if error.code == "long_sound" else told(request, 400, NOT_READABLE)
    pieces = [pcm[at : at + USUAL_BYTES] for at in range(0, len(pcm), USUAL_BYTES)]
    if not 0 < len(pieces) <= MOST_CHUNKS:
        raise HTTPException(413 if pieces else 400)
    parts.limits.sound(str(here.id), len(pcm))
    await asyncio.to_thread(parts.ears.keep_all, recording, pieces)
    return JSONResponse({"kept": True, "chunks": len(pieces)}, 201)


@router.post(TABLET + "/{recording_id}/finish")
@router.post(CHAT + "/{recording_id}/finish")
async def finish(done: RecordingDone, recording: ARecording, parts: TheParts) -> dict[str, Any]:
    """They have finished: what is missing, and what was heard if that is known in time."""
    missing, heard = await parts.ears.finish(recording, done.chunks, parts.settings.reply_seconds)
    return {"missing": missing, "heard": heard}


@router.get(TABLET + "/{recording_id}.wav")
@router.get(CHAT + "/{recording_id}.wav")
def play(request: Request, recording: ARecording, parts: TheParts) -> Response:
    """Their own voice."""
    return wav_response(request.headers, Sound(parts.store.recordings.sound(recording)).wav())


@router.delete(TABLET + "/{recording_id}")
@router.delete(CHAT + "/{recording_id}")
def erase(recording: ARecording, parts: TheParts) -> dict[str, bool]:
    """They say it again: this one is gone."""
    parts.ears.drop(recording)
    return {"gone": True}
