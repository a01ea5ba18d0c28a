"""What is done about concerns at the invented home: each is seen to within a day; the newest wait."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from storage.alarm_records import Rung
from storage.base import at
from storage.concern_records import ConcernRecord, ConcernState, Urgency
from storage.duties import DutyRecord
from storage.store import Store

DONE_AFTER = timedelta(days=1)
LOOKED_BEFORE = timedelta(minutes=20)
DONE = (
    "Talked with them and with the family, told the local authority the same day. See the safeguarding file."
)
NONE_OF_OURS = "Asked: it was about a film on television."
SURE = 0.75
"""What the net was less sure of turned out to be none, here."""
NOT_TOLD = 7
"""One in so many did not hear yet what came of it."""


class Worries:
    """Every concern that the safety net noticed."""

    def __init__(self, store: Store, leads: Sequence[UUID], today: datetime) -> None:
        """`leads`: who sees to them; the next one does where the words name the one before."""
        self._store = store
        self._leads = leads
        self._today = today
        self._within = store.services.ids()

    def write_down_who_is_on_duty(self) -> None:
        """Before anybody says anything; they are told on the pages alone."""
        here = self._store.services.get().id
        names = {each.id: each.name for each in self._store.staff.everyone()}
        for rung, account in zip((Rung.FIRST, Rung.SECOND, Rung.MANAGER), self._leads, strict=True):
            self._store.duties.write({here}, DutyRecord(here, names[account], rung, staff_id=account))
        self._store.duties.write({here}, DutyRecord(here, "Helpline", Rung.OUTSIDE))

    def see_to(self) -> None:
        """What is a day old is done; somebody goes where it cannot wait; the rest is new."""
        old = 0
        for concern in sorted(self._open(), key=lambda concern: concern.at):
            if self._today - concern.at > DONE_AFTER:
                self._finish(concern, tells=old % NOT_TOLD > 0)
                old += 1
            elif concern.urgency == Urgency.IMMEDIATE:
                self._decide(concern, ConcernState.SEEN, "", max(concern.at, self._today - LOOKED_BEFORE))

    def _open(self) -> Iterator[ConcernRecord]:
        after = None
        while found := self._store.concerns.open(self._within, after=after):
            yield from found
            after = found[-1].id

    def _finish(self, concern: ConcernRecord, *, tells: bool) -> None:
        alarm = self._store.alarms.of_answer(concern.answer_id)
        self._decide(concern, ConcernState.SEEN, "", concern.at + timedelta(minutes=25))
        is_one = concern.confidence >= SURE
        state, note = (ConcernState.DONE, DONE) if is_one else (ConcernState.NOT_A_CONCERN, NONE_OF_OURS)
        done_at = concern.at + timedelta(hours=20 if is_one else 3)
        who = self._decide(concern, state, note, done_at)
        if alarm and who and tells:
            with at(done_at + timedelta(minutes=30)):
                self._store.alarms.told(self._within, who, alarm.id, self._within)

    def _decide(
        self, concern: ConcernRecord, state: ConcernState, note: str, moment: datetime
    ) -> UUID | None:
        """By the first of them who may; returns who that was."""
        now = self._store.concerns.get(self._within, concern.id)
        assert now, "it was just read"
        decide = self._store.concerns.decide
        with at(moment):
            mine = (who for who in self._leads if decide(self._within, now.id, now.version, who, state, note))
            return next(mine, None)
