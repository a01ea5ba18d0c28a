"""What the safeguarding lead of the invented home does about concerns: some are seen to, the newest wait."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from storage.alarm_records import Rung
from storage.base import at
from storage.concern_records import ConcernRecord, ConcernState
from storage.duties import DutyRecord
from storage.store import Store

SEEN_AFTER, DONE_AFTER = timedelta(days=4), timedelta(days=10)
DONE = (
    "Talked with them and with the family, told the local authority the same day. See the safeguarding file."
)
NONE_OF_OURS = "Asked: it was about a film on television."
SURE = 0.75
"""What the net was less sure of turned out to be none, here."""


class Worries:
    """Every concern that the safety net noticed."""

    def __init__(self, store: Store, lead: UUID, today: datetime) -> None:
        self._store = store
        self._lead = lead
        self._today = today
        self._within = store.services.ids()

    def see_to(self) -> None:
        """Those that are old enough; who is on duty stands on the list, and is told on the pages alone."""
        self._write_down_who_is_on_duty()
        for concern in list(self._open()):
            age = self._today - concern.at
            if age > SEEN_AFTER:
                self._decide(concern, ConcernState.SEEN, "", timedelta(minutes=25))
            if age > DONE_AFTER:
                self._finish(concern)

    def _open(self) -> Iterator[ConcernRecord]:
        after = None
        while found := self._store.concerns.open(self._within, after=after):
            yield from found
            after = found[-1].id

    def _write_down_who_is_on_duty(self) -> None:
        here = self._store.services.get().id
        lead = next(each.name for each in self._store.staff.everyone() if each.id == self._lead)
        for name, rung, account in ((lead, Rung.FIRST, self._lead), ("Helpline", Rung.OUTSIDE, None)):
            self._store.duties.write({here}, DutyRecord(here, name, rung, staff_id=account))

    def _finish(self, concern: ConcernRecord) -> None:
        if concern.confidence >= SURE:
            self._decide(concern, ConcernState.DONE, DONE, timedelta(days=1))
        else:
            self._decide(concern, ConcernState.NOT_A_CONCERN, NONE_OF_OURS, timedelta(hours=3))

    def _decide(self, concern: ConcernRecord, state: ConcernState, note: str, later: timedelta) -> None:
        now = self._store.concerns.get(self._within, concern.id)
        assert now, "it was just read"
        with at(concern.at + later):
            self._store.concerns.decide(self._within, concern.id, now.version, self._lead, state, note)
