"""The service that somebody of the staff looks at stays in the address after they did something."""

import re
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

A_SLUG = re.compile(r"[a-z0-9-]{1,80}")
ELSEWHERE = ("/review/login", "/review/logout")
"""Where nobody looks at a service."""


class ChoiceKept:
    """ASGI middleware: a page for staff that a form leads to shows the same service as the page of the form.

    Forms send to an address without it; where they came from tells it. A wrong one does no harm: the page
    asks again what its reader may see.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        slug = _looked_at(scope) if scope["type"] == "http" else ""
        await self._app(scope, receive, _leading_back(send, slug) if slug else send)


def _looked_at(scope: Scope) -> str:
    """The short name of the service in the address of the form's page; empty if there is none."""
    if scope["method"] != "POST" or not scope["path"].startswith("/review"):
        return ""
    came = urlsplit(Headers(scope=scope).get("referer", ""))
    asked = (scope["query_string"].decode("latin-1"), came.query if came.path.startswith("/review") else "")
    for query in asked:
        slug = parse_qs(query).get("service", [""])[0]
        if A_SLUG.fullmatch(slug):
            return str(slug)
    return ""


def _leading_back(send: Send, slug: str) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 303:
            headers = MutableHeaders(scope=message)
            headers["location"] = with_service(headers["location"], slug)
        await send(message)

    return wrapped


def with_service(address: str, slug: str) -> str:
    """An address of a page for staff with the service; one that says a service already keeps its own."""
    parts = urlsplit(address)
    for_staff = not (parts.scheme or parts.netloc) and re.match(r"/review(/|$)", parts.path)
    if not for_staff or parts.path.startswith(ELSEWHERE) or "service" in parse_qs(parts.query):
        return address
    query = f"{parts.query}&service={slug}" if parts.query else f"service={slug}"
    return parts._replace(query=query).geturl()
