"""/review: staff read what people said, with the words that led to each tag."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from web.auth import COOKIE, check_password, give_cookie, next_page
from web.inbox import around_context, carried_on, inbox_context
from web.limits import TooOftenError
from web.pages import page
from web.staff_pages import AStaffMember, TheParts, staff_page
from web.tag_view import Desk
from web.transcript import transcript_context
from web.work_view import band

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
    return staff_page(request, staff, "review_list.html", inbox_context(request, parts, staff))


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
    one on whose tags they decided, `open`: the tag or answer whose form is to be filled in, and `in`: the
    filter of the list that they come from.
    """
    try:
        found = parts.store.conversations.get(UUID(conversation_id))
    except ValueError:
        found = None
    if found is None:
        raise HTTPException(404)
    if elsewhere := carried_on(request):
        return RedirectResponse(elsewhere, 303)
    parts.store.staff.record(staff.id, "read", str(found.id))
    saved = {"id": kept, "more": parts.store.review.wanting_listening()} if kept else None
    opened, decided = (request.query_params.get(name, "") for name in ("open", "decided"))
    desk = Desk(parts.taxonomy, staff.id, f"/review/{found.id}", opened=opened)
    context = transcript_context(parts, found, desk) | {"saved": saved, "decided": decided}
    context["did"] = band(parts, staff, request.query_params.get("did", ""), f"/review/{found.id}")
    context["around"] = around_context(request, parts, staff, found.id)
    return staff_page(request, staff, "review_transcript.html", context)
