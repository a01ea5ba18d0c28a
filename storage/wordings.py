"""What people and machines wrote down of a spoken answer: earlier words stay beside later ones."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from storage.base import now, storable
from storage.conversations import lock_all
from storage.corrections import locked_answer
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import UNCONFIRMED, AnswerState, Spoken, TagStatus, WordingSource
from storage.models import Answer, Staff, Tag
from storage.records import AnswerRecord, WordingRecord
from storage.spoken import answer_record, listened, put_away, write_down
from storage.tags import drop_suggestions, of_these_words
from storage.turns import MAX_CHARACTERS
from storage.voice_models import Wording


class Wordings:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def correct(
        self, within: Collection[UUID], answer_id: UUID, text: str, staff_id: UUID, *, seen: str | None = None
    ) -> AnswerRecord:
        """Staff listened and wrote down what was said; earlier words are kept beside.

        Suggested tags go, and are made anew from these words. What staff decided stays where its words still
        stand. What the person had agreed to were other words. Raises StorageError("unknown"), ("unusable") if
        nobody spoke it or there are no words, ("too_long"), ("changed") if it does not say what they had
        `seen`.
        """
        words = _usable(text)
        with writing(self._engine) as session:
            row = _spoken(session, within, answer_id, seen)
            if row.text != words:
                _keep_earlier(session, row)
                _put_in_place(session, row, words)
            return _listened(session, row, staff_id)

    def confirm(
        self, within: Collection[UUID], answer_id: UUID, staff_id: UUID, *, seen: str | None = None
    ) -> AnswerRecord:
        """Staff listened: it is right as it stands.

        Raises StorageError("unknown" | "unusable" | "changed"), as `correct` does.
        """
        with writing(self._engine) as session:
            return _listened(session, _spoken(session, within, answer_id, seen), staff_id)

    def of_answer(self, answer_id: UUID) -> list[WordingRecord]:
        """Every way in which its spoken words were written down, oldest first."""
        with reading(self._engine) as session:
            return wordings(session, [answer_id])[answer_id]

    def put_away(self, before: datetime) -> int:
        """Drafts that nobody came back to since `before` are for staff to listen to; returns how many."""
        left = (Answer.spoken == Spoken.DRAFT, Answer.updated_at < before)
        with reading(self._engine) as session:
            if session.scalar(select(Answer.id).where(*left).limit(1)) is None:
                return 0
        with writing(self._engine) as session:
            lock_all(session, select(Answer.conversation_id).where(*left))
            rows = session.scalars(select(Answer).where(*left)).all()
            for row in rows:
                put_away(row)
                _say_nothing_new(row)
            return len(rows)


def wordings(session: Session, answer_ids: Sequence[UUID]) -> dict[UUID, list[WordingRecord]]:
    """Of each answer, every way in which it was written down, oldest first."""
    found: dict[UUID, list[WordingRecord]] = defaultdict(list)
    mine = (
        select(Wording, Staff.name)
        .outerjoin(Staff, Staff.id == Wording.staff_id)
        .where(Wording.answer_id.in_(answer_ids))
        .order_by(Wording.at, Wording.id)
    )
    for row, name in session.execute(mine):
        found[row.answer_id].append(WordingRecord(row.text, row.source, name, row.at))
    return found


def _usable(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise StorageError("too_long", f"That is more than {MAX_CHARACTERS:,} letters. Write less.")
    if not text.strip():
        raise StorageError(
            "unusable", "Write down what you heard. If there are no words, say it is right so."
        )
    return storable(text.strip())


def _spoken(session: Session, within: Collection[UUID], answer_id: UUID, seen: str | None) -> Answer:
    row = locked_answer(session, within, answer_id)
    if row.spoken is None:
        raise StorageError("unusable", "Nobody spoke this answer. It stands in the person's own words.")
    if seen is not None and _lines(row.text) != _lines(storable(seen)):
        raise StorageError("changed", "The words were changed meanwhile. Load the page and look again.")
    return row


def _lines(text: str) -> list[str]:
    """What counts of a text that went through a page and back: there all ends of lines become the same."""
    return text.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _keep_earlier(session: Session, row: Answer) -> None:
    """What stood there as a whole, if it was put together and so never written down as one."""
    mine = select(Wording.text).where(Wording.answer_id == row.id)
    if row.text.strip() and row.text not in session.scalars(mine).all():
        machine = row.spoken in UNCONFIRMED
        write_down(session, row.id, row.text, WordingSource.MACHINE if machine else WordingSource.PERSON)


def _put_in_place(session: Session, row: Answer, words: str) -> None:
    drop_suggestions(session, row)
    session.flush()
    moment = now()
    for tag in _decided(session, row.id):
        moved = list(_moved(row.text, words, tag.evidence))
        if len(moved) == len(tag.evidence):
            tag.at = moment
        elif tag.status == TagStatus.AGREED:
            tag.status = TagStatus.REMOVED
        tag.evidence = moved
    row.text, row.worded_at = words, moment
    if row.state == AnswerState.AGREED:
        row.state = AnswerState.HEARD
    _say_nothing_new(row)


def _decided(session: Session, answer_id: UUID) -> Sequence[Tag]:
    """Tags on which staff decided, and which say by which words."""
    mine = (Tag.answer_id == answer_id, Tag.status != TagStatus.SUGGESTED, of_these_words())
    return [tag for tag in session.scalars(select(Tag).where(*mine)) if tag.evidence]


def _moved(earlier: str, later: str, evidence: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Where the marked words stand now, each as near as it can be to where it was; missing ones left out."""
    for start, end in evidence:
        marked = re.compile(rf"(?<!\w){re.escape(earlier[start:end])}(?!\w)", re.IGNORECASE)
        places = sorted(marked.finditer(later), key=lambda place: abs(place.start() - start))
        yield from (list(place.span()) for place in places[:1])


def _listened(session: Session, row: Answer, staff_id: UUID) -> AnswerRecord:
    _say_nothing_new(row)
    listened(session, row)
    write_down(session, row.id, row.text, WordingSource.STAFF, staff_id)
    return answer_record(row)


def _say_nothing_new(row: Answer) -> None:
    """It is no word of the person's: when they said it stays as it is, though a row's change would set it.

    To be called with each change, before it is written.
    """
    flag_modified(row, "updated_at")
