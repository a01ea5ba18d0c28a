"""Putting the groups of a service together anew, from everything that was said there."""

from collections.abc import Iterator
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, delete, func, insert, select, update

from storage.base import now
from storage.engine import reading, writing
from storage.heard_blocks import SEVERAL, Group, divide
from storage.heard_items import Family, Items, Series
from storage.heard_models import HeardBlock, HeardSample, HeardStale, HeardState

ORDERS = {
    Family.ANSWER: ("year", "quarter", "month", "stance", "place", "question"),
    Family.PRINCIPLE: ("status", "year", "place", "quarter", "month", "question"),
    Family.TOPIC: ("year", "place", "quarter", "month", "question"),
    Family.DOOR: ("year", "place", "quarter", "month"),
    Family.LANGUAGE: ("year", "place", "quarter", "month"),
}
"""What each family is divided by, the most wanted first: in a small home the later ones stay together."""
SAMPLES = {Family.ANSWER: 16, Family.PRINCIPLE: 6}
"""How many answers of each group are remembered, to take quotations and words from."""
AT_ONCE = 2_000


def build(engine: Engine, service_id: UUID, least: int) -> None:
    """Put the groups of a service in the place of its earlier ones; whoever reads meanwhile sees those.

    least: the fewest people in a group. Raises StorageError as `writing` does.
    """
    began, at = monotonic(), now()
    with writing(engine) as session:
        session.execute(update(HeardStale).where(HeardStale.service_id == service_id).values(taken=True))
    blocks, samples = _groups(engine, service_id, least)
    with writing(engine) as session:
        # Two who build at once wait here for each other, and number theirs after the other's.
        session.execute(select(HeardState).where(HeardState.service_id == service_id).with_for_update())
        mine = HeardStale.service_id == service_id, HeardStale.taken.is_(True)
        session.execute(delete(HeardStale).where(*mine))
        for table in (HeardSample, HeardBlock, HeardState):
            session.execute(delete(table).where(table.service_id == service_id))
        after = session.scalar(select(func.max(HeardBlock.id))) or 0
        for row in (*blocks, *samples):
            row["id" if "id" in row else "block_id"] += after
        for table, rows in ((HeardBlock, blocks), (HeardSample, samples)):
            for first in range(0, len(rows), AT_ONCE):
                session.execute(insert(table), rows[first : first + AT_ONCE])
        state = HeardState(service_id=service_id, built_at=at, seconds=monotonic() - began, least=least)
        session.add(state)


def _groups(
    engine: Engine, service_id: UUID, least: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    blocks: list[dict[str, Any]] = []
    samples: list[dict[str, Any]] = []
    for family, order in ORDERS.items():
        with reading(engine) as session:
            items = Items(session, service_id, family)
        for series, group in _divided(items, family, order, least):
            number = len(blocks) + 1
            blocks.append({"id": number, "service_id": service_id} | _block(items, family, series, group))
            if group.leaf and family in SAMPLES:
                newest = items.newest(group.rows, SAMPLES[family])
                samples.append({"block_id": number, "service_id": service_id, "answers": newest})
    return blocks, samples


def _divided(
    items: Items, family: Family, order: tuple[str, ...], least: int
) -> Iterator[tuple[Series, Group]]:
    said = items.said
    for series, rows in items.series(by_stance=family is Family.PRINCIPLE):
        for group in divide(said, rows, order, least):
            yield series, group


def _block(items: Items, family: Family, series: Series, group: Group) -> dict[str, Any]:
    where = group.where

    def named(field: str) -> object:
        code = getattr(where, field)
        return None if code == SEVERAL else items.name(field, code) or ""

    place = named("place")
    return {
        "kind": series.kind,
        "family": family,
        "key": series.key,
        "stance": series.stance or named("stance"),
        "status": named("status"),
        "first_month": where.first_month,
        "last_month": where.last_month,
        "place": place.hex if isinstance(place, UUID) else place,
        "question": named("question"),
        "answers": len(group.rows),
        "people": group.people,
        "leaf": group.leaf,
    }
