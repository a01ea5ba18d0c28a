"""What staff of the invented home do with what was said: they listen, decide about tags, put words right."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from demo.talking import Held
from storage.base import at
from storage.kinds import Spoken, TagStatus
from storage.records import NewTag, ReviewAnswer, TagRecord
from storage.store import Store
from storage.work_records import Item

REVIEWED_AFTER = timedelta(days=4)
"""What is newer is new to everybody."""
LISTENED_AFTER = timedelta(days=9)
NOTES = (
    "Spoke with the family on the telephone. They will come on Sunday.",
    "Ask again in a week, she was tired that day.",
    "Told the cook. He will come by and talk about it.",
    "Same as in the care plan review in September.",
    "I know what he means by the door: the one by the laundry.",
    "Keyworker informed. Please do not move this to the meeting before she has talked with her.",
)
STANCES = ("working", "not_working", "wish", "neutral")


class Staffing:
    """Some members of staff, and the days on which they come to it."""

    def __init__(self, store: Store, staff: Sequence[UUID], chance: Random, today: datetime) -> None:
        self._store = store
        self._staff = staff
        self._chance = chance
        self._today = today
        self._within = store.services.ids()

    def look_through(self, held: Held) -> None:
        """Somebody reads a conversation, some days after it was held, unless it is quite new."""
        if self._today - held.ended < REVIEWED_AFTER or self._chance.random() < 0.12:
            self._give_to_somebody(held)
            return
        who = self._chance.choice(self._staff)
        moment = held.ended + timedelta(hours=self._chance.uniform(2, 70))
        with at(moment):
            self._store.audit.record(who, "read", str(held.id))
            self._listen(held, who)
            for answer in self._store.review.answers(self._within, held.id):
                self._decide(answer, who)
        with at(moment + timedelta(minutes=3)):
            self._write_down(held, who)

    def _write_down(self, held: Held, who: UUID) -> None:
        """It is reviewed now, or given to somebody who is to go on with it; now and then with a note."""
        item = [Item(held.id)]
        if self._chance.random() < 0.85:
            self._store.work.review(self._within, item, who)
        else:
            self._give_to_somebody(held)
        if self._chance.random() < 0.12:
            self._store.notes.add(self._within, held.id, who, self._chance.choice(NOTES))

    def _give_to_somebody(self, held: Held) -> None:
        """Somebody is to see to it by a day, which may have passed."""
        if self._chance.random() < 0.45:
            to = self._chance.choice(self._staff)
            day = self._today + timedelta(days=self._chance.randint(-3, 8))
            fields = {"assigned_to": to, "due_on": day.date()}
            with at(max(held.ended + timedelta(minutes=1), self._today - timedelta(days=5))):
                self._store.work.plan(self._within, [Item(held.id)], self._staff[0], fields)

    def _listen(self, held: Held, who: UUID) -> None:
        if self._today - held.ended < LISTENED_AFTER:
            return
        for answer in self._store.review.answers(self._within, held.id):
            if answer.answer.spoken == Spoken.LISTEN and answer.answer.id in held.unclear:
                self._store.wordings.correct(
                    self._within, answer.answer.id, held.unclear[answer.answer.id], who
                )

    def _decide(self, answer: ReviewAnswer, who: UUID) -> None:
        for tag in answer.tags:
            if tag.status == TagStatus.SUGGESTED:
                self._decide_on(tag, who)

    def _decide_on(self, tag: TagRecord, who: UUID) -> None:
        luck = self._chance.random()
        surely = 0.62 + tag.confidence / 4
        if luck < surely:
            self._store.corrections.agree(self._within, tag.id, who)
        elif luck < surely + 0.08:
            other = self._chance.choice([each for each in STANCES if each != tag.stance])
            self._store.corrections.change(
                self._within, tag.id, who, NewTag(tag.key, other, 1.0, tag.evidence)
            )
        elif luck < 0.97:
            self._store.corrections.remove(self._within, tag.id, who)
