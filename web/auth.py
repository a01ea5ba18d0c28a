"""Who is signed in: argon2 passwords, and a cookie whose secret is kept only as a hash."""

from datetime import timedelta
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from fastapi import Depends, Request
from starlette.responses import Response

from storage.rights import StaffRecord
from storage.staff import SESSION_HOURS
from storage.store import Store
from web.errors import WebError
from web.pages import Parts, parts_of
from web.weak_passwords import weakness

COOKIE = "whatmatters_staff"
SHORTEST_PASSWORD = 12
"""Characters; NIST SP 800-63B asks for at least 8 and for length before rules about kinds of characters."""

WATCHED = frozenset({"/review/calls/open"})
"""What pages ask for by themselves: no sign that somebody is there, and never refused because nobody is.
A page that was left open has to go on showing who calls for help."""

HASHER = PasswordHasher()
NOBODY = HASHER.hash("a password that nobody has")
"""Checked when nobody has the name, so that the time taken does not tell which names exist."""


def hash_password(password: str) -> str:
    """An argon2id hash. Raises WebError("short_password"), or WebError("weak_password") with what is weak."""
    if len(password) < SHORTEST_PASSWORD:
        raise WebError("short_password", f"A password needs at least {SHORTEST_PASSWORD} characters.")
    if why := weakness(password):
        raise WebError("weak_password", why)
    return HASHER.hash(password)


def check_password(store: Store, username: str, password: str) -> StaffRecord | None:
    """Who this is, if the password is right. Takes about as long for a name that nobody has."""
    found = store.staff.credentials(username)
    # Who signs in at their group has no password here, which shall not be told by the time it takes either.
    kept = found[1] if found else ""
    try:
        HASHER.verify(kept or NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return found[0] if found and kept else None


class SignedOutError(WebError):
    """Nobody is signed in, or not any more."""

    def __init__(self) -> None:
        super().__init__("signed_out", "Please sign in.")


def staff_member(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> StaffRecord:
    """The member of staff who asks (a FastAPI dependency). Raises SignedOutError: see web.signed_out."""
    secret = request.cookies.get(COOKIE)
    if not secret or not (request.url.path in WATCHED or _still_used(parts, secret)):
        raise SignedOutError
    staff = parts.store.staff.signed_in(secret)
    if staff is None:
        raise SignedOutError
    parts.limits.visit(str(staff.id))
    return staff


def _still_used(parts: Parts, secret: str) -> bool:
    minutes = parts.settings.idle_minutes
    return parts.store.sessions.still_used(secret, timedelta(minutes=minutes) if minutes else None)


def give_cookie(request: Request, parts: Parts, response: Response, secret: str) -> None:
    """Hand a browser its secret: out of reach of scripts and of other sites."""
    put_cookie(request, parts, response, COOKIE, secret, path="/review", seconds=SESSION_HOURS * 3600)


def put_cookie(  # noqa: PLR0913 (all that a cookie has)
    request: Request, parts: Parts, response: Response, name: str, secret: str, *, path: str, seconds: int
) -> None:
    """A cookie that no script reads and no other site sends, over https only if we are met so."""
    secure = request.url.scheme == "https" or parts.settings.public_url.startswith("https:")
    response.set_cookie(
        name, secret, max_age=seconds, path=path, secure=secure, httponly=True, samesite="lax"
    )


def next_page(wanted: str) -> str:
    """Where to go after signing in: only to one of our own staff pages."""
    return wanted if wanted == "/review" or wanted.startswith(("/review/", "/review?")) else "/review"
