"""What every page is wrapped in: strict headers, and nothing from other people's pages."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.phrases import TOO_LONG

MOST_BYTES = 4 * 1024 * 1024
"""Room for the longest turn with each of its characters written as an escape, and no more than that."""
MOST_OF_A_SOUND = 20 * 1024 * 1024
"""Room for ten minutes of speech as one file."""
A_SOUND = re.compile(r"/(chat|tablet)/.+/sound")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
POLICY = (
    "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; connect-src 'self'"
)
"""What a page may load. Its end says whom a page may ask, so that an address can be added to it."""
# No strict-transport-security, also not with our own certificate (WM_TLS). It holds for every port of a name,
# so it would lock tablets out of the plain page that helps them to trust us, and nobody could get in once the
# authority was made anew. Whoever has a proxy with a public certificate can add it there.
HEADERS = {
    "referrer-policy": "same-origin",  # a private link must not travel to another site
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
}
LISTENING_PAGES = re.compile(r"/(chat|tablet)(/|$)")
"""Where people talk to us. No other page may ask for the microphone."""
A_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")


class Guarded:
    """ASGI middleware: adds the headers, and refuses what another site's page sends or opens."""

    def __init__(self, app: ASGIApp, public_url: str = "") -> None:
        """`public_url`: the address that people use, if a proxy stands in front."""
        self._app = app
        self._public = urlsplit(public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "websocket" and self._is_foreign(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008})  # before it is open: a 403
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if refused := _refusal(scope, Headers(scope=scope)):
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, self._with_headers(scope, send))

    def _is_foreign(self, headers: Headers) -> bool:
        """Whether another site's page opens a line to us: every browser says which page it is.

        A cookie travels with it, and no browser asks us first, so nothing else would keep it out.
        """
        origin = headers.get("origin")
        ours = (headers.get("host"), self._public or None)
        return origin is not None and urlsplit(origin).netloc not in ours

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (HEADERS | self._of_page(scope)).items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        return wrapped

    def _of_page(self, scope: Scope) -> dict[str, str]:
        """What differs from page to page."""
        listens = LISTENING_PAGES.match(scope["path"])
        return {
            "content-security-policy": POLICY + self._line(scope),
            "permissions-policy": f"camera=(), geolocation=(), microphone={'(self)' if listens else '()'}",
        }

    def _line(self, scope: Scope) -> str:
        """Our own address as Safari before version 16 needs it: its 'self' leaves out WebSockets."""
        host = self._public or Headers(scope=scope).get("host", "")
        secure = scope["scheme"] == "https" or self._public
        return f" {'wss' if secure else 'ws'}://{host}" if A_HOST.fullmatch(host) else ""


def _refusal(scope: Scope, headers: Headers) -> Response | None:
    if scope["method"] in SAFE_METHODS:
        return None
    if comes_from_elsewhere(headers):
        return PlainTextResponse("This came from another site, so it was not done.", 403)
    if "transfer-encoding" in headers:  # every browser says how long its message is
        return PlainTextResponse("Please say how long the message is.", 411)
    most = MOST_OF_A_SOUND if A_SOUND.fullmatch(scope["path"]) else MOST_BYTES
    if int(headers.get("content-length", "0")) > most:
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
