"""Answers given elsewhere and brought in later: old feedback, paper forms, another program's export."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.concern_rows import insert_concerns
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import AnswerKind, AnswerState, Audience, Channel, Mode, Phase, Speaker, TurnState
from storage.listing import touch
from storage.models import Answer, Conversation, Question, QuestionSet, Turn
from storage.records import NewTags
from storage.services import service_row
from storage.tags import insert_suggestions
from storage.turns import MAX_CHARACTERS

NAMESPACE = UUID("5b0f0c3e-6a54-4d0e-9d6e-0d6f5a1f7c11")
"""Fixed for ever: identifiers are made from it, so that a second import finds what the first one kept."""
LANGUAGE = "en"
"""The language whose questions imported answers are joined to."""


@dataclass(frozen=True, slots=True)
class ImportedAnswer:
    """One row of old feedback. Two rows that are equal but for spaces and capitals are the same answer."""

    text: str
    audience: Audience
    said_at: datetime | None = None
    """With its time zone; None if nobody wrote it down."""
    question: str = ""
    """As it stood in the file: a question's key, its words, or anything else that was asked."""
    person: str = ""
    """A code that joins the answers of one person; never a name, and not kept itself."""
    row_id: str = ""
    """The row's own identifier elsewhere, if it had one."""
    service_id: UUID | None = None
    """Where it belongs, if that is not the first service. The same row of two homes is two answers."""

    @property
    def id(self) -> UUID:
        """The same for the same row, whatever file it stands in."""
        moment = self.said_at.astimezone(UTC).isoformat() if self.said_at else ""
        about = (self.row_id, self.person, moment, self.question, self.text)
        return _identifier(*self._where, self.audience, *about)

    @property
    def conversation_id(self) -> UUID:
        """One for a person and a day; without a person, one for each row."""
        if not self.person:
            return uuid5(self.id, "conversation")
        day = self.said_at.astimezone(UTC).date().isoformat() if self.said_at else ""
        return _identifier(*self._where, "conversation", self.audience, self.person, day)

    @property
    def _where(self) -> tuple[str, ...]:
        return (str(self.service_id),) if self.service_id else ()


class Importing:
    """Every write of imported answers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def new(self, answers: Sequence[ImportedAnswer]) -> list[ImportedAnswer]:
        """Those that are not kept yet, each once, in their order. At most some thousands at a time."""
        with reading(self._engine) as session:
            return _new(session, answers)

    def keep(self, answers: Sequence[tuple[ImportedAnswer, NewTags]]) -> int:
        """Keep all that are new with their tags, in one transaction; returns how many those were.

        Raises StorageError("too_long" | "unknown" | "busy"), and those of `writing`.
        """
        if any(len(each.text) > MAX_CHARACTERS for each, _ in answers):
            raise StorageError("too_long", f"An answer has more than {MAX_CHARACTERS:,} letters. Divide it.")
        try:
            with writing(self._engine) as session:
                return _keep(session, answers)
        except StorageError as error:
            if error.code != "taken":
                raise
            # Between our look for known answers and our writing, another import wrote one of them.
            raise StorageError(
                "busy", "Somebody else imports the same answers just now. Run it again.", retry=True
            ) from error


def _identifier(*parts: str) -> UUID:
    return uuid5(NAMESPACE, json.dumps([folded(part) for part in parts]))


def folded(text: str) -> str:
    """A text without the differences that do not matter: spaces, capitals, ways to write an accent."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _new(session: Session, answers: Sequence[ImportedAnswer]) -> list[ImportedAnswer]:
    by_id = {each.id: each for each in reversed(answers)}
    # A row that went out from here has our own identifier, and has never left.
    ours = {each.id: _uuid(each.row_id) for each in answers}
    wanted = {*by_id, *filter(None, ours.values())}
    known = set(session.scalars(select(Answer.id).where(Answer.id.in_(wanted))))
    return [each for answer_id, each in reversed(by_id.items()) if not {answer_id, ours[answer_id]} & known]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _keep(session: Session, answers: Sequence[tuple[ImportedAnswer, NewTags]]) -> int:
    tags = {each.id: suggested for each, suggested in answers}
    new = _new(session, [each for each, _ in answers])
    conversations = _conversations(session, new)
    linked = _Links(session, conversations.values())
    rows, turns = [], []
    for each in new:
        conversation = conversations[each.conversation_id]
        question = linked.question(conversation, each.question)
        rows.append(_answer(each, conversation, question, tags[each.id]))
        turns += _turns(each, conversation, question)
    for written in (rows, turns):  # in this order: a turn points to its answer
        session.add_all(written)
        session.flush()
    insert_suggestions(session, [(each.id, tags[each.id]) for each in new])
    noticed = ((each.id, tags[each.id].concern, tags[each.id].model_version) for each in new)
    insert_concerns(session, [(each, found, version) for each, found, version in noticed if found])
    return len(new)


