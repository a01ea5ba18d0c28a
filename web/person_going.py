"""/review/people/.../copy and /erase: all that is kept about somebody as a file; and their going for good."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.keeping_records import ErasurePlan
from storage.rights import Power, StaffRecord
from web.keeping_words import counted, hold_view, outside_view
from web.pages import Parts
from web.person_copy import person_copy
from web.staff_pages import AForm, AManager, TheParts, staff_page

router = APIRouter(prefix="/review/people/{person_id}", include_in_schema=False)

OTHER_NAME = "Write the name just as it stands above. Nothing was erased."


@router.post("/copy")
def take_copy(person_id: UUID, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """Everything about them in one file. That it was taken is written down before its first letter goes."""
    within, safety = staff.services(Power.MANAGE), "safety" in form
    hidden = parts.store.alarms.hidden_talks(within, staff.id)
    pieces = person_copy(
        parts.store, parts.taxonomy, within, person_id, without_safety=not safety, without_talks=hidden
    )
    if pieces is None:
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "copied_person", str(person_id))
    name = f"what-we-keep-{person_id}-{datetime.now().astimezone():%Y-%m-%d}.zip"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


@router.get("/erase")
def look(person_id: UUID, request: Request, staff: AManager, parts: TheParts) -> Response:
    """What would go, what has to be seen to besides, and where one says yes to it."""
    return _page(request, staff, _plan(parts, staff, person_id))


@router.post("/erase")
def erase(person_id: UUID, request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """They go for good, if their name was typed."""
    plan = _plan(parts, staff, person_id)
    if _plain(str(form.get("name", ""))) != _plain(plan.name):
        return _page(request, staff, plan, error=OTHER_NAME, status=400)
    try:
        done = parts.store.erasures.person(staff.services(Power.MANAGE), person_id, staff.id)
    except StorageError as error:
        if error.code != "held":
            raise
        return _page(request, staff, _plan(parts, staff, person_id), error=str(error), status=409)
    parts.store.heard.upkeep.freshen({done.service_id})
    context = {"plan": done, "counts": counted(done.counts), "outside": outside_view(done.outside)}
    return staff_page(request, staff, "staff_erased.html", context, at=done.service_id)


def _plan(parts: Parts, staff: StaffRecord, person_id: UUID) -> ErasurePlan:
    plan = parts.store.erasures.plan(staff.services(Power.MANAGE), person_id)
    if plan is None:
        raise HTTPException(404)
    return plan


def _page(
    request: Request, staff: StaffRecord, plan: ErasurePlan, *, error: str | None = None, status: int = 200
) -> Response:
    context: dict[str, Any] = {
        "plan": plan,
        "counts": counted(plan.counts),
        "outside": outside_view(plan.outside),
        "holds": [hold_view(each) for each in plan.holds],
        "error": error,
    }
    return staff_page(request, staff, "staff_erase.html", context, status, at=plan.service_id)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
