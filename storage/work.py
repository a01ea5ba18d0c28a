"""What staff do with conversations: who sees to them, by when, reviewed or not; each deed can be undone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.conversations import lock_all
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import Mode, Speaker
from storage.models import Conversation, Staff, Turn
from storage.work_models import Work as WorkRow
from storage.work_models import WorkDeed, WorkDeedItem
from storage.work_records import Deed, DeedRecord, Item, MyItem, Step, WorkRecord
from storage.work_rows import (
    LEFT,
    WORDS,
    deed_record,
    items_of,
    later_step,
    read_fields,
    steps_of,
    work_of,
    write_fields,
)

MOST_AT_ONCE = 200
"""Conversations that one deed may change."""
MOST_STEPS = 50
"""Shown of the history of a conversation."""
LAST_DAY = date(2200, 1, 1)
"""Later than any day that is meant."""


class Work:
    """Every read and write of it. `within`: the services to look at; all else is as if it were not there.

    Deeds raise StorageError("unknown") if one of the conversations is not there, and then change none;
    StorageError("unusable") with the remedy. What others changed meanwhile is left, and said.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, within: Collection[UUID], conversation_id: UUID) -> WorkRecord | None:
        """How far staff are with a conversation; none if there is no such conversation."""
        with reading(self._engine) as session:
            there = _there(session, within, [conversation_id])
            return work_of(session, conversation_id) if there else None

    def mine(self, within: Collection[UUID], staff_id: UUID, limit: int = 50) -> list[MyItem]:
        """What somebody is to see to and is not reviewed: overdue first, then by day, then without one."""
        with reading(self._engine) as session:
            return items_of(session, within, staff_id, limit)

    def history(self, within: Collection[UUID], conversation_id: UUID) -> list[Step]:
        """What was done with a conversation, newest first."""
        with reading(self._engine) as session:
            there = _there(session, within, [conversation_id])
            return steps_of(session, conversation_id, MOST_STEPS) if there else []

    def deed(self, within: Collection[UUID], deed_id: UUID, staff_id: UUID) -> DeedRecord | None:
        """One of somebody's own deeds."""
        with reading(self._engine) as session:
            found = session.get(WorkDeed, deed_id)
            mine = found is not None and found.staff_id == staff_id
            return deed_record(session, found, within) if found and mine else None

    def assign(
        self, within: Collection[UUID], items: Sequence[Item], staff_id: UUID, to: UUID | None
    ) -> DeedRecord | None:
        """Somebody sees to them, or nobody in particular. None: all was so already."""
        return self._plan(within, items, staff_id, Deed.ASSIGN, {"assigned_to": to})

    def due(
        self, within: Collection[UUID], items: Sequence[Item], staff_id: UUID, on: date | None
    ) -> DeedRecord | None:
        """By when somebody has seen to them, or by no day. None: all was so already."""
        return self._plan(within, items, staff_id, Deed.DUE, {"due_on": on})

    def plan(
        self, within: Collection[UUID], items: Sequence[Item], staff_id: UUID, fields: Mapping[str, Any]
    ) -> DeedRecord | None:
        """Who sees to them and by when at once: `fields` has assigned_to, due_on or both."""
        both = {"assigned_to", "due_on"} <= fields.keys()
        act = Deed.PLAN if both else Deed.DUE if "due_on" in fields else Deed.ASSIGN
        return self._plan(within, items, staff_id, act, fields)

    def review(
        self,
        within: Collection[UUID],
        items: Sequence[Item],
        staff_id: UUID,
        seen: datetime | None = None,
    ) -> DeedRecord | None:
        """They are reviewed. None: all were already.

        seen: when somebody loaded the page. One where the person said something since is left.
        """
        with writing(self._engine) as session:
            ids = _locked(session, within, items)
            rows, talked = _rows(session, ids), _with_words_after(session, ids, seen)
            fresh = {each for each in ids if _is_open(session, rows.get(each))}
            made = _Made(session, staff_id, Deed.REVIEW)
            fields = {"reviewed_at": now(), "reviewed_by": staff_id}
            for item in items:
                if item.conversation_id in talked:
                    made.leave(item.conversation_id, WORDS)
                elif item.conversation_id in fresh:
                    made.put(rows.get(item.conversation_id), item, fields)
            return made.record(within)

    def reopen(self, within: Collection[UUID], items: Sequence[Item], staff_id: UUID) -> DeedRecord | None:
        """They are not reviewed after all. None: none was."""
        return self._set(within, items, staff_id, Deed.REOPEN, {"reviewed_at": None, "reviewed_by": None})

    def undo(self, within: Collection[UUID], deed_id: UUID, staff_id: UUID) -> DeedRecord:
        """Everything as it was before one's own deed, but for what was changed again since.

        Done once, however often it is sent. Raises StorageError("unknown") if it is somebody else's.
        """
        with writing(self._engine) as session:
            deed = session.get(WorkDeed, deed_id)
            known = deed_record(session, deed, within) if deed and deed.staff_id == staff_id else None
            if deed is None or known is None or deed.act == Deed.UNDO:
                raise StorageError("unknown", "There is nothing of yours to undo here. Load the page again.")
            if known.done:
                _locked(session, within, [Item(each) for each in known.done])
            return _undone(session, within, deed, known.done)

    def _plan(
        self,
        within: Collection[UUID],
        items: Sequence[Item],
        staff_id: UUID,
        act: Deed,
        fields: Mapping[str, Any],
    ) -> DeedRecord | None:
        day = fields.get("due_on")
        if day is not None and day > LAST_DAY:
            raise StorageError("unusable", "Choose a day that comes sooner.")
        return self._set(within, items, staff_id, act, fields)

    def _set(
        self,
        within: Collection[UUID],
        items: Sequence[Item],
        staff_id: UUID,
        act: Deed,
        fields: Mapping[str, Any],
    ) -> DeedRecord | None:
        with writing(self._engine) as session:
            _require_colleague(session, fields.get("assigned_to"))
            rows = _rows(session, _locked(session, within, items))
            made = _Made(session, staff_id, act)
            for item in items:
                made.put(rows.get(item.conversation_id), item, fields)
            return made.record(within)


