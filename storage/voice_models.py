"""The tables of what was spoken: recordings, their sealed sound, and what people wrote down of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now

_UNHEARD = text("state = 'whole' AND engine IS NULL")
_HERE = text("state <> 'gone'")


class Recording(Base):
    """One stretch of somebody's voice, sent in pieces; the sound itself stands in its pieces, sealed."""

    __tablename__ = "recording"
    __table_args__ = (
        Index("ix_recording_unheard", "created_at", sqlite_where=_UNHEARD, postgresql_where=_UNHEARD),
        Index("ix_recording_here", "created_at", sqlite_where=_HERE, postgresql_where=_HERE),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id"))
    """The question that was asked then."""
    answer_id: Mapped[UUID | None] = mapped_column(ForeignKey("answer.id"), index=True)
    """The answer that it is part of; empty until it was sent."""
    state: Mapped[str] = mapped_column(String(20))
    chunks: Mapped[int | None]
    """How many pieces there are in all; empty while it is open."""
    size: Mapped[int] = mapped_column(default=0)
    """Bytes of sound that are here, before they were sealed."""
    sealed_by: Mapped[str | None] = mapped_column(String(16))
    """The name of the key (storage.sealing.Sealer.name), so that a wrong one can be told."""
    keep: Mapped[bool | None]
    """Whether the person said that it may be kept; empty: nobody asked."""
    voice_counts: Mapped[bool] = mapped_column(default=False)
    """Nobody knows its words yet: they could not be made out, or the person wants the voice to count."""
    heard: Mapped[str | None]
    """What a machine heard; "" if it could not make it out, empty if none has tried."""
    engine: Mapped[str | None] = mapped_column(String(40))
    sure: Mapped[bool | None]
    words: Mapped[list[Any] | None]
    """[[word, confidence or null, ms or null], ...]"""
    began_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    """When it reached us."""
    listened_at: Mapped[datetime | None]
    """When staff wrote down or confirmed its words."""


class RecordingChunk(Base):
    """About a second of sound, sealed by itself."""

    __tablename__ = "recording_chunk"
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Wording(Base):
    """One way in which the words of a spoken answer were written down. Rows are only added."""

    __tablename__ = "wording"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer.id"), index=True)
    text: Mapped[str]
    source: Mapped[str] = mapped_column(String(20))
    """One of storage.kinds.WordingSource."""
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(default=now)
