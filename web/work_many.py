"""/review/work: what one has to see to; one deed with many conversations; and the way back."""

from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.rights import Power, StaffRecord
from storage.work import MOST_AT_ONCE
from storage.work_records import DeedRecord, Item
from web.auth import next_page
from web.errors import WebError
from web.pages import Parts
from web.reading import note_reading
from web.staff_pages import AForm, AReader, AReviewer, TheParts, staff_page
from web.work_view import band, bulk, my_work, read_seen

HERE = "/review/work"
CHOSEN_WITH = {"assign": "person", "due": "day", "enter": "day"}
"""What is chosen besides, and what the address says if nobody can use it."""

router = APIRouter(prefix=HERE, include_in_schema=False)


@router.get("")
def mine(request: Request, staff: AReader, parts: TheParts, did: str = "") -> Response:
    """What one has to see to: overdue first."""
    note_reading(parts, staff, "read_list")
    context = {
        "work": my_work(parts, staff),
        "did": band(parts, staff, did, HERE),
        "bulk": bulk(parts, staff, HERE),
    }
    return staff_page(request, staff, "staff_work.html", context)


@router.post("/bulk")
def many(staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """The same with all conversations that are ticked: `item` ids, `deed`, and what it needs.

    deed: review, reopen, assign (with `to`), due (with `on`); enter: the key in the field of the day sets
    the day, anywhere else it does nothing. `back`: the page it was sent from.
    An `item` is the id of a conversation, or "id.version": then what others did meanwhile is left.
    """
    found = form.getlist("item")
    if form.get("deed") == "enter" and not form.get("on"):
        did = "press"
    else:
        did = "none" if not found else "many" if len(found) > MOST_AT_ONCE else _do(parts, staff, form)
    return RedirectResponse(with_deed(str(form.get("back", "")), did), 303)


@router.post("/undo")
def undo(staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Take one's own deed back, but for what others changed since."""
    try:
        deed_id = UUID(str(form.get("deed", "")))
    except ValueError:
        raise HTTPException(404) from None
    undone = parts.store.work.undo(staff.services(Power.REVIEW), deed_id, staff.id)
    if undone.done:
        parts.store.audit.record(staff.id, "work_undo", *map(str, undone.done))
    return RedirectResponse(with_deed(str(form.get("back", "")), str(undone.id)), 303)


def with_deed(back: str, did: str) -> str:
    """The address of one of our staff pages, with what was just done."""
    there = urlsplit(next_page(back))
    asked = [(name, value) for name, value in parse_qsl(there.query) if name != "did"]
    return f"{there.path}?{urlencode([*asked, ('did', did)])}#did"


def _do(parts: Parts, staff: StaffRecord, form: FormData) -> str:
    items = [_item(str(each)) for each in form.getlist("item")]
    try:
        deed = _deed(parts, staff, form, items)
    except (WebError, StorageError) as error:
        if error.code != "unusable" or form.get("deed") not in CHOSEN_WITH:
            raise
        return CHOSEN_WITH[str(form.get("deed"))]
    if deed is None:
        return "same"
    if deed.done:
        parts.store.audit.record(staff.id, f"work_{deed.act}", *map(str, deed.done))
    return str(deed.id)


def _deed(parts: Parts, staff: StaffRecord, form: FormData, items: list[Item]) -> DeedRecord | None:
    work, within, deed = parts.store.work, staff.services(Power.REVIEW), form.get("deed")
    if deed == "review":
        return work.review(within, items, staff.id, read_seen(form.get("seen")))
    if deed == "reopen":
        return work.reopen(within, items, staff.id)
    if deed == "assign":
        return work.assign(within, items, staff.id, read_person(str(form.get("to") or "")))
    if deed in ("due", "enter"):
        return work.due(within, items, staff.id, read_day(str(form.get("on") or "")))
    raise HTTPException(400, "It was not said what to do. Go back and press one of the buttons.")


def read_person(text: str) -> UUID | None:
    """Somebody who works here, as a form says it. Raises WebError("unusable")."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise WebError("unusable", "Choose somebody who works here.") from None


def read_day(text: str) -> date | None:
    """A day as a form says it. Raises WebError("unusable")."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WebError("unusable", "Choose a day, such as 2026-12-04.") from None


def _item(text: str) -> Item:
    identifier, _, version = text.partition(".")
    try:
        seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None
        return Item(UUID(identifier), seen)
    except ValueError:
        raise HTTPException(404) from None
