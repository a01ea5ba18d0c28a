"""Which tablet asks: a cookie that a browser gets for a pairing code, and keeps until it is revoked."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from storage.devices import DeviceRecord
from web.guessing import network
from web.pages import Parts, parts_of
from web.phrases import TABLET_NOT_KNOWN

COOKIE = "whatmatters_device"
DAYS = 400
"""The longest that browsers keep a cookie; it is given anew at every visit."""


def known_tablet(request: Request, parts: Parts) -> DeviceRecord | None:
    """The tablet that asks, if it was paired and not revoked since."""
    secret = request.cookies.get(COOKIE)
    return parts.store.devices.by_secret(secret) if secret else None


def tablet(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> DeviceRecord:
    """The tablet that asks, or 401 (a FastAPI dependency)."""
    found = known_tablet(request, parts)
    if found is None:
        parts.limits.miss(network(request))
        raise HTTPException(401, TABLET_NOT_KNOWN)
    parts.limits.visit(str(found.id))
    return found


ATablet = Annotated[DeviceRecord, Depends(tablet)]


def give_cookie(request: Request, response: Response, secret: str) -> None:
    """Hand a browser its secret: out of reach of scripts and of other sites."""
    public = request.app.state.parts.settings.public_url
    response.set_cookie(
        COOKIE,
        secret,
        max_age=DAYS * 24 * 3600,
        path="/tablet",
        secure=request.url.scheme == "https" or public.startswith("https:"),
        httponly=True,
        samesite="strict",
    )
