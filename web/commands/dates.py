"""Dates as people write them in spreadsheets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from web.errors import WebError

ISO = "ISO"
DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")
MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S")
OTHERS = ("%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y")
FORMATS = (ISO, *DAY_FIRST, *OTHERS, *MONTH_FIRST)
"""In the order they are preferred when several read the same dates."""
EARLIEST = 1970
"""Years before it are slips of the pen."""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One way to write dates, as `datetime.strptime` describes it, or ISO."""

    pattern: str
    doubtful: bool = False
    """Guessed, and the other order of day and month would fit as well."""

    def read(self, written: str) -> datetime:
        """A moment in UTC. A day without a time becomes its noon: the same day in almost every time zone.

        Raises ValueError if it is no date in this format, or lies before 1970 or after tomorrow.
        """
        if self.pattern == ISO:
            moment, timed = datetime.fromisoformat(written), ":" in written
        else:
            moment, timed = datetime.strptime(written, self.pattern), "%H" in self.pattern  # noqa: DTZ007 (below)
        if not EARLIEST <= moment.year < 3000:
            raise ValueError(f"{written} lies before {EARLIEST}")
        if not timed:
            moment = moment.replace(hour=12)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        if moment > datetime.now(UTC) + timedelta(days=1):
            raise ValueError(f"{written} is still to come")
        return moment


def given_format(pattern: str) -> DateFormat:
    """A format that somebody asked for. Raises WebError("bad_setting") if there is no such one."""
    try:
        datetime.strptime(datetime(2020, 2, 1, tzinfo=UTC).strftime(pattern), pattern)  # noqa: DTZ007 (a trial)
    except ValueError as error:
        raise WebError(
            "bad_setting", f'--date-format "{pattern}" cannot be used ({error}). Write it like %d/%m/%Y.'
        ) from None
    return DateFormat(pattern)


def guess_format(written: Iterable[str]) -> DateFormat:
    """The format that reads most of these dates; ISO if there are none."""
    samples = [each for each in written if each]
    counts = {pattern: sum(_reads(DateFormat(pattern), each) for each in samples) for pattern in FORMATS}
    best = max(FORMATS, key=lambda pattern: counts[pattern])
    turned = dict(zip(DAY_FIRST, MONTH_FIRST, strict=True)).get(best)
    return DateFormat(best, doubtful=turned is not None and counts[turned] == counts[best])


def _reads(style: DateFormat, written: str) -> bool:
    try:
        style.read(written)
    except ValueError:
        return False
    return True
