"""What does turn 10, 100 and 200 of one conversation cost, beside a stock Rasa?

Each figure is taken over ten turns around that place: the same kinds of turns everywhere, so that only the
length of what was said before differs. In between are answers, digressions, and notes after the end.
"""

import asyncio
import itertools
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.figures import Findings, Goal, ratios
from bench.load import opened, talk_through
from bench.pair import running_pair
from bench.people import PLACES, WINDOW, long_talker, window
from bench.processes import CpuMeter
from bench.side import Side, Visit, check_same_tags, check_visits


@dataclass(slots=True)
class Window:
    """What was measured around one turn, over all conversations of one side."""

    seconds: list[float] = field(default_factory=list)
    cpu: Counter[str] = field(default_factory=Counter)
    """Seconds of each process."""

    def figures(self) -> dict[str, float]:
        """For one turn: its median time, and the CPU time of each process and of both."""
        each = {f"{name}_cpu_ms": used / len(self.seconds) * 1000 for name, used in self.cpu.items()}
        median = statistics.median(self.seconds) * 1000
        found = {"median_ms": median, "cpu_ms": sum(each.values()), **each}
        return {name: round(figure, 2) for name, figure in found.items()}


Windows = dict[int, Window]
Figures = dict[str, dict[str, float]]
"""Of one side, by the number of the turn."""


def run(*, quick: bool) -> Findings:
    """Measure both sides, one conversation after the other."""
    conversations = 2 if quick else 8
    with running_pair() as sides:
        measured = asyncio.run(_measure(sides, conversations))
    found = {name: _figures(windows) for name, windows in measured.items()}
    grown = {name: _grown(figures) for name, figures in found.items()}
    figures = {
        "conversations": conversations,
        "turns_a_window": WINDOW,
        "sides": found,
        "turn_200_to_10": grown,
    }
    return Findings(figures, _lines(found, grown), _goals(grown["ours"]))


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
        found.cpu.update(meter.seconds())
    return visit


def _figures(windows: Windows) -> Figures:
    return {str(place): each.figures() for place, each in windows.items()}


def _grown(figures: Figures) -> dict[str, float]:
    return ratios(figures[str(PLACES[-1])], figures[str(PLACES[0])])


def _lines(found: dict[str, Figures], grown: dict[str, dict[str, float]]) -> list[str]:
    rows = ["side   turn   median ms   CPU ms"]
    for (name, figures), place in itertools.product(found.items(), map(str, PLACES)):
        rows.append(
            f"{name:<5}  {place:>4}  {figures[place]['median_ms']:>10.2f}  {figures[place]['cpu_ms']:>7.2f}"
        )
    for name, each in grown.items():
        time, cpu = each["median_ms"], each["cpu_ms"]
        rows.append(f"{name}: turn 200 takes {time:.2f} times the time of turn 10, {cpu:.2f} times the CPU")
    return rows


def _goals(grown: dict[str, float]) -> list[Goal]:
    return [
        Goal("time of turn 200 / turn 10, ours", grown["median_ms"], 1.2),
        Goal("CPU of turn 200 / turn 10, ours", grown["cpu_ms"], 1.2),
    ]
