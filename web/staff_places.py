"""At which service somebody of the staff looks, of those where they may do something."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request

from storage.records import ServiceRecord
from storage.rights import Power, StaffRecord
from web.pages import Parts

CHOOSE_PLACE = "Choose the service that this belongs to."

AtService = Annotated[str, Form(max_length=40)]
"""The service that a form is about, by its identifier."""


def places(parts: Parts, staff: StaffRecord, power: Power) -> list[ServiceRecord]:
    """The services to choose from in a form."""
    return [each for each in parts.store.services.all() if each.id in staff.services(power)]


def chosen_place(staff: StaffRecord, power: Power, at: str) -> UUID | None:
    """The service that a form is about: the chosen one, or the only one; none if nothing was chosen."""
    here = {str(each): each for each in staff.services(power)}
    return here.get(at) or (next(iter(here.values())) if len(here) == 1 and not at else None)


def links(
    offered: Iterable[tuple[str, str, str, Power | None]], staff: StaffRecord
) -> list[tuple[str, str, str]]:
    """The links that somebody may follow: which page, where, and what it is called."""
    return [(key, url, label) for key, url, label, power in offered if power is None or staff.may(power)]


def switch(
    services: Sequence[ServiceRecord], request: Request, staff: StaffRecord, at: UUID | None
) -> dict[str, Any] | None:
    """What stands in the bar for somebody with several services; nothing for others.

    The choice stands in the address and is remembered nowhere. at: the service of the one thing shown.
    """
    mine = [each for each in services if each.id in staff.everywhere()]
    if len(mine) < 2:
        return None
    chosen = next((each for each in mine if each.id == staff.looking_at), None)
    shown = next((each for each in mine if each.id == at), chosen)
    path = request.url.path if at is None and request.method == "GET" else "/review"
    return {
        "name": shown.name if shown else "All services",
        "query": f"?service={chosen.slug}" if chosen else "",
        "slug": chosen.slug if chosen else "",
        "all": path,
        "links": [(f"{path}?service={each.slug}", each.name, each == shown) for each in mine],
    }
