"""Somebody's own words, said back to them in the manner that they like. The sound is not kept."""

import asyncio
import base64
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from voice.clips import in_utf16
from voice.errors import VoiceError
from voice.manner import Manner
from voice.speaking import LONGEST
from web.chat import AVisit
from web.pages import Parts, parts_of
from web.read_aloud import USUAL, ReadAloud
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
    return await _said(parts, saying.text, device.service_id, saying.person_id)


@router.post("/chat/{token}/say")
async def say_in_chat(saying: Saying, here: AVisit) -> dict[str, Any]:
    """For somebody with a private link."""
    here.parts.limits.message(str(here.conversation.id))
    talk = here.conversation
    return await _said(here.parts, saying.text, talk.service.id, talk.person_id)


async def _said(parts: Parts, text: str, service_id: UUID, person_id: UUID | None) -> dict[str, Any]:
    person = await asyncio.to_thread(parts.store.people.get, {service_id}, person_id) if person_id else None
    manner = Manner.of(asdict(person.profile)) if person else USUAL
    return await asyncio.to_thread(said, parts.read_aloud, text, manner)


def said(aloud: ReadAloud, text: str, manner: Manner = USUAL) -> dict[str, Any]:
    """The sound of a text, and its words as JavaScript counts; without a voice `wav` is None."""
    try:
        clip = aloud.say(text, manner)
    except VoiceError:
        clip = None
    if clip is None:
        return {"wav": None, "words": []}
    words = [word._asdict() for word in in_utf16(text, clip.words)]
    return {"wav": base64.b64encode(clip.wav).decode(), "ms": clip.ms, "words": words}
