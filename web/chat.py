"""/chat: a person talks to us in writing. Works with plain forms; scripts make it quicker."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import AfterValidator
from starlette.exceptions import HTTPException

from storage.details import Details
from storage.errors import StorageError
from storage.kinds import Mode, Steering, Verdict
from storage.records import ConversationRecord, TurnRecord
from web.guessing import network
from web.limits import TooOftenError
from web.pages import Parts, clock, day_name, page, parts_of, told
from web.phrases import (
    KEPT_BUT_SLOW,
    NO_SUCH_CONVERSATION,
    NOT_DONE_YET,
    NOT_KEPT,
    NOTHING_SAID,
    TAKEN_OUT,
    TOO_FAST,
    TOO_LONG,
)
from web.spoken_turns import SpokenTurn, check_recording, note_consent
from web.talk import Said, is_waiting, wait_for
from web.told_back import with_replies

LONGEST_POLL = 25.0
"""Seconds that a page may wait for news in one request: under the 30 s after which many proxies give up."""
ON_A_PAGE, MOST_ON_A_PAGE = 60, 5_000
"""Turns shown at first; "Earlier messages" shows four times as many each time."""

router = APIRouter(prefix="/chat", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with a private link."""

    token: str
    conversation: ConversationRecord
    parts: Parts


def visit(request: Request, token: str, parts: Annotated[Parts, Depends(parts_of)]) -> Visit:
    """The conversation that a private link leads to, or 404: finding and being allowed are one."""
    conversation = parts.store.conversations.by_secret(token)
    if conversation is None:
        parts.limits.miss(network(request))
        raise HTTPException(404, NO_SUCH_CONVERSATION)
    return Visit(token, conversation, parts)


AVisit = Annotated[Visit, Depends(visit)]
TheParts = Annotated[Parts, Depends(parts_of)]


ANumber = Annotated[int, Query(ge=0, lt=2**31)]
"""The number of a turn, within what a database counts with."""


def _pressed(intent: Steering) -> Steering:
    """No button of the chat says that words are an answer: what typed words mean is for Rasa to find out."""
    if intent == Steering.ANSWER:
        raise ValueError("no button means this")
    return intent


Pressed = Annotated[Steering, AfterValidator(_pressed)]
"""What a button of the chat may mean."""


class Message(SpokenTurn):
    """What the page sends: words that were written or heard, or a pressed button with its words."""

    id: UUID
    text: str
    intent: Pressed | None = None
    mode: Literal[Mode.TYPED, Mode.BUTTON, Mode.VOICE] | None = None

    def said(self, conversation_id: UUID) -> Said:
        """The same as it is kept.

        Heard words stood in the box before they were sent, so what they mean is for Rasa to find out, as with
        written ones. A voice without words is an answer.
        """
        mode = self.mode or (Mode.BUTTON if self.intent else Mode.TYPED)
        alone = mode == Mode.VOICE and not self.text.strip()
        intent = self.intent or (Steering.ANSWER if alone else None)
        return Said(conversation_id, self.id, self.text, mode, intent, self._details())

    def _details(self) -> Details | None:
        if self.recording is None:
            return None
        return Details(
            recording_id=self.recording,
            heard=self.heard,
            voice_only=self.voice_only,
            keep_voice=self.keep_voice,
        )


@router.get("/{token}")
def conversation_page(
    request: Request, here: AVisit, show: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = ON_A_PAGE
) -> Response:
    """The last `show` turns of the conversation, and the box to write in."""
    return _show(request, here, show=show)


@router.post("/{token}")
async def say_by_form(  # noqa: PLR0913, PLR0917 (one parameter for each field of the form)
    request: Request,
    here: AVisit,
    id: Annotated[UUID, Form()],  # noqa: A002 (the name of the field)
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    intent: Annotated[Pressed | None, Form()] = None,
) -> Response:
    """A message from a page without scripts: keep it, wait for the reply, show the page."""
    words = title if intent else text.replace("\r\n", "\n")  # how forms send the end of a line
    if not words.strip():
        return _show(request, here, error=NOTHING_SAID, status=400)
    said = Said(here.conversation.id, id, words, Mode.BUTTON if intent or title else Mode.TYPED, intent)
    try:
        here.parts.limits.message(str(here.conversation.id))
        await _keep_form(here, said)
    except StorageError as error:
        too_long = error.code == "too_long"
        status = 413 if too_long else 503
        return _show(request, here, error=TOO_LONG if too_long else NOT_KEPT, draft=text, status=status)
    except TooOftenError:
        return _show(request, here, error=TOO_FAST, draft=text, status=429)
    return RedirectResponse(f"/chat/{here.token}#newest", 303)


async def _keep_form(here: Visit, said: Said) -> None:
    """Keep what a form holds. A page gone back to has an old identifier: other words get a new one."""
    try:
        await here.parts.talk.keep_and_wait(said, here.parts.settings.reply_seconds)
    except StorageError as error:
        if error.code != "taken":
            raise
        await here.parts.talk.keep_and_wait(replace(said, turn_id=uuid4()), here.parts.settings.reply_seconds)


