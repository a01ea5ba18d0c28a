"""Is anything lost or half-written when the program is killed at any moment (kill -9)?

Each time a process that does one kind of work is killed at a random moment. Then the database is opened anew,
what was acknowledged is looked for, and every rule of tests/whole.py is tried.
"""

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from uuid import uuid4

from bench.figures import Findings, Goal
from bench.kill_backups import PutBack, faults_of_backups, is_locked
from bench.kill_faults import faults_after
from bench.kill_files import copy, made, others, set_back, step, turns
from bench.kill_http import talked_to
from bench.kill_lane import Lane
from bench.kill_work import warm, work
from storage.engine import sqlite_file
from storage.store import Store
from tests.conftest import set_up
from tests.postgres import PostgreSQL, running_server

COUNTS = {
    "talk": 250, "serve": 100, "import": 120, "erase": 110, "purge": 90, "migrate": 100, "tag": 60,
    "export": 20, "backup": 60, "restore": 40, "server": 50,
}  # fmt: skip
"""A thousand in all; "server" is PostgreSQL itself, with all its processes. Of the others a fifth is on
PostgreSQL, but for migrations and what is served; of those on SQLite every second file is locked."""
LONGEST = 0.4
"""Seconds after the first sign of work, at most, until it is killed."""
FRESH_EVERY = 10
"""After so many kills a kind begins with a new database."""
FILES_ONLY = ("serve", "migrate")
MEMORY = Path("/dev/shm")
"""What is killed needs no disk to lose something, a power cut would: without one nobody waits for it."""


@dataclass(slots=True)
class Tally:
    """What came of the kills."""

    kills: Counter[str] = field(default_factory=Counter)
    locked: int = 0
    postgresql: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, kind: str, address: str, said: Sequence[str], faults: Sequence[str]) -> None:
        """One more."""
        self.kills[kind] += 1
        self.locked += is_locked(address)
        self.postgresql += sqlite_file(address) is None
        self.acknowledged[kind] += len(said)
        self.faults += [f"{kind}: {fault}" for fault in faults]


def run(*, quick: bool) -> Findings:
    """Kill a thousand times, or some thirty times for a first look."""
    tally, began = Tally(), time.monotonic()
    counts = {kind: max(2, count // 30) if quick else count for kind, count in COUNTS.items()}
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="kills-", dir=memory) as folder,
        running_server(synchronous_commit="on") as server,
    ):
        kill_all(counts, Path(folder), server, tally)
    figures = {
        "kills": dict(tally.kills),
        "of these on a locked file": tally.locked,
        "of these on PostgreSQL": tally.postgresql,
        "acknowledged": dict(tally.acknowledged),
        "faults": tally.faults,
        "seconds": round(time.monotonic() - began),
    }
    lines = [f"{kind}: {n} kills, {tally.acknowledged[kind]} acknowledged" for kind, n in tally.kills.items()]
    goals = [Goal("lost or half-written after a kill", len(tally.faults), 0)]
    return Findings(figures, [*lines, *tally.faults[:10]], goals)


def kill_all(counts: dict[str, int], folder: Path, server: PostgreSQL | None, tally: Tally) -> None:
    """So many of each kind."""
    with Lane(warm, work) as lane:
        killer = Killer(folder, lane, tally, server)
        for kind, count in counts.items():
            began = time.monotonic()
            killer.kill(kind, count)
            print(f"    {kind}: {count} in {time.monotonic() - began:.0f} s", flush=True)


