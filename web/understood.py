"""/chat/<link>/understood: what a program read out of somebody's words, for them to say that it is wrong."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from nlu.principles import Taxonomy
from storage.disagreements import MOST_LETTERS, DisagreementRecord
from storage.errors import StorageError
from storage.kinds import TagStatus
from storage.records import ReviewAnswer, TagRecord
from web import understood_words
from web.chat import AVisit
from web.pages import page
from web.understood_words import ABOUT, GONE, STANCES, TOO_LONG

router = APIRouter(prefix="/chat/{token}/understood", include_in_schema=False)


@router.get("")
def understood(request: Request, here: AVisit, kept: str = "") -> Response:
    """Their own answers, and what we take them to be about. kept: the tag about which they just said so."""
    return _show(request, here, kept=kept)


@router.post("/{tag_id}")
def against(
    request: Request, here: AVisit, tag_id: UUID, text: Annotated[str, Form(max_length=100_000)] = ""
) -> Response:
    """That is not what I meant. The tag stays; what they say stands beside it for staff."""
    here.parts.limits.message(str(here.conversation.id))
    try:
        here.parts.store.disagreements.said(here.conversation.id, tag_id, text)
    except StorageError as error:
        if error.code != "unusable":
            raise _gone(error) from None
        return _show(request, here, error=TOO_LONG, typed=(tag_id, text))
    return RedirectResponse(f"/chat/{here.token}/understood?kept={tag_id}#tag-{tag_id}", 303)


@router.post("/{tag_id}/right")
def right(here: AVisit, tag_id: UUID) -> Response:
    """It is what I meant after all."""
    here.parts.limits.message(str(here.conversation.id))
    store, found = here.parts.store, here.conversation.id
    for given in store.review.answers({here.conversation.service.id}, found):
        for tag in given.tags:
            if tag.id == tag_id:
                said = store.disagreements.of_conversation(found).get(given.answer.id, [])
                for each in _standing(tag, said):
                    store.disagreements.take_back(found, each.id)
                return RedirectResponse(f"/chat/{here.token}/understood#tag-{tag_id}", 303)
    raise HTTPException(404, GONE)


def _gone(error: StorageError) -> Exception:
    return HTTPException(404, GONE) if error.code == "unknown" else error


def _show(
    request: Request,
    here: AVisit,
    *,
    kept: str = "",
    error: str | None = None,
    typed: tuple[UUID, str] | None = None,
) -> Response:
    store, conversation_id = here.parts.store, here.conversation.id
    said = store.disagreements.of_conversation(conversation_id)
    answers = [
        _answer(each, said.get(each.answer.id, []), here.parts.taxonomy, typed)
        for each in store.review.answers({here.conversation.service.id}, conversation_id)
    ]
    context = {
        "service": here.conversation.service,
        "here": f"/chat/{here.token}",
        "answers": [each for each in answers if each["tags"]],
        "kept": kept,
        "error": error,
        "most": MOST_LETTERS,
        "words": understood_words,
    }
    return page(request, "understood.html", context, 400 if error else 200)


def _answer(
    given: ReviewAnswer,
    said: Sequence[DisagreementRecord],
    taxonomy: Taxonomy,
    typed: tuple[UUID, str] | None,
) -> dict[str, Any]:
    standing = [tag for tag in given.tags if tag.status != TagStatus.REMOVED and not tag.old]
    return {
        "text": given.answer.text,
        "tags": [_tag(tag, given.answer.text, said, taxonomy, typed) for tag in standing],
    }


def _tag(
    tag: TagRecord,
    text: str,
    said: Sequence[DisagreementRecord],
    taxonomy: Taxonomy,
    typed: tuple[UUID, str] | None,
) -> dict[str, Any]:
    principle = taxonomy.principle(tag.key)
    mine = _standing(tag, said)
    return {
        "id": str(tag.id),
        "about": f"{ABOUT}: {principle.plain if principle else tag.key}.",
        "stance": STANCES.get(tag.stance, ""),
        "quotes": [text[start:end] for start, end in tag.evidence],
        "told": bool(mine),
        "said": [each.text for each in mine if each.text],
        "typed": typed[1] if typed and typed[0] == tag.id else "",
    }


def _standing(tag: TagRecord, said: Sequence[DisagreementRecord]) -> list[DisagreementRecord]:
    """What they say against a tag and have not taken back."""
    same = (each for each in said if (each.key, each.stance) == (tag.key, tag.stance))
    return [each for each in same if each.withdrawn_at is None]
