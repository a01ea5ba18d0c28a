"""What a tagger suggests for an answer: written beside what staff gave, dropped when the words change."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import Session

from storage.conversations import lock
from storage.engine import reading, writing
from storage.kinds import AnswerKind, AnswerState, TagSource, TagStatus
from storage.models import Answer, Tag, Topic, now
from storage.records import NewTags


class Tags:
    """Tagging after the event: drafts that were left, words that were set aside."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def untagged(self, before: datetime, limit: int = 50) -> list[tuple[UUID, str]]:
        """(answer, its words) that no tagger has seen as they are, unchanged since `before`, oldest first."""
        with reading(self._engine) as session:
            query = (
                select(Answer.id, Answer.text)
                .where(
                    Answer.model_version.is_(None),
                    Answer.kind != AnswerKind.SKIPPED,
                    Answer.state != AnswerState.DELETED,
                    Answer.updated_at < before,
                )
                .order_by(Answer.updated_at)
                .limit(limit)
            )
            return [(answer_id, text) for answer_id, text in session.execute(query)]

    def suggest(self, answer_id: UUID, text: str, tags: NewTags) -> bool:
        """Write suggestions for an answer; False if it says something else than `text` by now."""
        with writing(self._engine) as session:
            lock(session, session.get_one(Answer, answer_id).conversation_id)
            row = session.get_one(Answer, answer_id, populate_existing=True)
            if row.text != text or row.state == AnswerState.DELETED:
                return False
            write_suggestions(session, row, tags)
            return True


def write_suggestions(session: Session, row: Answer, tags: NewTags) -> None:
    """Put a tagger's tags and topics in the place of the model's earlier ones; what staff gave stays."""
    drop_suggestions(session, row)
    row.stance, row.model_version = tags.stance, tags.model_version
    insert_suggestions(session, [(row.id, tags)])


def drop_suggestions(session: Session, row: Answer) -> None:
    """Take away what a tagger suggested, but for tags that staff agreed to or corrected."""
    row.stance = row.model_version = None
    theirs = (Tag.answer_id == row.id, Tag.source == TagSource.MODEL, Tag.status == TagStatus.SUGGESTED)
    corrected = select(Tag.corrects_id).where(Tag.answer_id == row.id, Tag.corrects_id.is_not(None))
    session.execute(delete(Tag).where(*theirs, Tag.id.not_in(corrected)))
    session.execute(delete(Topic).where(Topic.answer_id == row.id))


def insert_suggestions(session: Session, suggested: Sequence[tuple[UUID, NewTags]]) -> None:
    """Write the tags and topics of many answers that have none yet."""
    session.flush()
    tags = [
        {
            "id": uuid4(),
            "answer_id": answer_id,
            "key": tag.key,
            "stance": tag.stance,
            "confidence": tag.confidence,
            "evidence": [list(span) for span in tag.evidence],
            "source": TagSource.MODEL,
            "status": TagStatus.SUGGESTED,
            "model_version": each.model_version,
            "at": now(),
        }
        for answer_id, each in suggested
        for tag in each.tags
    ]
    topics = [
        {"id": uuid4(), "answer_id": answer_id, "key": key, "model_version": each.model_version}
        for answer_id, each in suggested
        for key in each.topics
    ]
    if tags:
        session.execute(insert(Tag), tags)
    if topics:
        session.execute(insert(Topic), topics)
