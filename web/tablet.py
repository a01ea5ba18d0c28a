"""/tablet: the one document that residents use, and how a tablet is paired. The talk: tablet_api.py."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.consent_kinds import QUESTIONS, Use
from web.compressed import compressed
from web.errors import WebError
from web.limits import TooOftenError
from web.pages import Parts, page, parts_of
from web.picture_files import read_picture
from web.secure_context import insecure_page, is_secure
from web.tablet_door import COOKIE, ATablet, give_cookie, known_tablet, tablet
from web.tablet_shell import MARK, modules, shell, worker

LONGEST_CODE = 40

router = APIRouter(prefix="/tablet", include_in_schema=False)
TheParts = Annotated[Parts, Depends(parts_of)]


@router.get("")
def tablet_page(
    request: Request, parts: TheParts, code: Annotated[str, Query(max_length=LONGEST_CODE)] = ""
) -> Response:
    """The document, for a paired tablet; else where the pairing code is typed."""
    if not is_secure(request):
        return insecure_page(request)
    device = known_tablet(request, parts)
    if device is None:
        return page(request, "tablet_pair.html", {"service": parts.store.services.get(), "code": code})
    context = {
        "service": parts.store.services.get(device.service_id),
        "device": device,
        "keep": QUESTIONS[Use.KEEP_WORDS],
        "modules": modules(),
    }
    found = page(request, "tablet.html", context)
    found.headers[MARK] = shell()[0]
    give_cookie(request, found, request.cookies[COOKIE])  # so that it never runs out while it is used
    return compressed(request, found)


@router.post("/pair")
async def pair(
    request: Request, parts: TheParts, code: Annotated[str, Form(max_length=LONGEST_CODE)] = ""
) -> Response:
    """Check the code; too many wrong ones have to wait."""
    who = f"pair:{request.client.host if request.client else ''}"
    try:
        parts.limits.sign_in(who)
    except TooOftenError as error:
        minutes = max(1, round(error.seconds / 60))
        return _not_paired(
            request, parts, code, f"That was tried too often. Please wait {minutes} minutes.", 429
        )
    secret = await asyncio.to_thread(parts.store.devices.pair, code)
    if secret is None:
        parts.limits.failed_sign_in(who)
        return _not_paired(
            request, parts, code, "This code is not right, or it is too old. Make a new one.", 400
        )
    response = RedirectResponse("/tablet", 303)
    give_cookie(request, response, secret)
    return response


def _not_paired(request: Request, parts: Parts, code: str, error: str, status: int) -> Response:
    context = {"service": parts.store.services.get(), "code": code, "error": error}
    return page(request, "tablet_pair.html", context, status)


@router.get("/sw.js")
def service_worker() -> Response:
    """The script that opens the tablet without us; its place decides what it may serve."""
    headers = {"service-worker-allowed": "/tablet", "cache-control": "no-cache"}
    return Response(worker(), media_type="text/javascript", headers=headers)


@router.get("/manifest.webmanifest")
def manifest() -> Response:
    """How it is installed on a home screen: the whole screen, nothing around it."""
    icon = {"src": "/static/img/icon.svg", "sizes": "any", "type": "image/svg+xml"}
    return JSONResponse(
        {
            "name": "What Matters",
            "short_name": "What Matters",
            "start_url": "/tablet",
            "scope": "/tablet",
            "display": "fullscreen",
            "background_color": "#FAF6EE",
            "theme_color": "#10504A",
            "icons": [icon],
        },
        media_type="application/manifest+json",
    )


@router.get("/pictures/{key}", dependencies=[Depends(tablet)])
def own_picture(key: str, parts: TheParts) -> Response:
    """A home's own picture."""
    path = parts.own_pictures.get(key)
    if path is None:
        raise HTTPException(404)
    # A picture is never a page: whatever is in it, nothing of it runs.
    headers = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
    try:
        kind, content = read_picture(path)
    except WebError:
        raise HTTPException(404) from None
    return Response(content, media_type=kind, headers=headers)


@router.get("/spoken/{name}.wav", dependencies=[Depends(tablet)])
def spoken(name: str, parts: TheParts) -> Response:
    """Something that is read aloud."""
    path = parts.read_aloud.file(name)
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type="audio/wav", headers=_for_ever())


@router.get("/words")
def words(request: Request, device: ATablet, parts: TheParts) -> Response:
    """Words for the writing door: those of the service that the tablet belongs to."""
    return compressed(request, JSONResponse(parts.suggestions([device.service_id])))


@router.get("/sounds", dependencies=[Depends(tablet)])
def sounds(request: Request, parts: TheParts) -> Response:
    """Everything that can be read aloud: by text and pace the sound, and when each word begins."""
    return compressed(request, JSONResponse(parts.read_aloud.known()))


def _for_ever() -> dict[str, str]:
    """Its address says what is in it, so it never has to be asked for again."""
    return {"cache-control": "private, max-age=31536000, immutable"}
