"""/review/changes: you said, we are doing, we did."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.change_records import ChangeRecord, Told
from storage.changes import MOST_LETTERS, MOST_LETTERS_OF_A_NAME
from storage.errors import StorageError
from storage.kinds import ChangeState, Group, Part
from storage.replies import own_way
from storage.rights import Power, StaffRecord
from web.change_form import Clash, joined, read_state, read_version, read_written, shown, typed
from web.change_view import board, card, change_view, named_in
from web.change_words import GROUPS, PARTS, STATES, VERDICTS, WAYS
from web.pages import Parts
from web.reading import note_reading
from web.staff_pages import AForm, AReader, AReviewer, TheParts, form_id, staff_page

LATELY_CLOSED, PAGE_SIZE = 6, 25
MOST_TRIES = 3
"""How often a change is put together with what others write at the same moment."""

router = APIRouter(prefix="/review/changes", include_in_schema=False)


@router.get("")
def board_page(request: Request, staff: AReader, parts: TheParts) -> Response:
    """Everything that is under way, what stands out first, and what was closed lately."""
    note_reading(parts, staff, "read_changes")
    within = staff.services(Power.READ)
    latest = parts.store.changes.closed(within, size=LATELY_CLOSED)
    context = {
        "columns": [
            {"key": key, "label": STATES[key], "cards": cards}
            for key, cards in board(open_changes(parts, staff, Power.READ)).items()
        ],
        "closed": [card(each) for each in without_theirs(parts, staff, latest)],
        "waiting": len(parts.store.replies.waiting(within)),
    }
    return staff_page(request, staff, "staff_changes.html", context)


@router.get("/closed")
def closed_page(request: Request, staff: AReader, parts: TheParts, before: str = "") -> Response:
    """What those who said it call better, newest first."""
    found = parts.store.changes.closed(staff.services(Power.READ), _key(before), PAGE_SIZE + 1)
    shown_now = found[:PAGE_SIZE]
    last = shown_now[-1] if len(found) > PAGE_SIZE else None
    older = f"{last.closed_at.isoformat()}~{last.id}" if last and last.closed_at else None
    cards = [card(each) for each in without_theirs(parts, staff, shown_now)]
    context = {"cards": cards, "older": older, "first": not before}
    return staff_page(request, staff, "staff_changes_closed.html", context)


@router.get("/{change_id:uuid}")
def change_page(change_id: UUID, request: Request, staff: AReader, parts: TheParts) -> Response:
    """One change: what was said, who has a part, who was told, where it stands."""
    change = change_here(parts, staff, change_id, Power.READ)
    parts.store.audit.record(staff.id, "read_change", str(change_id))
    return show_change(request, staff, parts, change)


@router.post("/{change_id:uuid}")
def write(change_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Write it anew. Who was second is told what the first wrote, and keeps what they wrote themselves."""
    change = change_here(parts, staff, change_id)
    mine, version = typed(form), read_version(form)
    for _ in range(MOST_TRIES):
        if version != change.version:
            mine, clashes = joined(mine, typed(form, "was_"), shown(change))
            if clashes:
                return show_change(request, staff, parts, change, fields=mine, clashes=clashes)
        try:
            written = read_written(mine, parts.pictures)
            state, here = read_state(mine["state"]), {change.service_id}
            parts.store.changes.write(here, change_id, change.version, state, written)
        except (ValueError, StorageError) as error:
            if isinstance(error, StorageError) and error.code == "changed":
                change = change_here(parts, staff, change_id)
                continue
            return _refused(request, staff, parts, change, error, fields=mine)
        parts.store.audit.record(staff.id, "changed_change", str(change_id))
        return _back(change_id, "saved")
    raise HTTPException(503, "Several people are writing here just now. Please try again.")


