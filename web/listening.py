"""Ports, and the servers behind them: the pages, Rasa's own door, and the plain door for new tablets."""

import contextlib
import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from web.errors import WebError
from web.settings import Settings

MOST_IN_A_MESSAGE = 66_000
"""Bytes: two seconds of sound with its number, which is twice what a page sends."""
PING_SECONDS = 15.0
"""How often a line is tried, and how long it may take to answer before it is given up."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Every port, taken."""

    pages: socket.socket
    inner: socket.socket
    """On loopback and never encrypted: Rasa calls its actions here, and need not trust our certificate."""
    plain: socket.socket | None
    """Helps tablets to trust us, where the pages are served over https."""

    @property
    def number(self) -> int:
        """That of the pages."""
        return int(self.pages.getsockname()[1])


def take_ports(settings: Settings) -> Ports:
    """Take them all at once, so that one in use is said at once. Raises WebError."""
    pages, inner = listen(settings.host, settings.port), listen("127.0.0.1", 0)
    wanted = settings.tls and settings.trust_port
    plain = listen(settings.host, settings.trust_port, "WM_TRUST_PORT") if wanted else None
    return Ports(pages, inner, plain)


def listen(host: str, port: int, setting: str = "WM_PORT") -> socket.socket:
    """A socket that waits for callers; `setting` chose its port.

    Raises WebError("port_in_use" | "bad_host") with what to do.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, or asyncio leaves Nagle's algorithm on, and each reply waits 40 ms for nothing.
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(2048)
    except OSError as error:
        door.close()
        raise _why_not(error, host, port, setting) from None
    return door


def _why_not(error: OSError, host: str, port: int, setting: str) -> WebError:
    if error.errno == errno.EADDRINUSE:
        return WebError(
            "port_in_use",
            f"Port {port} is in use. Stop the other program, or choose another port: {setting}={port + 1}.",
        )
    if error.errno == errno.EACCES:
        return WebError(
            "port_in_use", f"Port {port} needs more rights. Choose one above 1023: {setting}=8080."
        )
    return WebError(
        "bad_host", f"{host} is not an address of this machine. Set WM_HOST, for example 127.0.0.1."
    )


class SideServer(uvicorn.Server):
    """uvicorn without signal handlers of its own: we end things in order. One more door to an application."""

    lifespan: Literal["on", "off"] = "off"
    """Whether it begins and ends the application."""
    lines: ClassVar[dict[str, Any]] = {"ws": "none"}
    """What uvicorn is told of WebSockets."""

    def __init__(self, app: ASGIApp, tls: ssl.SSLContext | None = None) -> None:
        """`tls`: what to serve https with; else it is http."""
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            lifespan=self.lifespan,
            ssl_context_factory=(lambda *_: tls) if tls else None,
            **self.lines,
        )
        super().__init__(config)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to us."""
        yield


class Server(SideServer):
    """The one that begins and ends the application; nobody's wait holds it up."""

    lifespan = "on"
    # Sound hardly becomes smaller, and the length of what is compressed tells a little of what is in it.
    lines: ClassVar[dict[str, Any]] = {
        "ws": "websockets-sansio",
        "ws_max_size": MOST_IN_A_MESSAGE,
        "ws_ping_interval": PING_SECONDS,
        "ws_ping_timeout": PING_SECONDS,
        "ws_per_message_deflate": False,
    }

    def __init__(self, app: FastAPI, tls: ssl.SSLContext | None = None) -> None:
        """`tls` as above."""
        super().__init__(app, tls)
        self._parts = app.state.parts

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer every page that waits for news, then stop."""
        self._parts.talk.let_go()
        self._parts.ears.let_go()
        await super().shutdown(sockets)
