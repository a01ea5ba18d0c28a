"""What happens while people sleep: what has been here long enough goes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from storage.keeping_records import Periods
from storage.store import Store

NIGHT = range(1, 5)
"""The hours, as clocks here show them, in which it begins."""
AT_THE_LATEST = timedelta(hours=36)
"""After so long it begins at any hour: this machine may sleep at night, too."""
NOT_BEFORE = timedelta(hours=12)


class Nightly:
    """Purges once a night. One of these in a process; two at once do each other no harm."""

    def __init__(
        self, store: Store, periods: Periods, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store, self._periods, self._clock = store, periods, clock

    def keep_up(self) -> None:
        """Purge, if it is time for it. A chore; raises StorageError as `writing` does."""
        moment = self._clock()
        if self._is_time(moment):
            self._store.purging.run(self._periods, moment)

    def _is_time(self, moment: datetime) -> bool:
        last = self._store.purging.last()
        if last is None:
            return False
        at_night = moment.astimezone().hour in NIGHT and moment - last >= NOT_BEFORE
        return at_night or moment - last >= AT_THE_LATEST
