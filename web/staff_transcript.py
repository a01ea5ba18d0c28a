"""/review/<conversation>/said: everything that was said, a page at a time."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from storage.rights import Power
from web.review_view import heading
from web.staff_pages import AReader, TheParts, staff_page
from web.transcript import turn_lines

AT_ONCE = 50
"""Turns on a page."""

router = APIRouter(prefix="/review", include_in_schema=False)

ANumber = Annotated[int, Query(ge=0, lt=2**31)]
"""The number of a turn, within what a database counts with."""


@router.get("/{conversation_id}/said")
def said(  # noqa: PLR0913, PLR0917 (what FastAPI hands in, and the place in the conversation)
    request: Request,
    conversation_id: UUID,
    staff: AReader,
    parts: TheParts,
    after: ANumber = 0,
    before: ANumber | None = None,
) -> Response:
    """From the beginning, or the turns after one, or those before one."""
    found = parts.store.conversations.get(staff.services(Power.READ), conversation_id)
    if found is None:
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "read", str(found.id))
    turns, here = parts.store.turns, {found.service.id}
    if before is not None:
        shown = turns.latest(found.id, AT_ONCE, before)
    else:
        shown = turns.since(found.id, after, AT_ONCE)
    hidden = parts.store.apart.hidden(found.id)
    first, last = (shown[0].seq, shown[-1].seq) if shown else (0, 0)
    person = parts.store.people.get(here, found.person_id) if found.person_id else None
    recordings = {each.id for each in parts.store.recordings.of_conversation(here, found.id)}
    context = {
        "conversation": heading(found, person.name if person else None),
        "url": f"/review/{found.id}",
        "turns": turn_lines(parts, [turn for turn in shown if turn.seq not in hidden], recordings),
        "earlier": first if turns.latest(found.id, 1, first) else None,
        "later": last if turns.since(found.id, last, 1) else None,
    }
    return staff_page(request, staff, "review_said.html", context, at=found.service.id)