class Killer:
    """Kills, and looks at what is left. All files are in one folder; those that are locked say so by name."""

    def __init__(self, folder: Path, lane: Lane, tally: Tally, server: PostgreSQL | None) -> None:
        self._folder, self._lane, self._tally, self._server = folder, lane, tally, server
        self._key = folder / "key"
        self._files = cycle(made(folder, self._key))

    def kill(self, kind: str, count: int) -> None:
        """So many of one kind."""
        if kind == "server":
            self._kill_server(count)
        elif kind == "migrate":
            self._kill_steps(count)
        else:
            on_server = count // 5 if self._server and kind not in FILES_ONLY else 0
            self._kill_kind(kind, count - on_server, self._file)
            self._kill_kind(kind, on_server, self._database)

    # A database ---------------------------------------------------------------------------------

    def _file(self) -> str:
        return copy(next(self._files), self._folder)

    def _database(self) -> str:
        """A new one on the server."""
        assert self._server
        name = f"k{uuid4().hex[:12]}"
        self._server.run("CREATE DATABASE {}", name)
        store = Store(self._server.address(name), key_file=self._key)
        set_up(store)
        store.close()
        return self._server.address(name)

    def _beside(self, address: str) -> str:
        """Where backups of it are put back."""
        if file := sqlite_file(address):
            return f"sqlite:///{file.with_name(f'{file.stem}-back.db')}"
        return self._database()

    # One kill -----------------------------------------------------------------------------------

    def _kill_kind(self, kind: str, count: int, fresh: Callable[[], str]) -> None:
        every = min(FRESH_EVERY, max(1, count // 2))
        for begun in range(0, count, every):
            address, many = fresh(), min(every, count - begun)
            match kind:
                case "backup":
                    self._kill_backups(address, many)
                case "restore":
                    self._kill_restoring(address, many)
                case "serve":
                    self._repeat(kind, address, many, self._talked_to)
                case _:
                    self._repeat(kind, address, many, lambda at: self._killed(kind, at))

    def _repeat(self, kind: str, address: str, count: int, kill: Callable[[str], list[str]]) -> None:
        known = list[str]()
        for _ in range(count):
            said = kill(address)
            known += said
            self._tally.add(kind, address, said, faults_after(address, self._key, known))

    def _killed(self, kind: str, address: str, longest: float = LONGEST) -> list[str]:
        with self._lane.start(kind, address, str(self._key)) as worker:
            worker.told.poll(60)
            time.sleep(random.uniform(0, longest))
            code = worker.kill()
            assert code == -signal.SIGKILL, f"{kind} ended by itself: {code}"
            return worker.heard()

    def _kill_backups(self, address: str, count: int) -> None:
        elsewhere, known = self._beside(address), list[str]()
        for _ in range(count):
            said = self._killed("backup", address, 2 * LONGEST)
            known += said
            faults = faults_after(address, self._key, known)
            faults += faults_of_backups(address, elsewhere, self._key, said)
            self._tally.add("backup", address, said, faults)

    def _kill_restoring(self, address: str, count: int) -> None:
        back = PutBack(address, self._key)
        for _ in range(count):
            back.say_more()
            said = self._killed("restore", address, 2 * LONGEST)
            self._wait_for_others(address)
            faults = [*faults_after(address, self._key, ()), *back.faults(said)]
            self._tally.add("restore", address, said, faults)

    def _wait_for_others(self, address: str) -> None:
        """PostgreSQL's own tool outlives for a moment who called it."""
        if sqlite_file(address):
            return
        until = time.monotonic() + 10
        while others(address, self._key) and time.monotonic() < until:
            time.sleep(0.05)

    def _talked_to(self, address: str) -> list[str]:
        return talked_to(self._lane, address, self._key, 4 * LONGEST)

    # Steps of the database, and the database itself -----------------------------------------------

    def _kill_steps(self, count: int) -> None:
        """From the first step to the last, on a file full of words."""
        olds = cycle([set_back(next(self._files), self._key) for _ in range(2)])
        for _ in range(count):
            self._kill_step(copy(next(olds), self._folder))

    def _kill_step(self, address: str) -> None:
        words = turns(address, self._key)
        with self._lane.start("migrate", address, str(self._key)) as worker:
            time.sleep(random.uniform(0, 4 * LONGEST))
            worker.kill()
            said = worker.heard()
        faults = ["steps that were taken are lost"] if said and step(address, self._key) == "0001" else []
        faults += faults_after(address, self._key, ())
        if turns(address, self._key) != words:
            faults.append("words were lost between two steps")
        self._tally.add("migrate", address, said, faults)

    def _kill_server(self, count: int) -> None:
        """PostgreSQL is killed while somebody talks; it comes up again by itself when it is started."""
        if self._server is None:
            return
        for begun in range(0, count, FRESH_EVERY):
            self._repeat("server", self._database(), min(FRESH_EVERY, count - begun), self._server_killed)

    def _server_killed(self, address: str) -> list[str]:
        assert self._server
        with self._lane.start("talk", address, str(self._key)) as worker:
            worker.told.poll(60)
            time.sleep(random.uniform(0, LONGEST))
            self._server.kill()
            said = worker.heard()
        self._server.start()
        return said
