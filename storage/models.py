"""The tables. Times are UTC; identifiers are UUIDs made where the thing is made."""

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import MetaData
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone and PostgreSQL tells its own, so reading puts it right."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy calls it so)
        """Store as UTC; a time without a zone is refused, because nobody could say what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept; use datetime.now(UTC)")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read as UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can find it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcTime,
        str: Text,
        list[str]: JSON,
        list[Any]: JSON(none_as_null=True),
    }


class Service(Base):
    """A home or another place of care."""

    __tablename__ = "service"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    readers: Mapped[str]
    """Who reads the answers, as told to everybody who speaks: "Sarah and Ahmed"."""
    phone: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class QuestionSet(Base):
    """One version of the questions for one audience. Never changed once written."""

    __tablename__ = "question_set"
    __table_args__ = (UniqueConstraint("audience", "language", "version"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    audience: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Question(Base):
    """A question as it stands in one version of a set. `key` stays the same through versions."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("set_id", "key"), UniqueConstraint("set_id", "position"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    set_id: Mapped[UUID] = mapped_column(ForeignKey("question_set.id"))
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    text: Mapped[str]
    simple: Mapped[str]
    follow_up: Mapped[str | None]
    hint: Mapped[str | None]
    choices: Mapped[list[str]]
    principles: Mapped[list[str]]


class Conversation(Base):
    """One person's talk with us. It can be left and taken up again for ever."""

    __tablename__ = "conversation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    question_set_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_set.id"))
    audience: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20))
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the secret in the private link; the secret itself is not kept."""
    frames: Mapped[list[Any]] = mapped_column(default=list)
    """Where we are: a stack of [phase, answer id or null]; the last one is what we wait for."""
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id"))
    next_seq: Mapped[int] = mapped_column(default=1)
    wants_person_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    last_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Answer(Base):
    """What a person told us about one question, or besides (a note)."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("conversation_id", "question_id"),
        Index("ix_answer_untagged", "updated_at", sqlite_where=text("model_version IS NULL"),
              postgresql_where=text("model_version IS NULL")),
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id"))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(default="")
    stance: Mapped[str | None] = mapped_column(String(20))
    model_version: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    settled_at: Mapped[datetime | None]
    """When its question was done with, agreed or not; empty while we are still talking about it."""


class Turn(Base):
    """One thing said, by the person or by the bot, word for word."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_turn_waiting", "conversation_id", "seq", sqlite_where=text("state = 'kept'"),
              postgresql_where=text("state = 'kept'")),
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"))
    seq: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str]
    intent: Mapped[str | None] = mapped_column(String(40))
    """Set by a pressed button only; typed words never carry one."""
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[list[Any] | None]
    """What the action said to this turn: [[response, variables], ...]; said again if the turn comes again."""
    choices: Mapped[list[Any] | None]
    """The bot's quick replies: [{"title", "intent" or "text"}, ...]."""
    answer_id: Mapped[UUID | None] = mapped_column(ForeignKey("answer.id"), index=True)
    """The answer that these words are part of."""
    quotes_id: Mapped[UUID | None] = mapped_column(ForeignKey("answer.id"), index=True)
    """The answer that these words repeat, so that erasing reaches them."""
    reply_to: Mapped[UUID | None] = mapped_column(ForeignKey("turn.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    erased_at: Mapped[datetime | None]


class Tag(Base):
    """A principle seen in an answer, with the characters that show it."""

    __tablename__ = "tag"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    key: Mapped[str] = mapped_column(String(40), index=True)
    stance: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float]
    evidence: Mapped[list[Any]]
    """[[start, end], ...] in characters of the answer's text."""
    source: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    model_version: Mapped[str | None] = mapped_column(String(80))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("tag.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class Correction(Base):
    """What a member of staff decided about a tag. Rows are only added, and go with the words alone."""

    __tablename__ = "correction"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    tag_id: Mapped[UUID | None] = mapped_column(ForeignKey("tag.id"), index=True)
    """The tag that was decided on; empty if it was added."""
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    act: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(40))
    stance: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[list[Any]]
    """As the tag is from now on; of a removed one, as it was."""
    model_version: Mapped[str | None] = mapped_column(String(80))
    """Which tagger gave the tag that was decided on; empty if a person did."""
    at: Mapped[datetime] = mapped_column(default=now)


class Topic(Base):
    """What an answer is about in everyday terms."""

    __tablename__ = "topic"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    model_version: Mapped[str | None] = mapped_column(String(80))


class Staff(Base):
    """Somebody who may read what people said."""

    __tablename__ = "staff"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]


class StaffSession(Base):
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__ = "staff_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class AuditEvent(Base):
    """Who read or changed what."""

    __tablename__ = "audit_event"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    verb: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(80))