@router.post("/{token}/turns")
async def say(request: Request, here: AVisit, message: Message, *, wait: bool = False) -> Response:
    """Keep a message; with `wait` also wait for the reply. 201: the words are kept."""
    if not message.text.strip() and not message.is_voice_alone(message.mode):
        return told(request, 400, NOTHING_SAID)
    here.parts.limits.message(str(here.conversation.id))
    await check_recording(here.parts, here.conversation.id, message)
    said = message.said(here.conversation.id)
    if not wait:
        turn = await here.parts.talk.keep(said)
        await note_consent(here.parts, message)
        return JSONResponse({"turn": turn_view(turn), "kept": True}, 201)
    turn, replies = await here.parts.talk.keep_and_wait(said, here.parts.settings.reply_seconds)
    await note_consent(here.parts, message)
    views = [turn_view(reply) for reply in replies or []]
    slow = KEPT_BUT_SLOW if replies is None else None
    return JSONResponse({"turn": turn_view(turn), "kept": True, "replies": views, "status_text": slow}, 201)


@router.post("/{token}/verdict")
def say_whether_better(
    here: AVisit,
    id: Annotated[UUID, Form()],  # noqa: A002 (as above)
    verdict: Annotated[Verdict, Form()],
) -> Response:
    """What the person says of what came of their words."""
    here.parts.limits.message(str(here.conversation.id))
    try:
        here.parts.store.replies.own_verdict(here.conversation.id, id, verdict)
    except StorageError as error:
        if error.code != "unusable":
            raise
        raise HTTPException(409, NOT_DONE_YET) from None
    return RedirectResponse(f"/chat/{here.token}#newest", 303)


@router.get("/{token}/turns")
async def news(
    here: AVisit,
    after: ANumber = 0,
    wait: Annotated[float, Query(ge=0, le=60)] = 0,
) -> dict[str, Any]:
    """The turns after number `after`; waits up to `wait` seconds for one, and says when a reply is slow."""
    talk, turns, conversation_id = here.parts.talk, here.parts.store.turns, here.conversation.id
    news = talk.news_of(conversation_id)  # before looking, so that nothing comes in between unseen
    found = await asyncio.to_thread(turns.since, conversation_id, after)
    waiting = await asyncio.to_thread(turns.next_waiting, conversation_id) is not None
    if wait and not found and not (waiting and talk.in_trouble(conversation_id)):
        await wait_for(news, min(wait, here.parts.settings.reply_seconds if waiting else LONGEST_POLL))
        found = await asyncio.to_thread(turns.since, conversation_id, after)
        waiting = await asyncio.to_thread(turns.next_waiting, conversation_id) is not None
    slow = waiting and (talk.in_trouble(conversation_id) or (wait > 0 and not found))
    if found:  # words that were taken out meanwhile go from the open page too
        found = await asyncio.to_thread(turns.erased, conversation_id) + found
    views = await asyncio.to_thread(with_replies, here.parts.store, conversation_id, turn_views(found))
    return {"turns": views, "waiting": waiting, "status_text": KEPT_BUT_SLOW if slow else None}


def turn_view(turn: TurnRecord) -> dict[str, Any]:
    """A turn as a page shows it."""
    return {
        "id": str(turn.id),
        "seq": turn.seq,
        "speaker": turn.speaker,
        "text": TAKEN_OUT if turn.erased and not turn.text else turn.text,
        "taken_out": turn.erased,
        "time": clock(turn.at),
        "day": day_name(turn.at),
        "state": turn.state,
        "choices": [dict(choice) for choice in turn.choices],
    }


def turn_views(turns: Sequence[TurnRecord]) -> list[dict[str, Any]]:
    """Turns as a page shows them, each first one of a day marked."""
    views = [turn_view(turn) for turn in turns if turn.mode != Mode.OPENED]
    for view in views[:1]:
        view["new_day"] = True
    for earlier, later in pairwise(views):
        later["new_day"] = later["day"] != earlier["day"]
    return views


def _show(  # noqa: PLR0913 (what the page may have to say besides the conversation)
    request: Request,
    here: Visit,
    *,
    error: str | None = None,
    draft: str = "",
    status: int = 200,
    show: int = ON_A_PAGE,
) -> Response:
    turns = here.parts.store.turns.latest(here.conversation.id, show)
    waiting, more = is_waiting(turns), show < MOST_ON_A_PAGE and bool(turns) and turns[0].seq > 1
    context = {
        "service": here.conversation.service,
        "token": here.token,
        "audience": here.conversation.audience,
        "private_link": f"{_address(request, here.parts)}/chat/{here.token}",
        "turns": with_replies(here.parts.store, here.conversation.id, turn_views(turns)),
        "earlier": f"/chat/{here.token}?show={min(show * 4, MOST_ON_A_PAGE)}" if more else None,
        "status": "kept_waiting" if waiting else None,
        "status_text": KEPT_BUT_SLOW,
        "error": error,
        "draft": draft,
        "new_turn_id": uuid4(),
    }
    return page(request, "chat.html", context, status)


def _address(request: Request, parts: Parts) -> str:
    return parts.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
