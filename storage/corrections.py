"""What staff decide about tags: each decision changes the tag and is written down, together or not at all."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.conversations import lock_within
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import THERE, Act, AnswerKind, TagSource, TagStatus
from storage.models import Answer, Correction, Tag
from storage.records import CorrectedAnswer, NewTag
from storage.tags import confirmed, of_these_words

PAGE = 500
"""Answers read at a time."""


class Corrections:
    """Every decision of staff about a tag.

    within: the services at which they may do so; what is elsewhere is unknown.
    seen: the version of the tag, or of the answer's words, that stood on their page. Each verb raises
    StorageError("unknown") if there is no such tag or answer, ("changed") if it is not as they had seen it,
    ("unusable") if the evidence lies outside the answer's words, and ("taken") if the principle stands there
    already. What somebody sends a second time is not decided twice.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def agree(
        self, within: Collection[UUID], tag_id: UUID, staff_id: UUID, *, seen: str | None = None
    ) -> None:
        """A tag is right: a suggested one, or one that was removed."""
        with writing(self._engine) as session:
            tag, answer = _found(session, within, tag_id)
            _require_these_words(session, tag)
            decision = _correction(Act.AGREE, tag, staff_id, _as_it_is(tag))
            if _is_new(session, decision, answer, tag, seen):
                _require_free(session, answer, tag.key, tag)
                tag.status, tag.staff_id = TagStatus.AGREED, staff_id
                session.add(decision)

    def remove(
        self, within: Collection[UUID], tag_id: UUID, staff_id: UUID, *, seen: str | None = None
    ) -> None:
        """A tag is wrong. It stays, marked as removed."""
        with writing(self._engine) as session:
            tag, answer = _found(session, within, tag_id)
            decision = _correction(Act.REMOVE, tag, staff_id, _as_it_is(tag))
            if _is_new(session, decision, answer, tag, seen):
                tag.status, tag.staff_id = TagStatus.REMOVED, staff_id
                session.add(decision)

    def change(
        self,
        within: Collection[UUID],
        tag_id: UUID,
        staff_id: UUID,
        better: NewTag,
        *,
        seen: str | None = None,
    ) -> None:
        """A better tag stands beside a wrong one, which stays, marked as removed."""
        with writing(self._engine) as session:
            tag, answer = _found(session, within, tag_id)
            decision = _correction(Act.CHANGE, tag, staff_id, better)
            if _is_new(session, decision, answer, tag, seen):
                _put_beside(session, decision, tag, answer, better.confidence)

    def mark(
        self,
        within: Collection[UUID],
        tag_id: UUID,
        staff_id: UUID,
        evidence: tuple[tuple[int, int], ...],
        *,
        seen: str | None = None,
    ) -> None:
        """A tag is right, but these words show it: (start, end) in characters of the answer's text.

        One with these words stands beside the first, which stays as it was, marked as removed.
        """
        with writing(self._engine) as session:
            tag, answer = _found(session, within, tag_id)
            marked = NewTag(tag.key, tag.stance, tag.confidence, evidence)
            decision = _correction(Act.MARK, tag, staff_id, marked)
            if _is_new(session, decision, answer, tag, seen):
                _put_beside(session, decision, tag, answer, tag.confidence)

    def add(
        self,
        within: Collection[UUID],
        answer_id: UUID,
        staff_id: UUID,
        missed: NewTag,
        *,
        seen: str | None = None,
    ) -> None:
        """A tag that the model missed."""
        with writing(self._engine) as session:
            answer = locked_answer(session, within, answer_id)
            decision = _correction(Act.ADD, None, staff_id, missed, answer_id)
            if _is_new(session, decision, answer, None, seen):
                _require_inside(answer, missed.evidence)
                _require_free(session, answer, missed.key)
                session.add_all([_staff_tag(answer, decision, missed.confidence), decision])

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


