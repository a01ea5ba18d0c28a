"""/review/replies: what is said back to somebody, until they were told and say what they think of it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.change_records import ReplyRecord
from storage.errors import StorageError
from storage.kinds import ReplyWay, Verdict
from storage.people import PersonRecord
from storage.records import ConversationRecord
from storage.replies import MOST_LETTERS, own_way, ways
from storage.rights import Power, StaffRecord
from web import change_words
from web.auth import next_page
from web.change_view import reply_view, who
from web.change_words import VERDICTS, WAYS
from web.pages import Parts, page
from web.reading import note_reading
from web.staff_pages import AForm, AReader, AReviewer, TheParts, form_id, staff_page
from web.staff_people import needs_of

router = APIRouter(prefix="/review/replies", include_in_schema=False)


@router.get("")
def waiting(request: Request, staff: AReader, parts: TheParts) -> Response:
    """What has reached nobody yet, longest waiting first."""
    note_reading(parts, staff, "read_replies")
    return _waiting(request, staff, parts)


@router.get("/new")
def new_page(request: Request, staff: AReviewer, parts: TheParts) -> Response:
    """Write to somebody, about a change or about what they said."""
    return _new(request, staff, parts, _about(request.query_params.get("conversation")), request.query_params)


@router.post("/new")
def send(request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Send it on its way."""
    fields = {name: str(form.get(name, "")) for name in ("conversation", "change", "text", "way", "id")}
    conversation_id, change_id = _about(fields["conversation"]), _maybe(fields["change"])
    if fields["way"] not in WAYS:
        return _new(request, staff, parts, conversation_id, fields, "Choose the way in which they are told.")
    try:
        reply = parts.store.replies.send(
            staff.services(Power.REVIEW), conversation_id, staff.id, fields["text"].replace("\r\n", "\n"),
            ReplyWay(fields["way"]), change_id=change_id, reply_id=form_id(form),
        )  # fmt: skip
    except StorageError as error:
        if error.code != "unusable":
            raise
        return _new(request, staff, parts, conversation_id, fields, str(error))
    parts.store.audit.record(staff.id, "replied", str(conversation_id))
    if reply.way == ReplyWay.PRINT:
        return RedirectResponse(f"/review/replies/{reply.id}/print", 303)
    return RedirectResponse(_home(reply), 303)


@router.get("/{reply_id:uuid}/print")
def paper(reply_id: UUID, request: Request, staff: AReader, parts: TheParts) -> Response:
    """A sheet in easy words, to hand over and to talk about."""
    reply = _reply(parts, staff.services(Power.READ), reply_id)
    here = {reply.service_id}
    parts.store.audit.record(staff.id, "printed_reply", str(reply_id))
    change = parts.store.changes.get(here, reply.change_id) if reply.change_id else None
    person = parts.store.people.get(here, reply.person_id) if reply.person_id else None
    context = {
        "reply": reply_view(reply),
        "name": reply.person,
        "sentences": one_by_one(reply.text),
        "said": one_by_one(change.written.said) if change else [],
        "picture": change.written.picture if change else None,
        "asks": bool(parts.store.replies.asks([reply])),
        "needs": needs_of(person.profile) if person else [],
        "service": parts.store.services.get(reply.service_id),
        "back": _home(reply),
        "words": change_words,
    }
    return page(request, "reply_print.html", context)


