"""The plain door beside https: it helps a tablet to trust us, and sends everything else to https."""

from fastapi import FastAPI
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import URL
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from web.compressed import CheckedFiles
from web.pages import STATIC
from web.security import Guarded
from web.trust import Trust
from web.trust_page import PAGE, trust_router

NEEDED = {
    "/static/css/base.css",
    "/static/css/page.css",
    "/static/font/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "/static/img/icon.svg",
    "/static/img/pictos.svg",
    "/static/js/trust.js",
}
"""Of the static files, those of the page; in the clear there is nothing else."""


def trust_door(trust: Trust) -> FastAPI:
    """The application behind the plain door."""
    app = FastAPI(title="What Matters", openapi_url=None)
    app.add_api_route("/", _to_the_page, include_in_schema=False)
    app.include_router(trust_router(trust))
    app.router.routes.append(Route("/{rest:path}", Rest(trust), include_in_schema=False))
    app.add_middleware(Guarded)
    return app


def _to_the_page() -> Response:
    """Whoever typed only our address looks for this."""
    return RedirectResponse(PAGE, 307)


class Rest:
    """What the page needs; for everything else, the same place under https, with what was brought."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._files = CheckedFiles(directory=STATIC.parent)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        url = URL(scope=scope)
        if url.path in NEEDED:
            await self._files(scope, receive, send)
            return
        there = f"{self._trust.address(url.hostname)}{url.path}" + (f"?{url.query}" if url.query else "")
        await RedirectResponse(there, 307)(scope, receive, send)