def words_version(text: str) -> str:
    """Another one whenever the words change."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def tag_version(tag: Tag, text: str) -> str:
    """Another one whenever the tag or the words under it change."""
    return words_version(json.dumps([text, str(tag.id), tag.key, tag.stance, tag.status, tag.evidence]))


def locked_answer(session: Session, within: Collection[UUID], answer_id: UUID) -> Answer:
    """An answer at one of these services, that nobody else changes meanwhile.

    Raises StorageError("unknown") if it is not there, or was taken out.
    """
    conversation_id = session.scalar(select(Answer.conversation_id).where(Answer.id == answer_id))
    if conversation_id is not None:
        lock_within(session, within, conversation_id)
    answer = session.get(Answer, answer_id)
    if answer is None or answer.state not in THERE:
        raise StorageError("unknown", "There is no such answer. It may have been taken out.")
    return answer


def decided(session: Session, answer_id: UUID) -> Sequence[Correction]:
    """Every decision on an answer, the first one first."""
    mine = select(Correction).where(Correction.answer_id == answer_id)
    return session.scalars(mine.order_by(Correction.at, Correction.id)).all()


def _found(session: Session, within: Collection[UUID], tag_id: UUID) -> tuple[Tag, Answer]:
    """A tag and its answer, which nobody erases or tags anew meanwhile."""
    answer_id = session.scalar(select(Tag.answer_id).where(Tag.id == tag_id))
    answer = locked_answer(session, within, answer_id) if answer_id else None
    tag = session.get(Tag, tag_id)
    if tag is None or answer is None:
        raise StorageError("unknown", "There is no such tag. It may have been replaced: load the page again.")
    return tag, answer


def _is_new(
    session: Session, decision: Correction, answer: Answer, tag: Tag | None, seen: str | None
) -> bool:
    """Whether it is to be done; not if it is the last one again, as when somebody presses twice.

    Raises StorageError("changed") if it was decided on something else than what stands there now.
    """
    before = decided(session, answer.id)
    if before and _said(before[-1]) == _said(decision):
        return False
    version = tag_version(tag, answer.text) if tag else words_version(answer.text)
    if seen is not None and seen != version:
        raise StorageError("changed", "Somebody changed this meanwhile. Load the page and look again.")
    return True


def _said(row: Correction) -> tuple[object, ...]:
    return row.staff_id, row.act, row.tag_id, row.key, row.stance, row.evidence


def _put_beside(
    session: Session, decision: Correction, wrong: Tag, answer: Answer, confidence: float
) -> None:
    _require_inside(answer, [(start, end) for start, end in decision.evidence])
    _require_free(session, answer, decision.key, wrong)
    wrong.status, wrong.staff_id = TagStatus.REMOVED, decision.staff_id
    session.add_all([_staff_tag(answer, decision, confidence), decision])


def _require_inside(answer: Answer, evidence: Sequence[tuple[int, int]]) -> None:
    if not all(0 <= start < end <= len(answer.text) for start, end in evidence):
        raise StorageError(
            "unusable", "The marked words are not in the answer. Load the page and mark again."
        )


def _require_these_words(session: Session, tag: Tag) -> None:
    if session.scalar(select(Tag.id).where(Tag.id == tag.id, of_these_words())) is None:
        raise StorageError("changed", "The words have changed since. Mark the words that show it now.")


def _require_free(session: Session, answer: Answer, key: str, beside: Tag | None = None) -> None:
    """Each principle stands once on an answer; a tag of earlier words is in nobody's way."""
    living = select(Tag.id).where(
        Tag.answer_id == answer.id, Tag.key == key, Tag.status != TagStatus.REMOVED, of_these_words()
    )
    if set(session.scalars(living)) - {beside.id if beside else None}:
        raise StorageError("taken", "This principle stands there already. Change that one instead.")


def _as_it_is(tag: Tag) -> NewTag:
    evidence = tuple((start, end) for start, end in tag.evidence)
    return NewTag(tag.key, tag.stance, tag.confidence, evidence)


def _correction(
    act: Act, about: Tag | None, staff_id: UUID, now_is: NewTag, answer_id: UUID | None = None
) -> Correction:
    return Correction(
        answer_id=about.answer_id if about else answer_id,
        tag_id=about.id if about else None,
        staff_id=staff_id,
        act=act,
        key=now_is.key,
        stance=now_is.stance,
        evidence=[list(span) for span in now_is.evidence],
        model_version=about.model_version if about else None,
    )


def _staff_tag(answer: Answer, decision: Correction, confidence: float) -> Tag:
    """The tag that somebody gave with a decision."""
    return Tag(
        id=uuid4(),
        answer_id=answer.id,
        key=decision.key,
        stance=decision.stance,
        confidence=confidence,
        evidence=decision.evidence,
        source=TagSource.STAFF,
        status=TagStatus.AGREED,
        staff_id=decision.staff_id,
        corrects_id=decision.tag_id,
        at=now(),
    )


def _page(session: Session, after: UUID | None) -> Sequence[Answer]:
    query = select(Answer).where(
        Answer.id.in_(select(Correction.answer_id)),
        Answer.kind != AnswerKind.SKIPPED,
        Answer.state.in_(THERE),
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
