"""How long does it take to make a million answers with all that is derived from them, and how large are they?

    python -m bench home

This is also what `bench/staff.py` reads from. Into SQLite, and into PostgreSQL where its server is installed.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench.bulk import fill
from bench.crowd import Crowd
from bench.figures import Findings
from bench.pair import bench_folder
from storage.kinds import Audience
from storage.question_files import shipped_sets
from storage.store import Store
from tests.postgres import NoPostgreSQLError, running_server

ANSWERS, FEW = 1_000_000, 50_000
SERVICE = ("Home 1", "Sarah and Ahmed", "01632 960 018")
AS_INSTALLED = {"shared_buffers": "'256MB'", "work_mem": "'16MB'"}
"""Of PostgreSQL: what a machine of this size would be given."""


def run(*, quick: bool) -> Findings:
    """Make both and throw them away."""
    count = FEW if quick else ANSWERS
    figures: dict[str, dict[str, float]] = {}
    with homes(count) as found:
        for name, (_, seconds, megabytes) in found.items():
            figures[name] = {"seconds": round(seconds, 1), "mb": round(megabytes, 1)}
    lines = [f"{name}: {each['seconds']:.0f} s, {each['mb']:,.0f} MB" for name, each in figures.items()]
    return Findings({"answers": count, "databases": figures}, lines)


@contextmanager
def homes(count: int) -> Iterator[dict[str, tuple[str, float, float]]]:
    """The address of each database with so many answers, the seconds that it took, and its size in MB."""
    with bench_folder() as folder:
        file = folder / "home.db"
        sqlite = {"sqlite": _sqlite(file, count)}
        try:
            with running_server(**AS_INSTALLED) as server:
                server.run("CREATE DATABASE home")
                yield {**sqlite, "postgresql": _postgresql(server.address("home"), count)}
        except NoPostgreSQLError as error:
            print(f"  {error}")
            yield sqlite


def _sqlite(file: Path, count: int) -> tuple[str, float, float]:
    address = f"sqlite:///{file}"
    started = time.perf_counter()
    make(address, count)
    return address, time.perf_counter() - started, file.stat().st_size / 1e6


def _postgresql(address: str, count: int) -> tuple[str, float, float]:
    started = time.perf_counter()
    make(address, count)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # as its own housekeeping does
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return address, time.perf_counter() - started, (size[0] if size else 0) / 1e6


def make(address: str, count: int) -> None:
    """Fill a new database with so many answers, and bring up to date what is derived from them."""
    with closing(Store(address)) as store:
        store.migrate()
        first = store.services.set_up(*SERVICE)
        for shipped in shipped_sets():
            store.questions.add_version(shipped.audience, shipped.language, shipped.questions)
        found = {audience: store.questions.newest(audience) for audience in Audience}
        sets = {audience: asked for audience, asked in found.items() if asked}
    # Nobody else has it open now: past the verbs the file is written in another way.
    fill(address, Crowd(sets, first.id, datetime.now(UTC)).batches(count))
    _count_rows(address)
    with closing(Store(address)) as store:
        store.search.fill()
        store.heard.upkeep.rebuild()


def _count_rows(address: str) -> None:
    """What PostgreSQL does by itself after a while: without it, it reads whole tables for a few rows."""
    if address.startswith("postgresql"):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE")
