"""Putting the groups of a service together anew, from everything that was said there."""

import secrets
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import batched
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, delete, func, insert, select, update

from storage.base import now
from storage.engine import reading, writing, writing_a_part
from storage.heard_blocks import SEVERAL, Group, divide
from storage.heard_items import Family, Items, Series
from storage.heard_models import HeardBlock, HeardSample, HeardStale, HeardState
from storage.models import Service

ORDERS = {
    Family.ANSWER: ("year", "quarter", "month", "stance", "place", "question"),
    Family.PRINCIPLE: ("year", "place", "quarter", "month", "question"),
    Family.TOPIC: ("year", "place", "quarter", "month", "question"),
    Family.DOOR: ("year", "place", "quarter", "month"),
    Family.LANGUAGE: ("year", "place", "quarter", "month"),
}
"""What each family is divided by, the most wanted first: in a small home the later ones stay together."""
SAMPLES = {Family.ANSWER: 16, Family.PRINCIPLE: 6}
"""How many answers of each group are remembered, to take quotations and words from."""
AT_ONCE = 2_000
"""Groups in one transaction: between two, what people say is kept."""
LEFT = timedelta(hours=1)
"""After so long, groups that were never shown are of somebody who was stopped half-way."""
_BITS = 20


def build(engine: Engine, service_id: UUID, least: int) -> None:
    """Put the groups of a service in the place of its earlier ones; whoever reads meanwhile sees those.

    least: the fewest people in a group. Nobody who writes waits longer than for a short part of it.
    Raises StorageError as `writing` does.
    """
    began, at = monotonic(), now()
    with writing(engine) as session:
        session.execute(update(HeardStale).where(HeardStale.service_id == service_id).values(taken=True))
    number = _number(at)
    for table, rows in zip((HeardBlock, HeardSample), _groups(engine, service_id, least), strict=True):
        for some in batched(rows, AT_ONCE):
            with writing_a_part(engine) as session:
                session.execute(insert(table), [{"build": number} | row for row in some])
    state = HeardState(service_id=service_id, build=number, built_at=at, seconds=0, least=least)
    state.seconds = monotonic() - began
    _clear(engine, _show(engine, state))


def _number(at: datetime) -> int:
    """A number of a putting together that no other has, and that tells when it was."""
    return (int(at.timestamp() * 1000) << _BITS) + secrets.randbits(_BITS)


def _show(engine: Engine, state: HeardState) -> set[int]:
    """Show these groups of a service from now on; returns the numbers of those that were shown before."""
    service_id = state.service_id
    with writing(engine) as session:
        # Two who built at once wait here for each other.
        session.execute(select(Service.id).where(Service.id == service_id).with_for_update(key_share=True))
        mine = HeardState.service_id == service_id
        before = set(session.scalars(select(HeardState.build).where(mine)))
        session.execute(
            delete(HeardStale).where(HeardStale.service_id == service_id, HeardStale.taken.is_(True))
        )
        session.execute(delete(HeardState).where(mine))
        session.add(state)
    return before


def _clear(engine: Engine, before: Collection[int]) -> None:
    """Take out, some at a time, the groups that are not shown any more, and those that never were."""
    left = _number(now() - LEFT)
    for table in (HeardBlock, HeardSample):
        build, number = table.__table__.c[0], table.__table__.c[1]
        for each, last in _there(engine, build, number):
            if each in before or each < left:
                for first in range(0, last + 1, AT_ONCE):
                    with writing_a_part(engine) as session:
                        some = number.between(first, first + AT_ONCE - 1)
                        session.execute(delete(table).where(build == each, some))


def _there(engine: Engine, build: ColumnElement[Any], number: ColumnElement[Any]) -> list[tuple[int, int]]:
    """The numbers of all puttings together that left rows and are not shown, and their last row."""
    found: list[tuple[int, int]] = []
    with reading(engine) as session:
        shown = set(session.scalars(select(HeardState.build)))
        each = session.scalar(select(func.min(build)))
        while each is not None:
            if each not in shown:
                found.append((each, session.scalar(select(func.max(number)).where(build == each)) or 0))
            each = session.scalar(select(func.min(build)).where(build > each))
    return found


def _groups(
    engine: Engine, service_id: UUID, least: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    blocks: list[dict[str, Any]] = []
    samples: list[dict[str, Any]] = []
    for family, order in ORDERS.items():
        with reading(engine) as session:
            items = Items(session, service_id, family)
        for series, group in _divided(items, family, order, least):
            number = len(blocks)
            blocks.append({"id": number, "service_id": service_id} | _block(items, family, series, group))
            if group.leaf and family in SAMPLES:
                newest = items.newest(group.rows, SAMPLES[family])
                samples.append({"block_id": number, "answers": newest})
    return blocks, samples


def _divided(
    items: Items, family: Family, order: tuple[str, ...], least: int
) -> Iterator[tuple[Series, Group]]:
    said = items.said
    for series, rows in items.series(by_status=family is Family.PRINCIPLE):
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
        "status": series.status or None,
        "first_month": where.first_month,
        "last_month": where.last_month,
        "place": place.hex if isinstance(place, UUID) else place,
        "question": named("question"),
        "answers": len(group.rows),
        "people": group.people,
        "leaf": group.leaf,
    }
