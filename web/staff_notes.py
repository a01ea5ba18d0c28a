"""/review: notes on a conversation, for staff alone."""

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.rights import Power
from web.staff_pages import AForm
from web.work_one import APlace, Place, read_version
from web.work_view import Typed

TITLE = "This note was not kept"
WAITS = "Your words are still in the form."

router = APIRouter(prefix="/review/{conversation_id}/notes", include_in_schema=False)


@router.post("")
def add(here: APlace, form: AForm) -> Response:
    """A new one."""
    text, name = str(form.get("text") or ""), None
    with suppress(ValueError):
        name = UUID(str(form.get("id", "")))
    try:
        here.parts.store.notes.add(_within(here), here.conversation.id, here.staff.id, text, name)
    except StorageError as error:
        return _refused(here, error, Typed(note=text))
    return _kept(here, "added_note")


@router.post("/{note_id}")
def edit(here: APlace, note_id: UUID, form: AForm) -> Response:
    """Write one's own anew."""
    _require_here(here, note_id)
    text = str(form.get("text") or "")
    try:
        here.parts.store.notes.edit(_within(here), note_id, here.staff.id, read_version(form), text)
    except StorageError as error:
        return _refused(here, error, Typed(note_id=note_id, note=text))
    return _kept(here, "edited_note")


@router.post("/{note_id}/remove")
def remove(here: APlace, note_id: UUID, form: AForm) -> Response:
    """Take one's own out."""
    _require_here(here, note_id)
    try:
        here.parts.store.notes.remove(_within(here), note_id, here.staff.id, read_version(form))
    except StorageError as error:
        return _refused(here, error, Typed())
    return _kept(here, "removed_note")


def _within(here: Place) -> frozenset[UUID]:
    return here.staff.services(Power.REVIEW)


def _require_here(here: Place, note_id: UUID) -> None:
    """A note of this conversation, or 404; of one's own, or 403."""
    found = here.parts.store.notes.of_conversation(_within(here), here.conversation.id)
    note = next((each for each in found if each.id == note_id), None)
    if note is None:
        raise HTTPException(404, "There is no such note. It may have been taken out.")
    if note.staff_id != here.staff.id:
        raise HTTPException(403, "Only whoever wrote a note changes it. Write one of your own.")


def _refused(here: Place, error: StorageError, typed: Typed) -> Response:
    if error.code not in ("unusable", "changed", "taken"):
        raise error
    words = f"{error} {WAITS}" if typed.note else str(error)
    where = f"#note-{typed.note_id}" if typed.note_id else "#notes"
    problem = {"id": "", "title": TITLE, "words": words, "href": where, "link": "Go to the notes"}
    return here.again(problem, typed, 400 if error.code == "unusable" else 409)


def _kept(here: Place, verb: str) -> Response:
    here.parts.store.audit.record(here.staff.id, verb, str(here.conversation.id))
    return RedirectResponse(f"{here.page}#notes", 303)
