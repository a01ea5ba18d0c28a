"""/review/alarms: who is wanted where, who goes, what was done, and what the person is told of it."""

from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.alarm_records import AlarmRecord, AlarmState
from storage.alarms import MOST_LETTERS
from storage.errors import StorageError
from storage.kinds import ReplyWay
from storage.replies import own_way, ways
from storage.rights import Power, StaffRecord
from web.alarm_view import alarm_view, alarm_views
from web.change_words import WAYS
from web.pages import Parts
from web.phrases import SEEN_TO
from web.staff_pages import AForm, AManager, AReader, AReviewer, TheParts, form_id, staff_page
from web.staff_places import CHOOSE_PLACE, chosen_place, places

DRILL_PACE = 1 / 60
"""In a quick drill a minute is a second."""
REFUSED = {"changed": 409, "unusable": 400}

router = APIRouter(prefix="/review/alarms", include_in_schema=False)


@router.get("")
def alarms(request: Request, staff: AReader, parts: TheParts) -> Response:
    """Those that are open, and the last that are done."""
    return _list(request, staff, parts)


@router.get("/open")
def open_alarms(staff: AReader, parts: TheParts) -> list[dict[str, Any]]:
    """The open ones, for the script that looks every few seconds."""
    found = parts.store.alarms.open(staff.services(Power.READ), staff.id, _leads(staff))
    shown = ("id", "what", "urgent", "drill", "taken_by", "standing", "since", "climbed")
    return [{name: view[name] for name in shown} for view in alarm_views(found)]


