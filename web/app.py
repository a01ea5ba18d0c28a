"""The web application: routes and their wrapping. Its parts come from web.assembly."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from functools import cache

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from storage.errors import StorageError
from web import (
    chat,
    chat_api,
    chat_start,
    choices,
    listen,
    privacy,
    recordings,
    say,
    tablet,
    tablet_api,
    tablet_replies,
    understood,
)
from web.alarm_courier import EVERY_SECONDS
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
FIRST_CHORE_SECONDS = 2.0
"""Whoever opens a page the moment it is there does not wait behind a chore."""
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
        chores = (chore, *parts.chores, *(each.keep_up for each in keeping_up))
        alarms = _now_and_then(parts.courier.keep_up, EVERY_SECONDS)
        endless = (parts.talk.look_around(), alarms, *map(_now_and_then, chores))
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
    app.router.routes.extend(_routes())
    app.include_router(trust_router(parts.trust))
    app.mount("/static", CheckedFiles(directory=STATIC), name="static")
    app.router.routes.append(mounted(parts))
    add_error_pages(app)
    add_signed_out(app)
    app.add_api_route("/", _landing, include_in_schema=False)
    app.add_api_route("/health", _health, include_in_schema=False)
    app.add_middleware(ChoiceKept)
    if parts.settings.host in LOOPBACK and not parts.settings.public_url:
        # A page of another site cannot reach us by giving its own name our address.
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
    app.add_middleware(Guarded, public_url=parts.settings.public_url)  # the outermost, so that all is wrapped
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Those that need nothing but `app.state.parts`: worked out once, however many applications there are."""
    everything = APIRouter()
    # chat_start stands before /chat/<secret>.
    spoken = (chat_start, chat, understood, choices, chat_api, recordings, listen, say)
    of_tablets = (tablet, tablet_api, tablet_replies)
    in_plain_words = (privacy,)
    for router in (*(each.router for each in (*spoken, *of_tablets, *in_plain_words)), *staff_routers()):
        everything.include_router(router)
    return everything.routes


async def _now_and_then(chore: Chore, seconds: float = CHORE_SECONDS) -> None:
    await asyncio.sleep(FIRST_CHORE_SECONDS)
    while True:
        try:
            await asyncio.to_thread(chore)
        except StorageError as error:
            log.warning("A chore waits: %s", error)
        except Exception as error:  # noqa: BLE001 (what fails now may go well in a minute; its words stay unlogged)
            log.error("A chore failed: %s", type(error).__name__)  # noqa: TRY400
        await asyncio.sleep(seconds)


def _landing(request: Request) -> Response:
    """The doors: to talk, at each service, and to read."""
    return page(request, "index.html", {"services": request.app.state.parts.store.services.all()})


async def _health(request: Request) -> dict[str, bool]:
    """Whether we are there, and whether Rasa is."""
    return {"web": True, "rasa": await request.app.state.parts.rasa.ready()}
