"""The tables. Times are UTC; identifiers are UUIDs made where the thing is made."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now


class Service(Base):
    """A home or another place of care."""

    __tablename__ = "service"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(String(30), index=True, unique=True, server_default="")
    """Its short name in addresses: "rose-court"."""
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
    picture: Mapped[str | None] = mapped_column(String(40))
    """The pictogram beside the question."""
    pictures: Mapped[list[str]] = mapped_column(default=list)
    """Pictograms to answer with, in the order they are offered."""
    closed: Mapped[str | None]
    """The same as a closed question, for the three faces."""
    faces: Mapped[list[str]] = mapped_column(default=list)
    """What each face says, in the person's voice: going well, so-so, not going well."""


class Person(Base):
    """Somebody who uses the service, and how they like to talk."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    name: Mapped[str]
    """How they want to be called."""
    kind: Mapped[str] = mapped_column(String(20))
    card_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the code on their card; the code itself is shown once."""
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How they like to talk: the fields of storage.profiles.Profile that differ from the usual."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    left_at: Mapped[datetime | None]


class Device(Base):
    """A tablet that belongs to a place in the service."""

    __tablename__ = "device"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    name: Mapped[str]
    """Where it lives: "Lavender wing"."""
    pin: Mapped[str]
    """What staff type on it, as `pbkdf2-sha256$rounds$salt$hash`: checked on the tablet too, without us."""
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the pairing code while it is good."""
    code_until: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the secret in the tablet's cookie."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    paired_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    waiting: Mapped[int] = mapped_column(default=0)
    """Things said on it that we do not have yet, as it told us last."""
    waiting_since: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Conversation(Base):
    """One person's talk with us. It can be left and taken up again for ever."""

    __tablename__ = "conversation"
    __table_args__ = (Index("ix_conversation_of_person", "person_id", "last_at"),)
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
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Whose it is, if they said so."""
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"), index=True)
    """The tablet it was begun on; nobody else can go on with it."""
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    last_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Answer(Base):
    """What a person told us about one question, or besides (a note)."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("conversation_id", "question_id"),
        Index("ix_answer_untagged", "updated_at", sqlite_where=text("model_version IS NULL"),
              postgresql_where=text("model_version IS NULL")),
        Index("ix_answer_spoken", "spoken", "updated_at", sqlite_where=text("spoken IS NOT NULL"),
              postgresql_where=text("spoken IS NOT NULL")),
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id"))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(default="")
    spoken: Mapped[str | None] = mapped_column(String(20))
    """How far its words can be trusted (storage.kinds.Spoken); empty if nobody spoke them."""
    worded_at: Mapped[datetime | None]
    """When staff last put other words in the place of those that were heard."""
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
    said_at: Mapped[datetime | None]
    """When it was said, if it reached us later."""
    details: Mapped[dict[str, Any] | None]
    """How it was said on a tablet: the fields of storage.details.Details that are there."""
    erased_at: Mapped[datetime | None]


class Alert(Base):
    """Somebody pressed "I need someone now"."""

    __tablename__ = "alert"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id"))
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    taken_at: Mapped[datetime | None]
    """When a member of staff said "I am going"."""
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    """Few are open, and every page of staff asks for them."""


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
