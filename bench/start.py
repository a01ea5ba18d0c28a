"""How long until Rasa answers, how much memory do both processes take, and does it stay flat?

Cold: nothing is trained yet, so both models are trained first; the page cache is left as it is. Warm: the
models are there. Memory is what is in RAM, at rest and after many short conversations.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import Findings, Goal, ratio
from bench.load import opened, talk_through
from bench.ours import SETTINGS, Ours, running_ours
from bench.pair import bench_folder, trained_models
from bench.people import short_visitor
from bench.processes import disk_mb, resident_mb
from bench.side import check_visits
from tests.program import Program
from web.settings import ROOT

LONGEST_START = 900.0
AT_ONCE = 16
BATCH = 250
"""Conversations between two looks at the memory."""
SETTLES = 5.0
"""Seconds after the last turn before the memory is read."""


def run(*, quick: bool) -> Findings:
    """Measure starts, then memory, then sizes on disk."""
    with bench_folder() as folder:
        starts = _starts(folder / "starts", warm=1 if quick else 3)
    with bench_folder() as folder:
        models, _ = trained_models()
        memory = _memory(folder / "memory", models, 250 if quick else 2_000)
        disk = _disk(models)
    figures = {"start_seconds": starts, "memory_mb": memory, "disk_mb": disk}
    return Findings(figures, _lines(starts, memory, disk), _goals(starts, memory, disk))


def _starts(folder: Path, warm: int) -> dict[str, Any]:
    folder.mkdir()
    cold = _seconds_to_ready(folder)
    again = [_seconds_to_ready(folder) for _ in range(warm)]
    return {"cold": cold, "warm": statistics.median(again), "warm_each": again}


def _seconds_to_ready(folder: Path) -> float:
    """From the command to the line that it prints once Rasa answers."""
    with _program(folder) as program:
        started = time.perf_counter()
        program.hears("Talk to us", LONGEST_START)
        return round(time.perf_counter() - started, 2)


@contextmanager
def _program(folder: Path) -> Iterator[Program]:
    program = Program(folder, **SETTINGS)
    try:
        yield program
    finally:
        program.end()


def _memory(folder: Path, models: Path, conversations: int) -> dict[str, Any]:
    with running_ours(folder, models) as ours:
        looks = asyncio.run(_talk_and_look(ours, conversations))
    rest, after = looks["0"], looks[str(conversations)]
    return {
        "by_conversations": looks,
        "after_to_rest": {name: ratio(after[name], rest[name]) for name in rest},
    }


async def _talk_and_look(ours: Ours, conversations: int) -> dict[str, dict[str, float]]:
    """Memory of each process, by how many conversations there were."""
    looks = {"0": await _look(ours)}
    try:
        for done in range(0, conversations, BATCH):
            visits = await opened(ours, [short_visitor(done + number) for number in range(BATCH)])
            await talk_through(ours, visits, AT_ONCE)
            check_visits(ours, visits[:: BATCH // 10])
            looks[str(done + BATCH)] = await _look(ours)
    finally:
        await ours.close()
    return looks


async def _look(ours: Ours) -> dict[str, float]:
    await asyncio.sleep(SETTLES)
    return {name: resident_mb(pid) for name, pid in ours.pids.items()}


def _disk(models: Path) -> dict[str, float]:
    newest = {
        kind: max(models.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
        for kind in ("bot", "tagger")
    }
    return {
        "environment": disk_mb(ROOT / ".venv"),
        "bot_environment": disk_mb(ROOT / "bot" / ".venv"),
        **{f"{kind}_model": disk_mb(path) for kind, path in newest.items()},
    }


def _lines(starts: dict[str, Any], memory: dict[str, Any], disk: dict[str, float]) -> list[str]:
    looks, growth = memory["by_conversations"], memory["after_to_rest"]
    return [
        f"ready after {starts['cold']:.1f} s cold (with training), {starts['warm']:.1f} s warm",
        *(
            f"after {count:>5} conversations: web {each['web']:.0f} MB, rasa {each['rasa']:.0f} MB"
            for count, each in looks.items()
        ),
        f"after / at rest: web {growth['web']:.2f}, rasa {growth['rasa']:.2f}",
        "on disk: " + ", ".join(f"{name.replace('_', ' ')} {size:g} MB" for name, size in disk.items()),
    ]


def _goals(starts: dict[str, Any], memory: dict[str, Any], disk: dict[str, float]) -> list[Goal]:
    return [
        Goal("seconds to ready, warm", starts["warm"], 10),
        Goal("MB of Rasa's memory at rest", memory["by_conversations"]["0"]["rasa"], 260),
        Goal("MB of Rasa's environment on disk", disk["bot_environment"], 700),
    ]
