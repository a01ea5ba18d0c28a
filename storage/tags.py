"""What a tagger suggests for an answer: written beside what staff gave, dropped when the words change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import flag_modified

from storage.base import now
from storage.concern_records import NewConcern, NoticedBy
from storage.concern_rows import notice
from storage.conversations import lock_all
from storage.details import read_details
from storage.engine import reading, writing
from storage.kinds import (
    STANCE_OF,
    THERE,
    UNCONFIRMED,
    AnswerKind,
    Face,
    Mode,
    TagSource,
    TagStatus,
)
from storage.models import Answer, Correction, Tag, Topic, Turn
from storage.records import NewTags


class Tags:
    """Tagging after the event: drafts that were left, words that were set aside, tags of an older tagger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def untagged(self, before: datetime, limit: int = 50) -> list[tuple[UUID, str]]:
        """(answer, its words) that no tagger has seen as they are, unchanged since `before`, oldest first.

        Of spoken ones those whose words a person confirmed.
        """
        with reading(self._engine) as session:
            query = (
                select(Answer.id, Answer.text)
                .where(Answer.model_version.is_(None), *_with_words(), Answer.updated_at < before)
                .order_by(Answer.updated_at)
                .limit(limit)
            )
            return [(answer_id, text) for answer_id, text in session.execute(query)]

    def stale(self, model_version: str) -> list[UUID]:
        """Answers whose suggestions come from another tagger than this one, oldest first."""
        with reading(self._engine) as session:
            other = (Answer.model_version.is_not(None), Answer.model_version != model_version)
            query = select(Answer.id).where(*other, *_with_words())
            return list(session.scalars(query.order_by(Answer.created_at, Answer.id)))

    def words(self, answer_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
        """(answer, its words) of some hundreds at most; those without words by now are left out."""
        with reading(self._engine) as session:
            query = select(Answer.id, Answer.text).where(Answer.id.in_(answer_ids), *_with_words())
            return [(answer_id, text) for answer_id, text in session.execute(query)]

    def suggest(self, suggested: Sequence[tuple[UUID, str, NewTags]]) -> int:
        """Write suggestions for some answers, in one transaction; returns for how many.

        `suggested` holds (answer, its words as they were tagged, tags). Answers that say something else by
        now are left as they are.
        """
        with writing(self._engine) as session:
            ids = [answer_id for answer_id, _, _ in suggested]
            lock_all(session, select(Answer.conversation_id).where(Answer.id.in_(ids)))
            mine = select(Answer).where(Answer.id.in_(ids), *_with_words())
            rows = {row.id: row for row in session.scalars(mine)}
            same = [each for each in suggested if each[0] in rows and rows[each[0]].text == each[1]]
            for answer_id, _, tags in same:
                write_suggestions(session, rows[answer_id], tags)
            return len(same)

    def notice(self, answer_id: UUID, text: str, concern: NewConcern) -> None:
        """Write down a concern in an answer that no tagger could read, if it still says `text`."""
        with writing(self._engine) as session:
            lock_all(session, select(Answer.conversation_id).where(Answer.id == answer_id))
            row = session.get(Answer, answer_id)
            if row is not None and row.text == text:
                notice(session, row, concern, None)


def write_suggestions(session: Session, row: Answer, tags: NewTags) -> None:
    """Put a tagger's tags and topics in the place of the model's earlier ones; what staff gave stays.

    Of these words nothing is suggested that staff have decided on. A chosen face says the stance itself.
    """
    tags = _as_was_chosen(session, row, tags)
    drop_suggestions(session, row)
    row.stance, row.model_version = tags.stance, tags.model_version
    _say_nothing_new(row)
    if tags.concern:
        notice(session, row, tags.concern, tags.model_version)
    decided = _decided(session, row.id)
    news = replace(tags, tags=tuple(tag for tag in tags.tags if tag.key not in decided))
    insert_suggestions(session, [(row.id, news)])


def drop_suggestions(session: Session, row: Answer) -> None:
    """Take away what a tagger suggested, but for tags that staff agreed to or corrected."""
    row.stance = row.model_version = None
    _say_nothing_new(row)
    theirs = (Tag.answer_id == row.id, Tag.source == TagSource.MODEL, Tag.status == TagStatus.SUGGESTED)
    corrected = select(Tag.corrects_id).where(Tag.answer_id == row.id, Tag.corrects_id.is_not(None))
    gone = select(Tag.id).where(*theirs, Tag.id.not_in(corrected))
    # A decision that was taken back stays written, though what it was about is suggested no more.
    session.execute(update(Correction).where(Correction.tag_id.in_(gone)).values(tag_id=None))
    session.execute(delete(Tag).where(Tag.id.in_(gone)))
    session.execute(delete(Topic).where(Topic.answer_id == row.id))


def insert_suggestions(session: Session, suggested: Sequence[tuple[UUID, NewTags]]) -> None:
    """Write the tags and topics of many answers that have none of a tagger's yet."""
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


def confirmed() -> ColumnElement[bool]:
    """Of an answer: its words are not only what a machine heard."""
    return or_(Answer.spoken.is_(None), Answer.spoken.not_in(UNCONFIRMED))


def of_these_words() -> ColumnElement[bool]:
    """Of a tag: it was given to the answer's words as they are, not to those before they changed."""
    return since_words(Tag.at, Tag.answer_id)


def since_words(
    at: InstrumentedAttribute[datetime], answer_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    """Of a row with a time and an answer: it was written after the answer's words became what they are."""
    last = select(func.max(Turn.at)).where(Turn.answer_id == answer_id).correlate(at.class_).scalar_subquery()
    written = select(Answer.worded_at).where(Answer.id == answer_id).correlate(at.class_).scalar_subquery()
    return and_(or_(last.is_(None), at >= last), or_(written.is_(None), at >= written))


def _as_was_chosen(session: Session, row: Answer, tags: NewTags) -> NewTags:
    """The same with what is known of words that somebody chose and did not find themselves.

    A face says the stance. And words that stand on a face or under pictures are ours: no model reads a
    concern out of them.
    """
    chosen = select(Turn.mode, Turn.details).where(
        Turn.answer_id == row.id, Turn.mode.in_((Mode.FACES, Mode.PICTURES)), Turn.text == row.text
    )
    found = session.execute(chosen.order_by(Turn.seq.desc()).limit(1)).first()
    if found is None:
        return tags
    if tags.concern and tags.concern.source == NoticedBy.MODEL:
        tags = replace(tags, concern=None)
    face = read_details(found.details).face if found.mode == Mode.FACES else None
    if face is None:
        return tags
    stance = STANCE_OF[Face(face)]
    return replace(tags, stance=stance, tags=tuple(replace(tag, stance=stance) for tag in tags.tags))


def _decided(session: Session, answer_id: UUID) -> set[str]:
    """Principles on which staff decided."""
    theirs = (Tag.answer_id == answer_id, Tag.status != TagStatus.SUGGESTED, of_these_words())
    return set(session.scalars(select(Tag.key).where(*theirs)))


def _with_words() -> tuple[ColumnElement[bool], ...]:
    there = (Answer.kind != AnswerKind.SKIPPED, Answer.state.in_(THERE))
    return *there, confirmed(), or_(Answer.spoken.is_(None), Answer.text != "")


def _say_nothing_new(row: Answer) -> None:
    """Tagging is no change of the words: their time stays as it is, though a row's change would set it."""
    flag_modified(row, "updated_at")
