"""What staff note on a conversation, for staff alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.models import Conversation, Staff
from storage.work_models import WorkNote

MOST_LETTERS = 4_000
MOST_NOTES = 200
"""On one conversation."""


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """A note, and who wrote it."""

    id: UUID
    conversation_id: UUID
    staff_id: UUID
    name: str
    text: str
    version: int
    at: datetime
    edited_at: datetime | None


class Notes:
    """Every read and write of them. `within`: the services to look at; all else is as if it were not there.

    Raises StorageError("unknown") if there is no such conversation, or no such note of one's own, and
    StorageError("unusable") with the remedy.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_conversation(self, within: Collection[UUID], conversation_id: UUID) -> list[NoteRecord]:
        """Oldest first."""
        with reading(self._engine) as session:
            query = select(WorkNote, Staff.name).join(Staff, Staff.id == WorkNote.staff_id)
            query = query.join(Conversation, Conversation.id == WorkNote.conversation_id)
            mine = (WorkNote.conversation_id == conversation_id, Conversation.service_id.in_(within))
            rows = session.execute(query.where(*mine).order_by(WorkNote.at, WorkNote.id)).all()
            return [_record(row, name) for row, name in rows]

    def add(
        self,
        within: Collection[UUID],
        conversation_id: UUID,
        staff_id: UUID,
        text: str,
        note_id: UUID | None = None,
    ) -> UUID:
        """A new one. The same `note_id` again is the same note."""
        words = _usable(text)
        with writing(self._engine) as session:
            _require_there(session, within, conversation_id)
            known = session.get(WorkNote, note_id) if note_id else None
            if known is None:
                known = WorkNote(id=note_id or uuid4(), conversation_id=conversation_id, staff_id=staff_id)
                known.text, known.version, known.at = words, 0, now()
                session.add(known)
            elif (known.staff_id, known.conversation_id) != (staff_id, conversation_id):
                raise StorageError("taken", "Something else was sent under this identifier. Load the page.")
            return known.id

    def edit(self, within: Collection[UUID], note_id: UUID, staff_id: UUID, version: int, text: str) -> UUID:
        """Write one's own anew; returns its conversation.

        Raises StorageError("changed") if it was written anew elsewhere meanwhile.
        """
        words = _usable(text)
        with writing(self._engine) as session:
            note = _mine(session, within, note_id, staff_id)
            if note.text != words:
                _require_version(note, version)
                note.text, note.version, note.edited_at = words, note.version + 1, now()
            return note.conversation_id

    def remove(self, within: Collection[UUID], note_id: UUID, staff_id: UUID, version: int) -> UUID:
        """Take one's own out for good; returns its conversation. Raises StorageError("changed")."""
        with writing(self._engine) as session:
            note = _mine(session, within, note_id, staff_id)
            _require_version(note, version)
            session.delete(note)
            return note.conversation_id


def _require_version(note: WorkNote, version: int) -> None:
    if note.version != version:
        raise StorageError("changed", "You wrote this note anew in another window. Look at both.")


def _require_there(session: Session, within: Collection[UUID], conversation_id: UUID) -> None:
    conversation = session.get(Conversation, conversation_id, with_for_update=True)
    if conversation is None or conversation.service_id not in within:
        raise StorageError("unknown", "There is no such conversation.")
    known = session.scalars(select(WorkNote.id).where(WorkNote.conversation_id == conversation_id)).all()
    if len(known) >= MOST_NOTES:
        raise StorageError("unusable", f"There are {MOST_NOTES} notes already. Write one of yours anew.")


def _mine(session: Session, within: Collection[UUID], note_id: UUID, staff_id: UUID) -> WorkNote:
    note = session.get(WorkNote, note_id, with_for_update=True)
    place = session.get(Conversation, note.conversation_id) if note else None
    if note is None or place is None or place.service_id not in within or note.staff_id != staff_id:
        raise StorageError("unknown", "There is no such note of yours. Load the page again.")
    return note


def _usable(text: str) -> str:
    words = storable(text).replace("\r\n", "\n").strip()
    if not words:
        raise StorageError("unusable", "Write the note first.")
    if len(words) > MOST_LETTERS:
        raise StorageError("unusable", f"Write the note in at most {MOST_LETTERS:,} letters.")
    return words


def _record(row: WorkNote, name: str) -> NoteRecord:
    return NoteRecord(
        id=row.id,
        conversation_id=row.conversation_id,
        staff_id=row.staff_id,
        name=name,
        text=row.text,
        version=row.version,
        at=row.at,
        edited_at=row.edited_at,
    )
