"""The tables of what goes out to other programs: who may read by a token, and whom we tell what happened."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, now
from storage.models import Conversation

Index(
    "ix_conversation_in_order",
    Conversation.service_id,
    Conversation.created_at,
    Conversation.id,
    Conversation.last_at,
)


class ApiToken(Base):
    """What lets another program read at one service."""

    __tablename__ = "api_token"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str]
    """Who uses it, in the words of who made it."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token; the token itself is shown once."""
    scopes: Mapped[list[str]]
    """Of storage.tokens.Scope."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    """Who made it; empty if it was made at the machine itself."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When it was last used, to the hour."""
    revoked_at: Mapped[datetime | None]


class Webhook(Base):
    """An address of another program that is told when something happens at one service."""

    __tablename__ = "webhook"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    url: Mapped[str]
    secret: Mapped[str] = mapped_column(String(80))
    """What our messages are signed with. It has to be there as it is to sign, and opens nothing here."""
    events: Mapped[list[Any]]
    """Of storage.webhooks.Event."""
    created_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    stopped_at: Mapped[datetime | None]


class WebhookDelivery(Base):
    """One message to one address, and how it went. There are no words in it."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_due", "next_at", sqlite_where=text("next_at IS NOT NULL"),
              postgresql_where=text("next_at IS NOT NULL")),
        Index("ix_webhook_delivery_latest", "webhook_id", "at"),
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhook.id"))
    event: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]
    """What it is about: a concern, a change."""
    path: Mapped[str]
    """Where staff see it, such as a change's page."""
    at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    """When it is tried next; empty once it arrived or was given up."""
    arrived_at: Mapped[datetime | None]
    problem: Mapped[str | None]
    """What went wrong the last time, in words."""