class _Made:
    """A deed while it is written down."""

    def __init__(self, session: Session, staff_id: UUID, act: Deed, undoes_id: UUID | None = None) -> None:
        self._session = session
        self.deed = WorkDeed(id=uuid4(), staff_id=staff_id, act=act, undoes_id=undoes_id, at=now())
        self._items: list[WorkDeedItem] = []

    def put(self, row: WorkRow | None, item: Item, fields: Mapping[str, Any]) -> None:
        """Set fields, unless they are so already, or somebody changed them since that version."""
        before = {name: getattr(row, name) if row else None for name in fields}
        if before == dict(fields):
            return
        if item.version is not None and (
            since := later_step(self._session, item.conversation_id, item.version, fields)
        ):
            self.leave(item.conversation_id, str(since[0]))
            return
        if row is None:
            row = WorkRow(conversation_id=item.conversation_id, version=0)
            self._session.add(row)
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        self._write(item.conversation_id, write_fields(before), write_fields(fields), row.version)

    def leave(self, conversation_id: UUID, why: str) -> None:
        """It stays as it is: WORDS, or the deed that came before."""
        self._write(conversation_id, {}, {LEFT: why}, 0)

    def record(self, within: Collection[UUID]) -> DeedRecord | None:
        """Write it down; none if there was nothing to do."""
        if not self._items and self.deed.undoes_id is None:
            return None
        self._session.add(self.deed)
        self._session.flush()
        self._session.add_all(self._items)
        self._session.flush()
        return deed_record(self._session, self.deed, within)

    def _write(
        self, conversation_id: UUID, before: dict[str, Any], after: dict[str, Any], version: int
    ) -> None:
        item = WorkDeedItem(deed_id=self.deed.id, conversation_id=conversation_id)
        item.before, item.after, item.version = before, after, version
        self._items.append(item)


def _undone(session: Session, within: Collection[UUID], deed: WorkDeed, done: Sequence[UUID]) -> DeedRecord:
    earlier = session.scalar(select(WorkDeed).where(WorkDeed.undoes_id == deed.id))
    if earlier is None:
        rows, made = _rows(session, done), _Made(session, deed.staff_id, Deed.UNDO, deed.id)
        items = select(WorkDeedItem).where(
            WorkDeedItem.deed_id == deed.id, WorkDeedItem.conversation_id.in_(done)
        )
        for item in session.scalars(items.order_by(WorkDeedItem.conversation_id)).all():
            was = Item(item.conversation_id, item.version)
            made.put(rows[item.conversation_id], was, read_fields(item.before))
        found = made.record(within)
    else:
        found = deed_record(session, earlier, within)
    # Everything may be as it was by now, by somebody else's hand.
    return found or DeedRecord(deed.id, Deed.UNDO, now(), {}, (), (), can_undo=False)


def _there(session: Session, within: Collection[UUID], ids: Collection[UUID]) -> set[UUID]:
    query = select(Conversation.id).where(Conversation.id.in_(ids), Conversation.service_id.in_(within))
    return set(session.scalars(query))


def _locked(session: Session, within: Collection[UUID], items: Sequence[Item]) -> list[UUID]:
    """The conversations, which nobody else changes until this transaction ends."""
    ids = list(dict.fromkeys(item.conversation_id for item in items))
    if not ids:
        raise StorageError("unusable", "Choose at least one conversation.")
    if len(ids) > MOST_AT_ONCE:
        raise StorageError("unusable", f"Choose at most {MOST_AT_ONCE} conversations at once.")
    if _there(session, within, ids) != set(ids):
        raise StorageError("unknown", "One of the conversations is not there. Load the page again.")
    lock_all(session, select(Conversation.id).where(Conversation.id.in_(ids)))
    return ids


def _rows(session: Session, ids: Collection[UUID]) -> dict[UUID, WorkRow]:
    query = select(WorkRow).where(WorkRow.conversation_id.in_(ids)).execution_options(populate_existing=True)
    return {row.conversation_id: row for row in session.scalars(query)}


def _is_open(session: Session, row: WorkRow | None) -> bool:
    """Whether there is something to review."""
    if row is None or row.reviewed_at is None:
        return True
    return bool(_with_words_after(session, [row.conversation_id], row.reviewed_at))


def _with_words_after(session: Session, ids: Collection[UUID], moment: datetime | None) -> set[UUID]:
    if moment is None:
        return set()
    said = (
        exists()
        .where(
            Turn.conversation_id == Conversation.id,
            Turn.speaker == Speaker.PERSON,
            Turn.mode != Mode.OPENED,
            Turn.at > moment,
        )
        .correlate(Conversation)
    )
    return set(session.scalars(select(Conversation.id).where(Conversation.id.in_(ids), said)))


def _require_colleague(session: Session, staff_id: UUID | None) -> None:
    if staff_id is None:
        return
    found = session.get(Staff, staff_id)
    if found is None or found.disabled_at is not None:
        raise StorageError("unusable", "Choose somebody who works here.")
