"""That somebody opened a page with many people's words is written down: one row for each page."""

from storage.rights import Power, StaffRecord
from web.pages import Parts


def note_reading(parts: Parts, staff: StaffRecord, verb: str) -> None:
    """Write down which sort of list was read, and at which service if it is one."""
    within = staff.services(Power.READ)
    parts.store.audit.record(staff.id, verb, *map(str, within if len(within) == 1 else ()))
