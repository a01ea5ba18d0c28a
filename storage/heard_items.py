"""What was said, read for counting: who, when, where, to which question, and what is in it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import Session

from storage.heard_blocks import Numbers, Said
from storage.kinds import THERE, AnswerKind, Speaker, TagStatus
from storage.models import Answer, Conversation, Question, Tag, Topic, Turn
from storage.seen import reported, seen, voice
from storage.tags import confirmed, of_these_words

AT_ONCE = 5_000


class Family(StrEnum):
    """What is counted."""

    ANSWER = "answer"
    PRINCIPLE = "principle"
    TOPIC = "topic"
    DOOR = "door"
    LANGUAGE = "language"


class Series(NamedTuple):
    """What is counted together, before it is divided."""

    kind: str
    key: str
    stance: str = ""
    """Of a principle; of all others it is one of the things they are divided by."""
    status: str = ""
    """Of a principle: what staff agreed to is never mixed with what is only suggested."""


class Items:
    """What was said at one service, of one family; a row for each time."""

    def __init__(self, session: Session, service_id: UUID, family: Family) -> None:
        self._codes: list[dict[object, int]] = [{} for _ in range(7)]
        columns: list[list[int]] = [[] for _ in range(8)]
        ids, ages = bytearray(), []
        query = _query(family).where(Conversation.service_id == service_id)
        for answer_id, at, *others in session.execute(query.execution_options(yield_per=AT_ONCE)):
            ids += answer_id.bytes
            ages.append(at.timestamp())
            columns[0].append(month_of(at))
            for known, value, column in zip(self._codes, others, columns[1:], strict=True):
                column.append(known.setdefault(value, len(known)))
        order = np.argsort(np.array(ages), kind="stable")
        self._ids = np.frombuffer(bytes(ids), dtype="V16")[order]
        self._columns: list[Numbers] = [np.array(each, dtype=np.int32)[order] for each in columns]
        self.names = [list(known) for known in self._codes]

    @property
    def said(self) -> Said:
        """The rows, ready to be divided."""
        month, voice, _, place, question, _, stance, _ = self._columns
        by = {"place": place, "question": question, "stance": stance}
        return Said(voice, month, by)

    def series(self, *, by_status: bool) -> list[tuple[Series, Numbers]]:
        """The rows of each series, oldest first; `by_status`: also by stance and by agreed or not."""
        names = (1, 4, 5, 6) if by_status else (1, 4)  # kind and key; stance and status
        mixed = np.zeros(len(self._ids), dtype=np.int64)
        for each in names:
            mixed = mixed * 1000 + self._columns[each + 1]
        found = []
        for value in np.unique(mixed):
            rows = np.flatnonzero(mixed == value).astype(np.int32)
            named = (str(self.names[each][self._columns[each + 1][rows[0]]]) for each in names)
            found.append((Series(*named), rows))
        return found

    def name(self, field: str, code: int) -> object:
        """What a code of a field of Where stands for."""
        return self.names[{"place": 2, "question": 3, "stance": 5}[field]][code]

    def newest(self, rows: Numbers, count: int) -> bytes:
        """Identifiers of the newest answers among these rows."""
        return self._ids[np.sort(rows)[: -count - 1 : -1]].tobytes()


def month_of(at: datetime) -> int:
    """The month here in which a moment lies: year * 12 + month - 1."""
    here = at.astimezone()
    return here.year * 12 + here.month - 1


def kept_words() -> tuple[ColumnElement[bool], ...]:
    """Of an answer: there are words in it that somebody stands by, and they were not taken out."""
    there = (Answer.kind != AnswerKind.SKIPPED, Answer.state.in_(THERE), Answer.text != "")
    return *there, confirmed()


def _query(family: Family) -> Select[*tuple[Any, ...]]:
    key, stance, status = _COUNTED[family]
    query = (
        select(Answer.id, Answer.created_at, voice(), Conversation.audience, Conversation.device_id,
               Question.key, key, stance, status)
        .join(Conversation, Conversation.id == Answer.conversation_id)
        .outerjoin(Question, Question.id == Answer.question_id)
        .where(*kept_words(), seen(), reported())
    )  # fmt: skip
    if family is Family.PRINCIPLE:
        return query.join(Tag, Tag.answer_id == Answer.id).where(
            Tag.status != TagStatus.REMOVED, of_these_words()
        )
    if family is Family.TOPIC:
        return query.join(Topic, Topic.answer_id == Answer.id)
    if family is Family.DOOR:
        said = (Turn.speaker == Speaker.PERSON, Turn.mode.is_not(None))
        return query.join(Turn, Turn.answer_id == Answer.id).where(*said).distinct()
    return query


_NONE = literal("")
_COUNTED = {
    Family.ANSWER: (_NONE, Answer.stance, _NONE),
    Family.PRINCIPLE: (Tag.key, Tag.stance, Tag.status),
    Family.TOPIC: (Topic.key, _NONE, _NONE),
    Family.DOOR: (Turn.mode, _NONE, _NONE),
    Family.LANGUAGE: (Conversation.language, _NONE, _NONE),
}
