"""The conversation for programs: the terminal chat, and whoever measures. Same path as the pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from storage.consent_kinds import AskedAt, How
from storage.consent_records import asked_to_keep
from storage.kinds import Audience, Channel, Mode
from web.chat import turn_views
from web.chat_start import open_conversation
from web.pages import Parts, parts_of

router = APIRouter(prefix="/api", include_in_schema=False)


class Opening(BaseModel):
    """Who wants to talk, by which way, and at which service: its short name, or none for the first."""

    audience: Audience = Audience.CARER
    channel: Channel = Channel.TERMINAL
    service: Annotated[str, Field(max_length=40)] = ""
    keep_words: How | None = None
    """How they said yes to the keeping of their words, if they were asked."""


@router.post("/conversations", status_code=201)
async def open_by_program(
    request: Request, opening: Opening, parts: Annotated[Parts, Depends(parts_of)]
) -> dict[str, object]:
    """Begin a conversation; returns its private token and what was said so far."""
    service = parts.store.services.by_slug(opening.service) if opening.service else parts.store.services.get()
    if service is None:
        raise HTTPException(404, "There is no such service. See its short name: whatmatters service list.")
    agreed = asked_to_keep(AskedAt.TERMINAL, opening.keep_words) if opening.keep_words else None
    token = await open_conversation(request, parts, opening.audience, opening.channel, service.id, agreed)
    found = parts.store.conversations.by_secret(token)
    assert found is not None
    turns = [turn for turn in parts.store.turns.latest(found.id) if turn.mode != Mode.OPENED]
    return {"token": token, "conversation": str(found.id), "turns": turn_views(turns)}
