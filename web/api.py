"""/api/v1: what other programs may read, with a token. Nothing can be changed through it."""

import re
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Query
from pydantic import BeforeValidator
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from storage.kinds import Audience, ChangeState, Channel
from storage.wanted import Wanted
from web.api_counts import counts_out
from web.api_document import PREFIX, add_document
from web.api_door import AnswersCaller, ChangesCaller, TheParts, Token, token
from web.api_models import (
    AnswerOut,
    Answers,
    ChangeOut,
    Changes,
    ConversationOut,
    Conversations,
    Counts,
    KeyOut,
    Keys,
    ServiceOut,
    Services,
)
from web.api_places import read_key, read_place, word_of
from web.api_problems import add_problems, responses
from web.api_views import answer_out, change_out, conversation_out
from web.pages import Parts

ABOUT = (
    "Reads what people said, what was understood, and what comes of it. Names and numbers are taken out, "
    "unless the token may read words. What is left is never anonymous: one name in eight is missed. "
    "Lists come in pages: send `next` as `after`."
)


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
        if moment.tzinfo:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("write it with its zone, like 2026-11-22T00:00:00Z")


Moment = Annotated[datetime, BeforeValidator(_moment)]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]
AKey = Annotated[str | None, Query(pattern="^[a-z_]{1,40}$")]
FILTERS = responses(401, 403, 422, 429)
ONE = responses(401, 403, 404, 422, 429)

router = APIRouter()


@router.get("/services", responses=responses(401, 429))
def services(holder: Token) -> Services:
    """The service that this token is for, and what it may read there."""
    found = ServiceOut(id=holder.service_id, name=holder.service, scopes=sorted(holder.scopes))
    return Services(items=[found])


@router.get("/conversations", responses=FILTERS)
def conversations(  # noqa: PLR0913, PLR0917 (each is a filter)
    parts: TheParts,
    caller: AnswersCaller,
    audience: Audience | None = None,
    channel: Channel | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Conversations:
    """Conversations in the order in which they began; `since` and `until` are of when they began."""
    wanted = Wanted(audience=audience, channel=channel, since=since, until=until, reader=caller.reader)
    found = parts.store.api_lists.conversations(caller.within, wanted, read_key(after), limit + 1)
    more = word_of(found[limit - 1].key) if len(found) > limit else None
    return Conversations(items=[conversation_out(each) for each in found[:limit]], next=more)


@router.get("/conversations/{conversation_id}", responses=ONE)
def conversation(conversation_id: UUID, parts: TheParts, caller: AnswersCaller) -> ConversationOut:
    """One conversation. Its answers: `/answers?conversation=...`."""
    found = parts.store.api_lists.conversation(caller.within, conversation_id, caller.reader)
    if found is None:
        raise HTTPException(404)
    return conversation_out(found)


@router.get("/answers", responses=FILTERS)
def answers(  # noqa: PLR0913, PLR0917 (each is a filter)
    parts: TheParts,
    caller: AnswersCaller,
    conversation: UUID | None = None,
    audience: Audience | None = None,
    channel: Channel | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    tag: AKey = None,
    stance: AKey = None,
    status: AKey = None,
    topic: AKey = None,
    after: After = None,
    limit: Limit = 50,
) -> Answers:
    """Answers with their tags and topics, without what was taken out, or heard by a machine alone."""
    wanted = Wanted(audience, channel, since, until, tag, stance, status, topic, conversation, caller.reader)
    found = parts.store.exporting.page(caller.within, wanted, read_place(after), limit + 1)
    more = word_of(found[limit - 1].place) if len(found) > limit else None
    return Answers(items=[answer_out(each, caller.clean) for each in found[:limit]], next=more)


@router.get("/answers/{answer_id}", responses=ONE)
def answer(answer_id: UUID, parts: TheParts, caller: AnswersCaller) -> AnswerOut:
    """One answer."""
    found = parts.store.exporting.one(caller.within, answer_id, caller.reader)
    if found is None:
        raise HTTPException(404)
    return answer_out(found, caller.clean)


@router.get("/tags", dependencies=[Depends(token)], responses=responses(401, 429))
def tags(parts: TheParts) -> Keys:
    """The principles that answers are tagged with."""
    found = parts.taxonomy.principles
    return Keys(items=[KeyOut(key=each.key, label=each.label, meaning=each.plain) for each in found])


@router.get("/topics", dependencies=[Depends(token)], responses=responses(401, 429))
def topics(parts: TheParts) -> Keys:
    """The topics that answers may have."""
    found = parts.taxonomy.topics
    return Keys(items=[KeyOut(key=each.key, label=each.label, meaning=each.label) for each in found])


@router.get("/changes", responses=FILTERS)
def changes(
    parts: TheParts,
    caller: ChangesCaller,
    state: ChangeState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Changes:
    """You said, we are doing, we did: in the order in which they were begun."""
    found = parts.store.api_lists.changes(caller.within, state, read_key(after), limit + 1)
    more = word_of(found[limit - 1].key) if len(found) > limit else None
    return Changes(items=[change_out(each, caller.clean) for each in found[:limit]], next=more)


@router.get("/changes/{change_id}", responses=ONE)
def change(change_id: UUID, parts: TheParts, caller: ChangesCaller) -> ChangeOut:
    """One change."""
    found = parts.store.api_lists.change(caller.within, change_id)
    if found is None:
        raise HTTPException(404)
    return change_out(found, caller.clean)


@router.get("/counts", responses=FILTERS)
def counts(
    parts: TheParts,
    caller: AnswersCaller,
    audience: Audience | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> Counts:
    """How often each principle was seen, by who spoke, in the months that lie wholly in that time.

    No number stands for fewer people than may be named by it, as on the pages of what we heard.
    """
    return counts_out(parts.store.heard, caller.within, audience, since, until)


def mounted(parts: Parts) -> Mount:
    """The application at its place: it answers for every address below that, also one of several lines."""
    found = Mount(PREFIX, make_api(parts), name="api")
    found.path_regex = re.compile(found.path_regex.pattern, re.DOTALL)
    return found


def make_api(parts: Parts) -> FastAPI:
    """The application that stands at /api/v1."""
    api = FastAPI(
        title="What Matters",
        summary="Read what people said, and what comes of it.",
        description=ABOUT,
        version="1",
        openapi_url=None,
    )
    api.state.parts = parts
    api.include_router(router)
    add_document(api)
    add_problems(api)
    return api
