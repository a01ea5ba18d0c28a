"""The web application: routes and their wrapping. Its parts come from web.assembly."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.middleware.trustedhost import TrustedHostMiddleware

from storage.errors import StorageError
from web import (
    chat,
    chat_api,
    chat_start,
    listen,
    recordings,
    say,
    tablet,
    tablet_api,
    tablet_replies,
    understood,
)
from web.api import mounted
from web.compressed import CheckedFiles
from web.kept_choice import ChoiceKept
from web.pages import STATIC, Parts, add_error_pages, page
from web.security import Guarded
from web.signed_out import add_signed_out
from web.staff_routers import staff_routers
from web.trust_page import trust_router

log = logging.getLogger(__name__)

Chore = Callable[[], object]
CHORE_SECONDS = 60.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def make_app(parts: Parts, actions: APIRouter, chore: Chore) -> FastAPI:
    """The application around its parts; `chore` is done once a minute, in a thread."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        keeping_up = (
            parts.read_aloud,
            parts.ears,
            parts.messenger,
            parts.store.heard.upkeep,
            parts.store.search,
        )
        chores = (chore, *(each.keep_up for each in keeping_up))
        endless = (parts.talk.look_around(), *map(_now_and_then, chores))
        lasting = [asyncio.create_task(each) for each in endless]
        yield
        parts.read_aloud.close()
        await asyncio.to_thread(parts.ears.close)
        for each in lasting:
            each.cancel()
        await asyncio.gather(*lasting, return_exceptions=True)
        await parts.talk.close()

    app = FastAPI(title="What Matters", lifespan=lifespan, openapi_url=None)
    app.state.parts = parts
    app.include_router(actions)
    app.include_router(chat_start.router)  # before /chat/<secret>
    app.include_router(chat.router)
    app.include_router(understood.router)
    app.include_router(chat_api.router)
    for spoken in (recordings, listen, say):
        app.include_router(spoken.router)
    for router in staff_routers():
        app.include_router(router)
    for page_of in (tablet, tablet_api, tablet_replies):
        app.include_router(page_of.router)
    app.include_router(trust_router(parts.trust))
    app.mount("/static", CheckedFiles(directory=STATIC), name="static")
    app.router.routes.append(mounted(parts))
    add_error_pages(app)
    add_signed_out(app)
    app.add_api_route("/", _landing, include_in_schema=False)
    app.add_api_route("/health", _health, include_in_schema=False)
    app.add_middleware(ChoiceKept)
    app.add_middleware(Guarded, public_url=parts.settings.public_url)
    if parts.settings.host in LOOPBACK and not parts.settings.public_url:
        # A page of another site cannot reach us by giving its own name our address.
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
    return app


async def _now_and_then(chore: Chore) -> None:
    while True:
        try:
            await asyncio.to_thread(chore)
        except StorageError as error:
            log.warning("A chore waits: %s", error)
        except Exception as error:  # noqa: BLE001 (what fails now may go well in a minute; its words stay unlogged)
            log.error("A chore failed: %s", type(error).__name__)  # noqa: TRY400
        await asyncio.sleep(CHORE_SECONDS)


def _landing(request: Request) -> Response:
    """The doors: to talk, at each service, and to read."""
    return page(request, "index.html", {"services": request.app.state.parts.store.services.all()})


async def _health(request: Request) -> dict[str, bool]:
    """Whether we are there, and whether Rasa is."""
    return {"web": True, "rasa": await request.app.state.parts.rasa.ready()}
