"""What one turn's work writes where somebody may be unsafe, or complains."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.complaint_rows import ask_once, declined, pass_on
from storage.concern_models import Concern
from storage.concern_records import OPEN, NewConcern
from storage.concern_rows import notice
from storage.models import Answer, Conversation, Turn
from storage.records import AnswerRecord


@dataclass(frozen=True, slots=True)
class Told:
    """An alarm that was raised: how soon, and who is told of it by name."""

    urgency: str
    names: tuple[str, ...]


class MindingSheet:
    """These verbs, for `storage.sheet.Sheet`."""

    _session: Session
    _conversation: Conversation
    _turn: Turn

    def _row(self, answer_id: UUID) -> Answer:
        raise NotImplementedError

    def notice(self, answer: AnswerRecord, concern: NewConcern) -> None:
        """Write down a sign that somebody may be unsafe; the same again is the same one."""
        notice(self._session, self._row(answer.id), concern, None)

    def concerned(self, answer: AnswerRecord) -> bool:
        """Whether a concern in this answer is open."""
        self._session.flush()
        mine = select(Concern.id).where(Concern.answer_id == answer.id, Concern.state.in_(OPEN))
        return self._session.scalar(mine.limit(1)) is not None

    def told_of(self, answer: AnswerRecord) -> Told | None:  # noqa: ARG002 (until alarms are raised here)
        """Whom an alarm about this answer tells; None if none was raised."""
        return None

    def ask_complaint(self, answer: AnswerRecord) -> bool:
        """Whether it may be asked if this answer is a complaint: once, and never again."""
        return ask_once(self._session, answer.id)

    def complain(self, answer: AnswerRecord) -> UUID:
        """The person wants it passed on as a complaint. The same answer again is the same complaint."""
        return pass_on(self._session, self._conversation, self._row(answer.id))

    def decline_complaint(self, answer: AnswerRecord) -> None:
        """The person does not want that."""
        declined(self._session, answer.id)
