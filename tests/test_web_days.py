"""Days of forms: each begins at midnight here, also where clocks change."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from web.days import day_start


@pytest.fixture(autouse=True)
def in_england(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of this test is that of London."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "Europe/London")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("days", "moment"), [(0, datetime(2026, 3, 29, tzinfo=UTC)), (1, datetime(2026, 3, 29, 23, tzinfo=UTC))]
)
def test_a_day_on_which_clocks_change_ends_at_midnight(days: int, moment: datetime) -> None:
    assert day_start("2026-03-29", days) == moment


@pytest.mark.parametrize(
    ("text", "days"), [("", 0), ("soon", 0), ("2026-13-45", 0), ("9999-12-31", 1), ("\x00", 0)]
)
def test_what_is_no_day_begins_never(text: str, days: int) -> None:
    assert day_start(text, days) is None
