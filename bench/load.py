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


class Crowd:
    """People who keep coming to one side. Who was in the middle of a visit goes on with it the next time."""

    def __init__(self, side: Side, script: Script) -> None:
        self.side = side
        self._script = script
        self._numbers = itertools.count()
        self._going: deque[Visit] = deque()

    async def talk(self, at_once: int, seconds: float) -> Measured:
        """`at_once` people talk for `seconds`, each followed by another; a turn that has begun is waited for.

        To come in is work that is not counted as a turn. Raises WrongError.
        """
        missing = at_once - len(self._going)
        self._going.extend(await opened(self.side, [self._next() for _ in range(missing)]))
        visits: list[Visit] = []
        times: list[float] = []
        until = time.perf_counter() + seconds

        async def person() -> None:
            while time.perf_counter() < until:
                visit = self._going.popleft() if self._going else await self.side.open(self._next())
                visits.append(visit)
                await _talk(self.side, visit, until, times)

        elapsed = await _together(person, at_once)
        self._going.extend(visit for visit in visits if visit.done < len(visit.steps))
        return Measured(times, elapsed, visits)

    def _next(self) -> Sequence[Step]:
        return self._script(next(self._numbers))


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
