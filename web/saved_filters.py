"""/review/filters: staff keep a filter of the list under a name, and take it away."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.rights import Power
from web.inbox import inbox_context
from web.list_address import parse_address
from web.staff_pages import AStaffMember, TheParts, staff_page

router = APIRouter(prefix="/review/filters", include_in_schema=False)
Field = Annotated[str, Form()]


@router.post("")
def keep(  # noqa: PLR0913, PLR0917 (what stands in the form)
    request: Request,
    staff: AStaffMember,
    parts: TheParts,
    name: Field = "",
    query: Field = "",
    share: Field = "",
) -> Response:
    """Keep what stands in the address of the list."""
    address, within = parse_address(query), staff.services(Power.READ)
    try:
        service_id = UUID(share) if share else None
    except ValueError:
        raise HTTPException(404) from None
    try:
        parts.store.saved_filters.keep(within, staff.id, name, address.query, service_id=service_id)
    except StorageError as error:
        if error.code not in ("bad_name", "too_long"):
            raise
        context = inbox_context(request, parts, staff, address)
        context["saved"] |= {"error": str(error), "name": name[:200]}
        return staff_page(request, staff, "review_list.html", context, 400)
    return RedirectResponse(address.url, 303)


@router.post("/{filter_id}/remove")
def remove(staff: AStaffMember, parts: TheParts, filter_id: UUID, query: Field = "") -> Response:
    """Take one's own filter away; the list stays as it is."""
    if not parts.store.saved_filters.remove(staff.id, filter_id):
        raise HTTPException(404, "This filter is not there any more. Somebody took it away.")
    return RedirectResponse(parse_address(query).url, 303)
