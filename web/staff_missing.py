"""/review/heard/missing: who was not asked or did not answer, and which doors and languages are missing."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from storage.heard_records import Asked
from storage.rights import Power, StaffRecord
from web.heard_view import KINDS, Address
from web.pages import Parts
from web.reading import note_reading
from web.silence import doors, languages, person_view
from web.staff_heard import choices, read_address, readable, silence_of, since
from web.staff_pages import AReader, TheParts, staff_page

router = APIRouter(prefix="/review/heard", include_in_schema=False)


@router.get("/missing")
def missing_page(request: Request, staff: AReader, parts: TheParts) -> Response:
    """In numbers for everybody; by name, with what would help, for those who may reply to them."""
    within, address = readable(staff), read_address(request)
    note_reading(parts, staff, "read_missing")
    store, kind = parts.store.heard, address.asked.kind
    fresh = store.upkeep.freshen(within)
    found = store.numbers(within, Asked(kind, address.asked.months))
    named = within & staff.services(Power.REVIEW)
    who = store.reach(named, kind, since(address)).unheard if named else ()
    context = {
        "fresh": fresh,
        "address": address,
        "kinds": [_tab(parts, staff, address, each) for each in KINDS],
        "choices": choices(parts, within, address),
        "kind": KINDS[kind],
        "reach": silence_of(parts, staff, address),
        "who": [person_view(each) for each in who],
        "may_name": bool(named),
        "least": store.least,
        "doors": doors(found.doors),
        "languages": languages(found.languages, store.reach(within, kind, since(address))),
    }
    return staff_page(request, staff, "staff_missing.html", context)


def _tab(parts: Parts, staff: StaffRecord, address: Address, kind: str) -> dict[str, Any]:
    other = Address(Asked(kind, address.asked.months), address.period, address.everywhere)
    return {
        "label": KINDS[kind],
        "url": other.of_page("/review/heard/missing"),
        "here": kind == address.asked.kind,
        "behind": silence_of(parts, staff, other)["told"],
    }
