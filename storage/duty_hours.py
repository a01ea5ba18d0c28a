"""Hours of duty and of work, by the clock on the wall here."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
DAY = timedelta(days=1)


def is_clock(text: str) -> bool:
    """Whether it is an hour and a minute: "07:30"."""
    return bool(_CLOCK.fullmatch(text))


def on_duty(days: Sequence[int], starts: str, ends: str, moment: datetime) -> bool:
    """Whether somebody is on duty whose hours begin on these days, and end on the next if need be.

    The same hour twice: the whole day and night.
    """
    here = moment.astimezone()
    clock = f"{here:%H:%M}"
    if starts < ends:
        return here.weekday() in days and starts <= clock < ends
    if starts == ends:
        return here.weekday() in days
    began_today = here.weekday() in days and clock >= starts
    began_yesterday = (here.weekday() - 1) % 7 in days and clock < ends
    return began_today or began_yesterday


def after_working(moment: datetime, minutes: float, starts: str, ends: str) -> datetime:
    """The moment so many minutes of work later, where work is from `starts` to `ends` every day."""
    if starts >= ends:
        return moment + timedelta(minutes=minutes)
    here, left = moment.astimezone(), timedelta(minutes=minutes)
    while True:
        opens, closes = (_at(here, clock) for clock in (starts, ends))
        here = max(here, opens)
        if here < closes and here + left <= closes:
            return (here + left).astimezone(moment.tzinfo)
        left -= max(closes - here, timedelta())
        here = _at(here + DAY, "00:00")


def _at(day: datetime, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day.date(), time(hour, minute)).astimezone()
