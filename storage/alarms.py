"""Alarms: raised for a concern, climbing until somebody goes, done with what was done."""

from collections.abc import Callable, Collection
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.alarm_hiding import hidden_changes, is_hidden
from storage.alarm_list import about, record, records, rows, visible_to
from storage.alarm_models import Alarm
from storage.alarm_records import OPEN, AlarmRecord, AlarmState, Deed
from storage.alarm_rows import begin, lock_alarm, raise_alarm, write
from storage.alarm_taking import close_concern, end, go
from storage.base import now, storable
from storage.change_models import Reply
from storage.concern_models import Concern
from storage.concern_records import Urgency
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.models import Service, Staff

MOST_SHOWN = 50
MOST_LETTERS = 2_000
"""The longest note of what was done."""


class Alarms:
    """Every read and write of them. `staff_id`: who looks; what names them is not there for them.

    leads: services where they see to people's safety. What was said without a name is there alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def raise_for(self, concern_id: UUID) -> AlarmRecord | None:
        """The alarm of a concern, raised unless it was; None if there is no such concern.

        It is raised in the same transaction as the concern, so this mostly finds it. `told` says who was
        told; without anybody in it, it stands on the pages of staff and nobody was called.
        """
        with writing(self._engine) as session:
            concern = session.get(Concern, concern_id, with_for_update=True)
            if concern is None:
                return None
            return record(session, raise_alarm(session, concern).id)

    def of_answer(self, answer_id: UUID) -> AlarmRecord | None:
        """The newest open alarm of an answer: for what is said to the person."""
        with reading(self._engine) as session:
            mine = rows().join(Concern, Concern.id == Alarm.concern_id)
            mine = mine.where(Concern.answer_id == answer_id, Alarm.state.in_(OPEN))
            return next(iter(records(session, mine.order_by(Alarm.at.desc()).limit(1))), None)

    def drill(
        self, service_id: UUID, naming: str = "", pace: float = 1.0, alarm_id: UUID | None = None
    ) -> AlarmRecord:
        """An alarm that nobody is behind, so that the chain is tried.

        naming: words in which somebody may be named, who is then not told. pace: how long its minutes are.
        Raises StorageError("unknown") if there is no such service.
        """
        with writing(self._engine) as session:
            if session.get(Service, service_id, with_for_update=True) is None:
                raise StorageError("unknown", "There is no such service.")
            if alarm_id is None or session.get(Alarm, alarm_id) is None:
                alarm = Alarm(id=alarm_id or uuid4(), service_id=service_id, urgency=Urgency.IMMEDIATE)
                alarm.drill, alarm.pace = True, pace
                alarm_id = begin(session, alarm, [storable(naming)]).id
            return record(session, alarm_id)

    def open(
        self, within: Collection[UUID], staff_id: UUID, leads: Collection[UUID] = ()
    ) -> list[AlarmRecord]:
        """Those that are not done: where nobody goes yet, then what cannot wait, then longest waiting.

        A drill stands behind all of them.
        """
        with reading(self._engine) as session:
            here = (Alarm.service_id.in_(within), Alarm.state.in_(OPEN), visible_to(staff_id, leads))
            # "immediate" stands before "soon", "raised" after "going".
            urgent_first = (Alarm.drill, Alarm.state.desc(), Alarm.urgency, Alarm.at, Alarm.id)
            return records(session, rows().where(*here).order_by(*urgent_first).limit(MOST_SHOWN))

    def lately(
        self, within: Collection[UUID], staff_id: UUID, leads: Collection[UUID] = ()
    ) -> list[AlarmRecord]:
        """Those that are done, newest first."""
        with reading(self._engine) as session:
            here = (Alarm.service_id.in_(within), Alarm.state == AlarmState.DONE, visible_to(staff_id, leads))
            return records(session, rows().where(*here).order_by(Alarm.at.desc(), Alarm.id).limit(MOST_SHOWN))

    def get(
        self, within: Collection[UUID], staff_id: UUID, alarm_id: UUID, leads: Collection[UUID] = ()
    ) -> AlarmRecord | None:
        """One of them."""
        with reading(self._engine) as session:
            here = (Alarm.service_id.in_(within), Alarm.id == alarm_id, visible_to(staff_id, leads))
            return next(iter(records(session, rows().where(*here))), None)

    def hidden_talks(self, within: Collection[UUID], staff_id: UUID) -> frozenset[UUID]:
        """Conversations with an alarm whose words name them: they are not theirs to read, or to find."""
        with reading(self._engine) as session:
            return frozenset(session.scalars(about(staff_id, within)))

    def hidden_changes(self, within: Collection[UUID], staff_id: UUID) -> frozenset[UUID]:
        """Changes that come from such a conversation: their words could tell what was said in it."""
        with reading(self._engine) as session:
            return hidden_changes(session, staff_id, within)

    def hides(self, staff_id: UUID, kind: str, key: UUID) -> bool:
        """Whether something (one of storage.alarm_hiding.KINDS) is of such a conversation."""
        with reading(self._engine) as session:
            return is_hidden(session, staff_id, kind, key)

    def go(
        self, within: Collection[UUID], staff_id: UUID, alarm_id: UUID, leads: Collection[UUID] = ()
    ) -> AlarmRecord | None:
        """ "I am going": the first who says so stays the one. None if there is no such alarm for them."""
        return self._change(
            within, staff_id, alarm_id, leads, lambda session, row: go(session, row, staff_id)
        )

    def finish(  # noqa: PLR0913 (who has done what about which)
        self,
        within: Collection[UUID],
        staff_id: UUID,
        alarm_id: UUID,
        note: str,
        *,
        decides: bool,
        leads: Collection[UUID] = (),
    ) -> AlarmRecord | None:
        """It is done, with what was done; `decides`: whether they may also close its concern.

        None if there is no such alarm for them. Raises StorageError("unusable") without a note, or with too
        long a one, ("changed") if somebody was quicker.
        """
        words = storable(note).strip()
        if not 1 <= len(words) <= MOST_LETTERS:
            raise StorageError("unusable", f"Write down what was done, in 1 to {MOST_LETTERS:,} letters.")

        def do(session: Session, row: Alarm) -> None:
            if row.state == AlarmState.DONE:
                raise StorageError(
                    "changed", "Somebody has written down already that it is done. Look again."
                )
            end(session, row, staff_id, words)
            if decides:
                close_concern(session, row, staff_id, words)

        return self._change(within, staff_id, alarm_id, leads, do)

    def wrote_back(
        self,
        within: Collection[UUID],
        staff_id: UUID,
        alarm_id: UUID,
        reply_id: UUID,
        leads: Collection[UUID] = (),
    ) -> AlarmRecord | None:
        """What was written back to the person about it. None if there is no such alarm for them."""

        def do(session: Session, row: Alarm) -> None:
            reply = session.get(Reply, reply_id)
            if reply and reply.conversation_id == row.conversation_id and row.reply_id != reply_id:
                row.reply_id, row.version = reply_id, row.version + 1
                write(session, row, Deed.WROTE_BACK, staff_id=staff_id, who=_name(session, staff_id))

        return self._change(within, staff_id, alarm_id, leads, do)

    def told(
        self, within: Collection[UUID], staff_id: UUID, alarm_id: UUID, leads: Collection[UUID] = ()
    ) -> AlarmRecord | None:
        """They told the person themselves what came of it. None if there is no such alarm for them.

        Raises StorageError("unusable") while it is not done.
        """

        def do(session: Session, row: Alarm) -> None:
            if row.state != AlarmState.DONE:
                raise StorageError("unusable", "Write down first what was done.")
            if row.told_at is None:
                row.told_at, row.version = now(), row.version + 1
                write(session, row, Deed.TOLD, staff_id=staff_id, who=_name(session, staff_id))

        return self._change(within, staff_id, alarm_id, leads, do)

    def _change(
        self,
        within: Collection[UUID],
        staff_id: UUID,
        alarm_id: UUID,
        leads: Collection[UUID],
        do: Callable[[Session, Alarm], None],
    ) -> AlarmRecord | None:
        with writing(self._engine) as session:
            row = lock_alarm(session, alarm_id)
            theirs = select(Alarm.id).where(Alarm.id == alarm_id, visible_to(staff_id, leads))
            if row is None or row.service_id not in within or session.scalar(theirs) is None:
                return None
            do(session, row)
            return record(session, row.id)


def _name(session: Session, staff_id: UUID) -> str:
    return session.get_one(Staff, staff_id).name
