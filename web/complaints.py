"""/review/complaints: what somebody wants an answer to, by when, and what was done about it."""

from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.complaint_records import ComplaintRecord
from storage.complaint_register import MOST_LETTERS
from storage.errors import StorageError
from storage.kinds import Audience
from storage.rights import Power, StaffRecord
from web.complaint_acts import do_with
from web.complaint_file import csv_of
from web.complaint_view import SPEAKERS, Clock, complaint_view, complaint_views
from web.heard_words import redactor_of
from web.pages import Parts, page
from web.phrases import COMPLAINT_KEPT
from web.replies import one_by_one
from web.reply_ways import way_of, ways_to
from web.staff_pages import AForm, AManager, AReviewer, TheParts, form_id, staff_page
from web.staff_places import CHOOSE_PLACE, chosen_place, places

router = APIRouter(prefix="/review/complaints", include_in_schema=False)


@router.get("")
def register(request: Request, staff: AReviewer, parts: TheParts) -> Response:
    """Those that are open, the longest waiting first, and those that are done with."""
    within, times = staff.services(Power.REVIEW), Clock.of(parts.settings)
    context = {
        "complaints": complaint_views(parts.store.complaints.open(within, staff.id), times),
        "done": complaint_views(parts.store.complaints.done(within, staff.id), times),
        "times": times,
    }
    return staff_page(request, staff, "staff_complaints.html", context)


@router.get("/new")
def new_page(request: Request, staff: AReviewer, parts: TheParts) -> Response:
    """Write down a complaint that came by another way."""
    return _new(request, staff, parts, {})


@router.post("/new")
def write_down(request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Keep it."""
    fields = {name: str(form.get(name, "")) for name in ("at", "audience", "who", "words", "id")}
    place = chosen_place(staff, Power.REVIEW, fields["at"])
    if place is None:
        return _new(request, staff, parts, fields, CHOOSE_PLACE)
    if fields["audience"] not in set(Audience):
        return _new(request, staff, parts, fields, "Choose who complains.")
    words = fields["words"].replace("\r\n", "\n")
    try:
        kept = parts.store.complaints.write_down(
            staff.services(Power.REVIEW), staff.id, place, Audience(fields["audience"]), fields["who"], words,
            form_id(form),
        )  # fmt: skip
    except StorageError as error:
        if error.code != "unusable":
            raise
        return _new(request, staff, parts, fields, str(error))
    if kept is None:
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "wrote_complaint", str(kept))
    seen = parts.store.complaints.get(staff.services(Power.REVIEW), staff.id, kept)
    return RedirectResponse(f"/review/complaints/{kept}" if seen else "/review/complaints", 303)


@router.get("/export.csv")
def export(staff: AManager, parts: TheParts) -> Response:
    """The register as a file, without the words and without who complains."""
    found = parts.store.complaints.everything(staff.services(Power.MANAGE), staff.id)
    parts.store.audit.record(staff.id, "exported_complaints", "")
    file = {"content-disposition": 'attachment; filename="what-matters-complaints.csv"'}
    return Response(
        csv_of(found, Clock.of(parts.settings)), media_type="text/csv; charset=utf-8", headers=file
    )


@router.get("/{complaint_id:uuid}")
def one(complaint_id: UUID, request: Request, staff: AReviewer, parts: TheParts) -> Response:
    """One complaint, with all that was done."""
    found = _found(staff, parts, complaint_id)
    parts.store.audit.record(staff.id, "read_complaint", str(complaint_id))
    return _one(request, staff, parts, found)


@router.get("/{complaint_id:uuid}/summary")
def summary(complaint_id: UUID, request: Request, staff: AReviewer, parts: TheParts) -> Response:
    """A sheet of it for a file, without names and numbers."""
    found = _found(staff, parts, complaint_id)
    parts.store.audit.record(staff.id, "printed_complaint", str(complaint_id))
    redactor = redactor_of(parts.store.heard.names({found.service_id}))
    view = complaint_view(found, Clock.of(parts.settings))
    context = {
        "complaint": view,
        "sentences": one_by_one(redactor.redact(found.words).text),
        "log": [each | {"note": redactor.redact(each["note"]).text} for each in view["log"]],
        "service": parts.store.services.get(found.service_id),
    }
    return page(request, "complaint_print.html", context)


@router.post("/{complaint_id:uuid}")
def do(complaint_id: UUID, request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """Tell them, answer them, write down what was done, give it to somebody, say who is named in it."""
    found = parts.store.complaints.get(staff.services(Power.MANAGE), staff.id, complaint_id)
    if found is None:
        raise HTTPException(404)
    try:
        reply = do_with(parts, staff, found, form)
    except StorageError as error:
        if error.code not in {"changed", "unusable"}:
            raise
        now = _found(staff, parts, complaint_id)
        return _one(request, staff, parts, now, form, str(error), 409 if error.code == "changed" else 400)
    there = parts.store.complaints.get(staff.services(Power.REVIEW), staff.id, complaint_id)
    if there is None:
        return RedirectResponse("/review/complaints", 303)
    return RedirectResponse(
        f"/review/replies/{reply}/print" if reply else f"/review/complaints/{complaint_id}", 303
    )


def _found(staff: StaffRecord, parts: Parts, complaint_id: UUID) -> ComplaintRecord:
    """One that is there for them, or 404: also where they are named in it."""
    found = parts.store.complaints.get(staff.services(Power.REVIEW), staff.id, complaint_id)
    if found is None:
        raise HTTPException(404)
    return found


def _one(  # noqa: PLR0913, PLR0917 (the page, and what was not kept)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    found: ComplaintRecord,
    sent: FormData | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    here = parts.store.complaints.staff_at({found.service_id}, found.service_id)
    named = {each for each, _ in found.named}
    context: dict[str, Any] = {
        "complaint": complaint_view(found, Clock.of(parts.settings)),
        "owners": [(str(each), name) for each, name in here if each not in named],
        "staff": [(str(each), name) for each, name in here if each not in {staff.id, found.owner_id}],
        "ways": ways_to(parts, found.conversation_id),
        "way": way_of(parts, found.conversation_id),
        "act": str(sent.get("act", "")) if sent else "",
        "typed": str(sent.get("note", "")) if sent else "",
        "acknowledgement": COMPLAINT_KEPT,
        "most": MOST_LETTERS,
        "form_id": uuid4(),
        "error": error,
    }
    return staff_page(request, staff, "staff_complaint.html", context, status, at=found.service_id)


def _new(
    request: Request, staff: StaffRecord, parts: Parts, fields: dict[str, str], error: str | None = None
) -> Response:
    context = {
        "fields": fields,
        "places": places(parts, staff, Power.REVIEW),
        "speakers": SPEAKERS,
        "id": fields.get("id") or uuid4(),
        "most": MOST_LETTERS,
        "error": error,
    }
    return staff_page(request, staff, "staff_complaint_new.html", context, 400 if error else 200)
