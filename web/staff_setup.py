"""/review/setup: what is done more rarely, and what somebody may do here."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.role_words import told_posts
from web.staff_pages import SETUP, AStaffMember, TheParts, staff_page
from web.staff_places import links

router = APIRouter(prefix="/review/setup", include_in_schema=False)


@router.get("")
def setup(request: Request, staff: AStaffMember, parts: TheParts) -> Response:
    """The pages that are not in the bar, as far as somebody may open them, and their own roles."""
    names = {each.id: each.name for each in parts.store.services.all()}
    holder = parts.store.grants.get(names, staff.id)
    notes = {key: note for key, *_, note in SETUP}
    offered = links(((key, url, label, power) for key, url, label, power, _ in SETUP), staff)
    context = {
        "offered": [(url, label, notes[key]) for key, url, label in offered],
        "roles": told_posts(holder.posts, names) if holder else [],
    }
    return staff_page(request, staff, "staff_setup.html", context)
