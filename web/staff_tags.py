"""/review: staff agree to a tag, change, remove or add one, and take their last decision back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.corrections import words_version
from storage.errors import StorageError
from storage.kinds import AnswerState
from storage.records import ConversationRecord, NewTag, ReviewAnswer, TagRecord
from storage.rights import Power, StaffRecord
from web.errors import WebError
from web.pages import Parts
from web.staff_pages import AReviewer, TheParts, staff_page
from web.tag_choice import Choice, chosen_tag, read_choice
from web.tag_view import Desk, can_tag, told
from web.transcript import transcript_context

NOT_YET = "Nobody stands by these words yet. Listen to them first, then decide on the tags."
OTHER_WORDS = "The words of this answer have changed since you loaded the page."
REPLACED = "This tag is not there any more: the answer was read for principles again, or it was taken back."
YOURS_WAITS = "Nothing was kept yet. What you chose still stands in the form: look again, then send it."
LOOK_AGAIN = "Nothing was kept. Look at the tags as they are now, then decide."
REFUSED = ("changed", "taken", "unknown", "unusable")
"""Codes of StorageError that are about the tag: the page is shown again, as it is now."""

router = APIRouter(prefix="/review", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody of the staff at the tags of one answer."""

    request: Request
    parts: Parts
    staff: StaffRecord
    conversation: ConversationRecord
    given: ReviewAnswer

    @property
    def answer_id(self) -> UUID:
        """The answer."""
        return self.given.answer.id

    @property
    def within(self) -> frozenset[UUID]:
        """The service of the conversation: what every verb is kept within."""
        return frozenset([self.conversation.service.id])

    @property
    def page(self) -> str:
        """The address of the conversation."""
        return f"/review/{self.conversation.id}"

    def desk(self, choices: Mapping[UUID, Choice] = MappingProxyType({})) -> Desk:
        """How the page is shown to them; choices: forms that were not kept."""
        return Desk(self.parts.taxonomy, self.staff.id, self.page, choices)

    def tag(self, tag_id: UUID) -> TagRecord:
        """One of its tags. Raises StorageError("unknown") if it is another's, or was replaced meanwhile."""
        for tag in self.given.tags:
            if tag.id == tag_id:
                return tag
        raise StorageError("unknown", REPLACED)

    def chosen(self, choice: Choice) -> NewTag:
        """The tag in a form. Raises WebError, and StorageError("changed") if it was about other words."""
        if self.words_changed(choice):
            raise StorageError("changed", OTHER_WORDS)
        return chosen_tag(choice, self.given.answer.text, self.parts.taxonomy)

    def words_changed(self, choice: Choice) -> bool:
        """Whether other words stood on the page of a form."""
        return choice.words_seen != words_version(self.given.answer.text)


def at_work(
    request: Request, conversation_id: UUID, answer_id: UUID, staff: AReviewer, parts: TheParts
) -> Work:
    """An answer of this conversation that has words, or 404."""
    within = staff.services(Power.REVIEW)
    found = parts.store.conversations.get(within, conversation_id)
    answers = parts.store.review.answers(within, conversation_id)
    given = [each for each in answers if each.answer.id == answer_id]
    if found is None or not given or given[0].answer.state == AnswerState.DELETED:
        raise HTTPException(404, "This answer is not there. The person may have taken it out meanwhile.")
    return Work(request, parts, staff, found, given[0])


AWork = Annotated[Work, Depends(at_work)]
AChoice = Annotated[Choice, Depends(read_choice)]
Field = Annotated[str, Form()]


@router.post("/{conversation_id}/answers/{answer_id}/tags")
def add(here: AWork, choice: AChoice) -> Response:
    """A tag that was missed."""

    def keep(tag: NewTag) -> None:
        here.parts.store.corrections.add(
            here.within, here.answer_id, here.staff.id, tag, seen=choice.words_seen
        )

    return _decide(here, here.answer_id, "added_tag", keep, choice)


@router.post("/{conversation_id}/answers/{answer_id}/tags/undo")
def undo(here: AWork, decision: Annotated[UUID, Form()]) -> Response:
    """Take one's last decision back."""
    try:
        here.parts.store.decisions.undo(here.within, decision, here.staff.id)
    except StorageError as error:
        return _refused(here, error)
    return _kept(here, "took_back_tag")


@router.post("/{conversation_id}/answers/{answer_id}/tags/{tag_id}/agree")
def agree(here: AWork, tag_id: UUID, seen: Field = "") -> Response:
    """It is right: one press."""
    if not can_tag(here.given):
        return _again(here, NOT_YET)
    return _press(here, tag_id, "agreed_tag", here.parts.store.corrections.agree, seen)


