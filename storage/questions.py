"""Questions are data: written in versions, never changed, newest version asked."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.engine import reading, writing
from storage.kinds import Audience
from storage.models import Question, QuestionSet, now
from storage.records import NewQuestion, QuestionRecord, QuestionSetRecord


class Questions:
    """Every read and write of the questions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(self, audience: Audience, language: str = "en") -> QuestionSetRecord | None:
        """The version that new conversations are asked with."""
        with reading(self._engine) as session:
            found = _newest(session, audience, language)
            return _set_record(session, found) if found else None

    def versions(self) -> list[QuestionSetRecord]:
        """Every version of every set, newest first within each set."""
        with reading(self._engine) as session:
            order = select(QuestionSet).order_by(
                QuestionSet.audience, QuestionSet.language, QuestionSet.version.desc()
            )
            return [_set_record(session, each) for each in session.scalars(order)]

    def add_version(
        self, audience: Audience, language: str, questions: Sequence[NewQuestion]
    ) -> QuestionSetRecord:
        """Write a new version; conversations under way keep theirs. The same questions again add nothing."""
        with writing(self._engine) as session:
            last = _newest(session, audience, language)
            if last is not None and _as_new(session, last) == list(questions):
                return _set_record(session, last)
            version = QuestionSet(
                id=uuid4(),
                audience=audience,
                language=language,
                version=(last.version if last else 0) + 1,
                created_at=now(),
            )
            session.add(version)
            session.flush()
            session.add_all(_question(version.id, at, question) for at, question in enumerate(questions, 1))
            session.flush()
            return _set_record(session, version)


def question_record(question: Question) -> QuestionRecord:
    """A question as it travels."""
    return QuestionRecord(
        id=question.id,
        key=question.key,
        position=question.position,
        text=question.text,
        simple=question.simple,
        follow_up=question.follow_up,
        hint=question.hint,
        choices=tuple(question.choices),
        principles=tuple(question.principles),
    )


def as_new(question: QuestionRecord) -> NewQuestion:
    """A question without its version, to compare or to write again."""
    return NewQuestion(
        key=question.key,
        text=question.text,
        simple=question.simple,
        follow_up=question.follow_up,
        hint=question.hint,
        choices=question.choices,
        principles=question.principles,
    )


def _newest(session: Session, audience: Audience, language: str) -> QuestionSet | None:
    same = (QuestionSet.audience == audience, QuestionSet.language == language)
    return session.scalar(select(QuestionSet).where(*same).order_by(QuestionSet.version.desc()).limit(1))


def _set_record(session: Session, found: QuestionSet) -> QuestionSetRecord:
    ordered = select(Question).where(Question.set_id == found.id).order_by(Question.position)
    return QuestionSetRecord(
        id=found.id,
        audience=found.audience,
        language=found.language,
        version=found.version,
        created_at=found.created_at,
        questions=tuple(question_record(each) for each in session.scalars(ordered)),
    )


def _as_new(session: Session, found: QuestionSet) -> list[NewQuestion]:
    return [as_new(each) for each in _set_record(session, found).questions]


def _question(set_id: UUID, position: int, new: NewQuestion) -> Question:
    return Question(
        id=uuid4(),
        set_id=set_id,
        key=new.key,
        position=position,
        text=new.text,
        simple=new.simple,
        follow_up=new.follow_up,
        hint=new.hint,
        choices=list(new.choices),
        principles=list(new.principles),
    )
