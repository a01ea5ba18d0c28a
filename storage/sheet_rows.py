"""The answers that one turn works on."""

from uuid import UUID

from sqlalchemy.orm import Session

from storage.models import Answer


class SheetRows:
    """For `storage.sheet.Sheet` and what it is made of."""

    _session: Session
    _rows: dict[UUID, Answer]

    def _row(self, answer_id: UUID) -> Answer:
        if answer_id not in self._rows:  # held here, because the session lets go of what nobody holds
            self._rows[answer_id] = self._session.get_one(Answer, answer_id)
        return self._rows[answer_id]