@router.post("/{reply_id:uuid}/told")
def told(reply_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Somebody told it to them, or gave them the paper."""
    return _do(request, staff, parts, reply_id, "told", form)


@router.post("/{reply_id:uuid}/withdraw")
def withdraw(reply_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Take it back before it reaches them."""
    return _do(request, staff, parts, reply_id, "withdraw", form)


@router.post("/{reply_id:uuid}/verdict")
def verdict(reply_id: UUID, request: Request, staff: AReviewer, parts: TheParts, form: AForm) -> Response:
    """Write down what the person says of what came of it."""
    return _do(request, staff, parts, reply_id, "verdict", form)


def _do(  # noqa: PLR0913, PLR0917 (who, where, what was sent)
    request: Request, staff: StaffRecord, parts: Parts, reply_id: UUID, verb: str, form: FormData
) -> Response:
    within = staff.services(Power.REVIEW)
    said = str(form.get("verdict", ""))
    _reply(parts, within, reply_id)  # or it is not there, whatever else is wrong
    if verb == "verdict" and said not in VERDICTS:
        return _waiting(request, staff, parts, "Choose what they said of it.")
    try:
        if verb == "verdict":
            parts.store.replies.verdict(within, reply_id, Verdict(said))
        elif verb == "told":
            parts.store.replies.told(within, reply_id)
        else:
            parts.store.replies.withdraw(within, reply_id)
    except StorageError as error:
        if error.code != "unusable":
            raise
        return _waiting(request, staff, parts, str(error))
    parts.store.audit.record(
        staff.id, f"{verb}_{said}" if said in VERDICTS else f"reply_{verb}", str(reply_id)
    )
    return RedirectResponse(next_page(str(form.get("next", "")) or "/review/replies"), 303)


def one_by_one(text: str) -> list[str]:
    """A text cut after each sentence: in easy words each stands on a line of its own."""
    parts = text.replace("! ", "!\n").replace("? ", "?\n").replace(". ", ".\n").splitlines()
    return [part.strip() for part in parts if part.strip()]


def _waiting(request: Request, staff: StaffRecord, parts: Parts, error: str | None = None) -> Response:
    within = staff.services(Power.READ)
    hidden = parts.store.alarms.hidden_talks(within, staff.id)
    waiting = [each for each in parts.store.replies.waiting(within) if each.conversation_id not in hidden]
    found = [reply_view(reply) for reply in waiting]
    groups = [(WAYS[way], way, [each for each in found if each["way"] == way]) for way in ReplyWay]
    context = {"groups": groups, "count": len(found), "error": error}
    return staff_page(request, staff, "staff_replies.html", context, 400 if error else 200)


def _new(  # noqa: PLR0913, PLR0917 (what the page may have to say besides who it is to)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    conversation_id: UUID,
    fields: Any,
    error: str | None = None,
) -> Response:
    conversation = parts.store.conversations.get(staff.services(Power.REVIEW), conversation_id)
    if conversation is None or parts.store.alarms.hides(staff.id, "conversation", conversation_id):
        raise HTTPException(404)
    here = {conversation.service.id}
    person = parts.store.people.get(here, conversation.person_id) if conversation.person_id else None
    change_id = _maybe(fields.get("change"))
    change = parts.store.changes.get(here, change_id) if change_id else None
    if change_id and (change is None or parts.store.alarms.hides(staff.id, "change", change_id)):
        raise HTTPException(404)
    usual = (change.written.did or change.written.doing) if change else ""
    context = {
        "who": who(person.name if person else None, conversation.audience),
        "conversation": conversation_id,
        "change": change,
        "needs": needs_of(person.profile) if person else [],
        "ways": {way: WAYS[way] for way in ways(conversation.channel, known=person is not None)},
        "way": fields.get("way") or _own_way(conversation, person),
        "text": fields.get("text") if fields.get("text") is not None else usual,
        "most": MOST_LETTERS,
        "id": fields.get("id") or uuid4(),
        "error": error,
    }
    status = 400 if error else 200
    return staff_page(request, staff, "staff_reply_new.html", context, status, at=conversation.service.id)


def _own_way(conversation: ConversationRecord, person: PersonRecord | None) -> ReplyWay:
    return own_way(conversation.channel, person.profile if person else None)


def _reply(parts: Parts, within: Collection[UUID], reply_id: UUID) -> ReplyRecord:
    reply = parts.store.replies.get(within, reply_id)
    if reply is None:
        raise HTTPException(404)
    return reply


def _home(reply: ReplyRecord) -> str:
    return (
        f"/review/changes/{reply.change_id}#voices" if reply.change_id else f"/review/{reply.conversation_id}"
    )


def _about(text: str | None) -> UUID:
    found = _maybe(text)
    if found is None:
        raise HTTPException(404)
    return found


def _maybe(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise HTTPException(404) from None
