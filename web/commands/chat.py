"""`whatmatters chat`: the whole conversation in a terminal, by the same path as the web."""

import asyncio
import contextlib
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import uuid4

import httpx2
import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.prompt import Prompt

from storage.kinds import Audience
from web.certificates import trusting
from web.errors import WebError
from web.phrases import NOT_KEPT
from web.serving import serve
from web.settings import Settings, read_settings

START_SECONDS = 120.0
SLOW_REPLY_SECONDS = 30.0

console = Console(highlight=False)


def chat(
    audience: Annotated[Audience, typer.Option("--as", help="Who is speaking.")] = Audience.CARER,
    link: Annotated[str, typer.Option(help="Carry on an earlier conversation: its private link.")] = "",
    url: Annotated[str, typer.Option(help="A running What Matters; empty: found or started here.")] = "",
) -> None:
    """Talk here in the terminal. A number picks a quick answer; Ctrl-D leaves, and everything is kept."""
    settings = read_settings()
    trusted = trusting(settings.certificates)
    with (
        _somewhere(settings, url, trusted) as address,
        httpx2.Client(base_url=address, timeout=60, verify=trusted) as http,
    ):
        if link:
            _Conversation(http, link.rstrip("/").rpartition("/")[2]).go_on()
        else:
            opened = http.post("/api/conversations", json={"audience": audience, "channel": "terminal"})
            if not opened.is_success:
                raise WebError("refused", opened.json().get("error", "It could not be started. Try again."))
            _Conversation(http, opened.json()["token"]).go_on()


class _Conversation:
    """One conversation as the terminal shows it."""

    def __init__(self, http: httpx2.Client, token: str) -> None:
        self._http = http
        self._path = f"/chat/{token}"
        self._seen = 0
        self._choices: list[dict[str, str]] = []

    def go_on(self) -> None:
        """Show what was said so far, then take turns until the person leaves."""
        self._show(self._news(wait=5))
        while True:
            try:
                words = Prompt.ask("[bold]You[/bold]", console=console)
            except (EOFError, KeyboardInterrupt):
                console.print("\n[dim]Everything is kept. To carry on another day:[/dim]")
                console.print(f"whatmatters chat --link {self._path.rpartition('/')[2]}", soft_wrap=True)
                return
            if words.strip():
                self._say(words)

    def _say(self, words: str) -> None:
        message = {"id": str(uuid4()), "mode": "typed", **self._meant(words)}
        while True:
            try:
                kept = self._http.post(f"{self._path}/turns", json=message)
            except httpx2.HTTPError:
                kept = None
            if kept is not None and kept.is_success:
                break
            told = NOT_KEPT if kept is None else kept.json().get("error", NOT_KEPT)
            console.print(Panel(escape(told), border_style="yellow"))
            if Prompt.ask("Send again", choices=["y", "n"], default="y", console=console) == "n":
                return
        self._show_replies()

    def _meant(self, words: str) -> dict[str, str]:
        """The words, or the quick answer that their number stands for."""
        if words.strip().isdecimal() and 1 <= int(words) <= len(self._choices):
            choice = self._choices[int(words) - 1]
            if "intent" in choice:
                return {"text": choice["title"], "intent": choice["intent"], "mode": "button"}
            return {"text": choice.get("text", choice["title"]), "mode": "button"}
        return {"text": words}

    def _show_replies(self) -> None:
        until = time.monotonic() + SLOW_REPLY_SECONDS
        while time.monotonic() < until:
            news = self._news(wait=10)
            self._show(news)
            if not news["waiting"]:
                return
            if news["status_text"]:
                console.print(f"[yellow]{escape(news['status_text'])}[/yellow]")
                return

    def _news(self, wait: float) -> dict[str, Any]:
        asked = self._http.get(f"{self._path}/turns", params={"after": self._seen, "wait": wait})
        if not asked.is_success:
            raise WebError("no_conversation", asked.json().get("error", "This link does not lead anywhere."))
        news: dict[str, Any] = asked.json()
        return news

    def _show(self, news: dict[str, Any]) -> None:
        said = [turn for turn in news["turns"] if turn["speaker"] != "person"]
        self._seen = max([self._seen, *(turn["seq"] for turn in news["turns"])])
        for turn in said:
            console.print(f"[green]{escape(turn['text'])}[/green]")
        if said:
            self._offer(said[-1]["choices"])

    def _offer(self, choices: list[dict[str, str]]) -> None:
        self._choices = choices
        for number, choice in enumerate(self._choices, 1):
            console.print(f"  [bold]{number}[/bold] {escape(choice['title'])}")


@contextlib.contextmanager
def _somewhere(settings: Settings, url: str, trusted: ssl.SSLContext) -> Iterator[str]:
    """The address of a running What Matters; one is started for this conversation if none runs."""
    running = url or f"{'https' if settings.tls else 'http'}://127.0.0.1:{settings.port}"
    if url or _is_there(running, trusted):
        yield running
        return
    with _started(settings) as address:
        yield address


def _is_there(address: str, trusted: ssl.SSLContext) -> bool:
    with contextlib.suppress(httpx2.HTTPError):
        return "rasa" in httpx2.get(f"{address}/health", timeout=2, verify=trusted).text
    return False


@contextlib.contextmanager
def _started(settings: Settings) -> Iterator[str]:
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
