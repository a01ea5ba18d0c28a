"""/review/account: one's own password, and the browsers one is signed in with."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.rights import StaffRecord
from storage.sessions import BrowserRecord
from web.auth import COOKIE, check_password, give_cookie, hash_password
from web.browser_names import browser_name
from web.errors import WebError
from web.guessing import code_door, too_often
from web.pages import Parts, clock, day_name, day_within
from web.staff_pages import AStaffMember, TheParts, staff_page

DONE = {
    "password": "Your password is changed. Every other browser was signed out.",
    "browser": "That browser is signed out.",
    "everywhere": "Every other browser is signed out.",
    "off": "The second step is off.",
}
NOT_THE_SAME = "The two new passwords are not the same. Write the new one twice."
NOT_YOURS = "That is not your password. Write the one that you signed in with."

router = APIRouter(prefix="/review/account", include_in_schema=False)


@router.get("")
def account(request: Request, staff: AStaffMember, parts: TheParts, done: str = "") -> Response:
    """Everything about one's own sign-in."""
    return account_page(request, staff, parts, done=DONE.get(done, ""))


@router.post("/password")
def change_password(  # noqa: PLR0913, PLR0917 (what is sent)
    request: Request,
    staff: AStaffMember,
    parts: TheParts,
    current: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Another password. This browser stays signed in, all others are not."""
    try:
        require_own_password(parts, staff, current)
        hashed = _new_hash(new, again)
    except WebError as error:
        return account_page(request, staff, parts, error=str(error), field="current", status=400)
    parts.store.staff.set_password(staff.username, hashed)
    parts.store.audit.record(staff.id, "changed_password")
    return _stay(request, parts, staff)


@router.post("/browsers/others")
def sign_out_others(request: Request, staff: AStaffMember, parts: TheParts) -> Response:
    """Sign out everywhere but here."""
    parts.store.sessions.end_all(staff.id, but=request.cookies.get(COOKIE, ""))
    return RedirectResponse("/review/account?done=everywhere#browsers", 303)


@router.post("/browsers/{browser_id}")
def sign_out_one(browser_id: str, staff: AStaffMember, parts: TheParts) -> Response:
    """Sign one browser out."""
    if not parts.store.sessions.end(staff.id, browser_id):
        raise HTTPException(404)
    return RedirectResponse("/review/account?done=browser#browsers", 303)


def require_own_password(parts: Parts, staff: StaffRecord, password: str) -> None:
    """Make sure that it is them, not somebody at a browser they left. Raises WebError."""
    door = code_door(staff.id, parts.settings.sign_in_tries)
    if seconds := parts.store.lockouts.begin(door):
        raise WebError("too_often", too_often(seconds))
    if check_password(parts.store, staff.username, password) is None:
        raise WebError("wrong_password", NOT_YOURS)
    parts.store.lockouts.succeeded([door.who])


def account_page(  # noqa: PLR0913 (what the page may have to say)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    *,
    done: str = "",
    error: str = "",
    field: str = "",
    status: int = 200,
) -> Response:
    """The page, and what was just done or went wrong."""
    browsers = parts.store.sessions.of(staff.id, request.cookies.get(COOKIE, ""))
    step = parts.store.second_steps.get(staff.id)
    context = {
        "done": done,
        "error": error,
        "field": field,
        "elsewhere": _elsewhere(parts, staff),
        "browsers": [_view(browser) for browser in browsers],
        "step": {
            "since": day_within(step.on_at),
            "left": step.codes_left,
        }
        if step
        else None,
        "idle_minutes": parts.settings.idle_minutes,
    }
    return staff_page(request, staff, "account.html", context, status)


def _new_hash(new: str, again: str) -> str:
    if new != again:
        raise WebError("not_the_same", NOT_THE_SAME)
    return hash_password(new)


def _elsewhere(parts: Parts, staff: StaffRecord) -> str | None:
    """What the sign-in is called that they come by instead of a password."""
    return parts.settings.oidc_name if parts.store.identities.has(staff.id) else None


def _stay(request: Request, parts: Parts, staff: StaffRecord) -> Response:
    secret = parts.store.staff.sign_in(staff.id, browser_name(request.headers.get("user-agent", "")))
    response = RedirectResponse("/review/account?done=password", 303)
    give_cookie(request, parts, response, secret)
    return response


def _view(browser: BrowserRecord) -> dict[str, Any]:
    seen = browser.seen_at or browser.since
    return {
        "id": browser.id,
        "name": browser.browser or "A browser",
        "since": f"{day_name(browser.since)}, {clock(browser.since)}",
        "seen": f"{day_name(seen)}, {clock(seen)}",
        "is_this": browser.is_this,
    }
