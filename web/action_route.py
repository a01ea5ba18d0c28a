"""The one address that Rasa calls: its custom actions, run in this process."""

import hmac
import logging
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.types import ASGIApp, Receive, Scope, Send

from storage.errors import StorageError

log = logging.getLogger(__name__)

ADDRESS = "/rasa/actions"


def action_router(executor: ActionExecutor, secret: str, port: int | None = None) -> APIRouter:
    """The route for `executor`: only for callers with `secret`, and only at `port` if given."""
    router = APIRouter(include_in_schema=False)

    @router.post(ADDRESS)
    async def run_action(request: Request) -> Response:
        """Run one action. A failure is a 500, so that Rasa says nothing rather than something untrue."""
        given = request.headers.get("x-app-secret", "")
        elsewhere = port is not None and request.scope["server"][1] != port
        if elsewhere or not hmac.compare_digest(given.encode(), secret.encode()):
            return JSONResponse({"error": "This address is for the dialogue engine only."}, 403)
        call = await _call(request)
        if call is None:
            return JSONResponse({"error": "Send one JSON object with `next_action` and `tracker`."}, 400)
        name = str(call.get("next_action"))
        try:
            result = await executor.run(call)
        except (ActionNotFoundException, ActionExecutionRejection) as error:
            return JSONResponse({"error": str(error), "action_name": name}, 404)
        except Exception as error:  # noqa: BLE001 (whatever an action raises, the turn has to fail as a whole)
            _log(name, error)
            return JSONResponse({"error": type(error).__name__, "action_name": name}, 500)
        return JSONResponse(result.model_dump() if result else {})

    return router


async def _call(request: Request) -> dict[str, Any] | None:
    """The call as Rasa sends it; None for what is none."""
    try:
        call = await request.json()
    except (ValueError, RecursionError):
        return None
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        return None
    call.setdefault("domain", {})  # left out on purpose (bot/endpoints.yml): no action reads it
    return call


class DoorForRasa:
    """ASGI: of the whole application, the one address that Rasa calls. Behind a port of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] == ADDRESS:
            await self._app(scope, receive, send)
            return
        await JSONResponse({"error": "There is nothing else here."}, 404)(scope, receive, send)


def _log(name: str, error: Exception) -> None:
    """Say what failed without the words that a traceback would show."""
    if isinstance(error, StorageError):
        log.warning("%s could not be saved: %s", name, error)
    else:
        log.error("%s failed", name, exc_info=error)
