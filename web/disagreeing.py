"""/review: somebody told staff that a tag is not what they meant; staff write it down beside the tag."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.kinds import TagStatus
from storage.rights import Power
from web.staff_pages import AForm
from web.work_one import APlace, Place
from web.work_view import Typed

router = APIRouter(prefix="/review/{conversation_id}/answers/{answer_id}", include_in_schema=False)


@router.post("/tags/{tag_id}/against")
def against(here: APlace, answer_id: UUID, tag_id: UUID, form: AForm) -> Response:
    """They say that this is not what they meant. The tag stays as it is."""
    _require_tag(here, answer_id, tag_id)
    text, within = str(form.get("text") or ""), here.staff.services(Power.REVIEW)
    try:
        here.parts.store.disagreements.told(within, tag_id, here.staff.id, text)
    except StorageError as error:
        if error.code != "unusable":
            raise
        problem = {"title": "This was not kept", "words": str(error), "href": f"#tag-{tag_id}"}
        return here.again(problem | {"id": "", "link": "Go to the tag"}, Typed(), 400)
    return _kept(here, "wrote_down_disagreement", answer_id)


@router.post("/against/{disagreement_id}/withdraw")
def withdraw(here: APlace, answer_id: UUID, disagreement_id: UUID) -> Response:
    """They say that it was what they meant after all."""
    found = here.parts.store.disagreements.of_conversation(here.conversation.id).get(answer_id, [])
    if disagreement_id not in {each.id for each in found}:
        raise HTTPException(404)
    here.parts.store.disagreements.withdraw(here.staff.services(Power.REVIEW), disagreement_id)
    return _kept(here, "withdrew_disagreement", answer_id)


def _require_tag(here: Place, answer_id: UUID, tag_id: UUID) -> None:
    """A tag of this answer of this conversation that stands, or 404."""
    for given in here.parts.store.review.answers(here.staff.services(Power.REVIEW), here.conversation.id):
        standing = {tag.id for tag in given.tags if tag.status != TagStatus.REMOVED}
        if given.answer.id == answer_id and tag_id in standing:
            return
    raise HTTPException(404, "This tag is not there any more. Load the page again.")


def _kept(here: Place, verb: str, answer_id: UUID) -> Response:
    here.parts.store.audit.record(here.staff.id, verb, str(answer_id))
    return RedirectResponse(f"{here.page}#tags-{answer_id}", 303)
