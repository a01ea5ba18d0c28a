"""What people and machines wrote down of a spoken answer: earlier words stay beside later ones."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine

from storage.records import AnswerRecord, WordingRecord


class Wordings:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def correct(self, answer_id: UUID, text: str, staff_id: UUID) -> AnswerRecord:
        """Staff listened and wrote down what was said; earlier words are kept beside.

        Suggested tags go, and are made anew from these words. What staff decided stays where its words still
        stand. Raises StorageError("unknown"), ("unusable") if nobody spoke it or there are no words,
        ("too_long").
        """
        raise NotImplementedError

    def confirm(self, answer_id: UUID, staff_id: UUID) -> AnswerRecord:
        """Staff listened: it is right as it stands. Raises StorageError("unknown" | "unusable")."""
        raise NotImplementedError

    def of_answer(self, answer_id: UUID) -> list[WordingRecord]:
        """Every way in which its spoken words were written down, oldest first."""
        raise NotImplementedError

    def put_away(self, before: datetime) -> int:
        """Drafts that nobody came back to since `before` are for staff to listen to; returns how many."""
        raise NotImplementedError
