"""Questions are data: written in versions, never changed, newest version asked."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.engine import alone, reading, writing
from storage.kinds import Audience
from storage.models import Question, QuestionSet
from storage.records import NewQuestion, QuestionRecord, QuestionSetRecord


class Questions:
    """Every read and write of the questions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(self, audience: Audience, language: str = "en") -> QuestionSetRecord | None:
        """The version that new conversations are asked with."""
        with reading(self._engine) as session:
            found = _newest(session, audience, language)
            return _set_record(found, _of(session, found)) if found else None

    def versions(self) -> list[QuestionSetRecord]:
        """Every version of every set, newest first within each set."""
        with reading(self._engine) as session:
            order = (QuestionSet.audience, QuestionSet.language, QuestionSet.version.desc())
            sets = session.scalars(select(QuestionSet).order_by(*order)).all()
            questions = defaultdict(list)
            for question in session.scalars(select(Question).order_by(Question.position)):
                questions[question.set_id].append(question)
            return [_set_record(each, questions[each.id]) for each in sets]

    def add_version(
        self, audience: Audience, language: str, questions: Sequence[NewQuestion]
    ) -> QuestionSetRecord:
        """Write a new version; conversations under way keep theirs. The same questions again add nothing."""
        with writing(self._engine) as session:
            alone(session.connection())
            last = _newest(session, audience, language)
            if last is not None:
                known = _set_record(last, _of(session, last))
                if [as_new(each) for each in known.questions] == list(questions):
                    return known
            version = QuestionSet(
                id=uuid4(),
                audience=audience,
                language=language,
                version=(last.version if last else 0) + 1,
                created_at=now(),
            )
            written = [_question(version.id, at, question) for at, question in enumerate(questions, 1)]
            session.add(version)
            session.flush()
            session.add_all(written)
        return _set_record(version, written)


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
        picture=question.picture,
        pictures=tuple(question.pictures),
        closed=question.closed,
        faces=tuple(question.faces),
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
        picture=question.picture,
        pictures=question.pictures,
        closed=question.closed,
        faces=question.faces,
    )


def _newest(session: Session, audience: Audience, language: str) -> QuestionSet | None:
    same = (QuestionSet.audience == audience, QuestionSet.language == language)
    return session.scalar(select(QuestionSet).where(*same).order_by(QuestionSet.version.desc()).limit(1))


def _of(session: Session, found: QuestionSet) -> Sequence[Question]:
    mine = select(Question).where(Question.set_id == found.id)
    return session.scalars(mine.order_by(Question.position)).all()


def _set_record(found: QuestionSet, questions: Sequence[Question]) -> QuestionSetRecord:
    return QuestionSetRecord(
        id=found.id,
        audience=found.audience,
        language=found.language,
        version=found.version,
        created_at=found.created_at,
        questions=tuple(question_record(each) for each in questions),
    )


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
        picture=new.picture,
        pictures=list(new.pictures),
        closed=new.closed,
        faces=list(new.faces),
    )
