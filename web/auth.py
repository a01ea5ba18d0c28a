"""Signing in: argon2 passwords, a cookie whose secret is kept only as a hash, and limits on guessing."""

from typing import Annotated
from urllib.parse import urlencode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from storage.rights import StaffRecord
from storage.staff import SESSION_HOURS
from storage.store import Store
from web.errors import WebError
from web.pages import Parts, parts_of

COOKIE = "whatmatters_staff"
SHORTEST_PASSWORD = 12
"""Characters; NIST SP 800-63B asks for at least 8 and for length before rules about kinds of characters."""

_hasher = PasswordHasher()
# Checked when nobody has the name, so that the time taken does not tell which names exist.
_NOBODY = _hasher.hash("a password that nobody has")


def hash_password(password: str) -> str:
    """An argon2id hash. Raises WebError("short_password")."""
    if len(password) < SHORTEST_PASSWORD:
        raise WebError("short_password", f"A password needs at least {SHORTEST_PASSWORD} characters.")
    return _hasher.hash(password)


def check_password(store: Store, username: str, password: str) -> StaffRecord | None:
    """Who this is, if the password is right. Takes about as long for a name that nobody has."""
    found = store.staff.credentials(username)
    try:
        _hasher.verify(found[1] if found else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return found[0] if found else None


def staff_member(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> StaffRecord:
    """The member of staff who asks; everybody else is led to sign in (a FastAPI dependency)."""
    secret = request.cookies.get(COOKIE)
    staff = parts.store.staff.signed_in(secret) if secret else None
    if staff is None:
        asked_for = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        to = f"/review/login?{urlencode({'next': asked_for})}" if asked_for != "/review" else "/review/login"
        raise HTTPException(303, headers={"location": to})
    return staff


def give_cookie(request: Request, parts: Parts, response: Response, secret: str) -> None:
    """Hand a browser its secret: out of reach of scripts and of other sites."""
    secure = request.url.scheme == "https" or parts.settings.public_url.startswith("https:")
    response.set_cookie(
        COOKIE,
        secret,
        max_age=SESSION_HOURS * 3600,
        path="/review",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def next_page(wanted: str) -> str:
    """Where to go after signing in: only to one of our own staff pages."""
    return wanted if wanted == "/review" or wanted.startswith(("/review/", "/review?")) else "/review"
