"""The conversation for programs: the terminal chat, and whoever measures. Same path as the pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from storage.kinds import Audience, Channel, Mode
from web.chat import open_conversation, turn_views
from web.pages import Parts, parts_of

router = APIRouter(prefix="/api", include_in_schema=False)


class Opening(BaseModel):
    """Who wants to talk, and by which way."""

    audience: Audience = Audience.CARER
    channel: Channel = Channel.TERMINAL


@router.post("/conversations", status_code=201)
async def open_by_program(
    request: Request, opening: Opening, parts: Annotated[Parts, Depends(parts_of)]
) -> dict[str, object]:
    """Begin a conversation; returns its private token and what was said so far."""
    token = await open_conversation(request, parts, opening.audience, opening.channel)
    found = parts.store.conversations.by_secret(token)
    assert found is not None
    turns = [turn for turn in parts.store.turns.latest(found.id) if turn.mode != Mode.OPENED]
    return {"token": token, "conversation": str(found.id), "turns": turn_views(turns)}
