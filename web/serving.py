"""Runs everything: the pages, the actions on a door of their own, and Rasa beside them."""

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from web.assembly import Doors, build_app, make_doors, open_store, open_tagger
from web.bot_model import train_if_changed
from web.errors import WebError
from web.rasa import RasaAddress, RasaClient
from web.rasa_process import RasaProcess, free_port
from web.settings import Settings

Tell = Callable[[str], None]
"""Says one line to the person who started the program."""
READY_SECONDS = 120.0
"""How long Rasa may take to be ready before that is said; it goes on starting."""
LOOK_EVERY = 0.25
"""Seconds between two looks whether Rasa answers."""


def listen(host: str, port: int) -> socket.socket:
    """A socket for the pages. Raises WebError("port_in_use" | "bad_host") with what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, or asyncio leaves Nagle's algorithm on, and each reply waits 40 ms for nothing.
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(2048)
    except OSError as error:
        door.close()
        raise _why_not(error, host, port) from None
    return door


def _why_not(error: OSError, host: str, port: int) -> WebError:
    if error.errno == errno.EADDRINUSE:
        return WebError(
            "port_in_use",
            f"Port {port} is in use. Stop the other program, or choose another port: WM_PORT={port + 1}.",
        )
    if error.errno == errno.EACCES:
        return WebError("port_in_use", f"Port {port} needs more rights. Choose one above 1023: WM_PORT=8080.")
    return WebError(
        "bad_host", f"{host} is not an address of this machine. Set WM_HOST, for example 127.0.0.1."
    )


class Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: we end things in order, and nobody's wait holds us up."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=3))
        self._talk = app.state.parts.talk

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer every page that waits for news, then stop."""
        self._talk.let_go()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to us."""
        yield


async def serve(
    settings: Settings,
    tell: Tell,
    *,
    started: Callable[[str], None] | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Run until `stop`, or without it until Ctrl-C; `started` is given the address once Rasa answers.

    Raises WebError, StorageError or NluError with one sentence and the remedy.
    """
    pages, inner = listen(settings.host, settings.port), listen("127.0.0.1", 0)
    tell("Getting ready ...")
    model = await asyncio.to_thread(prepare_model, settings, tell)
    doors = make_doors(settings, rasa_url(settings), inner.getsockname()[1])
    process = RasaProcess(model, doors.rasa.url, doors_for_rasa(doors)) if model else None
    async with _beside(process.run() if process else None) as rasa:  # it takes longest, so it starts first
        tagger = await asyncio.to_thread(open_tagger, settings)
        store = await asyncio.to_thread(open_store, settings)
        server = Server(build_app(settings, store, tagger, doors))
        try:
            async with _beside(_tell_when_ready(doors.rasa, process, pages, tell, started)):
                await _run_both(server, [pages, inner], rasa, stop or _stop_signal())
        finally:
            store.close()


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None] | None) -> AsyncIterator[asyncio.Task[None] | None]:
    """Work that goes on meanwhile, and is ended in the end."""
    task = asyncio.create_task(work) if work else None
    try:
        yield task
    finally:
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def rasa_url(settings: Settings) -> str:
    """Where Rasa is or will be. Raises WebError("port_in_use")."""
    if settings.rasa_url:
        return settings.rasa_url.rstrip("/")
    if settings.rasa_port:
        listen("127.0.0.1", settings.rasa_port).close()
    return f"http://127.0.0.1:{settings.rasa_port or free_port()}"


def doors_for_rasa(doors: Doors) -> dict[str, str]:
    """What bot/credentials.yml and bot/endpoints.yml ask for."""
    return {
        "WM_RASA_SECRET": doors.rasa.secret,
        "WM_ACTION_SECRET": doors.action_secret,
        "WM_ACTION_URL": f"http://127.0.0.1:{doors.action_port}/rasa/actions",
    }


def prepare_model(settings: Settings, tell: Tell) -> Path | None:
    """Train the conversation if its files changed; None if somebody else starts Rasa."""
    if settings.rasa_url:
        return None
    return train_if_changed(settings.data_folder / "models", tell)


async def _run_both(
    server: Server, doors: list[socket.socket], rasa: asyncio.Task[None] | None, stop: asyncio.Event
) -> None:
    """Pages and Rasa side by side, until we are asked to stop or one of them cannot go on."""
    pages, asked = asyncio.create_task(server.serve(sockets=doors)), asyncio.create_task(stop.wait())
    jobs = {pages, asked, rasa} if rasa else {pages, asked}
    try:
        done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        asked.cancel()
        await asyncio.gather(pages, asked, return_exceptions=True)
    for job in done:
        job.result()


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def _tell_when_ready(
    address: RasaAddress,
    process: RasaProcess | None,
    door: socket.socket,
    tell: Tell,
    started: Callable[[str], None] | None,
) -> None:
    await _ready(address, tell)
    if process:
        process.was_ready.set()
    host, port = door.getsockname()[:2]
    everywhere = ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104 (only compared)
    shown = f"http://{'localhost' if host in everywhere else host}:{port}"
    tell(f"\n  Talk to us    {shown}/chat\n  Staff read    {shown}/review\n")
    tell("Ready. Press Ctrl-C to stop.")
    if started:
        started(shown)


async def _ready(address: RasaAddress, tell: Tell) -> None:
    """Return once Rasa answers; say so if that takes long."""
    clock = asyncio.get_running_loop().time
    slow, told = clock() + READY_SECONDS, False
    async with httpx2.AsyncClient() as http:
        rasa = RasaClient(address, http)
        while not await rasa.ready():
            if not told and clock() > slow:
                tell("Rasa is slow to start. People can write already: their words are kept.")
                told = True
            await asyncio.sleep(LOOK_EVERY)
