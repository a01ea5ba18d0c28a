"""Somebody's own words, said back to them in the manner that they like."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from voice.speaking import LONGEST
from web.chat import AVisit
from web.pages import Parts, parts_of
from web.tablet_door import ATablet

router = APIRouter(include_in_schema=False)
TheParts = Annotated[Parts, Depends(parts_of)]


class Saying(BaseModel):
    """What is to be said."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    person_id: UUID | None = None
    """On a tablet: whose manner is used."""


@router.post("/tablet/say")
async def say_on_tablet(saying: Saying, parts: TheParts, device: ATablet) -> dict[str, Any]:
    """For somebody at a tablet."""
    parts.limits.message(str(device.id))
    return await _said(parts, saying.text, saying.person_id)


@router.post("/chat/{token}/say")
async def say_in_chat(saying: Saying, here: AVisit) -> dict[str, Any]:
    """For somebody with a private link."""
    here.parts.limits.message(str(here.conversation.id))
    return await _said(here.parts, saying.text, here.conversation.person_id)


async def _said(parts: Parts, text: str, person_id: UUID | None) -> dict[str, Any]:
    person = await asyncio.to_thread(parts.store.people.get, person_id) if person_id else None
    return await asyncio.to_thread(parts.say_back.say, text, person.profile if person else None)
