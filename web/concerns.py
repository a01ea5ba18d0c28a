"""/review/concerns: where somebody may be unsafe, who looks at it, and what was done."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.concern_records import ConcernRecord, ConcernState
from storage.concerns import MOST_SHOWN
from storage.errors import StorageError
from storage.rights import Power, StaffRecord
from web.concern_view import Draft, concern_views, event_view
from web.pages import Parts
from web.reading import note_reading
from web.staff_pages import AForm, AReader, ASafeguardingLead, TheParts, staff_page
from web.tag_view import Desk
from web.transcript import transcript_context

CHANGED = "{} Nothing of yours was kept; your note still stands in the form. Look again, then send it."
MEANWHILE = "Somebody was quicker: {by} {act}, {when}."
REFUSED = {"changed": 409, "unusable": 400}
"""What is told on the page itself."""

router = APIRouter(prefix="/review/concerns", include_in_schema=False)


@router.get("")
def waiting(request: Request, staff: AReader, parts: TheParts) -> Response:
    """Those on which somebody has to do something: what cannot wait first; what is unsure folded apart.

    In the address may stand `behind`: the one with which the page before ended.
    """
    asked = request.query_params.get("behind", "")
    within = staff.services(Power.READ)
    leads, after = staff.services(Power.SAFEGUARD), _uuid(asked)
    found = parts.store.concerns.open(within, leads, reader_id=staff.id, after=after, size=MOST_SHOWN + 1)
    on_page, more = found[:MOST_SHOWN], len(found) > MOST_SHOWN
    shown = concern_views(on_page)
    context = {
        "concerns": [each for each in shown if not each["quiet"]],
        "quiet": [each for each in shown if each["quiet"]],
        "behind": on_page[-1].id if more else None,
        "first": not asked,
    }
    note_reading(parts, staff, "read_concerns")
    return staff_page(request, staff, "staff_concerns.html", context)


def _uuid(text: str) -> UUID | None:
    """An identifier in an address; none if it makes no sense."""
    try:
        return UUID(text)
    except ValueError:
        return None


@router.post("/{concern_id}")
def decide(
    concern_id: UUID, request: Request, staff: ASafeguardingLead, parts: TheParts, form: AForm
) -> Response:
    """Somebody looks at it, has seen to it, or says why it is none."""
    note = str(form.get("note", "")).replace("\r\n", "\n")
    state, version = _asked(str(form.get("state", "")), str(form.get("version", "")))
    return _decide(request, staff, parts, concern_id, state, version, note)


def _asked(state: str, version: str) -> tuple[ConcernState, int]:
    """What a form asks for. One that the page cannot send is none of ours: HTTPException(400)."""
    is_number = version.isascii() and version.isdecimal() and len(version) < 9
    if state not in set(ConcernState) - {ConcernState.NEW} or not is_number:
        raise HTTPException(400, "This form is not whole. Load the page again.")
    return ConcernState(state), int(version)


def _decide(  # noqa: PLR0913, PLR0917 (who decides what, on which, as they saw it)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    concern_id: UUID,
    state: ConcernState,
    version: int,
    note: str,
) -> Response:
    within = staff.services(Power.SAFEGUARD)
    try:
        kept = parts.store.concerns.decide(within, concern_id, version, staff.id, state, note)
    except StorageError as error:
        found = parts.store.concerns.get(within, concern_id)
        if error.code not in REFUSED or found is None:
            raise
        draft = Draft(concern_id, note, _reason(found, error))
        return _again(request, staff, parts, found, draft, REFUSED[error.code])
    if kept is None:
        raise HTTPException(404)
    if kept.nameless:  # nobody who looks the deeds up learns from it whose words they were
        parts.store.audit.record(staff.id, f"concern_{state}", str(concern_id))
        return RedirectResponse("/review/concerns", 303)
    parts.store.audit.record(staff.id, f"concern_{state}", str(kept.conversation_id))
    return RedirectResponse(f"/review/{kept.conversation_id}#concern-{concern_id}", 303)


def _reason(found: ConcernRecord, error: StorageError) -> str:
    if error.code != "changed":
        return str(error)
    return CHANGED.format(MEANWHILE.format(**event_view(found.log[-1])) if found.log else str(error))


def _again(  # noqa: PLR0913, PLR0917 (the page, and what was not kept)
    request: Request, staff: StaffRecord, parts: Parts, found: ConcernRecord, draft: Draft, status: int
) -> Response:
    """The conversation as it is now, with the note still in its form."""
    within = staff.services(Power.SAFEGUARD)
    conversation = parts.store.conversations.get(staff.services(Power.READ), found.conversation_id)
    if conversation is None:
        raise HTTPException(404)
    decides = Power.REVIEW in staff.at(conversation.service.id)
    desk = Desk(parts.taxonomy, staff.id, f"/review/{conversation.id}", decides=decides, leads=True)
    of = parts.store.concerns.of(staff.services(Power.READ), conversation.id, within, staff.id)
    problem = {
        "id": str(found.id),
        "title": "This was not kept",
        "words": draft.error,
        "href": f"#concern-{found.id}",
        "link": "Go to the concern",
    }
    context = transcript_context(parts, conversation, desk)
    context |= {"concerns": concern_views(of, draft), "problem": problem}
    return staff_page(request, staff, "review_transcript.html", context, status, at=conversation.service.id)
