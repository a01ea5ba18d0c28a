"""What every page is wrapped in: strict headers, and no posting from other people's pages."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.phrases import TOO_LONG

MOST_BYTES = 4 * 1024 * 1024
"""Room for the longest turn with each of its characters written as an escape, and no more than that."""
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# No strict-transport-security, also not with our own certificate (WM_TLS). It holds for every port of a name,
# so it would lock tablets out of the plain page that helps them to trust us, and nobody could get in once the
# authority was made anew. Whoever has a proxy with a public certificate can add it there.
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",  # a private link must not travel to another site
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}


class Guarded:
    """ASGI middleware: adds the headers, and refuses what another site's page sends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if refused := _refusal(scope["method"], Headers(scope=scope)):
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, _with_headers(scope, send))


def _refusal(method: str, headers: Headers) -> Response | None:
    if method in SAFE_METHODS:
        return None
    if comes_from_elsewhere(headers):
        return PlainTextResponse("This came from another site, so it was not done.", 403)
    if "transfer-encoding" in headers:  # every browser says how long its message is
        return PlainTextResponse("Please say how long the message is.", 411)
    if int(headers.get("content-length", "0")) > MOST_BYTES:
        return PlainTextResponse(TOO_LONG, 413)
    return None


def comes_from_elsewhere(headers: Headers) -> bool:
    """Whether a browser sends this for another site's page.

    Sec-Fetch-Site says so in every current browser, Origin in older ones; a program that is not a browser
    sends neither, and cannot be made to by a page.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _with_headers(scope: Scope, send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if not scope["path"].startswith("/static/"):
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return wrapped
