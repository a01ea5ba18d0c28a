"""Keeping the groups of what we heard up to date: at once where that is quick, else as a chore."""

from collections.abc import Collection
from threading import Lock
from time import monotonic
from uuid import UUID

from sqlalchemy import Engine, func, select

from storage.engine import reading
from storage.heard_building import build
from storage.heard_models import HeardStale, HeardState
from storage.heard_records import Freshness
from storage.models import Answer, Conversation, Service

QUICK_SECONDS = 0.4
"""What takes no longer is put together while somebody waits for the page."""
QUICK_ANSWERS = 5_000
"""The same, where it was never done, or while the machine had much else to do."""
REST = 20
"""How many times as long as the work took it rests, so that a large home's numbers do not keep it busy."""


class Upkeep:
    """What puts them together anew. Triggers write down which service is out of date."""

    def __init__(self, engine: Engine, least: int) -> None:
        self._engine = engine
        self._least = least
        self._building = Lock()
        self._rests: dict[UUID, float] = {}

    def keep_up(self) -> None:
        """Put together anew what is out of date. A chore; raises StorageError as `writing` does."""
        with reading(self._engine) as session:
            services = set(session.scalars(select(Service.id)))
        for service_id in self._stale(services):
            if monotonic() >= self._rests.get(service_id, 0):
                self._build(service_id)

    def rebuild(self) -> None:
        """Put everything together anew, as after many rows were written at once."""
        with reading(self._engine) as session:
            services = list(session.scalars(select(Service.id)))
        for service_id in services:
            self._build(service_id)

    def catch_up(self, within: Collection[UUID]) -> None:
        """Put together all that is out of date, however long it takes."""
        for service_id in self._stale(within):
            self._build(service_id)

    def freshen(self, within: Collection[UUID]) -> Freshness:
        """Put together what is out of date and can be at once; tells how it is after that."""
        self.catch_up([each for each in self._stale(within) if self._is_quick(each)])
        stale = self._stale(within)
        with reading(self._engine) as session:
            mine = select(HeardState.service_id, HeardState.built_at).where(HeardState.service_id.in_(within))
            built = dict(iter(session.execute(mine)))
        behind = [built[each] for each in stale if each in built]
        return Freshness(ready=set(within) <= built.keys(), as_of=min(behind, default=None))

    def _stale(self, within: Collection[UUID]) -> set[UUID]:
        with reading(self._engine) as session:
            good = select(HeardState.service_id).where(
                HeardState.service_id.in_(within), HeardState.least == self._least
            )
            changed = select(HeardStale.service_id).where(HeardStale.service_id.in_(within)).distinct()
            return (set(within) - set(session.scalars(good))) | set(session.scalars(changed))

    def _is_quick(self, service_id: UUID) -> bool:
        with reading(self._engine) as session:
            took = session.scalar(select(HeardState.seconds).where(HeardState.service_id == service_id))
            if took is not None and took < QUICK_SECONDS:
                return True
            mine = select(Conversation.id).where(Conversation.service_id == service_id)
            few = select(Answer.id).where(Answer.conversation_id.in_(mine)).limit(QUICK_ANSWERS + 1)
            return (session.scalar(select(func.count()).select_from(few.subquery())) or 0) <= QUICK_ANSWERS

    def _build(self, service_id: UUID) -> None:
        with self._building:
            began = monotonic()
            build(self._engine, service_id, self._least)
            self._rests[service_id] = monotonic() + REST * (monotonic() - began)
