"""The tables of what we heard in sum: groups of people that can be counted, and what is out of date."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class HeardBlock(Base):
    """One group of people who said something of one kind; never fewer than the least that may be shown.

    What is not told apart within it is empty: a group may hold several places, questions or stances.
    """

    __tablename__ = "heard_block"
    # In the order of a sum, with all that it needs: else every group is looked up, and all are sorted.
    __table_args__ = (
        Index(
            "ix_heard_block_shown", "build", "kind", "family", "key", "stance", "status",
            "first_month", "last_month", "leaf", "answers", "people", "place", "question", "id",
        ),
    )  # fmt: skip
    build: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Of which putting together it is; only that of HeardState is shown."""
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    service_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    """Who speaks: one of storage.kinds.Audience."""
    family: Mapped[str] = mapped_column(String(20))
    """What is counted: one of storage.heard_items.Family."""
    key: Mapped[str] = mapped_column(String(40))
    stance: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str | None] = mapped_column(String(20))
    """Suggested, agreed, or empty where both are in it."""
    first_month: Mapped[int]
    """Months since the year 0: year * 12 + month - 1. Everything in it was said from this one on."""
    last_month: Mapped[int]
    place: Mapped[str | None] = mapped_column(String(32))
    """The tablet's identifier in hexadecimal, "" for those that came from none, empty for several."""
    question: Mapped[str | None] = mapped_column(String(60))
    """The question's key, "" for what was said besides, empty for several."""
    answers: Mapped[int]
    people: Mapped[int]
    leaf: Mapped[bool]
    """Whether it is counted; else it is the sum of others, and known only for its number of people."""


class HeardSample(Base):
    """Some answers of a group, newest first: where quotations and words are taken from."""

    __tablename__ = "heard_sample"
    build: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    block_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    """Their identifiers, 16 bytes each."""


class HeardStale(Base):
    """A service of which something changed since its groups were put together. Written by triggers."""

    __tablename__ = "heard_stale"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[UUID] = mapped_column(index=True)
    taken: Mapped[bool]
    """Whether somebody is putting them together now."""
    mark: Mapped[int] = mapped_column(BigInteger)
    """Which transaction wrote it, on PostgreSQL: one row for each, so that none waits for another."""


class HeardState(Base):
    """When the groups of a service were put together."""

    __tablename__ = "heard_state"
    service_id: Mapped[UUID] = mapped_column(primary_key=True)
    build: Mapped[int] = mapped_column(BigInteger)
    """Which groups are shown."""
    built_at: Mapped[datetime]
    seconds: Mapped[float]
    """How long it took."""
    least: Mapped[int]
    """The fewest people in a group."""
