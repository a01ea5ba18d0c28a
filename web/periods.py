"""Stretches of time that numbers are shown for: years, quarters and months, as the calendar has them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from storage.heard_records import EVER

_WRITTEN = re.compile(r"(\d{4})(?:-(q[1-4]|0[1-9]|1[0-2]))?", re.ASCII)
_YEARS, _QUARTERS, _MONTHS = 6, 8, 12
"""How many of each are offered."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first month to the last, as year * 12 + month - 1."""

    key: str
    """As it stands in an address: "2026", "2026-q4", "2026-11"; empty for all time."""
    label: str
    months: tuple[int, int]

    @property
    def first_day(self) -> date | None:
        """The day it begins; none for all time."""
        return None if self.months == EVER else _day(self.months[0])

    @property
    def last_day(self) -> date | None:
        """The day it ends; none for all time."""
        return None if self.months == EVER else _day(self.months[1] + 1) - timedelta(days=1)


ALL_TIME = Period("", "Since the beginning", EVER)


def read_period(written: str) -> Period:
    """The period that stands in an address; all time if it makes no sense."""
    found = _WRITTEN.fullmatch(written)
    if not found or not 1900 <= int(found[1]) <= 2999:
        return ALL_TIME
    year, part = int(found[1]) * 12, found[2]
    if part is None:
        return stretch(year, year + 11)
    if part.startswith("q"):
        first = year + int(part[1]) * 3 - 3
        return stretch(first, first + 2)
    return stretch(year + int(part) - 1, year + int(part) - 1)


def stretch(first: int, last: int) -> Period:
    """Any months one after the other, with a name as people say it."""
    year, months = first // 12, last - first + 1
    if months == 1:
        return Period(f"{year}-{first % 12 + 1:02}", f"{_day(first):%B} {year}", (first, last))
    if months == 12 and first % 12 == 0:
        return Period(f"{year}", f"{year}", (first, last))
    between = f"{_day(first):%B}" + ("" if last // 12 == year else f" {year}")
    label = f"{between} to {_day(last):%B} {last // 12}"
    quarter = months == 3 and first % 3 == 0
    return Period(f"{year}-q{first % 12 // 3 + 1}" if quarter else "", label, (first, last))


def offered(first_month: int | None, today: date) -> list[tuple[str, list[Period]]]:
    """What can be chosen, newest first, under a heading each."""
    this = today.year * 12 + today.month - 1
    first = min(first_month if first_month is not None else this, this)
    years = [stretch(each * 12, each * 12 + 11) for each in range(this // 12, first // 12 - 1, -1)]
    quarters = [stretch(each * 3, each * 3 + 2) for each in range(this // 3, first // 3 - 1, -1)]
    months = [stretch(each, each) for each in range(this, first - 1, -1)]
    return [
        ("Years", years[:_YEARS]),
        ("Quarters", quarters[:_QUARTERS]),
        ("Months", months[:_MONTHS]),
    ]


def _day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