def _conversations(session: Session, answers: Sequence[ImportedAnswer]) -> dict[UUID, Conversation]:
    """The conversations that the answers belong to, the missing ones made."""
    wanted = select(Conversation).where(Conversation.id.in_({each.conversation_id for each in answers}))
    # In one order everywhere, so that two imports wait for each other instead of each for the other.
    found = {each.id: each for each in session.scalars(wanted.order_by(Conversation.id).with_for_update())}
    first, newest = service_row(session).id, _newest_sets(session)
    for each in answers:
        said = each.said_at or now()
        if each.conversation_id not in found:
            where = each.service_id or first
            made = _conversation(each, where, newest.get((each.audience, LANGUAGE)), said)
            session.add(made)
            found[made.id] = made
        conversation = found[each.conversation_id]
        conversation.created_at = min(conversation.created_at, said)
        conversation.last_at = max(conversation.last_at, said)
    session.flush()
    touch(session, *found)
    return found


def _newest_sets(session: Session) -> dict[tuple[str, str], UUID]:
    ordered = select(QuestionSet).order_by(QuestionSet.version)
    return {(each.audience, each.language): each.id for each in session.scalars(ordered)}


class _Links:
    """Which question of a conversation's version a row answers."""

    def __init__(self, session: Session, conversations: Iterable[Conversation]) -> None:
        owners = list(conversations)
        self._questions: dict[tuple[UUID, str], Question] = {}
        """By the version and the folded key, words or simpler words."""
        sets = {each.question_set_id for each in owners}
        for question in session.scalars(select(Question).where(Question.set_id.in_(sets))):
            for name in (question.simple, question.text, question.key):
                self._questions[question.set_id, folded(name)] = question
        answered = select(Answer.conversation_id, Answer.question_id)
        answered = answered.where(Answer.conversation_id.in_({each.id for each in owners}))
        self._taken = {
            (conversation_id, question_id) for conversation_id, question_id in session.execute(answered)
        }

    def question(self, conversation: Conversation, asked: str) -> Question | None:
        """The question, once in a conversation: what is said to it a second time becomes a note."""
        if conversation.question_set_id is None:
            return None
        found = self._questions.get((conversation.question_set_id, folded(asked)))
        if found is None or (conversation.id, found.id) in self._taken:
            return None
        self._taken.add((conversation.id, found.id))
        return found


def _conversation(
    each: ImportedAnswer, service_id: UUID, question_set_id: UUID | None, said: datetime
) -> Conversation:
    return Conversation(
        id=each.conversation_id,
        service_id=service_id,
        question_set_id=question_set_id,
        audience=each.audience,
        channel=Channel.IMPORT,
        language=LANGUAGE,
        frames=[[str(Phase.DONE), None]],
        next_seq=1,
        created_at=said,
        last_at=said,
    )


def _answer(
    each: ImportedAnswer, conversation: Conversation, question: Question | None, tags: NewTags
) -> Answer:
    said = each.said_at or conversation.last_at
    return Answer(
        id=each.id,
        conversation_id=conversation.id,
        question_id=question.id if question else None,
        kind=AnswerKind.ANSWER if question else AnswerKind.NOTE,
        state=AnswerState.HEARD,
        text=storable(each.text),
        stance=tags.stance,
        model_version=tags.model_version,
        created_at=said,
        updated_at=said,
        settled_at=said,
    )


def _turns(each: ImportedAnswer, conversation: Conversation, question: Question | None) -> list[Turn]:
    """What was asked, if anybody wrote it down, and what was said."""
    said = each.said_at or conversation.last_at
    asked = storable(question.text if question else each.question).strip()
    turns = []
    if asked:
        turns.append(_turn(conversation, uuid5(each.id, "asked"), Speaker.BOT, asked, said))
    turns.append(_turn(conversation, uuid5(each.id, "said"), Speaker.PERSON, storable(each.text), said))
    turns[-1].mode, turns[-1].answer_id = Mode.IMPORTED, each.id
    return turns


def _turn(conversation: Conversation, turn_id: UUID, speaker: Speaker, text: str, said: datetime) -> Turn:
    seq = conversation.next_seq
    conversation.next_seq = seq + 1
    return Turn(
        id=turn_id,
        conversation_id=conversation.id,
        seq=seq,
        speaker=speaker,
        text=text,
        state=TurnState.ANSWERED,
        attempts=0,
        at=said,
    )
