"""What does it cost that each line of the audit holds on to the one before, and to look all of it through?"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from os import urandom
from typing import Any
from uuid import UUID, uuid4

from bench.figures import Findings, Goal, latencies, ratio
from bench.pair import bench_folder
from storage.audit_models import AuditEvent
from storage.audit_subjects import subject_of
from storage.base import now
from storage.engine import writing
from storage.kinds import Audience, Channel
from storage.store import Store
from tests.conftest import set_up
from tests.postgres import NoPostgreSQLError, running_server

LINES, FEW = 20_000, 1_000
"""So many there are before it begins."""
WRITES, ROUNDS = 60, 5
"""So many in one round of each way; they take turns."""


def run(*, quick: bool) -> Findings:
    """The audit of one page that was opened, with the chain and without, on each database."""
    lines = FEW if quick else LINES
    found = {name: _measured(store, lines) for name, store in _stores()}
    told = [
        f"{name}: {each['with']['median_ms']:g} ms with, {each['without']['median_ms']:g} ms without, "
        f"{each['more_cpu_ms']:g} ms more of the processor; {lines} lines looked at in {each['verify_s']:g} s"
        for name, each in found.items()
    ]
    goals = [Goal(f"a line written with the chain, {name}", each["ratio"], 2) for name, each in found.items()]
    return Findings({"lines": lines, "databases": found}, told, goals)


def _stores() -> Iterator[tuple[str, Store]]:
    with bench_folder() as folder, closing(Store(f"sqlite:///{folder / 'chain.db'}")) as store:
        set_up(store)
        yield "sqlite", store
    try:
        with _on_server() as store:
            yield "postgresql", store
    except NoPostgreSQLError as error:
        print(f"  {error}")


@contextmanager
def _on_server() -> Iterator[Store]:
    settings = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with running_server(**settings) as server:
        server.run("CREATE DATABASE chain")
        with closing(Store(server.address("chain"))) as store:
            set_up(store)
            yield store


def _measured(store: Store, lines: int) -> dict[str, Any]:
    staff = store.staff.add("priya", "Priya", "hash")
    about = str(store.conversations.begin(Audience.RESIDENT, Channel.WEB).id)
    for _ in range(lines // 1_000):
        store.audit.record(staff.id, "read", *[about] * 1_000)
    began = time.perf_counter()
    assert store.audit.verify().found == ()
    verify = time.perf_counter() - began
    ways: dict[str, Callable[[], None]] = {
        "with": lambda: store.audit.record(staff.id, "read", about),
        "without": lambda: _unchained(store, staff.id, about),
    }
    seconds, cpu = _in_turns(ways)
    with_, without = (latencies(seconds[way]) for way in ways)
    more = (cpu["with"] - cpu["without"]) / (WRITES * ROUNDS) * 1000
    return {
        "with": with_, "without": without, "ratio": ratio(with_["median_ms"], without["median_ms"]),
        "more_cpu_ms": round(more, 3), "verify_s": round(verify, 2),
    }  # fmt: skip


def _unchained(store: Store, staff_id: UUID, about: str) -> None:
    """The same row with any number and any digest: nothing is read first, and nobody waits."""
    number = time.monotonic_ns()
    with writing(store._engine) as session:  # noqa: SLF001 (past its verbs)
        subject = subject_of(session, about)
        session.add(
            AuditEvent(
                id=uuid4(), at=now(), staff_id=staff_id, verb="read", subject=about, kind=subject.kind,
                service_id=subject.service_id, conversation_id=subject.conversation_id,
                seq=number, digest=urandom(32), subject_salt=urandom(16), subject_digest=urandom(32),
            )
        )  # fmt: skip


def _in_turns(ways: Mapping[str, Callable[[], None]]) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Seconds of each writing, and of our processor for all of them, by the way."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    cpu = dict.fromkeys(ways, 0.0)
    for _ in range(ROUNDS):
        for way, write in ways.items():
            before = time.process_time()
            for _ in range(WRITES):
                began = time.perf_counter()
                write()
                seconds[way].append(time.perf_counter() - began)
            cpu[way] += time.process_time() - before
    return seconds, cpu
