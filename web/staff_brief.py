"""/review/brief: one page for the board, to print or as a PDF."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from storage.rights import StaffRecord
from web.brief import Brief, make_brief
from web.brief_pdf import brief_pdf
from web.heard_view import KINDS
from web.pages import Parts
from web.reading import note_reading
from web.silence import reach_view
from web.staff_heard import choices, read_address, readable, since
from web.staff_pages import AReader, TheParts, staff_page

MOST_LEFT_OUT = 60

router = APIRouter(prefix="/review/brief", include_in_schema=False)


@router.get("")
def brief_page(request: Request, staff: AReader, parts: TheParts, without: str = "") -> Response:
    """The brief as a page. without: identifiers of answers that are not to be quoted."""
    note_reading(parts, staff, "read_heard")
    address, left_out = read_address(request), read_left_out(without)
    fresh = parts.store.heard.upkeep.freshen(readable(staff))
    context = {
        "fresh": fresh,
        "address": address,
        "brief": _brief(request, staff, parts, left_out),
        "choices": choices(parts, readable(staff), address),
        "without": ",".join(map(str, left_out)),
    }
    return staff_page(request, staff, "staff_brief.html", context)


@router.get(".pdf")
def brief_file(request: Request, staff: AReader, parts: TheParts, without: str = "") -> Response:
    """The same as a file."""
    parts.store.heard.upkeep.freshen(readable(staff))
    brief = _brief(request, staff, parts, read_left_out(without))
    parts.store.audit.record(staff.id, "took_brief", read_address(request).period.key)
    headers = {"content-disposition": 'attachment; filename="what-we-heard.pdf"', "cache-control": "no-store"}
    return Response(brief_pdf(brief), media_type="application/pdf", headers=headers)


def _brief(request: Request, staff: StaffRecord, parts: Parts, left_out: tuple[UUID, ...]) -> Brief:
    within, address, store = readable(staff), read_address(request), parts.store.heard
    silence = {}
    for kind in KINDS:
        reach = store.reach(within, kind, since(address))
        silence[kind] = str(reach_view(reach, store.least, exact=False)["told"])
    return make_brief(parts, within, address.period, left_out, silence, staff.id)


def read_left_out(written: str) -> tuple[UUID, ...]:
    """The answers that are named in an address; what is none is passed over."""
    found = []
    for each in written.split(",")[:MOST_LEFT_OUT]:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
