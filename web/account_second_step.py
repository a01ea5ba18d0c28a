"""/review/account/second-step: turn the second step on and off, and get other codes for paper."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from storage.errors import StorageError
from storage.rights import StaffRecord
from web.account import account_page, require_own_password
from web.errors import WebError
from web.guessing import code_door, too_often
from web.pages import Parts
from web.qr import qr_address
from web.second_step import half_minute, new_codes, new_secret, secret_address
from web.staff_pages import AStaffMember, TheParts, staff_page

HERE = "/review/account/second-step"
WRONG = "That code is not right. Type the six figures that your telephone shows now."

router = APIRouter(prefix=HERE, include_in_schema=False)


@router.post("/begin")
def begin(
    request: Request, staff: AStaffMember, parts: TheParts, current: Annotated[str, Form()] = ""
) -> Response:
    """Make a secret for a telephone. It is asked for only once a code of it was right."""
    if refused := _refused(request, staff, parts, current):
        return refused
    try:
        parts.store.second_steps.begin(staff.id, new_secret())
    except StorageError as error:
        if error.code not in ("taken", "wrong_key"):
            raise
        return _problem(request, staff, parts, error)
    return RedirectResponse(HERE, 303)


@router.get("")
def set_up(request: Request, staff: AStaffMember, parts: TheParts) -> Response:
    """The square for the telephone, while it is being set up."""
    return _set_up_page(request, staff, parts)


@router.post("")
def turn_on(
    request: Request,
    staff: AStaffMember,
    parts: TheParts,
    code: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """A first code was typed: if it is right, the second step is on, and codes for paper are shown once."""
    secret = _being_set_up(parts, staff)
    if secret is None:
        return RedirectResponse("/review/account", 303)
    door = code_door(staff.id, parts.settings.sign_in_tries)
    if seconds := parts.store.lockouts.begin(door):
        return _set_up_page(request, staff, parts, too_often(seconds), 429)
    counter, codes = half_minute(secret, code), new_codes()
    if counter is None or not parts.store.second_steps.turn_on(staff.id, counter, codes):
        return _set_up_page(request, staff, parts, WRONG, 400)
    parts.store.lockouts.succeeded([door.who])
    return staff_page(request, staff, "account_codes.html", {"codes": codes, "first": True})


@router.post("/codes")
def other_codes(
    request: Request, staff: AStaffMember, parts: TheParts, current: Annotated[str, Form()] = ""
) -> Response:
    """Other codes for paper; those before are good no more."""
    if refused := _refused(request, staff, parts, current):
        return refused
    if parts.store.second_steps.get(staff.id) is None:
        return RedirectResponse("/review/account", 303)
    codes = new_codes()
    parts.store.second_steps.new_codes(staff.id, codes)
    return staff_page(request, staff, "account_codes.html", {"codes": codes, "first": False})


@router.post("/off")
def turn_off(
    request: Request, staff: AStaffMember, parts: TheParts, current: Annotated[str, Form()] = ""
) -> Response:
    """The password alone is enough again."""
    if refused := _refused(request, staff, parts, current):
        return refused
    parts.store.second_steps.turn_off(staff.id)
    return RedirectResponse("/review/account?done=off", 303)


def _refused(request: Request, staff: StaffRecord, parts: Parts, current: str) -> Response | None:
    """The page with the reason, if that is not their own password; none if it is."""
    try:
        require_own_password(parts, staff, current)
    except WebError as error:
        return _problem(request, staff, parts, error)
    return None


def _problem(request: Request, staff: StaffRecord, parts: Parts, error: Exception) -> Response:
    return account_page(request, staff, parts, error=str(error), field="current-step", status=400)


def _being_set_up(parts: Parts, staff: StaffRecord) -> str | None:
    """The secret, as long as it is not in use: it is never shown again then."""
    return None if parts.store.second_steps.get(staff.id) else parts.store.second_steps.secret(staff.id)


def _set_up_page(
    request: Request, staff: StaffRecord, parts: Parts, error: str = "", status: int = 200
) -> Response:
    secret = _being_set_up(parts, staff)
    if secret is None:
        return RedirectResponse("/review/account", 303)
    address = secret_address(secret, staff.username, parts.settings.service_name)
    context = {
        "error": error,
        "qr": qr_address(address),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return staff_page(request, staff, "account_second_step.html", context, status)
