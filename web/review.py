"""/review: staff read what people said, with the words that led to each tag."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.review import Filter
from web.auth import COOKIE, check_password, give_cookie, next_page
from web.limits import TooOftenError
from web.pages import Parts, page
from web.review_view import item_view
from web.staff_pages import AStaffMember, TheParts, staff_page
from web.tag_view import Desk
from web.transcript import transcript_context
from web.work_view import band

PAGE_SIZE = 25

router = APIRouter(prefix="/review", include_in_schema=False)


@router.get("/login")
def login_page(request: Request, next: str = "/review") -> Response:  # noqa: A002 (the name in the address)
    """Where staff sign in."""
    return page(request, "login.html", {"next": next_page(next)})


@router.post("/login")
async def sign_in(
    request: Request,
    parts: TheParts,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/review",  # noqa: A002
) -> Response:
    """Check the password; too many wrong ones have to wait."""
    who = (f"name:{username}", f"from:{request.client.host if request.client else ''}")
    try:
        parts.limits.sign_in(*who)
    except TooOftenError as error:
        minutes = max(1, round(error.seconds / 60))
        return _not_signed_in(
            request, username, next, f"That was tried too often. Please wait {minutes} minutes.", 429
        )
    staff = await asyncio.to_thread(check_password, parts.store, username, password)
    if staff is None:
        parts.limits.failed_sign_in(*who)
        return _not_signed_in(request, username, next, "The user name or the password is not right.", 401)
    secret = await asyncio.to_thread(parts.store.staff.sign_in, staff.id)
    response = RedirectResponse(next_page(next), 303)
    give_cookie(request, parts, response, secret)
    return response


def _not_signed_in(request: Request, username: str, wanted: str, error: str, status: int) -> Response:
    context = {"error": error, "username": username, "next": next_page(wanted)}
    return page(request, "login.html", context, status)


@router.post("/logout")
def sign_out(request: Request, parts: TheParts) -> Response:
    """End this browser's session."""
    if secret := request.cookies.get(COOKIE):
        parts.store.staff.sign_out(secret)
    response = RedirectResponse("/review/login", 303)
    response.delete_cookie(COOKIE, path="/review")
    return response


@router.get("")
def conversations(request: Request, staff: AStaffMember, parts: TheParts) -> Response:
    """The list of conversations, filtered by what stands in the address."""
    asked = request.query_params
    number = page_number(asked.get("page", ""))
    wanted, error = read_filter(dict(asked), parts)
    found, total = parts.store.review.conversations(wanted, number, PAGE_SIZE)
    names = parts.store.people.names()
    context = {
        "principles": parts.taxonomy.principles,
        "filters": {
            "principle": wanted.principle,
            "kind": wanted.audience,
            "date_from": asked.get("from"),
            "date_to": asked.get("to"),
            "listen": wanted.listen,
        },
        "items": [item_view(item, parts.taxonomy, names) for item in found],
        "page": number,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "error": error,
    }
    return staff_page(request, staff, "review_list.html", context)


@router.get("/{conversation_id}")
def conversation(
    request: Request,
    conversation_id: str,
    staff: AStaffMember,
    parts: TheParts,
    kept: str = "",
) -> Response:
    """One conversation: each answer with its voice and its evidence, then everything that was said.

    kept: the answer whose words somebody just put right. In the address may also stand `decided`: the
    one on whose tags they decided, and `open`: the tag or answer whose form is to be filled in.
    """
    try:
        found = parts.store.conversations.get(UUID(conversation_id))
    except ValueError:
        found = None
    if found is None:
        raise HTTPException(404)
    parts.store.staff.record(staff.id, "read", str(found.id))
    saved = {"id": kept, "more": parts.store.review.wanting_listening()} if kept else None
    opened, decided = (request.query_params.get(name, "") for name in ("open", "decided"))
    desk = Desk(parts.taxonomy, staff.id, f"/review/{found.id}", opened=opened)
    context = transcript_context(parts, found, desk) | {"saved": saved, "decided": decided}
    context["did"] = band(parts, staff, request.query_params.get("did", ""), f"/review/{found.id}")
    return staff_page(request, staff, "review_transcript.html", context)


def page_number(text: str) -> int:
    """The page that is asked for; the first if that makes no sense."""
    return int(text) if text.isascii() and text.isdecimal() and int(text[:9]) > 0 and len(text) < 9 else 1


def read_filter(asked: dict[str, str], parts: Parts) -> tuple[Filter, str | None]:
    """The filter that stands in an address; what cannot be read is left out and said."""
    since, until = _day(asked.get("from", "")), _day(asked.get("to", ""))
    unreadable = any(asked.get(name) and day is None for name, day in (("from", since), ("to", until)))
    known = {principle.key for principle in parts.taxonomy.principles}
    principle, audience = asked.get("principle", ""), asked.get("kind", "")
    wanted = Filter(
        principle=principle if principle in known else None,
        audience=audience or None,
        since=since,
        until=until + timedelta(days=1) if until else None,
        listen=asked.get("listen") == "yes",
    )
    return wanted, "A date could not be read. Write it as 2026-11-22." if unreadable else None


def _day(text: str) -> datetime | None:
    """The start of a day here, in UTC."""
    try:
        return datetime.combine(date.fromisoformat(text), time()).astimezone().astimezone(UTC)
    except ValueError:
        return None