@router.post("/{change_id:uuid}/parts")
def add_part(change_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Somebody had a part in it."""
    change = change_here(parts, staff, change_id)
    part, who, name = (str(form.get(field, "")) for field in ("part", "who", "name"))
    if part not in PARTS or who not in GROUPS:
        wrong = ValueError("Choose which part it was, and who had it.")
        return _refused(request, staff, parts, change, wrong)
    try:
        parts.store.changes.add_part({change.service_id}, change_id, Part(part), Group(who), name)
    except StorageError as error:
        return _refused(request, staff, parts, change, error)
    parts.store.audit.record(staff.id, "changed_change", str(change_id))
    return _back(change_id, "parts")


@router.post("/{change_id:uuid}/parts/{part_id:uuid}/remove")
def remove_part(change_id: UUID, part_id: UUID, staff: AReviewer, parts: TheParts) -> Response:
    """They had no such part."""
    parts.store.changes.remove_part(staff.services(Power.REVIEW), change_id, part_id)
    parts.store.audit.record(staff.id, "changed_change", str(change_id))
    return _back(change_id, "parts")


@router.post("/{change_id:uuid}/answers/{answer_id:uuid}/remove")
def remove_answer(
    change_id: UUID, answer_id: UUID, request: Request, staff: AReviewer, parts: TheParts
) -> Response:
    """It does not come from this answer."""
    change = change_here(parts, staff, change_id)
    try:
        parts.store.changes.remove_answer(staff.services(Power.REVIEW), change_id, answer_id)
    except StorageError as error:
        return _refused(request, staff, parts, change, error)
    parts.store.audit.record(staff.id, "changed_change", str(change_id))
    return _back(change_id, "voices")


@router.post("/{change_id:uuid}/tell")
def tell(change_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Say the same to everybody who was not told yet, to each in their own way."""
    within = staff.services(Power.REVIEW)
    change = change_here(parts, staff, change_id)
    text, namespace = str(form.get("text", "")).replace("\r\n", "\n"), form_id(form)
    try:
        for voice in change.voices:
            if voice.told == Told.NOT_TOLD:
                person = parts.store.people.get(within, voice.person_id) if voice.person_id else None
                way = own_way(voice.channel, person.profile if person else None)
                reply_id = uuid5(namespace, str(voice.key))
                parts.store.replies.send(
                    within, voice.conversation_id, staff.id, text, way, change_id=change_id, reply_id=reply_id
                )
    except StorageError as error:
        return _refused(request, staff, parts, change, error, tell=text)
    parts.store.audit.record(staff.id, "told_all", str(change_id))
    return _back(change_id, "voices")


@router.post("/{change_id:uuid}/close")
def close(change_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Those who said it say that it is better."""
    return _set(change_id, request, staff, parts, form, closed=True)


@router.post("/{change_id:uuid}/reopen")
def reopen(change_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """It is not better after all."""
    return _set(change_id, request, staff, parts, form, closed=False)


def _set(  # noqa: PLR0913 (who, where, what was sent)
    change_id: UUID, request: Request, staff: StaffRecord, parts: Parts, form: FormData, *, closed: bool
) -> Response:
    change = change_here(parts, staff, change_id)
    verb = parts.store.changes.close if closed else parts.store.changes.reopen
    try:
        verb(staff.services(Power.REVIEW), change_id, read_version(form))
    except StorageError as error:
        return _refused(request, staff, parts, change_here(parts, staff, change_id), error)
    parts.store.audit.record(staff.id, "closed_change" if closed else "reopened_change", str(change.id))
    return _back(change_id, "saved")


def show_change(  # noqa: PLR0913 (what the page may have to say besides the change)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    change: ChangeRecord,
    *,
    fields: Mapping[str, str] | None = None,
    clashes: Sequence[Clash] = (),
    error: str | None = None,
    tell: str | None = None,
) -> Response:
    """The page of one change, with what is wrong with what was sent."""
    written = change.written
    texts = (written.said, written.doing, written.did)
    context: dict[str, Any] = {
        "change": change_view(change),
        "fields": fields or shown(change),
        "was": shown(change),
        "clashes": [asdict(clash) for clash in clashes],
        "error": error,
        "saved": "saved" in request.query_params,
        "named": named_in(texts, parts.store.people.names({change.service_id}).values()),
        "tell": tell if tell is not None else written.did or written.doing,
        "new_id": uuid4(),
    }
    status = 409 if clashes else 400 if error else 200
    context |= words(parts)
    return staff_page(request, staff, "staff_change.html", context, status, at=change.service_id)


def words(parts: Parts) -> dict[str, Any]:
    """What the pages about changes choose from."""
    return {
        "states": {key: STATES[key] for key in (ChangeState.SAID, ChangeState.DOING, ChangeState.DID)},
        "part_names": PARTS,
        "groups": GROUPS,
        "ways": WAYS,
        "verdicts": VERDICTS,
        "pictures": {key: picture.label for key, picture in parts.pictures.items()},
        "most": MOST_LETTERS,
        "most_name": MOST_LETTERS_OF_A_NAME,
    }


def _refused(  # noqa: PLR0913, PLR0917 (as show_change)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    change: ChangeRecord,
    error: ValueError | StorageError,
    fields: Mapping[str, str] | None = None,
    tell: str | None = None,
) -> Response:
    if isinstance(error, StorageError) and error.code not in ("unusable", "changed"):
        raise error
    return show_change(request, staff, parts, change, fields=fields, error=str(error), tell=tell)


def open_changes(parts: Parts, staff: StaffRecord, power: Power) -> list[ChangeRecord]:
    """What is under way where somebody may do this."""
    return without_theirs(parts, staff, parts.store.changes.open(staff.services(power)))


def without_theirs(parts: Parts, staff: StaffRecord, changes: Sequence[ChangeRecord]) -> list[ChangeRecord]:
    """Without those that come from a talk with an alarm that names them: it is not there for them."""
    hidden = parts.store.alarms.hidden_changes(staff.services(Power.READ), staff.id)
    return [each for each in changes if each.id not in hidden]


def change_here(
    parts: Parts, staff: StaffRecord, change_id: UUID, power: Power = Power.REVIEW
) -> ChangeRecord:
    """A change at one of the services where somebody may do this. Raises HTTPException(404)."""
    change = parts.store.changes.get(staff.services(power), change_id)
    if change is None:
        raise HTTPException(404)
    return change


def _back(change_id: UUID, to: str) -> Response:
    more = "?saved=1" if to == "saved" else f"#{to}"
    return RedirectResponse(f"/review/changes/{change_id}{more}", 303)


def _key(text: str) -> tuple[datetime, UUID] | None:
    """Where a page of closed ones begins; the first one if that makes no sense."""
    when, _, change_id = text.partition("~")
    try:
        moment = datetime.fromisoformat(when)
        return (moment.astimezone(UTC), UUID(change_id)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
