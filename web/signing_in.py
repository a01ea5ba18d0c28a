"""/review/login: staff sign in, by a password and perhaps a code, or at the sign-in of their group."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from storage.errors import StorageError
from storage.rights import StaffRecord
from storage.second_steps import STEP_MINUTES
from web.auth import COOKIE, check_password, give_cookie, next_page, put_cookie
from web.browser_names import browser_name
from web.guessing import address_door, code_door, name_door, too_often
from web.pages import Parts, page
from web.second_step import is_right
from web.staff_pages import TheParts

STEP_COOKIE = "whatmatters_step"
WRONG = "The user name or the password is not right."
WRONG_CODE = (
    "That code is not right, or it was used already. Wait for the next one, or use a code from your paper."
)
NO_KEY = (
    "Codes of telephones cannot be checked just now: a key of this program is missing. Use a code from your "
    "paper, and tell whoever looks after this machine."
)

router = APIRouter(prefix="/review", include_in_schema=False)


@router.get("/login")
def login_page(request: Request, parts: TheParts, next: str = "/review") -> Response:  # noqa: A002 (the name in the address)
    """Where staff sign in."""
    return sign_in_page(request, parts, next)


@router.post("/login")
def sign_in(
    request: Request,
    parts: TheParts,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/review",  # noqa: A002
) -> Response:
    """Check the password; after too many wrong ones one has to wait."""
    free = parts.settings.sign_in_tries
    name, place = name_door(username, free), address_door(request, free)
    if seconds := parts.store.lockouts.begin(name, place):
        return _wait(sign_in_page(request, parts, next, too_often(seconds), username, 429), seconds)
    staff = check_password(parts.store, username, password)
    if staff is None:
        return sign_in_page(request, parts, next, WRONG, username, 401)
    parts.store.lockouts.succeeded([name.who], [place.who])
    if parts.store.second_steps.get(staff.id):
        return _to_second_step(request, parts, staff, next)
    return let_in(request, parts, staff, next)


@router.get("/login/code")
def code_page(request: Request, parts: TheParts, next: str = "/review") -> Response:  # noqa: A002
    """Where staff show a code after their password."""
    return _code_page(request, next) if _asked(request, parts) else _to_login(next)


@router.post("/login/code")
def show_code(
    request: Request,
    parts: TheParts,
    code: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form()] = "/review",  # noqa: A002
) -> Response:
    """Check a code of a telephone or of paper; each is good once."""
    staff = _asked(request, parts)
    if staff is None:
        return _to_login(next)
    free = parts.settings.sign_in_tries
    mine, place = code_door(staff.id, free), address_door(request, free)
    if seconds := parts.store.lockouts.begin(mine, place):
        return _wait(_code_page(request, next, too_often(seconds), 429), seconds)
    try:
        right = is_right(parts.store, staff.id, code)
    except StorageError as error:
        if error.code != "wrong_key":
            raise
        return _code_page(request, next, NO_KEY, 503)
    if not right:
        return _code_page(request, next, WRONG_CODE, 401)
    parts.store.lockouts.succeeded([mine.who], [place.who])
    parts.store.second_steps.forget(request.cookies[STEP_COOKIE])
    return let_in(request, parts, staff, next)


@router.post("/logout")
def sign_out(request: Request, parts: TheParts) -> Response:
    """End this browser's session."""
    if secret := request.cookies.get(COOKIE):
        parts.store.staff.sign_out(secret)
    response = RedirectResponse("/review/login", 303)
    response.delete_cookie(COOKIE, path="/review")
    return response


def sign_in_page(  # noqa: PLR0913, PLR0917 (what the page may have to say)
    request: Request, parts: Parts, wanted: str, error: str = "", username: str = "", status: int = 200
) -> Response:
    """The page on which one signs in, and what went wrong before."""
    context = {
        "error": error,
        "username": username,
        "next": next_page(wanted),
        "elsewhere": parts.openid.name if parts.openid else None,
        "elsewhere_url": f"/review/login/openid?{urlencode({'next': next_page(wanted)})}",
    }
    return page(request, "login.html", context, status)


def let_in(request: Request, parts: Parts, staff: StaffRecord, wanted: str) -> Response:
    """Sign this browser in; whoever was signed in here before is not any more."""
    if before := request.cookies.get(COOKIE):
        parts.store.staff.sign_out(before)
    secret = parts.store.staff.sign_in(staff.id, browser_name(request.headers.get("user-agent", "")))
    response = RedirectResponse(next_page(wanted), 303)
    give_cookie(request, parts, response, secret)
    response.delete_cookie(STEP_COOKIE, path="/review/login")
    return response


def _to_second_step(request: Request, parts: Parts, staff: StaffRecord, wanted: str) -> Response:
    response = RedirectResponse(f"/review/login/code?{urlencode({'next': next_page(wanted)})}", 303)
    secret, seconds = parts.store.second_steps.ask(staff.id), STEP_MINUTES * 60
    put_cookie(request, parts, response, STEP_COOKIE, secret, path="/review/login", seconds=seconds)
    return response


def _asked(request: Request, parts: Parts) -> StaffRecord | None:
    secret = request.cookies.get(STEP_COOKIE)
    return parts.store.second_steps.asked(secret) if secret else None


def _to_login(wanted: str) -> Response:
    return RedirectResponse(f"/review/login?{urlencode({'next': next_page(wanted)})}", 303)


def _code_page(request: Request, wanted: str, error: str = "", status: int = 200) -> Response:
    return page(request, "login_code.html", {"error": error, "next": next_page(wanted)}, status)


def _wait(response: Response, seconds: int) -> Response:
    response.headers["retry-after"] = str(seconds)
    return response
