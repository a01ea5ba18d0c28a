"""/chat and /chat/<service>: what this is, and where a conversation begins."""

import asyncio
from functools import partial
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.consent_kinds import QUESTIONS, AskedAt, Use
from storage.consent_records import Asked, asked_to_keep
from storage.kinds import Audience, Channel, Mode, Steering
from storage.records import ServiceRecord
from web.pages import Parts, page, parts_of
from web.phrases import NO_SUCH_CONVERSATION
from web.slugs import know_slugs
from web.talk import Said

know_slugs()
router = APIRouter(prefix="/chat", include_in_schema=False)
TheParts = Annotated[Parts, Depends(parts_of)]


def service_of_address(request: Request, parts: TheParts) -> ServiceRecord:
    """The service whose short name stands in the address, or the first one. Raises HTTPException(404)."""
    slug = request.path_params.get("slug")
    found = parts.store.services.by_slug(slug) if slug else parts.store.services.get()
    if found is None:
        raise HTTPException(404, NO_SUCH_CONVERSATION)
    return found


AService = Annotated[ServiceRecord, Depends(service_of_address)]


@router.get("")
@router.get("/{slug:slug}")
def start_page(request: Request, service: AService) -> Response:
    """What this is, who reads it, and the button to start."""
    return _start_page(request, service, "carer")


@router.post("")
@router.post("/{slug:slug}")
async def begin(
    request: Request, parts: TheParts, service: AService, audience: Annotated[str, Form()] = ""
) -> Response:
    """Begin a conversation and lead to its private link."""
    if audience not in set(Audience):
        return _start_page(request, service, None, "Please choose who you are.")
    agreed = asked_to_keep(AskedAt.CHAT)
    token = await open_conversation(request, parts, Audience(audience), Channel.WEB, service.id, agreed)
    return RedirectResponse(f"/chat/{token}", 303)


def _start_page(request: Request, service: ServiceRecord, audience: str | None, error: str = "") -> Response:
    keep = QUESTIONS[Use.KEEP_WORDS]
    context = {"service": service, "audience": audience, "keep": keep, "error": error}
    return page(request, "chat_start.html", context, 400 if error else 200)


async def open_conversation(  # noqa: PLR0913, PLR0917 (who begins what, and where)
    request: Request,
    parts: Parts,
    audience: Audience,
    channel: Channel,
    service_id: UUID,
    agreed: Asked | None,
) -> str:
    """A new conversation in which the welcome was said, if Rasa is there; returns its secret.

    agreed: how they said yes to the keeping of their words, if they were asked.
    """
    parts.limits.conversation(request.client.host if request.client else "")
    begin_one = partial(parts.store.conversations.begin, audience, channel, service_id=service_id)
    begun = await asyncio.to_thread(begin_one, agreed=agreed)
    opened = Said(begun.id, uuid4(), "", Mode.OPENED, Steering.GREET)
    await parts.talk.keep_and_wait(opened, parts.settings.reply_seconds)
    return begun.secret
