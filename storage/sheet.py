"""One turn's work on one conversation: everything that an action writes stands or falls together."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from storage.alarm_records import Route
from storage.base import now
from storage.choosing import Choosing
from storage.conversations import lock
from storage.details import Details, read_details
from storage.engine import writing
from storage.erasing import erase_answer
from storage.errors import StorageError
from storage.forgetting import leave_little
from storage.kinds import THERE, AnswerKind, AnswerState
from storage.models import Answer, Conversation, Service, Turn
from storage.records import AnswerRecord, Frame, NewTags, Outcome, QuestionRecord, ServiceRecord
from storage.services import service_record
from storage.sheet_minding import MindingSheet
from storage.sheet_questions import QuestionSheet
from storage.spoken import (
    answer_record,
    begin_words,
    by_voice,
    go_on,
    let_voice_count,
    put_away,
    recording_of,
    say_yes,
    voice_counts,
)
from storage.tags import drop_suggestions, write_suggestions


@contextmanager
def open_sheet(
    engine: Engine, conversation_id: UUID, turn_id: UUID, routes: Collection[str] = tuple(Route)
) -> Iterator["Sheet"]:
    """The conversation as this turn finds it, to read and to write on; committed at the end or not at all.

    Raises StorageError("unknown") if the turn was not kept before, and those of `writing`.
    """
    with writing(engine) as session:
        conversation = lock(session, conversation_id)
        turn = session.get(Turn, turn_id)
        if turn is None or turn.conversation_id != conversation_id:
            raise StorageError("unknown", "This turn was never kept, so nothing can be done with it.")
        sheet = Sheet(session, conversation, turn, routes)
        yield sheet
    if sheet.erased:
        leave_little(engine)


class Sheet(QuestionSheet, Choosing, MindingSheet):
    """What the question loop reads and writes, in verbs. Lives as long as its transaction."""

    def __init__(
        self, session: Session, conversation: Conversation, turn: Turn, routes: Collection[str]
    ) -> None:
        self._session = session
        self._conversation = conversation
        self._turn = turn
        self._routes = routes
        self._rows: dict[UUID, Answer] = {}
        self.erased = False
        """Whether words were taken out in this turn."""

    # The turn ---------------------------------------------------------------------------------

    @property
    def words(self) -> str:
        """The person's exact words in this turn."""
        return self._turn.text

    @property
    def mode(self) -> str | None:
        """How the words were said."""
        return self._turn.mode

    @property
    def by_voice(self) -> bool:
        """Whether a recording came with this turn, so that it says something even without words."""
        return by_voice(self._turn)

    @property
    def details(self) -> Details:
        """What the person's screen showed when they said it; empty if it was no tablet's."""
        return read_details(self._turn.details)

    @property
    def outcome(self) -> Outcome | None:
        """What was already said to this turn, if it comes a second time."""
        if self._turn.outcome is None:
            return None
        return Outcome(tuple((name, variables) for name, variables in self._turn.outcome))

    def finish(self, outcome: Outcome, quotes: AnswerRecord | None) -> None:
        """Remember what was said to this turn, and whose words it repeats."""
        says: list[Any] = [[name, dict(variables)] for name, variables in outcome.says]
        self._turn.outcome = says
        self._turn.quotes_id = quotes.id if quotes else None
        recording_of(self._session, self._turn)

    # The conversation -------------------------------------------------------------------------

    @property
    def audience(self) -> str:
        """Who is speaking: resident, carer or staff."""
        return self._conversation.audience

    @property
    def service(self) -> ServiceRecord:
        """The place of care this conversation belongs to."""
        return service_record(self._session.get_one(Service, self._conversation.service_id))

    @property
    def frames(self) -> list[Frame]:
        """Where we are, the last frame being what we wait for; empty before the first question."""
        return [Frame(phase, UUID(answer) if answer else None) for phase, answer in self._conversation.frames]

    @frames.setter
    def frames(self, frames: list[Frame]) -> None:
        self._conversation.frames = [
            [str(frame.phase), str(frame.answer_id) if frame.answer_id else None] for frame in frames
        ]

    @property
    def question(self) -> QuestionRecord | None:
        """The question that is being asked."""
        return self._question(self._conversation.question_id)

    @question.setter
    def question(self, question: QuestionRecord | None) -> None:
        self._conversation.question_id = question.id if question else None

    # Answers ----------------------------------------------------------------------------------

    def answer(self, answer_id: UUID) -> AnswerRecord:
        """An answer of this conversation."""
        return self._record(self._row(answer_id))

    def answer_to(self, question: QuestionRecord) -> AnswerRecord | None:
        """What was said to a question so far, whatever became of it."""
        found = self._row_for(question)
        return self.answer(found.id) if found else None

    def latest_answer(self) -> AnswerRecord | None:
        """The answer or note with words that was worked on last."""
        mine = self._with_words(select(Answer)).order_by(Answer.updated_at.desc(), Answer.created_at.desc())
        found = self._session.scalar(mine.limit(1))
        return self.answer(found.id) if found else None

    def kept(self) -> int:
        """How many answers and notes are kept."""
        mine = self._session.scalar(self._with_words(select(func.count(Answer.id))))
        return (mine or 0) + self.said_apart()

    def hear(self, question: QuestionRecord) -> AnswerRecord:
        """This turn's words begin the answer to a question."""
        row = self._row_for(question) or self._new_row(question)
        row.kind, row.state, row.text, row.settled_at = AnswerKind.ANSWER, AnswerState.HEARD, self.words, None
        return self._part_of(row, begin_words)

    def note(self) -> AnswerRecord:
        """This turn's words are kept beside the questions."""
        row = self._new_row(None)
        row.kind, row.state, row.text, row.settled_at = AnswerKind.NOTE, AnswerState.HEARD, self.words, now()
        self._part_of(row, begin_words)
        put_away(row)  # nobody is asked whether it is right
        return self._record(row)

    def extend(self, answer: AnswerRecord) -> AnswerRecord:
        """This turn's words go on with an answer; what was agreed before has to be agreed again."""
        row = self._row(answer.id)
        row.text = f"{row.text}\n{self.words}" if row.text else self.words
        row.state, row.settled_at = AnswerState.HEARD, None
        return self._part_of(row, go_on)

    def replace(self, answer: AnswerRecord) -> AnswerRecord:
        """This turn's words stand in the place of an answer; the earlier ones stay in the transcript."""
        row = self._row(answer.id)
        row.text, row.state, row.settled_at = self.words, AnswerState.HEARD, None
        return self._part_of(row, begin_words)

    def read_back(self, answer: AnswerRecord) -> None:
        """The words were said back to the person."""
        row = self._row(answer.id)
        if row.state == AnswerState.HEARD:
            row.state = AnswerState.READ_BACK

    def agree(self, answer: AnswerRecord) -> None:
        """The person said: yes, that is right. Where nobody knows the words, it is done with, not agreed."""
        row = self._row(answer.id)
        row.settled_at = row.settled_at or now()
        if say_yes(self._session, self._turn, row):
            row.state = AnswerState.AGREED

    def let_voice_count(self, answer: AnswerRecord) -> None:
        """The person said: just keep my voice. Done with; staff are asked to listen."""
        row = self._row(answer.id)
        row.settled_at = row.settled_at or now()
        let_voice_count(self._session, self._turn, row)

    def settle(self, answer: AnswerRecord) -> None:
        """Done with, as it stands: kept, agreed or not."""
        row = self._row(answer.id)
        row.settled_at = row.settled_at or now()
        put_away(row)

    def skip(self, question: QuestionRecord) -> None:
        """Done with, without an answer."""
        row = self._row_for(question) or self._new_row(question)
        row.kind, row.state, row.settled_at = AnswerKind.SKIPPED, AnswerState.HEARD, now()
        row.spoken = None

    def erase(self, answer: AnswerRecord) -> None:
        """The words go, not only a mark: in the answer, its turns, and everything that repeats them."""
        self.erased = True
        erase_answer(self._session, self._row(answer.id))

    def tag(self, answer: AnswerRecord, tags: NewTags) -> None:
        """Put a tagger's suggestions in the place of its earlier ones; what staff gave stays."""
        write_suggestions(self._session, self._row(answer.id), tags)

    def _part_of(self, row: Answer, say: Callable[[Session, Turn, Answer], None]) -> AnswerRecord:
        """This turn became part of an answer, whose words are others now than those that were tagged."""
        row.updated_at = now()
        self._session.flush()
        if row.model_version:
            drop_suggestions(self._session, row)
        self._turn.answer_id = row.id
        self._rows[row.id] = row
        say(self._session, self._turn, row)
        return self._record(row)

    def _record(self, row: Answer) -> AnswerRecord:
        return answer_record(row, counts=voice_counts(self._session, row))

    def _row_for(self, question: QuestionRecord) -> Answer | None:
        mine = select(Answer).where(Answer.conversation_id == self._conversation.id)
        return self._session.scalar(mine.where(Answer.question_id == question.id))

    def _new_row(self, question: QuestionRecord | None) -> Answer:
        row = Answer(
            id=uuid4(),
            conversation_id=self._conversation.id,
            question_id=question.id if question else None,
            text="",
            created_at=now(),
        )
        self._session.add(row)
        return row

    def _with_words[*T](self, query: Select[*T]) -> Select[*T]:
        return query.where(
            Answer.conversation_id == self._conversation.id,
            Answer.kind != AnswerKind.SKIPPED,
            Answer.state.in_(THERE),
        )
