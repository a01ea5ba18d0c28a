"""/review/login/openid: to the sign-in of the group, and back."""

import base64
import json
from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from web.auth import next_page, put_cookie
from web.errors import WebError
from web.openid import Begun, OpenId, Visitor
from web.openid_groups import posts_of, read_groups
from web.pages import Parts
from web.signing_in import let_in, sign_in_page
from web.staff_pages import TheParts
from web.staff_tablets import address_of

COOKIE = "whatmatters_openid"
MINUTES = 10
"""How long somebody may be away to sign in."""
HERE = "/review/login/openid"
NO_ROLE = (
    "Your organisation says who you are, but none of your groups has a role here. Ask whoever looks after "
    "accounts."
)
LOST = "That took too long, or was begun in another browser. Please start again."

router = APIRouter(prefix=HERE, include_in_schema=False)


@router.get("")
def leave(request: Request, parts: TheParts, next: str = "/review") -> Response:  # noqa: A002 (the name in the address)
    """To the provider; the browser keeps what it has to come back with."""
    openid = _openid(parts)
    try:
        address, begun = openid.begin(_back(request), next_page(next))
    except WebError as error:
        return sign_in_page(request, parts, next, str(error), status=503)
    response = RedirectResponse(address, 303)
    put_cookie(request, parts, response, COOKIE, _packed(begun), path=HERE, seconds=MINUTES * 60)
    return response


@router.get("/back")
def come_back(request: Request, parts: TheParts) -> Response:
    """From the provider: who they are, and what their groups are here."""
    openid, begun = _openid(parts), _unpacked(request.cookies.get(COOKIE, ""))
    if begun is None:
        return _refused(request, parts, "/review", LOST)
    try:
        visitor = openid.finish(begun, _back(request), request.query_params)
        response = _let_in(request, parts, visitor, begun.wanted)
    except WebError as error:
        return _refused(request, parts, begun.wanted, str(error))
    response.delete_cookie(COOKIE, path=HERE)
    return response


def _let_in(request: Request, parts: Parts, visitor: Visitor, wanted: str) -> Response:
    def service_id(slug: str) -> UUID | None:
        found = parts.store.services.by_slug(slug)
        return found.id if found else None

    posts = posts_of(visitor.groups, read_groups(parts.settings.oidc_roles), service_id)
    who = (visitor.issuer, visitor.subject, visitor.username, visitor.name)
    try:
        staff = parts.store.identities.come_in(*who, posts)
    except StorageError as error:
        if error.code != "gone":
            raise
        raise WebError("openid", str(error)) from error
    if staff is None:
        raise WebError("openid", NO_ROLE)
    return let_in(request, parts, staff, wanted)


def _refused(request: Request, parts: Parts, wanted: str, error: str) -> Response:
    response = sign_in_page(request, parts, wanted, error, status=403)
    response.delete_cookie(COOKIE, path=HERE)
    return response


def _openid(parts: Parts) -> OpenId:
    if parts.openid is None:
        raise HTTPException(404)
    return parts.openid


def _back(request: Request) -> str:
    return f"{address_of(request)}{HERE}/back"


def _packed(begun: Begun) -> str:
    return base64.urlsafe_b64encode(json.dumps(asdict(begun)).encode()).decode()


def _unpacked(packed: str) -> Begun | None:
    """What a browser kept. Nothing in it is trusted but that it is the same browser."""
    try:
        found = json.loads(base64.urlsafe_b64decode(packed))
        return Begun(**{name: str(found[name]) for name in ("state", "nonce", "verifier", "wanted")})
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
