"""Where a conversation in a terminal happens: at a What Matters that runs, or one started for it."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator

import httpx2
from rich.console import Console

from web.certificates import trusting
from web.errors import WebError
from web.serving import serve
from web.settings import Settings

START_SECONDS = 120.0


@contextlib.contextmanager
def somewhere(settings: Settings, url: str, console: Console) -> Iterator[httpx2.Client]:
    """A client of a running What Matters; one is started for this conversation if none runs."""
    trusted = trusting(settings.certificates)
    with (
        _address(settings, url, trusted, console) as address,
        httpx2.Client(base_url=address, timeout=60, verify=trusted) as http,
    ):
        yield http


@contextlib.contextmanager
def _address(settings: Settings, url: str, trusted: ssl.SSLContext, console: Console) -> Iterator[str]:
    running = url or f"{'https' if settings.tls else 'http'}://127.0.0.1:{settings.port}"
    if url or _is_there(running, trusted):
        yield running
        return
    with _started(settings, console) as address:
        yield address


def _is_there(address: str, trusted: ssl.SSLContext) -> bool:
    with contextlib.suppress(httpx2.HTTPError):
        return "rasa" in httpx2.get(f"{address}/health", timeout=2, verify=trusted).text
    return False


@contextlib.contextmanager
def _started(settings: Settings, console: Console) -> Iterator[str]:
    """Everything running in a thread of its own, on a free port, for as long as this lasts."""
    ready, failure = threading.Event(), list[Exception]()
    address: list[str] = []
    stop = asyncio.Event()
    loop = asyncio.new_event_loop()

    def started(at: str) -> None:
        address.append(at)
        ready.set()

    def run() -> None:
        try:
            alone = settings.model_copy(update={"port": 0, "host": "127.0.0.1", "tls": False})
            loop.run_until_complete(serve(alone, lambda _: None, started=started, stop=stop))
        except Exception as error:  # noqa: BLE001 (told by the thread that waits)
            failure.append(error)
        finally:
            ready.set()
            loop.close()

    thread = threading.Thread(target=run, name="serving")
    with console.status("Getting ready ..."):
        thread.start()
        in_time = ready.wait(START_SECONDS)
    try:
        if failure:
            raise failure[0]
        if not in_time:
            raise WebError("not_ready", "It did not get ready in time. Try `make run` to see why.")
        yield address[0]
    finally:
        with contextlib.suppress(RuntimeError):  # it had ended already
            loop.call_soon_threadsafe(stop.set)
        thread.join()
