"""Is anything lost or half-written when the program is killed at any moment (kill -9)?

Each time a process that does one kind of work is killed at a random moment. Then the database is opened anew,
what was acknowledged is looked for, and every rule of tests/whole.py is tried.
"""

import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from alembic import command
from sqlalchemy import text

from bench.figures import Findings, Goal
from bench.kill_faults import faults_after
from bench.kill_work import tell_one, work
from storage.engine import open_engine
from storage.kinds import Audience
from storage.migrate import config, unchecked
from storage.store import Store
from tests.conftest import set_up
from tests.postgres import PostgreSQL, running_server
from tests.saying import begin
from web.pins import hash_pin

COUNTS = {
    "talk": 300, "serve": 100, "import": 150, "erase": 150, "purge": 50, "migrate": 100, "tag": 75,
    "export": 25, "server": 50,
}  # fmt: skip
"""A thousand in all; "server" is PostgreSQL itself, with all its processes. Of the others a fifth is on
PostgreSQL, but for migrations and what is served."""
LONGEST = 0.6
"""Seconds after the first sign of work, at most, until it is killed."""
FRESH_EVERY = 10
"""After so many kills a kind begins with a new database."""
FILLED = 30
"""Answers in the file that is brought up to date."""
OURS = ("talk", "import", "erase", "purge", "tag", "export")


@dataclass(slots=True)
class Tally:
    """What came of the kills."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, kind: str, said: Sequence[str], faults: Sequence[str]) -> None:
        """One more."""
        self.kills[kind] += 1
        self.acknowledged[kind] += len(said)
        self.faults += [f"{kind}: {fault}" for fault in faults]


def run(*, quick: bool) -> Findings:
    """Kill a thousand times, or some thirty times for a first look."""
    tally, began = Tally(), time.monotonic()
    counts = {kind: max(2, count // 30) if quick else count for kind, count in COUNTS.items()}
    with (
        tempfile.TemporaryDirectory(prefix="kills-") as folder,
        running_server(synchronous_commit="on") as server,
    ):
        kill_all(counts, Path(folder), server, tally)
    figures = {
        "kills": dict(tally.kills),
        "acknowledged": dict(tally.acknowledged),
        "faults": tally.faults,
        "seconds": round(time.monotonic() - began),
    }
    lines = [f"{kind}: {n} kills, {tally.acknowledged[kind]} acknowledged" for kind, n in tally.kills.items()]
    goals = [Goal("lost or half-written after a kill", len(tally.faults), 0)]
    return Findings(figures, [*lines, *tally.faults[:10]], goals)


def _memory() -> str | None:
    """A folder in memory, if there is one: what is killed needs no disk to find out, a power cut would."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def kill_all(counts: dict[str, int], folder: Path, server: PostgreSQL | None, tally: Tally) -> None:
    """So many of each kind."""
    made = _made(folder)
    for kind, count in counts.items():
        if kind == "server":
            if server:
                _kill_server(count, folder, server, tally)
        elif kind == "migrate":
            _kill_steps(count, folder, tally)
        else:
            on_server = count // 5 if server and kind in OURS else 0
            _kill_kind(kind, count - on_server, folder, tally, lambda: _copy(made, folder))
            if server and on_server:
                _kill_kind(kind, on_server, folder, tally, lambda: _database(server))


