"""Filters of the list that staff keep under a name."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Engine, or_, select

from storage.base import now, storable
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.listed_models import SavedFilter
from storage.models import Staff

LONGEST_NAME = 80
LONGEST_ADDRESS = 2_000
MOST = 50
"""Filters that one member of staff can keep."""


@dataclass(frozen=True, slots=True)
class SavedFilterRecord:
    """One of them."""

    id: UUID
    name: str
    address: str
    """What stands in the address of the list after the question mark."""
    mine: bool
    shared: bool
    by: str
    """Who keeps it."""


class SavedFilters:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, within: Collection[UUID], staff_id: UUID) -> list[SavedFilterRecord]:
        """Their own, and those that others share at these services, by name."""
        seen = or_(SavedFilter.staff_id == staff_id, SavedFilter.service_id.in_(within))
        query = select(SavedFilter, Staff.name).join(Staff, Staff.id == SavedFilter.staff_id).where(seen)
        with reading(self._engine) as session:
            rows = session.execute(query.order_by(SavedFilter.name, SavedFilter.id)).all()
            return [_record(row, by, staff_id) for row, by in rows]

    def keep(
        self,
        within: Collection[UUID],
        staff_id: UUID,
        name: str,
        address: str,
        *,
        service_id: UUID | None = None,
    ) -> UUID:
        """Keep a filter, shared with everybody who may read at `service_id`. The same name again replaces it.

        Raises StorageError("bad_name" | "too_long" | "unknown").
        """
        name = _usable(name, address)
        if service_id is not None and service_id not in within:
            raise StorageError("unknown", "There is no such service. Load the page again.")
        with writing(self._engine) as session:
            session.get(Staff, staff_id, with_for_update=True)
            mine = session.scalars(select(SavedFilter).where(SavedFilter.staff_id == staff_id)).all()
            row = next((each for each in mine if each.name.casefold() == name.casefold()), None)
            if row is None:
                if len(mine) >= MOST:
                    raise StorageError("too_long", f"You keep {MOST} filters already. Remove one first.")
                row = SavedFilter(id=uuid4(), staff_id=staff_id, created_at=now())
                session.add(row)
            row.name, row.address, row.service_id = name, address, service_id
            return row.id

    def remove(self, staff_id: UUID, filter_id: UUID) -> bool:
        """Take one's own filter away; False if there is none."""
        with writing(self._engine) as session:
            row = session.get(SavedFilter, filter_id)
            if row is None or row.staff_id != staff_id:
                return False
            session.delete(row)
            return True


def _usable(name: str, address: str) -> str:
    name = " ".join(storable(name).split())
    if not name:
        raise StorageError("bad_name", "Write a name for this filter, such as “New wishes, garden”.")
    if len(name) > LONGEST_NAME:
        raise StorageError("bad_name", f"The name has more than {LONGEST_NAME} letters. Write a shorter one.")
    if len(address) > LONGEST_ADDRESS:
        raise StorageError("too_long", "There is too much in this filter. Take something out of it.")
    return name


def _record(row: SavedFilter, by: str, staff_id: UUID) -> SavedFilterRecord:
    return SavedFilterRecord(
        row.id, row.name, row.address, row.staff_id == staff_id, row.service_id is not None, by
    )
