"""What was decided about tags, by whom and when; and taking the last decision back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from storage.corrections import decided, locked_answer
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import Act, TagSource, TagStatus
from storage.models import Answer, Conversation, Correction, Staff, Tag
from storage.tags import of_these_words, since_words

_RESULTS = {Act.AGREE: TagStatus.AGREED}
"""What became of the tag that was decided on; after all other acts it is removed."""


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One thing that a member of staff decided about a tag."""

    id: UUID
    tag_id: UUID | None
    """The tag that was decided on; none if it was added, or is suggested no more."""
    act: str
    key: str
    stance: str
    staff_id: UUID
    name: str
    at: datetime
    last: bool
    """Whether nothing was decided since, and the words are the same."""


class Decisions:
    """Every read of them, and the way back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_conversation(
        self, within: Collection[UUID], conversation_id: UUID
    ) -> dict[UUID, list[DecisionRecord]]:
        """Of each answer of a conversation, the decisions on its tags, the first one first."""
        found: dict[UUID, list[DecisionRecord]] = defaultdict(list)
        with reading(self._engine) as session:
            query = (
                select(
                    Correction,
                    Staff.name,
                    since_words(Correction.at, Correction.answer_id),
                    _its_tag_stands(),
                )
                .join(Answer, Answer.id == Correction.answer_id)
                .join(Staff, Staff.id == Correction.staff_id)
                .join(Conversation, Conversation.id == Answer.conversation_id)
                .where(Conversation.id == conversation_id, Conversation.service_id.in_(within))
                .order_by(Correction.at.desc(), Correction.id.desc())
            )
            rows = session.execute(query).all()
        for row, name, current, stands in rows:
            newest = row.answer_id not in found
            last = newest and current and _can_go_back(row, stands=stands)
            found[row.answer_id].insert(0, _record(row, name, last=last))
        return found

    def undo(self, within: Collection[UUID], decision_id: UUID, staff_id: UUID) -> None:
        """Take one's own decision back; that it was made, and taken back, stays written.

        Done once, however often it is sent. Raises StorageError("unknown"), or ("changed") if it is somebody
        else's, or something was decided since, or the words have changed.
        """
        with writing(self._engine) as session:
            answer_id = session.scalar(select(Correction.answer_id).where(Correction.id == decision_id))
            if answer_id is None:
                raise StorageError("unknown", "There is no such decision. Load the page again.")
            answer = locked_answer(session, within, answer_id)
            rows = decided(session, answer.id)
            if not _is_undone(rows, decision_id, staff_id):
                _require_last(session, rows, decision_id, staff_id)
                session.add(_take_back(session, rows))


def _is_undone(rows: Sequence[Correction], decision_id: UUID, staff_id: UUID) -> bool:
    last = rows[-1]
    return last.act == Act.UNDO and last.staff_id == staff_id and rows[-2].id == decision_id


def _require_last(session: Session, rows: Sequence[Correction], decision_id: UUID, staff_id: UUID) -> None:
    last = rows[-1]
    query = select(since_words(Correction.at, Correction.answer_id), _its_tag_stands())
    current, stands = session.execute(query.where(Correction.id == last.id)).one()
    mine = last.id == decision_id and last.staff_id == staff_id
    if not (mine and current and _can_go_back(last, stands=stands)):
        raise StorageError("changed", "Something was decided since, or the words have changed. Look again.")


def _its_tag_stands() -> ColumnElement[bool]:
    """Of a decision: the tag that it was about is there, and of these words."""
    return select(Tag.id).where(Tag.id == Correction.tag_id, of_these_words()).correlate(Correction).exists()


def _can_go_back(row: Correction, *, stands: bool) -> bool:
    """Not a way back itself, and not about a tag of earlier words, which nobody could see in its place."""
    return row.act == Act.ADD or (row.act != Act.UNDO and stands)


def _take_back(session: Session, rows: Sequence[Correction]) -> Correction:
    """Everything becomes as it was before the last decision; returns what is written about it."""
    last = rows[-1]
    if last.act in (Act.ADD, Act.CHANGE, Act.MARK):
        session.delete(_given_with(session, last))
        session.flush()
    about = session.get(Tag, last.tag_id) if last.tag_id else None
    if about:
        about.status, about.staff_id = _before(rows[:-1], about)
    return Correction(
        answer_id=last.answer_id,
        tag_id=last.tag_id,
        staff_id=last.staff_id,
        act=Act.UNDO,
        key=about.key if about else last.key,
        stance=about.stance if about else last.stance,
        evidence=about.evidence if about else last.evidence,
        model_version=last.model_version,
    )


def _given_with(session: Session, row: Correction) -> Tag:
    """The tag that came with a decision: nothing was decided since, so it is the one that stands."""
    mine = (Tag.answer_id == row.answer_id, Tag.key == row.key, Tag.source == TagSource.STAFF)
    query = select(Tag).where(*mine, Tag.status == TagStatus.AGREED, of_these_words())
    found = session.scalar(query.order_by(Tag.at.desc()).limit(1))
    if found is None:
        raise StorageError("changed", "This tag is not there any more. Load the page and look again.")
    return found


def _before(rows: Sequence[Correction], tag: Tag) -> tuple[TagStatus, UUID | None]:
    """How a tag stood after these decisions, and whose that was."""
    stand = _standing(rows)
    for row in reversed(stand):
        if row.tag_id == tag.id:
            return _RESULTS.get(Act(row.act), TagStatus.REMOVED), row.staff_id
    if tag.source == TagSource.MODEL:
        return TagStatus.SUGGESTED, None
    return TagStatus.AGREED, next((row.staff_id for row in reversed(stand) if _gave(row, tag)), None)


def _standing(rows: Sequence[Correction]) -> list[Correction]:
    """Decisions that were not taken back. Only the very last can be, so each stands before its way back."""
    stand: list[Correction] = []
    for row in rows:
        if row.act == Act.UNDO:
            stand.pop()
        else:
            stand.append(row)
    return stand


def _gave(row: Correction, tag: Tag) -> bool:
    with_it = row.act in (Act.ADD, Act.CHANGE, Act.MARK)
    return with_it and row.tag_id == tag.corrects_id and row.key == tag.key


def _record(row: Correction, name: str, *, last: bool) -> DecisionRecord:
    return DecisionRecord(row.id, row.tag_id, row.act, row.key, row.stance, row.staff_id, name, row.at, last)