def _made(folder: Path) -> Path:
    """A set-up file with some answers in it."""
    file = folder / "made.db"
    store = Store(f"sqlite:///{file}")
    set_up(store)
    for _ in range(5):
        conversation = begin(store)
        for _ in range(FILLED // 5):
            tell_one(store, conversation, f"I like the garden, number {uuid4().hex}")
    store.audit.record(None, "exported", "a", "b", "c")
    store.close()
    return file


def _copy(made: Path, folder: Path) -> str:
    return f"sqlite:///{shutil.copy(made, folder / f'{uuid4().hex}.db')}"


def _database(server: PostgreSQL) -> str:
    name = f"k{uuid4().hex[:12]}"
    server.run("CREATE DATABASE {}", name)
    store = Store(server.address(name))
    set_up(store)
    store.close()
    return server.address(name)


# One kill ---------------------------------------------------------------------------------------


@contextmanager
def _working(kind: str, address: str, key: Path) -> Iterator[tuple[Any, Connection]]:
    """A process at work, of which nothing is left afterwards."""
    process, pipe = _start(kind, address, key)
    try:
        yield process, pipe
    finally:
        process.kill()
        process.join()
        pipe.close()


def _start(kind: str, address: str, key: Path) -> tuple[Any, Connection]:
    context = get_context("forkserver")
    context.set_forkserver_preload(["bench.kill_work"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(kind, address, str(key), theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _heard(pipe: Connection) -> list[str]:
    """All that was told until the end."""
    said = []
    with suppress(EOFError, OSError):
        while True:
            said.append(pipe.recv())
    return said


def _kill_kind(kind: str, count: int, folder: Path, tally: Tally, fresh: Callable[[], str]) -> None:
    address, known = "", list[str]()
    for number in range(count):
        if number % FRESH_EVERY == 0:
            address, known = fresh(), []
        said = _used(address, folder) if kind == "serve" else _killed(kind, address, folder)
        known += said
        tally.add(kind, said, faults_after(address, folder, known))


def _killed(kind: str, address: str, folder: Path) -> list[str]:
    with _working(kind, address, folder / "key") as (process, pipe):
        pipe.poll(60)
        time.sleep(random.uniform(0, LONGEST))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL, f"{kind} ended by itself: {process.exitcode}"
        return _heard(pipe)


def _used(address: str, folder: Path) -> list[str]:
    """The application over HTTP: a chat and a tablet talk to it until it is killed."""
    store = Store(address)
    staff = store.staff.add(uuid4().hex[:8], "Priya", "hash")
    _, code = store.devices.add(store.services.get().id, "Tablet", hash_pin("2468"), staff.id)
    asked = store.questions.newest(Audience.RESIDENT)
    store.close()
    said: list[str] = []
    with _working("serve", address, folder / "key") as (process, pipe):
        url = pipe.recv()
        until = time.monotonic() + random.uniform(0.1, 3 * LONGEST)
        pid = process.pid
        killer = get_context("forkserver").Process(target=_kill_later, args=(pid, until), daemon=True)
        with httpx2.Client(base_url=url, timeout=30, headers={"accept": "application/json"}) as http:
            killer.start()
            with suppress(httpx2.HTTPError):
                _talk_over_http(http, code, str(asked.id) if asked else "", said)
        killer.join()
        process.join()
    return said


def _kill_later(pid: int, until: float) -> None:
    time.sleep(max(0, until - time.monotonic()))
    os.kill(pid, signal.SIGKILL)


def _talk_over_http(http: httpx2.Client, code: str, asked: str, said: list[str]) -> None:
    token = http.post("/api/conversations", json={"audience": "carer", "channel": "web"}).json()["token"]
    paired = http.post("/tablet/pair", data={"code": code})
    assert paired.status_code == 303, paired.text
    talk_id = str(uuid4())
    http.put(f"/tablet/conversations/{talk_id}", json={"set_id": asked}).raise_for_status()
    for number in range(100_000):
        turn = {"id": str(uuid4()), "text": f"I like the garden, number {uuid4().hex}"}
        if number % 2:
            address, body = f"/tablet/conversations/{talk_id}/turns", turn | {"mode": "typed"}
        else:
            address, body = f"/chat/{token}/turns", turn
        answer = http.post(address, params={"wait": "true"} if number % 4 < 2 else {}, json=body)
        assert answer.status_code == 201, answer.text
        said.append(f"kept {turn['id']} {turn['text']}")


# Steps of the database, and the database itself ---------------------------------------------------


def _kill_steps(count: int, folder: Path, tally: Tally) -> None:
    """From the first step to the last, on a file full of words."""
    old = folder / "old.db"
    shutil.copy(folder / "made.db", old)
    engine = open_engine(f"sqlite:///{old}")
    with unchecked(engine) as connection, connection.begin():
        command.downgrade(config(connection), "0001")
    engine.dispose()
    words = _texts(f"sqlite:///{old}")
    for _ in range(count):
        address = _copy(old, folder)
        with _working("migrate", address, folder / "key") as (process, pipe):
            time.sleep(random.uniform(0, 1.5))
            process.kill()
            process.join()
            said = _heard(pipe)
        faults = ["steps that were taken are lost"] if said and _step(address) == "0001" else []
        faults += faults_after(address, folder, ())
        if _texts(address) != words:
            faults.append("words were lost between two steps")
        tally.add("migrate", said, faults)


def _texts(address: str) -> list[str]:
    engine = open_engine(address)
    with engine.connect() as connection:
        found = list(connection.scalars(text("SELECT text FROM turn ORDER BY conversation_id, seq")))
    engine.dispose()
    return found


def _step(address: str) -> str:
    engine = open_engine(address)
    with engine.connect() as connection:
        found: str = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
    engine.dispose()
    return found


def _kill_server(count: int, folder: Path, server: PostgreSQL, tally: Tally) -> None:
    """PostgreSQL is killed while somebody talks; it comes up again by itself when it is started."""
    address, known = "", list[str]()
    for number in range(count):
        if number % FRESH_EVERY == 0:
            address, known = _database(server), []
        with _working("talk", address, folder / "key") as (_, pipe):
            pipe.poll(60)
            time.sleep(random.uniform(0, LONGEST))
            server.kill()
            said = _heard(pipe)
        server.start()
        known += said
        tally.add("server", said, faults_after(address, folder, known))
