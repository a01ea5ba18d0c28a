"""/review: what staff do with one conversation: who sees to it, by when, reviewed or not."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.records import ConversationRecord
from storage.rights import Power, StaffRecord
from storage.work_records import DeedRecord, Item
from web.errors import WebError
from web.pages import Parts
from web.staff_pages import AForm, AReviewer, TheParts, staff_page
from web.tag_view import Desk
from web.transcript import transcript_context
from web.work_many import read_day, read_person, with_deed
from web.work_view import Typed, names_of, panel, read_seen, today
from web.work_words import step_words

MEANWHILE = "What you chose still stands in the form. Look again, then save it or leave it."
MORE_WORDS = "They said more since you opened this page. Read it below, then mark it as reviewed."

router = APIRouter(prefix="/review", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody of the staff at one conversation."""

    request: Request
    parts: Parts
    staff: StaffRecord
    conversation: ConversationRecord

    @property
    def page(self) -> str:
        """Its address."""
        return f"/review/{self.conversation.id}"

    def again(self, problem: dict[str, Any], typed: Typed, status: int) -> Response:
        """The page as it is now, with what was written still in its form."""
        desk = Desk(self.parts.taxonomy, self.staff.id, self.page, decides=True)
        context = transcript_context(self.parts, self.conversation, desk)
        within = self.staff.services(Power.READ)
        context["work"] = panel(self.parts, within, self.staff.id, self.conversation.id, typed=typed)
        at, context = self.conversation.service.id, context | {"problem": problem}
        return staff_page(self.request, self.staff, "review_transcript.html", context, status, at)


def at_place(request: Request, conversation_id: UUID, staff: AReviewer, parts: TheParts) -> Place:
    """A conversation at a service where they may do something, or 404."""
    found = parts.store.conversations.get(staff.services(Power.REVIEW), conversation_id)
    if found is None:
        raise HTTPException(404)
    return Place(request, parts, staff, found)


APlace = Annotated[Place, Depends(at_place)]


@router.post("/{conversation_id}/work")
def plan(here: APlace, form: AForm) -> Response:
    """Who sees to it and by when. What is not changed in the form stays as others have it."""
    try:
        fields = _changed(form)
        deed = _plan(here, form, fields) if fields else None
    except (WebError, StorageError) as error:
        if error.code != "unusable":
            raise
        problem = _problem("This was not kept", str(error), "#plan", "Go to the form")
        return here.again(problem, _typed(form), 400)
    return _done(here, deed, form, _typed(form))


@router.post("/{conversation_id}/reviewed")
def review(here: APlace, form: AForm) -> Response:
    """It is reviewed; unless the person said more since the page was loaded."""
    work, within = here.parts.store.work, here.staff.services(Power.REVIEW)
    deed = work.review(within, [Item(here.conversation.id)], here.staff.id, read_seen(form.get("seen")))
    return _done(here, deed, form, Typed())


@router.post("/{conversation_id}/reopened")
def reopen(here: APlace, form: AForm) -> Response:
    """It is not reviewed after all."""
    item = Item(here.conversation.id, read_version(form))
    deed = here.parts.store.work.reopen(here.staff.services(Power.REVIEW), [item], here.staff.id)
    return _done(here, deed, form, Typed())


def read_version(form: FormData) -> int:
    """The version that stood on the page; what cannot be read is older than all."""
    text = str(form.get("version", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _changed(form: FormData) -> dict[str, Any]:
    """The fields in which something else stands than was shown."""
    found: dict[str, Any] = {}
    for name, read in (("assigned_to", read_person), ("due_on", read_day)):
        text = str(form.get(name) or "").strip()
        if name in form and text != str(form.get(f"was_{name}") or ""):
            found[name] = read(text)
    return found


def _plan(here: Place, form: FormData, fields: dict[str, Any]) -> DeedRecord | None:
    item = Item(here.conversation.id, read_version(form))
    return here.parts.store.work.plan(here.staff.services(Power.REVIEW), [item], here.staff.id, fields)


def _typed(form: FormData) -> Typed:
    return Typed(assigned_to=str(form.get("assigned_to") or ""), due_on=str(form.get("due_on") or "")[:40])


def _done(here: Place, deed: DeedRecord | None, form: FormData, typed: Typed) -> Response:
    """To the page it was sent from; if somebody or something came before, the page with what that was."""
    if deed and deed.left:
        return here.again(_came_before(here, deed), typed, 409)
    if deed:
        here.parts.store.audit.record(here.staff.id, f"work_{deed.act}", str(here.conversation.id))
    back = str(form.get("back") or "") or here.page
    return RedirectResponse(with_deed(back, str(deed.id) if deed else "same"), 303)


def _came_before(here: Place, deed: DeedRecord) -> dict[str, Any]:
    by = deed.left[0].by
    if by is None:
        return _problem("There are new words", MORE_WORDS, "#talk", "Go to the words")
    told = step_words(by, here.staff.id, names_of(here.parts), today())
    return _problem("Somebody was here meanwhile", f"{told}. {MEANWHILE}", "#plan", "Go to the form")


def _problem(title: str, words: str, href: str, link: str) -> dict[str, Any]:
    return {"id": "", "title": title, "words": words, "href": href, "link": link}
