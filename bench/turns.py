"""How quick is a whole turn, beside a stock Rasa that does the same work?

Ours: kept, through Rasa, tagged, saved, replied, over the chat page's own interface. Stock: Rasa 3.6.21
with its REST channel and SQL tracker store, and the same model, rules, responses and actions. Both run all
the time and are measured in turns, so that whatever else the machine does hits both.
"""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import Findings, Goal, latencies, ratios
from bench.load import Crowd, Measured, opened, talk_through
from bench.pair import running_pair
from bench.people import visitor
from bench.processes import CpuMeter
from bench.side import Side, check_same_tags, check_visits

AT_ONCE = {1: 5.0, 8: 6.0, 32: 10.0}
"""How many talk at once, and for how many seconds in each round."""
ROUNDS = 3
QUICK_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Round:
    """One stretch of one side."""

    measured: Measured
    cpu: dict[str, float]
    """Seconds of CPU time by process, `load` being this one."""


def run(*, quick: bool) -> Findings:
    """Measure both sides at each level."""
    with running_pair() as sides:
        levels = asyncio.run(_measure(sides, quick=quick))
    return Findings({"levels": levels}, _lines(levels), _goals(levels))


async def _measure(sides: Sequence[Side], *, quick: bool) -> dict[str, Any]:
    try:
        await _check(sides, [await _warmed_up(side) for side in sides])
        crowds = [Crowd(side, visitor) for side in sides]
        levels = {}
        for at_once, seconds in AT_ONCE.items():
            length = QUICK_SECONDS if quick else seconds
            rounds = [await _rounds(crowds, at_once, length) for _ in range(1 if quick else ROUNDS)]
            levels[str(at_once)] = _level(sides, rounds)
        return levels
    finally:
        for side in sides:
            await side.close()


async def _warmed_up(side: Side) -> Measured:
    return await talk_through(side, await opened(side, [visitor(number) for number in range(4)]), 4)


async def _rounds(crowds: Sequence[Crowd], at_once: int, seconds: float) -> list[Round]:
    """One round of each side, and the look whether all is as it should be."""
    done = [await _round(crowd, at_once, seconds) for crowd in crowds]
    await _check([crowd.side for crowd in crowds], [each.measured for each in done])
    return done


async def _round(crowd: Crowd, at_once: int, seconds: float) -> Round:
    before = time.process_time()
    meter = CpuMeter(crowd.side.pids)
    measured = await crowd.talk(at_once, seconds)
    return Round(measured, {**meter.seconds(), "load": time.process_time() - before})


async def _check(sides: Sequence[Side], measured: Sequence[Measured]) -> None:
    """Replies were checked as they came; now what is kept: nothing lost, in order, the same on both sides."""
    found = [check_visits(side, each.visits) for side, each in zip(sides, measured, strict=True)]
    check_same_tags(*found)


def _level(sides: Sequence[Side], rounds: Sequence[Sequence[Round]]) -> dict[str, Any]:
    each = {side.name: _summary(own) for side, own in zip(sides, zip(*rounds, strict=True), strict=True)}
    return {**each, "ratio": ratios(each["ours"]["figures"], each["stock"]["figures"])}


def _summary(rounds: Sequence[Round]) -> dict[str, Any]:
    seconds = [each for one in rounds for each in one.measured.seconds]
    paces = [one.measured.turns_per_second for one in rounds]
    cpu = {name: sum(one.cpu[name] for one in rounds) for name in rounds[0].cpu}
    figures = {**latencies(seconds), "turns_per_second": round(statistics.mean(paces), 1)}
    return {
        "figures": figures,
        "turns": len(seconds),
        "conversations": len({visit.conversation for one in rounds for visit in one.measured.visits}),
        "turns_per_second_by_round": [round(pace, 1) for pace in paces],
        "median_ms_by_round": [latencies(one.measured.seconds)["median_ms"] for one in rounds],
        "cpu_ms_per_turn": {name: round(used / len(seconds) * 1000, 2) for name, used in cpu.items()},
    }


def _lines(levels: dict[str, Any]) -> list[str]:
    lines = ["at once  side   median ms    p95 ms   turns/s   CPU ms a turn"]
    for at_once, level in levels.items():
        for name in ("ours", "stock"):
            figures, cpu = level[name]["figures"], level[name]["cpu_ms_per_turn"]
            used = f"web {cpu['web']:.1f}, rasa {cpu['rasa']:.1f}"
            lines.append(f"{at_once:>7}  {name:<5} {_row(figures)}   {used}")
        lines.append(f"{at_once:>7}  ratio {_row(level['ratio'])}")
    return lines


def _row(figures: dict[str, float]) -> str:
    return "".join(f"{figures[name]:>10.2f}" for name in ("median_ms", "p95_ms", "turns_per_second"))


def _goals(levels: dict[str, Any]) -> list[Goal]:
    return [
        Goal("median of one conversation, ours / stock", levels["1"]["ratio"]["median_ms"], 1.0),
        Goal(
            "turns a second of 32 at once, ours / stock",
            levels["32"]["ratio"]["turns_per_second"],
            3.0,
            at_least=True,
        ),
    ]
