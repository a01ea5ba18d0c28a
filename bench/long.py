"""What does turn 10, 100 and 200 of one conversation cost, beside a stock Rasa?

Each figure is taken over ten turns around that place: the same kinds of turns everywhere, so that only the
length of what was said before differs. In between are answers, digressions, and notes after the last question.
"""

import asyncio
import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.figures import Findings, Goal, ratio
from bench.load import opened, talk_through
from bench.pair import running_pair
from bench.people import PLACES, WINDOW, long_talker, window
from bench.processes import CpuMeter
from bench.side import Side, Visit, check_same_tags, check_visits


@dataclass(slots=True)
class Window:
    """What was measured around one turn, over all conversations of one side."""

    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0
    """Seconds of both processes together."""

    def figures(self) -> dict[str, float]:
        """For one turn: its median time, and its share of the CPU time."""
        return {
            "median_ms": round(statistics.median(self.seconds) * 1000, 2),
            "cpu_ms": round(self.cpu / len(self.seconds) * 1000, 2),
        }


Windows = dict[int, Window]


def run(*, quick: bool) -> Findings:
    """Measure both sides, one conversation after the other."""
    conversations = 2 if quick else 8
    with running_pair() as sides:
        measured = asyncio.run(_measure(sides, conversations))
    found = {
        name: {str(place): each.figures() for place, each in found.items()}
        for name, found in measured.items()
    }
    grown = {name: _grown(figures) for name, figures in found.items()}
    return Findings(
        {
            "conversations": conversations,
            "turns_a_window": WINDOW,
            "sides": found,
            "turn_200_to_turn_10": grown,
        },
        _lines(found, grown),
        [
            Goal(f"{name} of turn 200 / turn 10, ours", grown["ours"][name], 1.2)
            for name in ("median_ms", "cpu_ms")
        ],
    )


async def _measure(sides: Sequence[Side], conversations: int) -> dict[str, Windows]:
    """Talk once for warming up, then measure; the sides take turns."""
    measured: dict[str, Windows] = {}
    try:
        for number in range(conversations + 1):
            tags = []
            for side in sides:
                windows = measured.setdefault(side.name, {})
                visit = await _talk(side, number, windows if number else {})
                tags.append(check_visits(side, [visit]))
            check_same_tags(*tags)
    finally:
        for side in sides:
            await side.close()
    return measured


async def _talk(side: Side, number: int, windows: Windows) -> Visit:
    """One long conversation, measured at each place."""
    steps = long_talker(number)
    (visit,) = await opened(side, [steps])
    for place in PLACES:
        visit.steps = steps[: window(place).start]
        await talk_through(side, [visit], 1)
        visit.steps = steps[: window(place).stop]
        meter = CpuMeter(side.pids)
        measured = await talk_through(side, [visit], 1)
        found = windows.setdefault(place, Window())
        found.seconds += measured.seconds
        found.cpu += sum(meter.seconds().values())
    return visit


def _grown(figures: dict[str, dict[str, float]]) -> dict[str, float]:
    first, last = figures[str(PLACES[0])], figures[str(PLACES[-1])]
    return {name: ratio(last[name], first[name]) for name in first}


def _lines(found: dict[str, dict[str, dict[str, float]]], grown: dict[str, dict[str, float]]) -> list[str]:
    rows = ["side   turn   median ms   CPU ms"]
    for (name, figures), place in itertools.product(found.items(), map(str, PLACES)):
        each = figures[place]
        rows.append(f"{name:<5}  {place:>4}  {each['median_ms']:>10.2f}  {each['cpu_ms']:>7.2f}")
    for name, each in grown.items():
        rows.append(
            f"{name}: turn 200 costs {each['median_ms']:.2f} times the time of turn 10, {each['cpu_ms']:.2f} of its CPU"
        )
    return rows
