"""Which question comes next on a sheet, which came before, and whether one belongs here."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.models import Answer, Conversation, Question
from storage.questions import question_record
from storage.records import QuestionRecord


class QuestionSheet:
    """These verbs, for `storage.sheet.Sheet`."""

    _session: Session
    _conversation: Conversation

    def next_question(self) -> QuestionRecord | None:
        """The first question of this conversation's version that is not yet done with."""
        done = select(Answer.question_id).where(
            Answer.conversation_id == self._conversation.id,
            Answer.question_id.is_not(None),
            Answer.settled_at.is_not(None),
        )
        found = self._session.scalar(self._asked().where(Question.id.not_in(done)).limit(1))
        return question_record(found) if found else None

    def asked(self, question_id: UUID | None) -> QuestionRecord | None:
        """A question of this conversation's version; None if it is not one of these."""
        found = self._session.get(Question, question_id) if question_id else None
        mine = found is not None and found.set_id == self._conversation.question_set_id
        return question_record(found) if found and mine else None

    def question_before(self, question: QuestionRecord | None) -> QuestionRecord | None:
        """The question asked before `question`; before the end, the last one."""
        earlier = self._asked(newest_first=True)
        if question is not None:
            earlier = earlier.where(Question.position < question.position)
        found = self._session.scalar(earlier.limit(1))
        return question_record(found) if found else None

    def _asked(self, *, newest_first: bool = False) -> Select[Question]:
        order = Question.position.desc() if newest_first else Question.position
        return select(Question).where(Question.set_id == self._conversation.question_set_id).order_by(order)

    def _question(self, question_id: UUID | None) -> QuestionRecord | None:
        found = self._session.get(Question, question_id) if question_id else None
        return question_record(found) if found else None