@router.post("/{conversation_id}/answers/{answer_id}/tags/{tag_id}/remove")
def remove(here: AWork, tag_id: UUID, seen: Field = "") -> Response:
    """It is wrong: one press."""
    return _press(here, tag_id, "removed_tag", here.parts.store.corrections.remove, seen)


@router.post("/{conversation_id}/answers/{answer_id}/tags/{tag_id}/change")
def change(here: AWork, tag_id: UUID, choice: AChoice, seen: Field = "") -> Response:
    """Another principle or stance, or other words that show it; sent as it is, it is agreed to.

    seen: the version of the tag that stood on the page.
    """
    corrections = here.parts.store.corrections

    def keep(tag: NewTag) -> None:
        before = here.tag(tag_id)
        if (before.key, before.stance) != (tag.key, tag.stance):
            corrections.change(here.within, tag_id, here.staff.id, tag, seen=seen)
        elif before.old or before.evidence != tag.evidence:
            corrections.mark(here.within, tag_id, here.staff.id, tag.evidence, seen=seen)
        else:
            corrections.agree(here.within, tag_id, here.staff.id, seen=seen)

    return _decide(here, tag_id, "changed_tag", keep, choice)


def _press(here: Work, tag_id: UUID, verb: str, decide: Callable[..., None], seen: str) -> Response:
    try:
        decide(here.within, here.tag(tag_id).id, here.staff.id, seen=seen)
    except StorageError as error:
        return _refused(here, error, tag_id)
    return _kept(here, verb)


def _decide(here: Work, about: UUID, verb: str, keep: Callable[[NewTag], None], choice: Choice) -> Response:
    """Read the form and keep it. about: the tag, or the answer if a tag is added."""
    if not can_tag(here.given):
        return _again(here, NOT_YET, choices={about: choice.refused(NOT_YET)})
    try:
        keep(here.chosen(choice))
    except WebError as error:
        return _again(here, str(error), 400, {about: choice.refused(str(error))})
    except StorageError as error:
        waiting = choice.refused(YOURS_WAITS, words_changed=here.words_changed(choice))
        return _refused(here, error, about, {_form_of(here, about): waiting})
    return _kept(here, verb)


def _form_of(here: Work, about: UUID) -> UUID:
    """Where a form goes on: at its tag, or as a new one if that is gone or removed by now."""
    answers = here.parts.store.review.answers(here.within, here.conversation.id)
    living = {tag.id for each in answers for tag in each.tags if tag.status != "removed"}
    return about if about in living else here.answer_id


def _kept(here: Work, verb: str) -> Response:
    here.parts.store.audit.record(here.staff.id, verb, str(here.answer_id))
    return RedirectResponse(f"{here.page}?decided={here.answer_id}#tags-{here.answer_id}", 303)


def _refused(
    here: Work, error: StorageError, about: UUID | None = None, choices: dict[UUID, Choice] | None = None
) -> Response:
    if error.code not in REFUSED:
        raise error
    key = next(iter(choices.values())).key if choices else ""
    then = YOURS_WAITS if choices else LOOK_AGAIN
    return _again(here, f"{_what_happened(here, error, about, key)} {then}", choices=choices)


def _what_happened(here: Work, error: StorageError, about: UUID | None, key: str) -> str:
    """The reason; who decided what, if somebody did."""
    if error.code == "unknown":
        return REPLACED
    of_conversation = here.parts.store.decisions.of_conversation(here.within, here.conversation.id)
    mine = [each for each in of_conversation.get(here.answer_id, []) if about in (None, each.tag_id)]
    if error.code == "taken":
        mine = [each for each in of_conversation.get(here.answer_id, []) if each.key == key]
    if not mine or str(error) == OTHER_WORDS:
        return str(error)
    return f"Something was decided here meanwhile: {told(mine[-1], here.desk())}."


def _again(here: Work, words: str, status: int = 409, choices: dict[UUID, Choice] | None = None) -> Response:
    """The page as it is now, with what was chosen still in its form."""
    where = f"#key-{next(iter(choices))}" if choices else f"#tags-{here.answer_id}"
    problem = {
        "id": str(here.answer_id),
        "title": "This was not kept",
        "words": words,
        "href": where,
        "link": "Go to the form" if choices else "Go to the tags",
    }
    context = transcript_context(here.parts, here.conversation, here.desk(choices or {}))
    context |= {"problem": problem}
    at = here.conversation.service.id
    return staff_page(here.request, here.staff, "review_transcript.html", context, status, at=at)
