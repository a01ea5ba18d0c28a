"""Days as they stand in forms and addresses: the moment at which one begins here."""

from datetime import UTC, date, datetime, time, timedelta


def day_start(text: str, days: int = 0) -> datetime | None:
    """The start of a day here, or of one so many days later, in UTC; none if it cannot be read.

    Days are counted before the hour is known: where clocks change, one has 23 hours or 25.
    """
    try:
        return start_of(date.fromisoformat(text) + timedelta(days=days))
    except (ValueError, OverflowError):
        return None


def start_of(day: date) -> datetime:
    """The start of a day here, in UTC. Raises OverflowError at the ends of the calendar."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC)
