"""Where a page opens a line to say something aloud. What goes over it: web/line.py."""

import asyncio

from fastapi import APIRouter, WebSocket

from web.line import CROWDED, UNKNOWN, Line
from web.line_door import Caller, find_tablet, find_visitor
from web.pages import Parts
from web.tablet_door import COOKIE

router = APIRouter(include_in_schema=False)


@router.websocket("/tablet/listen")
async def from_tablet(socket: WebSocket) -> None:
    """A paired tablet listens for us."""
    parts = socket.app.state.parts
    caller = await asyncio.to_thread(find_tablet, parts, socket.cookies.get(COOKIE))
    await _hold(socket, parts, caller)


@router.websocket("/chat/{token}/listen")
async def from_chat(socket: WebSocket, token: str) -> None:
    """Somebody with a private link."""
    parts = socket.app.state.parts
    await _hold(socket, parts, await asyncio.to_thread(find_visitor, parts, token))


async def _hold(socket: WebSocket, parts: Parts, caller: Caller | None) -> None:
    await socket.accept()
    if caller is None:  # opened first, because a page is not told why it could not be
        await socket.close(UNKNOWN)
        return
    line = Line(socket, caller, parts)
    try:
        for older in parts.lines.add(caller.key, line):
            await older.close(CROWDED)
        await line.serve()
    finally:
        parts.lines.remove(caller.key, line)
