"""/review/setup/duty: who is told of an alarm, when and how, and how long an alarm waits for them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.alarm_records import Rung
from storage.duties import MOST_LETTERS, ClockRecord, DutyRecord
from storage.errors import StorageError
from storage.records import ServiceRecord
from storage.rights import Power, StaffRecord
from web.alarm_view import RUNGS
from web.errors import WebError
from web.pages import Parts
from web.pushes import require_push
from web.staff_pages import AForm, AManager, TheParts, form_id, staff_page
from web.staff_places import chosen_place, places

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TEXTS = ("name", "starts", "ends", "email", "push", "also_called")
MINUTES = ("second_minutes", "manager_minutes", "soon_minutes", "going_minutes")
REFUSED = ("unusable", "changed", "not_sent")

router = APIRouter(prefix="/review/setup/duty", include_in_schema=False)


@router.get("")
def duty(request: Request, staff: AManager, parts: TheParts) -> Response:
    """The list, and the clock."""
    return _page(request, staff, parts)


@router.post("")
def write(request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """A new line, or one that is other now."""
    service_id = _service(staff, form)
    try:
        line = _line(form, service_id)
        if line.push:
            require_push(line.push, private=parts.settings.private_webhooks)
        kept = parts.store.duties.write(staff.services(Power.MANAGE), line)
    except (StorageError, WebError) as error:
        if error.code not in REFUSED:
            raise
        return _page(request, staff, parts, error=str(error), form=form)
    if kept is None:
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "changed_duty", str(kept.staff_id or ""))
    return RedirectResponse(f"/review/setup/duty#line-{kept.id}", 303)


@router.post("/clock")
def clock(request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """How long an alarm waits."""
    service_id = _service(staff, form)
    numbers = {name: _number(form, name) for name in (*MINUTES, "version")}
    hours = {name: str(form.get(name, "")) for name in ("work_from", "work_to")}
    try:
        kept = parts.store.duties.set_clock(
            staff.services(Power.MANAGE),
            ClockRecord(service_id=service_id, **numbers, **hours),  # type: ignore[arg-type]
        )
    except StorageError as error:
        if error.code not in REFUSED:
            raise
        return _page(request, staff, parts, error=str(error))
    if kept is None:
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "changed_alarm_clock")
    return RedirectResponse("/review/setup/duty#clock", 303)


@router.post("/{duty_id:uuid}/remove")
def remove(duty_id: UUID, staff: AManager, parts: TheParts) -> Response:
    """They are told no more."""
    if not parts.store.duties.remove(staff.services(Power.MANAGE), duty_id):
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "removed_duty")
    return RedirectResponse("/review/setup/duty", 303)


def _service(staff: StaffRecord, form: FormData) -> UUID:
    found = chosen_place(staff, Power.MANAGE, str(form.get("service", "")))
    if found is None:
        raise HTTPException(404)
    return found


def _line(form: FormData, service_id: UUID) -> DutyRecord:
    rung, account = _number(form, "rung"), str(form.get("account", ""))
    if rung not in set(Rung):
        raise StorageError("unusable", "Choose when they are told.")
    days = tuple(int(day) for day in map(str, form.getlist("day")) if day in set("0123456"))
    texts = {name: str(form.get(name, "")) for name in TEXTS}
    found = DutyRecord(service_id, rung=Rung(rung), days=days, version=_number(form, "version"), **texts)  # type: ignore[arg-type]
    return replace(found, id=form_id(form), staff_id=_account(account))


def _account(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise StorageError("unusable", "There is no such account. Choose another, or none.") from None


def _number(form: FormData, name: str) -> int:
    text = str(form.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


def _page(
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    error: str | None = None,
    form: FormData | None = None,
) -> Response:
    context = {
        "groups": [_group(parts, place) for place in places(parts, staff, Power.MANAGE)],
        "rungs": {int(rung): label for rung, label in RUNGS.items()},
        "days": DAYS,
        "most": MOST_LETTERS,
        "error": error,
        "draft": _draft(form) if form else None,
        "mail_is_set": bool(parts.settings.smtp_host),
    }
    return staff_page(request, staff, "staff_duty.html", context, 400 if error else 200)


def _draft(form: FormData) -> Mapping[str, Any]:
    """What was written and not kept, to stand in its form again."""
    names = (*TEXTS, "rung", "account", "service", "id", "version")
    return {name: str(form.get(name, "")) for name in names} | {"days": list(map(str, form.getlist("day")))}


def _group(parts: Parts, place: ServiceRecord) -> dict[str, Any]:
    here = {place.id}
    return {
        "service": place,
        "lines": [_view(each) for each in parts.store.duties.all(here)],
        "clock": parts.store.duties.clock(place.id),
        "accounts": [(str(each.id), each.name) for each in parts.store.grants.everyone(here)],
        "new_id": str(uuid4()),
    }


def _view(line: DutyRecord) -> dict[str, Any]:
    whole = line.starts == line.ends
    hours = "day and night" if whole else f"{line.starts} to {line.ends}"
    days = "every day" if len(line.days) == 7 else ", ".join(DAYS[day] for day in line.days)
    return {
        "id": str(line.id),
        "version": line.version,
        "name": line.name,
        "rung": int(line.rung),
        "rung_label": RUNGS[line.rung],
        "days": [str(day) for day in line.days],
        "starts": line.starts,
        "ends": line.ends,
        "when": f"{days}, {hours}",
        "email": line.email,
        "push": line.push,
        "push_kind": line.push.partition(":")[0],
        "also_called": line.also_called,
        "account": str(line.staff_id) if line.staff_id else "",
        "on_duty": line.on_duty,
    }