@router.post("/drill")
def drill(request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """Try the whole chain: nobody said anything, everything else is real."""
    asked = str(form.get("service", ""))
    service_id = chosen_place(staff, Power.MANAGE, asked)
    if service_id is None and asked:
        raise HTTPException(404)
    if service_id is None:
        return _list(request, staff, parts, CHOOSE_PLACE)
    pace = DRILL_PACE if form.get("quick") else 1.0
    found = parts.store.alarms.drill(service_id, str(form.get("naming", ""))[:200], pace, form_id(form))
    parts.store.audit.record(staff.id, "began_drill", str(found.id))
    return RedirectResponse(f"/review/alarms/{found.id}", 303)


@router.get("/{alarm_id:uuid}")
def alarm(alarm_id: UUID, request: Request, staff: AReader, parts: TheParts) -> Response:
    """One of them, with every step."""
    return _one(request, staff, parts, _found(staff, parts, alarm_id))


@router.post("/{alarm_id:uuid}/go")
def go(alarm_id: UUID, staff: AReader, parts: TheParts) -> Response:
    """ "I am going": by name, and the others can rest."""
    found = parts.store.alarms.go(staff.services(Power.READ), staff.id, alarm_id, _leads(staff))
    return _then(staff, parts, found, "took_alarm")


@router.post("/{alarm_id:uuid}/finish")
def finish(alarm_id: UUID, request: Request, staff: AReader, parts: TheParts, form: AForm) -> Response:
    """It is done, with what was done."""
    known, note = _found(staff, parts, alarm_id), str(form.get("note", "")).replace("\r\n", "\n")
    decides = Power.SAFEGUARD in staff.at(known.service_id)
    try:
        found = parts.store.alarms.finish(
            {known.service_id}, staff.id, alarm_id, note, decides=decides, leads=_leads(staff)
        )
    except StorageError as error:
        if error.code not in REFUSED:
            raise
        now = _found(staff, parts, alarm_id)
        return _one(request, staff, parts, now, error=str(error), note=note, status=REFUSED[error.code])
    return _then(staff, parts, found, "finished_alarm")


@router.post("/{alarm_id:uuid}/reply")
def reply(alarm_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Write back to the person what came of it, in their own way."""
    known, text = _found(staff, parts, alarm_id), str(form.get("text", "")).replace("\r\n", "\n")
    within = staff.services(Power.REVIEW)
    if known.conversation_id is None or known.service_id not in within:
        raise HTTPException(404)
    way = str(form.get("way", ""))
    if way not in WAYS:
        choose = "Choose the way in which they are told."
        return _one(request, staff, parts, known, reply_error=choose, text=text, status=400)
    try:
        sent = parts.store.replies.send(
            within, known.conversation_id, staff.id, text, ReplyWay(way), reply_id=form_id(form)
        )
    except StorageError as error:
        if error.code not in REFUSED:
            raise
        return _one(request, staff, parts, known, reply_error=str(error), text=text, status=400)
    found = parts.store.alarms.wrote_back(within, staff.id, alarm_id, sent.id, _leads(staff))
    answer = _then(staff, parts, found, "replied")
    return RedirectResponse(f"/review/replies/{sent.id}/print", 303) if way == ReplyWay.PRINT else answer


@router.post("/{alarm_id:uuid}/told")
def told(alarm_id: UUID, request: Request, staff: AReader, parts: TheParts) -> Response:
    """They told the person themselves."""
    known = _found(staff, parts, alarm_id)
    try:
        found = parts.store.alarms.told(staff.services(Power.READ), staff.id, alarm_id, _leads(staff))
    except StorageError as error:
        if error.code not in REFUSED:
            raise
        return _one(request, staff, parts, known, error=str(error), status=400)
    return _then(staff, parts, found, "told_after_alarm")


def _leads(staff: StaffRecord) -> frozenset[UUID]:
    """Where they see to people's safety: what was said without a name is theirs alone."""
    return staff.services(Power.SAFEGUARD)


def _found(staff: StaffRecord, parts: Parts, alarm_id: UUID) -> AlarmRecord:
    found = parts.store.alarms.get(staff.services(Power.READ), staff.id, alarm_id, _leads(staff))
    if found is None:
        raise HTTPException(404)
    return found


def _then(staff: StaffRecord, parts: Parts, found: AlarmRecord | None, verb: str) -> Response:
    if found is None:
        raise HTTPException(404)
    # Nobody who looks the deeds up learns whose words they were that were said without a name.
    about = found.id if found.nameless else found.conversation_id or found.id
    parts.store.audit.record(staff.id, verb, str(about))
    return RedirectResponse(f"/review/alarms/{found.id}", 303)


def _list(request: Request, staff: StaffRecord, parts: Parts, error: str | None = None) -> Response:
    within = staff.services(Power.READ)
    context = {
        "open": alarm_views(parts.store.alarms.open(within, staff.id, _leads(staff))),
        "lately": alarm_views(parts.store.alarms.lately(within, staff.id, _leads(staff))),
        "places": places(parts, staff, Power.MANAGE),
        "unwatched": [
            each.name
            for each in places(parts, staff, Power.READ)
            if not any(line.on_duty for line in parts.store.duties.all({each.id}))
        ],
        "error": error,
        "new_id": uuid4(),
    }
    return staff_page(request, staff, "staff_alarms.html", context, 400 if error else 200)


def _one(  # noqa: PLR0913 (the page, and what was not kept)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    found: AlarmRecord,
    *,
    error: str | None = None,
    note: str = "",
    reply_error: str | None = None,
    text: str = SEEN_TO,
    status: int = 200,
) -> Response:
    context = {
        "alarm": alarm_view(found),
        "done": found.state == AlarmState.DONE,
        "error": error,
        "note": note,
        "reply_error": reply_error,
        "text": text,
        "most": MOST_LETTERS,
        "new_id": uuid4(),
        **_ways(parts, found),
    }
    return staff_page(request, staff, "staff_alarm.html", context, status, at=found.service_id)


def _ways(parts: Parts, found: AlarmRecord) -> dict[str, Any]:
    """How the person can be told; nothing where nobody spoke to us."""
    here = {found.service_id}
    talk = parts.store.conversations.get(here, found.conversation_id) if found.conversation_id else None
    if talk is None:
        return {"ways": {}, "way": ""}
    person = parts.store.people.get(here, talk.person_id) if talk.person_id else None
    return {
        "ways": {way: WAYS[way] for way in ways(talk.channel, known=person is not None)},
        "way": own_way(talk.channel, person.profile if person else None),
    }
