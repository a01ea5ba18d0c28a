"""/review/heard/missing: who was not asked or did not answer, and which doors and languages are missing."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from storage.heard_records import Asked
from storage.rights import Power
from web.heard_view import KINDS, Address
from web.reading import note_reading
from web.silence import doors, languages, person_view
from web.staff_heard import choices, read_address, readable, since, told_to
from web.staff_pages import AReader, TheParts, staff_page

router = APIRouter(prefix="/review/heard", include_in_schema=False)


@router.get("/missing")
def missing_page(request: Request, staff: AReader, parts: TheParts) -> Response:
    """In numbers for everybody; by name, with what would help, for those who may reply to them."""
    within, address = readable(staff), read_address(request)
    note_reading(parts, staff, "read_missing")
    store, kind = parts.store.heard, address.asked.kind
    fresh = store.upkeep.freshen(within)
    used, spoken = store.doors_and_languages(within, Asked(kind, address.asked.months))
    reaches = {each: store.reach(within, each, since(address)) for each in KINDS}
    told = {each: told_to(parts, staff, reach) for each, reach in reaches.items()}
    named = within & staff.services(Power.REVIEW)
    who = reaches[kind] if named == within else store.reach(named, kind, since(address))
    context = {
        "fresh": fresh,
        "address": address,
        "kinds": [_tab(address, each, told[each]) for each in KINDS],
        "choices": choices(parts, within, address),
        "kind": KINDS[kind],
        "reach": told[kind],
        "who": [person_view(each) for each in who.unheard],
        "may_name": bool(named),
        "least": store.least,
        "doors": doors(used),
        "languages": languages(spoken, reaches[kind]),
    }
    return staff_page(request, staff, "staff_missing.html", context)


def _tab(address: Address, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    other = Address(Asked(kind, address.asked.months), address.period, address.everywhere)
    return {
        "label": KINDS[kind],
        "url": other.of_page("/review/heard/missing"),
        "here": kind == address.asked.kind,
        "behind": told["told"],
    }
