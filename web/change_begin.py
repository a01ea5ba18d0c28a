"""/review/changes/new and /review/changes/poster: where a change begins, and where everybody sees it."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.kinds import AnswerKind, ChangeState
from storage.rights import Power, StaffRecord
from web import change_words
from web.change_form import read_written, typed
from web.change_view import card, named_in, who
from web.changes import open_changes, words
from web.pages import Parts, page
from web.staff_pages import AForm, AReader, AReviewer, TheParts, form_id, staff_page
from web.staff_places import places

MOST_CONVERSATIONS = 20
"""Whose answers are offered at once."""
ON_THE_WALL = 12
"""Closed changes on a poster."""
PAPERS = ("a4", "a3")

router = APIRouter(prefix="/review/changes", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which answers a change is to come from."""

    conversations: tuple[UUID, ...]
    chosen: frozenset[UUID]


@router.get("/new")
def new_page(request: Request, staff: AReviewer, parts: TheParts) -> Response:
    """The answers of one or several conversations, to begin a change with or to add to one."""
    asked = _asked(request.query_params.getlist("conversation"), request.query_params.getlist("answer"))
    return _new(request, staff, parts, asked)


@router.post("/new")
def begin(request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Begin a change, or add these answers to one that is there."""
    asked = _asked(form.getlist("conversation"), form.getlist("answer"))
    try:
        change_id = (
            _add(parts, staff, form, asked) if form.get("do") == "add" else _begin(parts, staff, form, asked)
        )
    except (ValueError, StorageError) as error:
        if isinstance(error, StorageError) and error.code != "unusable":
            raise
        return _new(request, staff, parts, asked, typed(form), str(error))
    parts.store.audit.record(staff.id, "began_change", str(change_id))
    return RedirectResponse(f"/review/changes/{change_id}", 303)


@router.get("/poster")
def poster(request: Request, staff: AReader, parts: TheParts, paper: str = "a4") -> Response:
    """All of it on one sheet for the wall, in plain words."""
    parts.store.audit.record(staff.id, "printed_poster", paper[:2])
    where = places(parts, staff, Power.READ)
    within = {where[0].id}  # each home has a wall of its own
    found = [*parts.store.changes.open(within), *parts.store.changes.closed(within, size=ON_THE_WALL)]
    order = (ChangeState.DID, ChangeState.CLOSED, ChangeState.DOING, ChangeState.SAID)
    found.sort(key=lambda each: order.index(ChangeState(each.state)))
    texts = [text for each in found for text in (each.written.said, each.written.doing, each.written.did)]
    context = {
        "service": where[0],
        "places": where,
        "cards": [card(each) | {"doing": each.written.doing, "did": each.written.did} for each in found],
        "paper": paper if paper in PAPERS else PAPERS[0],
        "papers": PAPERS,
        "named": named_in(texts, parts.store.people.names(within).values()),
        "words": change_words,
    }
    return page(request, "poster.html", context)


def _begin(parts: Parts, staff: StaffRecord, form: FormData, asked: Asked) -> UUID:
    written = read_written(typed(form), parts.pictures)
    return parts.store.changes.begin(
        staff.services(Power.REVIEW), written, asked.chosen, staff.id, form_id(form)
    ).id


def _add(parts: Parts, staff: StaffRecord, form: FormData, asked: Asked) -> UUID:
    chosen = _uuids([form.get("to", "")])
    if not chosen:
        raise ValueError("Choose the change that these answers belong to.")
    return parts.store.changes.add_answers(staff.services(Power.REVIEW), chosen[0], asked.chosen).id


def _asked(conversations: Sequence[object], answers: Sequence[object]) -> Asked:
    return Asked(tuple(dict.fromkeys(_uuids(conversations)))[:MOST_CONVERSATIONS], frozenset(_uuids(answers)))


def _uuids(texts: Sequence[object]) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(str(text)))
    return found


def _new(  # noqa: PLR0913, PLR0917 (what the page may have to say besides the answers)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    asked: Asked,
    fields: dict[str, str] | None = None,
    error: str | None = None,
) -> Response:
    within = staff.services(Power.REVIEW)
    hidden = parts.store.alarms.hidden_talks(within, staff.id)
    talks = [_talk(parts, within, each, asked) for each in asked.conversations]
    if not talks or hidden & set(asked.conversations):
        raise HTTPException(404)
    context: dict[str, Any] = {
        "talks": talks,
        "fields": fields or {},
        "open": [card(each) for each in open_changes(parts, staff, Power.REVIEW)],
        "error": error,
        "new_id": uuid4(),
    }
    return staff_page(request, staff, "staff_change_new.html", context | words(parts), 400 if error else 200)


def _talk(parts: Parts, within: Collection[UUID], conversation_id: UUID, asked: Asked) -> dict[str, Any]:
    """A conversation with the answers that hold words. Raises HTTPException(404)."""
    found = parts.store.conversations.get(within, conversation_id)
    if found is None:
        raise HTTPException(404)
    person = parts.store.people.get(within, found.person_id) if found.person_id else None
    answers = [
        {
            "id": each.answer.id,
            "text": each.answer.text,
            "question": each.question.text if each.question else None,
            "chosen": each.answer.id in asked.chosen,
        }
        for each in parts.store.review.answers(within, conversation_id)
        if each.answer.text and each.answer.kind != AnswerKind.SKIPPED
    ]
    return {
        "id": conversation_id,
        "who": who(person.name if person else None, found.audience),
        "answers": answers,
    }
