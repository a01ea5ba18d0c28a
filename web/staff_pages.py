"""What every page for staff shares: who is signed in, and who on a tablet asked for help."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.alarm_hiding import KINDS
from storage.alarm_records import AlarmRecord
from storage.alerts import AlertRecord
from storage.review import MANY
from storage.rights import Power, StaffRecord
from storage.store import Store
from web.alarm_view import alarm_views
from web.auth import staff_member
from web.pages import Parts, page, parts_of
from web.staff_places import links, switch
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


def who_may(power: Power) -> Callable[..., StaffRecord]:
    """A FastAPI dependency: whoever is signed in and may do this; for everybody else nothing is there."""

    def allowed(request: Request, staff: AStaffMember, parts: TheParts) -> StaffRecord:
        if staff.may(power):
            _require_not_about_them(request, staff, parts)
            return staff
        if request.url.path == HOME and request.method == "GET":  # where signing in leads to
            raise HTTPException(303, headers={"location": "/review/setup"})
        raise HTTPException(404)

    return allowed


def _require_not_about_them(request: Request, staff: StaffRecord, parts: Parts) -> None:
    """A talk with an alarm that names somebody is not there for them, nor is anything of it."""
    for name, value in request.path_params.items():
        kind = name.removesuffix("_id")
        if kind in KINDS and parts.store.alarms.hides(staff.id, kind, _as_id(value)):
            raise HTTPException(404)


def _as_id(value: object) -> UUID:
    """An identifier of an address; one of nothing if it makes no sense."""
    try:
        return UUID(str(value))
    except ValueError:
        return UUID(int=0)


AReader = Annotated[StaffRecord, Depends(who_may(Power.READ))]
AReviewer = Annotated[StaffRecord, Depends(who_may(Power.REVIEW))]
ASafeguardingLead = Annotated[StaffRecord, Depends(who_may(Power.SAFEGUARD))]
AManager = Annotated[StaffRecord, Depends(who_may(Power.MANAGE))]
AnAdministrator = Annotated[StaffRecord, Depends(who_may(Power.ADMINISTER))]

MOST_ALARMS = 3
"""On top of every page; the others stand on their own."""
HOME = "/review"
NAV = (
    ("review", "/review", "Conversations", Power.READ),
    ("heard", "/review/heard", "What we heard", Power.READ),
    ("changes", "/review/changes", "You said, we did", Power.READ),
    ("calls", "/review/calls", "Calls for help", Power.READ),
    ("alarms", "/review/alarms", "Alarms", Power.READ),
    ("people", "/review/people", "People", Power.READ),
    ("setup", "/review/setup", "Set up", None),
)
"""The links in the bar: which page, where, what it is called, and which power it asks for."""
SETUP = (
    (
        "complaints",
        "/review/complaints",
        "Complaints",
        Power.REVIEW,
        "What is to be answered, by when, and what was done.",
    ),
    (
        "duty",
        "/review/setup/duty",
        "Who is on duty",
        Power.MANAGE,
        "Who is told when somebody may be unsafe.",
    ),
    ("tablets", "/review/tablets", "Tablets", Power.MANAGE, "Add one, see what waits on it, let it go."),
    ("voice", "/review/voice", "Voice", Power.MANAGE, "What makes out spoken words here, and how fast."),
    (
        "staff",
        "/review/staff",
        "Staff",
        Power.ADMINISTER,
        "Who may do what: add them, give and take roles.",
    ),
    (
        "audit",
        "/review/audit",
        "Who read what",
        Power.MANAGE,
        "Who read, changed and took out what; a sheet of it for the person.",
    ),
    (
        "basis",
        "/review/setup/basis",
        "Legal basis",
        Power.MANAGE,
        "On which footing you work with what people say; who chose it, when and why.",
    ),
    ("export", "/review/export", "Take out", Power.MANAGE, "Answers as a file, without names."),
    (
        "retention",
        "/review/setup/retention",
        "What stays",
        Power.MANAGE,
        "How long what is kept, what went last night, and what must not go.",
    ),
    (
        "connections",
        "/review/connections",
        "Connections",
        Power.ADMINISTER,
        "Programs that may read here, and those that are told when something happens.",
    ),
)
"""What is done more rarely, on a page of its own: the same, and what it is for."""


def staff_page(  # noqa: PLR0913, PLR0917 (what every page is made of)
    request: Request,
    staff: StaffRecord,
    name: str,
    context: Mapping[str, Any],
    status: int = 200,
    at: UUID | None = None,
) -> Response:
    """A page with the bar on top, and above everything the calls that nobody has taken.

    at: the service of the one thing that the page shows; what they may do there is what it offers.
    """
    store, readable = request.app.state.parts.store, staff.services(Power.READ)
    choice = switch(store.services.all(), request, staff, at)
    bar = {
        "user": staff,
        "nav": links(NAV, staff),
        "setup": {key for key, *_ in SETUP},
        "may": staff.at(at) if at else frozenset(power for power in Power if staff.may(power)),
        "service_switch": choice,
        "at_service": choice["query"] if choice else "",
        "calls": [call_view(call) for call in store.alerts.open(readable)] if readable else [],
        "alarms": alarm_views(_alarms(store, staff)) if readable else [],
        "most_alarms": MOST_ALARMS,
        "to_listen": _at_most(store.review.wanting_listening(readable)) if readable else 0,
        "complaining": store.complaints.count_open(staff.services(Power.REVIEW), staff.id),
        "concerned": _concerned(store, staff) if readable else 0,
    }
    return page(request, name, {**bar, **context}, status)


def _concerned(store: Store, staff: StaffRecord) -> int:
    """How many concerns are open, without those whose words name whoever looks."""
    leads = staff.services(Power.SAFEGUARD)
    return store.concerns.counts(staff.services(Power.READ), leads, staff.id).open


def _alarms(store: Store, staff: StaffRecord) -> list[AlarmRecord]:
    return store.alarms.open(staff.services(Power.READ), staff.id, staff.services(Power.SAFEGUARD))


def _at_most(count: int) -> int | str:
    return count if count < MANY else f"{MANY - 1}+"


async def plain_form(request: Request) -> FormData:
    """A sent form of texts. One with files is none of ours: HTTPException(400)."""
    return await request.form(max_files=0)


AForm = Annotated[FormData, Depends(plain_form)]
"""A sent form. It is read before the route is called, so that routes are plain functions: they run in a
thread of their own, and a database that is slow keeps nobody else waiting."""


def form_id(form: FormData) -> UUID:
    """The identifier that a page gave its form, so that sent twice it is done once; else a new one."""
    try:
        return UUID(str(form.get("id", "")))
    except ValueError:
        return uuid4()


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
