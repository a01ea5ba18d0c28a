"""A stock Rasa 3.6.21: the same model and actions, but its own REST channel and SQL tracker store."""

import asyncio
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2

from bench.ours import CONNECTIONS, MOST_TURNS, SETTINGS, TIMEOUT
from bench.screenplay import Step, opening
from bench.side import Visit, WrongError
from storage.kinds import Audience, Channel, Speaker
from storage.store import Store
from tests.at_rest import kept_in
from tests.program import environment
from web.rasa_process import bot_python, free_port
from web.settings import ROOT

START_SECONDS = 120
LAUNCHER = "from bot import stand_ins; stand_ins.install(); from rasa.__main__ import main; main()"
"""All that differs from `rasa` itself: the stand-in for TensorFlow, which no turn uses."""
OPENS = "/greet"
"""What the REST channel is sent when somebody comes in."""
CREDENTIALS = "rest:\n"
ENDPOINTS = """\
action_endpoint:
  url: http://127.0.0.1:{port}/rasa/actions
  headers:
    x-app-secret: {secret}
tracker_store:
  type: SQL
  dialect: sqlite
  db: {tracker}
"""


class Stock:
    """The REST channel. Conversations are begun in the store first, so that the actions find them."""

    name = "stock"

    def __init__(self, pids: Mapping[str, int], port: int, store: Store, tracker: Path) -> None:
        self.pids = pids
        self.store = store
        self._tracker = tracker
        self._http = httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT, limits=CONNECTIONS
        )

    async def open(self, steps: Sequence[Step]) -> Visit:
        """Begin a conversation in the store, then greet."""
        begun = await asyncio.to_thread(self.store.conversations.begin, Audience.CARER, Channel.WEB)
        visit = Visit(begun.id, str(begun.id), steps)
        said = tuple(await self.say(visit, OPENS))
        if said != opening():
            raise WrongError(f"The stock side's opening was {said}.")
        return visit

    async def say(self, visit: Visit, words: str) -> list[str]:
        """Post a message to Rasa, and wait for what it says."""
        body = {"sender": visit.door, "message": words}
        answer = await self._http.post("/webhooks/rest/webhook", json=body)
        answer.raise_for_status()
        return [reply["text"] for reply in answer.json()]

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    def check_transcript(self, visit: Visit) -> None:
        """The person's turns as the actions kept them, and the tracker with all that was said."""
        turns = self.store.turns.since(visit.conversation, 0, MOST_TURNS)
        words = [turn.text for turn in turns if turn.speaker == Speaker.PERSON]
        if words != [OPENS, *(step.words for step in visit.said)]:
            raise WrongError(f"The turns of {visit.conversation} are not what was said.")
        if self._tracked(visit) != list(_events(visit)):
            raise WrongError(f"Stock Rasa's tracker of {visit.conversation} is not what was said.")

    def _tracked(self, visit: Visit) -> list[tuple[str, str]]:
        query = (
            "SELECT type_name, json_extract(data, '$.text') FROM events"
            " WHERE sender_id = ? AND type_name IN ('user', 'bot') ORDER BY id"
        )
        with closing(sqlite3.connect(self._tracker)) as tracker:
            return tracker.execute(query, [visit.door]).fetchall()


def _events(visit: Visit) -> Iterator[tuple[str, str]]:
    yield "user", OPENS
    yield from (("bot", words) for words in opening())
    for step in visit.said:
        yield "user", step.words
        yield from (("bot", words) for words in step.replies)


@contextmanager
def running_stock(folder: Path, models: Path, model: Path) -> Iterator[Stock]:
    """Stock Rasa with `model` and its action server, ready, keeping everything in `folder`."""
    folder.mkdir(parents=True)
    (folder / "models").symlink_to(models)
    secret, rasa_port, action_port = secrets.token_urlsafe(24), free_port(), free_port()
    tracker = folder / "tracker.db"
    (folder / "credentials.yml").write_text(CREDENTIALS)
    endpoints = ENDPOINTS.format(port=action_port, secret=secret, tracker=tracker)
    (folder / "endpoints.yml").write_text(endpoints)
    with ExitStack() as stack:
        ours = environment(folder, WM_ACTION_SECRET=secret, **SETTINGS)
        web = stack.enter_context(_running(_action_server(action_port), ours))
        rasa = stack.enter_context(_running(_stock_rasa(folder, model, rasa_port), _rasa_environment()))
        _wait_for(f"http://127.0.0.1:{action_port}/", web)
        _wait_for(f"http://127.0.0.1:{rasa_port}/webhooks/rest/", rasa)
        store = stack.enter_context(closing(kept_in(folder)))
        yield Stock({"web": web.pid, "rasa": rasa.pid}, rasa_port, store, tracker)


def _action_server(port: int) -> list[str]:
    return [sys.executable, "-m", "bench.action_server", str(port)]


def _stock_rasa(folder: Path, model: Path, port: int) -> list[str]:
    return [
        str(bot_python()), "-c", LAUNCHER, "run",
        "--model", str(model),
        "--endpoints", str(folder / "endpoints.yml"),
        "--credentials", str(folder / "credentials.yml"),
        "-i", "127.0.0.1",
        "-p", str(port),
    ]  # fmt: skip


def _rasa_environment() -> dict[str, str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    return {**os.environ, **quiet}


@contextmanager
def _running(command: list[str], variables: dict[str, str]) -> Iterator[subprocess.Popen[Any]]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[Any]) -> None:
    """Until something answers there, whatever it says."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise WrongError(f"{process.args!r} ended with {process.returncode} before it answered.")
        try:
            httpx2.get(address, timeout=2)
        except httpx2.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise WrongError(f"{address} did not answer within {START_SECONDS} s.")
