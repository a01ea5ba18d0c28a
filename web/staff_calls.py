"""/review/calls: who asked for help on a tablet, who is going, and how long it took."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from storage.alerts import AlertRecord
from storage.rights import Power
from web.pages import clock, day_name
from web.staff_pages import AReader, TheParts, call_view, staff_page, waited

router = APIRouter(prefix="/review/calls", include_in_schema=False)


@router.get("")
def calls(request: Request, staff: AReader, parts: TheParts) -> Response:
    """Calls that are open, and those of the last days with how long they waited."""
    context = {"lately": [_past(call) for call in parts.store.alerts.lately(staff.services(Power.READ))]}
    return staff_page(request, staff, "staff_calls.html", context)


@router.get("/open")
def open_calls(staff: AReader, parts: TheParts) -> list[dict[str, Any]]:
    """The open calls, for the script that looks every few seconds."""
    return [call_view(call) for call in parts.store.alerts.open(staff.services(Power.READ))]


@router.post("/{call_id}/take")
def take(call_id: UUID, request: Request, staff: AReader, parts: TheParts) -> Response:
    """ "I am going": the tablet tells the person who."""
    parts.store.alerts.take(staff.services(Power.READ), call_id, staff.id)
    parts.store.audit.record(staff.id, "took_call", str(call_id))
    return _back(request)


@router.post("/{call_id}/finish")
def finish(call_id: UUID, request: Request, staff: AReader, parts: TheParts) -> Response:
    """Somebody was there."""
    parts.store.alerts.finish(staff.services(Power.READ), call_id, staff.id)
    parts.store.audit.record(staff.id, "finished_call", str(call_id))
    return _back(request)


def _back(request: Request) -> Response:
    """To the page that the button stood on, if it is one of ours."""
    came_from = request.headers.get("referer", "")
    start = str(request.base_url)
    path = "/" + came_from.removeprefix(start) if came_from.startswith(start) else ""
    return RedirectResponse(path if path.startswith("/review") else "/review/calls", 303)


def _past(call: AlertRecord) -> dict[str, Any]:
    return {
        **call_view(call),
        "when": f"{day_name(call.at)}, {clock(call.at)}",
        "waited": _minutes(call.at, call.taken_at),
        "done": clock(call.done_at) if call.done_at else None,
    }


def _minutes(start: datetime, end: datetime | None) -> str:
    if end is None:
        return "not taken"
    minutes = round((end - start).total_seconds() / 60)
    # As on the page while it waited, but without "ago".
    return "under a minute" if minutes < 1 else waited(minutes).removesuffix(" ago")
