"""Many people at once: each says the next thing as soon as the reply to the last one is there."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf

from bench.screenplay import Step
from bench.side import Side, Visit

OPENING_AT_ONCE = 8

Script = Callable[[int], Sequence[Step]]
"""What the person with this number says."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a stretch of talking."""

    seconds: list[float]
    """From saying something to having the reply, for each turn."""
    elapsed: float
    """From the first word to the last reply."""
    visits: list[Visit]

    @property
    def turns_per_second(self) -> float:
        """All together."""
        return len(self.seconds) / self.elapsed


async def opened(side: Side, scripts: Iterable[Sequence[Step]]) -> list[Visit]:
    """A new conversation for each script, some of them opened at the same time."""
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(steps: Sequence[Step]) -> Visit:
        async with gate:
            return await side.open(steps)

    return list(await asyncio.gather(*(one(steps) for steps in scripts)))


async def talk_through(side: Side, visits: Sequence[Visit], at_once: int) -> Measured:
    """Everybody says all that they have to say, `at_once` of them at the same time. Raises WrongError."""
    waiting = iter(visits)
    times: list[float] = []

    async def person() -> None:
        for visit in waiting:
            await _talk(side, visit, inf, times)

    return Measured(times, await _together(person, at_once), list(visits))


async def talk_for(side: Side, script: Script, at_once: int, seconds: float, ready: int) -> Measured:
    """`at_once` people talk for `seconds`, each followed by another; a turn that has begun is waited for.

    `ready` conversations are opened before; should they not be enough, more are opened on the way.
    Raises WrongError.
    """
    waiting = deque(await opened(side, [script(number) for number in range(ready)]))
    numbers = itertools.count(ready)
    visits: list[Visit] = []
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def person() -> None:
        while time.perf_counter() < until:
            visit = waiting.popleft() if waiting else await side.open(script(next(numbers)))
            visits.append(visit)
            await _talk(side, visit, until, times)

    return Measured(times, await _together(person, at_once), visits)


async def _together(person: Callable[[], Awaitable[None]], at_once: int) -> float:
    """So many people at the same time; returns the seconds until the last one is done."""
    started = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(at_once)))
    return time.perf_counter() - started


async def _talk(side: Side, visit: Visit, until: float, times: list[float]) -> None:
    """Say what comes next, until everything is said or it is too late."""
    while visit.done < len(visit.steps) and time.perf_counter() < until:
        step = visit.steps[visit.done]
        began = time.perf_counter()
        replies = await side.say(visit, step.words)
        times.append(time.perf_counter() - began)
        visit.replied(step, replies)
