"""/review: staff read what people said, with the words that led to each tag."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.rights import Power
from web.audit import readers_of
from web.inbox import around_context, carried_on, inbox_context
from web.reading import note_reading
from web.staff_pages import AReader, TheParts, staff_page
from web.tag_view import Desk
from web.transcript import transcript_context
from web.work_view import band

router = APIRouter(prefix="/review", include_in_schema=False)


@router.get("")
def conversations(request: Request, staff: AReader, parts: TheParts) -> Response:
    """The list of conversations, filtered by what stands in the address."""
    context = inbox_context(request, parts, staff)
    note_reading(parts, staff, "read_list")
    return staff_page(request, staff, "review_list.html", context)


@router.get("/{conversation_id}")
def conversation(
    request: Request,
    conversation_id: str,
    staff: AReader,
    parts: TheParts,
    kept: str = "",
) -> Response:
    """One conversation: each answer with its voice and its evidence, then everything that was said.

    kept: the answer whose words somebody just put right. In the address may also stand `decided`: the
    one on whose tags they decided, `open`: the tag or answer whose form is to be filled in, and `in`: the
    filter of the list that they come from.
    """
    try:
        found = parts.store.conversations.get(staff.services(Power.READ), UUID(conversation_id))
    except ValueError:
        found = None
    if found is None:
        raise HTTPException(404)
    if elsewhere := carried_on(request):
        return RedirectResponse(elsewhere, 303)
    parts.store.audit.record(staff.id, "read", str(found.id))
    saved = (
        {"id": kept, "more": parts.store.review.wanting_listening(staff.services(Power.READ))}
        if kept
        else None
    )
    opened, decided = (request.query_params.get(name, "") for name in ("open", "decided"))
    may = staff.at(found.service.id)
    decides, leads = Power.REVIEW in may, Power.SAFEGUARD in may
    url = f"/review/{found.id}"
    desk = Desk(parts.taxonomy, staff.id, url, opened=opened, decides=decides, leads=leads)
    context = transcript_context(parts, found, desk) | {"saved": saved, "decided": decided}
    context["did"] = band(parts, staff, request.query_params.get("did", ""), f"/review/{found.id}")
    context["around"] = around_context(request, parts, staff, found.id)
    context["readers"] = readers_of(parts, staff, found.service.id, conversation_id=found.id)
    return staff_page(request, staff, "review_transcript.html", context, at=found.service.id)
