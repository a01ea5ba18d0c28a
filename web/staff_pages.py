"""What every page for staff shares: who is signed in, and who on a tablet asked for help."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.alerts import AlertRecord
from storage.rights import Power, StaffRecord
from web.auth import staff_member
from web.pages import Parts, page, parts_of
from web.tablet_pack import HELP_MINUTES

TheParts = Annotated[Parts, Depends(parts_of)]


def at_chosen_service(
    staff: Annotated[StaffRecord, Depends(staff_member)], parts: TheParts, service: str = ""
) -> StaffRecord:
    """Who is signed in, looking at the service that stands in the address, or at all of theirs.

    Raises HTTPException(404) for a service at which they may do nothing.
    """
    if not service:
        return staff
    found = parts.store.services.by_slug(service)
    if found is None or found.id not in staff.everywhere():
        raise HTTPException(404)
    return staff.only_at(found.id)


AStaffMember = Annotated[StaffRecord, Depends(at_chosen_service)]
"""Whoever is signed in, also without any role."""


def who_may(power: Power) -> Callable[[StaffRecord], StaffRecord]:
    """A FastAPI dependency: whoever is signed in and may do this; for everybody else nothing is there."""

    def allowed(staff: AStaffMember) -> StaffRecord:
        if not staff.may(power):
            raise HTTPException(404)
        return staff

    return allowed


AReader = Annotated[StaffRecord, Depends(who_may(Power.READ))]
AReviewer = Annotated[StaffRecord, Depends(who_may(Power.REVIEW))]
ASafeguardingLead = Annotated[StaffRecord, Depends(who_may(Power.SAFEGUARD))]
AManager = Annotated[StaffRecord, Depends(who_may(Power.MANAGE))]
AnAdministrator = Annotated[StaffRecord, Depends(who_may(Power.ADMINISTER))]

NAV = (
    ("review", "/review", "Conversations"),
    ("heard", "/review/heard", "What we heard"),
    ("changes", "/review/changes", "You said, we did"),
    ("calls", "/review/calls", "Calls for help"),
    ("people", "/review/people", "People"),
    ("tablets", "/review/tablets", "Tablets"),
    ("voice", "/review/voice", "Voice"),
)
"""The links in the bar: which page, where, and what it is called."""


def staff_page(
    request: Request, staff: StaffRecord, name: str, context: Mapping[str, Any], status: int = 200
) -> Response:
    """A page with the bar on top, and above everything the calls that nobody has taken."""
    store = request.app.state.parts.store
    calls = [call_view(call) for call in store.alerts.open()]
    bar = {"user": staff, "nav": NAV, "calls": calls, "to_listen": store.review.wanting_listening()}
    bar["concerned"] = store.concerns.counts(staff.services(Power.READ)).open
    return page(request, name, {**bar, **context}, status)


async def plain_form(request: Request) -> FormData:
    """A sent form of texts. One with files is none of ours: HTTPException(400)."""
    return await request.form(max_files=0)


def call_view(call: AlertRecord) -> dict[str, Any]:
    """A call for help as staff see it, with its clock."""
    minutes = int((datetime.now(UTC) - call.at).total_seconds() // 60)
    return {
        "id": str(call.id),
        "who": call.person or "Somebody",
        "place": call.place or "a tablet",
        "at": call.at,
        "minutes": minutes,
        "since": waited(minutes),
        "late": call.taken_at is None and minutes >= HELP_MINUTES,
        "taken_by": call.taken_by,
        "conversation": str(call.conversation_id) if call.conversation_id else None,
    }


def waited(minutes: int) -> str:
    """How long ago, as one says it: "just now", "3 minutes ago", "2 hours ago"."""
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''} ago"
    hours = minutes // 60
    return f"{hours} hour{'s' if hours > 1 else ''} ago" if hours < 48 else f"{hours // 24} days ago"
