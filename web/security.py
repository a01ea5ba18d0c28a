"""What every page is wrapped in: strict headers, and nothing from other people's pages."""

import re
from collections.abc import Collection
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
POLICY_OF_PARTS = "default-src 'none'; frame-ancestors 'none'"
"""Of what a page is made of and is never a page itself: opened alone it may load nothing."""
PARTS = (".css", ".js", ".woff2")
# No strict-transport-security, also not with our own certificate (WM_TLS). It holds for every port of a name,
# so it would lock tablets out of the plain page that helps them to trust us, and nobody could get in once the
# authority was made anew. Whoever has a proxy with a public certificate can add it there.
HEADERS = {
    "referrer-policy": "same-origin",  # a private link must not travel to another site
    "x-content-type-options": "nosniff",
}
OF_DOCUMENTS = {
    "x-frame-options": "DENY",  # for browsers that do not know frame-ancestors
    "cross-origin-opener-policy": "same-origin",
}
"""What says nothing of a style, a script or a picture, and on a slow line weighs as much as a small one."""
LISTENING_PAGES = re.compile(r"/(chat|tablet)(/|$)")
"""Where people talk to us. No other page may ask for the microphone."""
A_LENGTH = re.compile(r"[0-9]{1,12}")
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
        sent = self._with_headers(scope, send)
        if refused := _refusal(scope, Headers(scope=scope)):
            await refused(scope, receive, sent)
            return
        await self._app(scope, receive, sent)

    def _is_foreign(self, headers: Headers) -> bool:
        """Whether another site's page opens a line to us: every browser says which page it is.

        A cookie travels with it, and no browser asks us first, so nothing else would keep it out.
        """
        origin = headers.get("origin")
        ours = (headers.get("host"), self._public or None)
        return origin is not None and not _is_one_of(origin, ours)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(scope, MutableHeaders(scope=message), self._public)
            await send(message)

        return wrapped


def add_headers(scope: Scope, headers: MutableHeaders, public: str = "") -> None:
    """Put what every page is wrapped in to the `headers` of an answer; `public`: host and port people use."""
    is_part = scope["path"].startswith("/static/") and scope["path"].endswith(PARTS)
    policy = {"content-security-policy": POLICY_OF_PARTS if is_part else POLICY + _line(scope, public)}
    if scope["path"].startswith("/static/"):
        # The same for everybody, so any page may ask: by it the plain one that helps a tablet to trust us
        # sees whether it does.
        found = HEADERS | policy | {"cross-origin-resource-policy": "cross-origin"}
    else:
        found = HEADERS | policy | OF_DOCUMENTS | _of_page(scope)
    for name, value in found.items():
        headers.setdefault(name, value)


def _of_page(scope: Scope) -> dict[str, str]:
    """What differs from page to page, and what nobody keeps."""
    listens = LISTENING_PAGES.match(scope["path"])
    return {
        "permissions-policy": f"camera=(), geolocation=(), microphone={'(self)' if listens else '()'}",
        "cross-origin-resource-policy": "same-origin",  # no other site's page plays a voice from here
        "cache-control": "no-store",
    }


def _line(scope: Scope, public: str) -> str:
    """Our own address as Safari before version 16 needs it: its 'self' leaves out WebSockets."""
    host = public or Headers(scope=scope).get("host", "")
    secure = scope["scheme"] == "https" or public
    return f" {'wss' if secure else 'ws'}://{host}" if A_HOST.fullmatch(host) else ""


def _refusal(scope: Scope, headers: Headers) -> Response | None:
    if scope["method"] in SAFE_METHODS:
        return None
    if comes_from_elsewhere(headers):
        return PlainTextResponse("This came from another site, so it was not done.", 403)
    if "transfer-encoding" in headers:  # every browser says how long its message is
        return PlainTextResponse("Please say how long the message is.", 411)
    most = MOST_OF_A_SOUND if A_SOUND.fullmatch(scope["path"]) else MOST_BYTES
    length = headers.get("content-length", "0")
    if not A_LENGTH.fullmatch(length) or len(headers.getlist("content-length")) > 1:
        return PlainTextResponse("Please say once, and in figures, how long the message is.", 400)
    if int(length) > most:
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
    return origin is not None and not _is_one_of(origin, (headers.get("host"),))


def _is_one_of(origin: str, ours: Collection[str | None]) -> bool:
    """Whether an `Origin` names one of our hosts. What is none ("null", or unreadable) is nobody's."""
    try:
        site = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(site) and site in ours
