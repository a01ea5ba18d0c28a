"""What staff decide about tags: each decision changes the tag and is written down, together or not at all."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.conversations import lock
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import Act, AnswerKind, AnswerState, TagSource, TagStatus
from storage.models import Answer, Correction, Tag
from storage.records import CorrectedAnswer, NewTag
from storage.tags import confirmed, of_these_words

PAGE = 500
"""Answers read at a time."""


class Corrections:
    """Every decision of staff about a tag.

    Each verb raises StorageError("unknown") if there is no such tag or answer, and StorageError("unusable")
    if the evidence lies outside the answer's words.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def agree(self, tag_id: UUID, staff_id: UUID) -> None:
        """A suggested tag is right."""
        with writing(self._engine) as session:
            tag, _ = _found(session, tag_id)
            tag.status, tag.staff_id = TagStatus.AGREED, staff_id
            session.add(_correction(Act.AGREE, tag, staff_id, _as_it_is(tag)))

    def remove(self, tag_id: UUID, staff_id: UUID) -> None:
        """A tag is wrong. It stays, marked as removed."""
        with writing(self._engine) as session:
            tag, _ = _found(session, tag_id)
            tag.status, tag.staff_id = TagStatus.REMOVED, staff_id
            session.add(_correction(Act.REMOVE, tag, staff_id, _as_it_is(tag)))

    def change(self, tag_id: UUID, staff_id: UUID, better: NewTag) -> None:
        """A better tag stands beside a wrong one, which stays, marked as removed."""
        with writing(self._engine) as session:
            wrong, answer = _found(session, tag_id)
            _require_inside(answer, better.evidence)
            wrong.status, wrong.staff_id = TagStatus.REMOVED, staff_id
            session.add(_staff_tag(answer, staff_id, better, corrects=wrong))
            session.add(_correction(Act.CHANGE, wrong, staff_id, better))

    def mark(self, tag_id: UUID, staff_id: UUID, evidence: tuple[tuple[int, int], ...]) -> None:
        """A tag is right, but these words show it: (start, end) in characters of the answer's text."""
        with writing(self._engine) as session:
            tag, answer = _found(session, tag_id)
            _require_inside(answer, evidence)
            tag.status, tag.staff_id = TagStatus.AGREED, staff_id
            tag.evidence = [list(span) for span in evidence]
            session.add(_correction(Act.MARK, tag, staff_id, _as_it_is(tag)))

    def add(self, answer_id: UUID, staff_id: UUID, missed: NewTag) -> None:
        """A tag that the model missed."""
        with writing(self._engine) as session:
            answer = locked_answer(session, answer_id)
            _require_inside(answer, missed.evidence)
            session.add(_staff_tag(answer, staff_id, missed))
            session.add(
                Correction(
                    answer_id=answer.id,
                    staff_id=staff_id,
                    act=Act.ADD,
                    key=missed.key,
                    stance=missed.stance,
                    evidence=[list(span) for span in missed.evidence],
                )
            )

    def corrected(self) -> Iterator[CorrectedAnswer]:
        """Answers on which staff decided, each once, always in the same order.

        Erased ones never, and no words that only a machine heard.
        """
        after: UUID | None = None
        while True:
            with reading(self._engine) as session:
                answers = _page(session, after)
                found = _corrected(session, answers)
            yield from found
            if len(answers) < PAGE:
                return
            after = answers[-1].id


def _found(session: Session, tag_id: UUID) -> tuple[Tag, Answer]:
    """A tag and its answer, which nobody erases or tags anew meanwhile."""
    answer_id = session.scalar(select(Tag.answer_id).where(Tag.id == tag_id))
    answer = locked_answer(session, answer_id) if answer_id else None
    tag = session.get(Tag, tag_id)
    if tag is None or answer is None:
        raise StorageError("unknown", "There is no such tag. It may have been replaced: load the page again.")
    return tag, answer


def locked_answer(session: Session, answer_id: UUID) -> Answer:
    """An answer that nobody else changes meanwhile. Raises StorageError("unknown") if it was taken out."""
    conversation_id = session.scalar(select(Answer.conversation_id).where(Answer.id == answer_id))
    if conversation_id is not None:
        lock(session, conversation_id)
    answer = session.get(Answer, answer_id)
    if answer is None or answer.state == AnswerState.DELETED:
        raise StorageError("unknown", "There is no such answer. It may have been taken out.")
    return answer


def _require_inside(answer: Answer, evidence: Sequence[tuple[int, int]]) -> None:
    if not all(0 <= start < end <= len(answer.text) for start, end in evidence):
        raise StorageError(
            "unusable", "The marked words are not in the answer. Load the page and mark again."
        )


def _as_it_is(tag: Tag) -> NewTag:
    evidence = tuple((start, end) for start, end in tag.evidence)
    return NewTag(tag.key, tag.stance, tag.confidence, evidence)


def _correction(act: Act, about: Tag, staff_id: UUID, now_is: NewTag) -> Correction:
    return Correction(
        answer_id=about.answer_id,
        tag_id=about.id,
        staff_id=staff_id,
        act=act,
        key=now_is.key,
        stance=now_is.stance,
        evidence=[list(span) for span in now_is.evidence],
        model_version=about.model_version,
    )


def _staff_tag(answer: Answer, staff_id: UUID, given: NewTag, corrects: Tag | None = None) -> Tag:
    return Tag(
        id=uuid4(),
        answer_id=answer.id,
        key=given.key,
        stance=given.stance,
        confidence=given.confidence,
        evidence=[list(span) for span in given.evidence],
        source=TagSource.STAFF,
        status=TagStatus.AGREED,
        staff_id=staff_id,
        corrects_id=corrects.id if corrects else None,
        at=now(),
    )


def _page(session: Session, after: UUID | None) -> Sequence[Answer]:
    query = select(Answer).where(
        Answer.id.in_(select(Correction.answer_id)),
        Answer.kind != AnswerKind.SKIPPED,
        Answer.state != AnswerState.DELETED,
        confirmed(),
    )
    if after:
        query = query.where(Answer.id > after)
    return session.scalars(query.order_by(Answer.id).limit(PAGE)).all()


def _corrected(session: Session, answers: Sequence[Answer]) -> list[CorrectedAnswer]:
    tags: dict[UUID, list[Tag]] = defaultdict(list)
    mine = select(Tag).where(Tag.answer_id.in_([answer.id for answer in answers]), of_these_words())
    for tag in session.scalars(mine.order_by(Tag.at, Tag.id)):
        tags[tag.answer_id].append(tag)
    found = (_learnable(answer, tags[answer.id]) for answer in answers)
    return [each for each in found if each.given or each.removed]


def _learnable(answer: Answer, tags: Sequence[Tag]) -> CorrectedAnswer:
    given = {tag.key: tag.stance for tag in tags if tag.status == TagStatus.AGREED}
    removed = {tag.key for tag in tags if tag.status == TagStatus.REMOVED}
    waiting = any(tag.status == TagStatus.SUGGESTED for tag in tags)
    return CorrectedAnswer(
        text=answer.text,
        given=tuple(sorted(given.items())),
        removed=tuple(sorted(removed - given.keys())),
        complete=answer.model_version is not None and not waiting,
    )
