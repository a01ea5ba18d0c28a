"""What somebody meets who is not signed in any more: the way back, and what they had just written."""

import re
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from web.auth import SignedOutError
from web.pages import page
from web.security import SAFE_METHODS

SECRET = re.compile(r"password|pin|code|current|again|secret", re.IGNORECASE)
"""Fields that are never written into a page again."""


def add_signed_out(app: FastAPI) -> None:
    """Lead whoever is signed out to where one signs in; a form that was filled in waits on the page."""

    async def signed_out(request: Request, _: Exception) -> Response:
        written = await _written(request) if request.method not in SAFE_METHODS else []
        return _waiting(request, written) if written else _to_sign_in(request)

    app.add_exception_handler(SignedOutError, signed_out)


def _to_sign_in(request: Request) -> Response:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = here if request.method in SAFE_METHODS and here != "/review" else ""
    return RedirectResponse("/review/login" + (f"?{urlencode({'next': back})}" if back else ""), 303)


async def _written(request: Request) -> list[tuple[str, str]]:
    """Each text of a form that was filled in; nothing of anything else."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return []
    try:
        form = await request.form(max_files=0)
    except HTTPException:
        return []
    texts = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    return [(name, text) for name, text in texts if not SECRET.search(name)]


def _waiting(request: Request, written: list[tuple[str, str]]) -> Response:
    """A page that keeps the form. It does not keep it on the server: nobody knows who they are."""
    query = f"?{request.url.query}" if request.url.query else ""
    context = {
        "action": request.url.path + query,
        "written": written,
        "texts": [text for _, text in written if " " in text.strip()],
    }
    return page(request, "signed_out.html", context, 401)
