"""How many people share what is shown of an answer: who could guess whose it is?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import Session

from storage.engine import reading
from storage.kinds import THERE, AnswerKind
from storage.models import Answer, Conversation, Question
from storage.seen import seen, voice

AROUND = timedelta(days=28)
"""Weeks before and after it, in which others talked too."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Numbers of people; none for fewer than may be counted."""

    conversation_id: UUID
    words: str
    speakers: int | None
    """People of the same kind who talked in the same weeks."""
    asked: int | None
    """Those of them who answered the same question; of what was said besides, who said anything besides."""
    language: int | None
    """Those of them who speak the same language with us."""
    place: int | None
    """Those of them who talked at the same place, or by the same way where there is no place."""


class Crowds:
    """Every read of them. `within`: services at which somebody may read."""

    def __init__(self, engine: Engine, least: int) -> None:
        self._engine = engine
        self._least = least

    def of(self, within: Collection[UUID], answer_id: UUID) -> Crowd | None:
        """How many share what is shown of an answer with words; None if it is not within."""
        with reading(self._engine) as session:
            found = select(Answer, Conversation).join(Conversation, Conversation.id == Answer.conversation_id)
            found = found.where(Answer.id == answer_id, Conversation.service_id.in_(within), seen())
            row = session.execute(found.where(Answer.text != "", Answer.state.in_(THERE))).first()
            if row is None:
                return None
            answer, talk = row
            return Crowd(
                talk.id,
                answer.text,
                self._count(session, answer, talk),
                self._count(session, answer, talk, _same_question(session, answer)),
                self._count(session, answer, talk, Conversation.language == talk.language),
                self._count(session, answer, talk, _same_place(talk)),
            )

    def _count(
        self, session: Session, answer: Answer, talk: Conversation, *shared: ColumnElement[bool]
    ) -> int | None:
        mine = select(func.count(voice().distinct())).join(Answer, Answer.conversation_id == Conversation.id)
        mine = mine.outerjoin(Question, Question.id == Answer.question_id)
        here = (Conversation.service_id == talk.service_id, Conversation.audience == talk.audience)
        lately = (Conversation.last_at >= answer.created_at - AROUND,
                  Conversation.created_at < answer.created_at + AROUND)  # fmt: skip
        said = (Answer.state.in_(THERE), Answer.kind != AnswerKind.SKIPPED, Answer.text != "", seen())
        people = session.scalar(mine.where(*here, *lately, *said, *shared)) or 0
        return people if people >= self._least else None


def _same_question(session: Session, answer: Answer) -> ColumnElement[bool]:
    if answer.question_id is None:
        return Answer.question_id.is_(None)
    return Question.key == session.get_one(Question, answer.question_id).key


def _same_place(talk: Conversation) -> ColumnElement[bool]:
    if talk.device_id is None:
        return Conversation.channel == talk.channel
    return Conversation.device_id == talk.device_id
