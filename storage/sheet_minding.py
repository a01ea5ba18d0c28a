"""What one turn's work writes where somebody may be unsafe, or complains."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storage.alarm_models import Alarm
from storage.alarm_records import OPEN as OPEN_ALARMS
from storage.alarm_rows import call_person
from storage.alarm_told import Told, whom
from storage.base import now
from storage.complaint_rows import ask_once, declined, pass_on
from storage.concern_models import Concern
from storage.concern_records import OPEN, NewConcern, Urgency
from storage.concern_rows import notice
from storage.models import Conversation, Turn
from storage.records import AnswerRecord
from storage.sheet_rows import SheetRows


class MindingSheet(SheetRows):
    """These verbs, for `storage.sheet.Sheet`."""

    _conversation: Conversation
    _turn: Turn
    _routes: Collection[str]

    def notice(self, answer: AnswerRecord, concern: NewConcern) -> None:
        """Write down a sign that somebody may be unsafe; the same again is the same one."""
        notice(self._session, self._row(answer.id), concern, None)

    def concerned(self, answer: AnswerRecord) -> bool:
        """Whether a concern in this answer is open."""
        self._session.flush()
        mine = select(Concern.id).where(Concern.answer_id == answer.id, Concern.state.in_(OPEN))
        return self._session.scalar(mine.limit(1)) is not None

    def told_of(self, answer: AnswerRecord) -> Told | None:
        """Whom an alarm about this answer really tells; None if it tells nobody, or none was raised."""
        self._session.flush()
        mine = select(Alarm).join(Concern, Concern.id == Alarm.concern_id)
        mine = mine.where(Concern.answer_id == answer.id, Alarm.state.in_(OPEN_ALARMS))
        alarm = self._session.scalar(mine.order_by(Alarm.at.desc()).limit(1))
        return whom(self._session, alarm, self._routes)

    def call_person(self, urgency: Urgency) -> Told | None:
        """Somebody asks for a person: staff see it, and an alarm is raised; whom that really tells."""
        self._conversation.wants_person_at = self._conversation.wants_person_at or now()
        alarm = call_person(self._session, self._conversation, urgency)
        return whom(self._session, alarm, self._routes)

    def ask_complaint(self, answer: AnswerRecord) -> bool:
        """Whether it may be asked if this answer is a complaint: once, and never again."""
        return ask_once(self._session, answer.id)

    def complain(self, answer: AnswerRecord) -> UUID:
        """The person wants it passed on as a complaint. The same answer again is the same complaint."""
        return pass_on(self._session, self._conversation, self._row(answer.id))

    def decline_complaint(self, answer: AnswerRecord) -> None:
        """The person does not want that."""
        declined(self._session, answer.id)
