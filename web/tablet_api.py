"""What the tablet's scripts ask: its pack, the conversations said on it, and calls for help.

Everything comes with an identifier made on the tablet, so that a repeat is harmless.
"""

import asyncio
import time
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, Field
from starlette.exceptions import HTTPException

from storage.alerts import AlertRecord
from storage.consent_kinds import AskedAt
from storage.consent_records import asked_to_keep
from storage.details import Details, Helper
from storage.kinds import Access, Face, Help, Mode, Phase, Speaker, Steering
from storage.profiles import read_profile, write_profile
from storage.records import ConversationRecord, TurnRecord
from storage.turns import MAX_CHARACTERS
from web.chat import LONGEST_POLL
from web.compressed import compressed
from web.pages import Parts, parts_of, told
from web.phrases import NO_SUCH_CONVERSATION, NOTHING_SAID
from web.spoken_turns import SpokenTurn, check_recording, note_consent
from web.tablet_choices import asked_last, own_choices
from web.tablet_door import ATablet
from web.tablet_pack import pack
from web.talk import Said, wait_for

COMFORTS = ("text_size", "theme", "choices", "pictures", "read_aloud", "rate", "pause", "captions")
"""What somebody may change about their own profile on the tablet; the rest staff talk over with them."""
LOOK_SECONDS = 1.0
"""How often a waiting alert is looked at."""

router = APIRouter(prefix="/tablet", include_in_schema=False)
TheParts = Annotated[Parts, Depends(parts_of)]
Seconds = Annotated[float, Query(ge=0, le=60)]
Name = Annotated[str, Field(max_length=60)]


class Beginning(BaseModel):
    """A conversation that was begun on the tablet."""

    set_id: UUID
    person_id: UUID | None = None
    began_at: AwareDatetime
    keep_words: bool = False
    """Whether they went on from the page that asks whether their words may be kept."""


class HelperSaid(BaseModel):
    """Who helped, and how."""

    who: Name
    how: Help
    agreed: bool | None = None


class TurnSaid(SpokenTurn):
    """Something said on the tablet."""

    id: UUID
    text: Annotated[str, Field(max_length=MAX_CHARACTERS)]
    mode: Mode
    intent: Steering | None = None
    said_at: AwareDatetime
    screen: Phase
    question_id: UUID | None = None
    pictures: Annotated[
        list[Annotated[str, Field(max_length=40)]], Field(max_length=24, default_factory=list)
    ]
    face: Face | None = None
    by: Access | None = None
    helper: HelperSaid | None = None

    def details(self) -> Details:
        """How it was said, as it is kept."""
        helper = Helper(self.helper.who, self.helper.how, self.helper.agreed) if self.helper else None
        return Details(
            self.question_id, self.screen, tuple(self.pictures), self.face, self.by, helper,
            self.recording, self.heard, self.voice_only, self.keep_voice,
        )  # fmt: skip

    def meaning(self) -> Steering | None:
        """What it is: chosen and spoken words are an answer, unless the page says what they mean."""
        if self.mode in (Mode.PICTURES, Mode.FACES) or (self.mode == Mode.VOICE and self.intent is None):
            return Steering.ANSWER
        return self.intent


class AlertRaised(BaseModel):
    """Somebody pressed "I need someone now"."""

    id: UUID
    person_id: UUID | None = None
    conversation_id: UUID | None = None
    at: AwareDatetime


class Beat(BaseModel):
    """What a tablet says of itself."""

    waiting: Annotated[int, Field(ge=0, lt=1_000_000)]
    since: AwareDatetime | None = None


class Changes(BaseModel):
    """What somebody changes about how they like to talk."""

    changes: dict[str, Any]


def conversation(conversation_id: UUID, parts: TheParts, device: ATablet) -> ConversationRecord:
    """A conversation that was begun on this tablet, or 404."""
    found = parts.store.tablet_talks.get(device.id, conversation_id)
    if found is None:
        raise HTTPException(404, NO_SUCH_CONVERSATION)
    return found


AConversation = Annotated[ConversationRecord, Depends(conversation)]


@router.get("/pack")
def the_pack(request: Request, parts: TheParts, device: ATablet) -> Response:
    """Everything that the tablet needs to go on without us."""
    found = pack(parts, device)
    etag = f'"{found["version"]}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag})
    return compressed(request, JSONResponse(found, headers={"etag": etag}))


@router.put("/conversations/{conversation_id}")
async def begin(conversation_id: UUID, beginning: Beginning, parts: TheParts, device: ATablet) -> Response:
    """A conversation begins; perhaps it did so days ago."""
    await asyncio.to_thread(
        parts.store.tablet_talks.begin,
        device.id,
        conversation_id,
        beginning.set_id,
        beginning.person_id,
        beginning.began_at,
        asked_to_keep(AskedAt.TABLET) if beginning.keep_words else None,
    )
    opened = uuid5(conversation_id, "opened")
    said = Said(conversation_id, opened, "", Mode.OPENED, Steering.GREET, None, beginning.began_at)
    _, replies = await parts.talk.keep_and_wait(said, parts.settings.reply_seconds)
    return JSONResponse({"place": await place(parts, conversation_id) if replies is not None else None})


@router.post("/conversations/{conversation_id}/turns")
async def say(
    here: AConversation, turn: TurnSaid, parts: TheParts, request: Request, *, wait: bool = False
) -> Response:
    """Keep what was said; with `wait` also wait for what comes next. 201: it is kept."""
    if not turn.text.strip() and turn.intent is None and not turn.is_voice_alone(turn.mode):
        return told(request, 400, NOTHING_SAID)
    parts.limits.message(str(here.id))
    await check_recording(parts, here.id, turn)
    said = Said(here.id, turn.id, turn.text, turn.mode, turn.meaning(), turn.details(), turn.said_at)
    if not wait:
        await parts.talk.keep(said)
        await note_consent(parts, turn)
        return JSONResponse({"kept": True, "place": None}, 201)
    _, replies = await parts.talk.keep_and_wait(said, parts.settings.reply_seconds)
    await note_consent(parts, turn)
    found = await place(parts, here.id) if replies is not None else None
    return JSONResponse({"kept": True, "place": found}, 201)


@router.get("/conversations/{conversation_id}/place")
async def where(here: AConversation, parts: TheParts, wait: Seconds = 0) -> dict[str, Any]:
    """Where the conversation is, once nothing waits for a reply any more, or after `wait` seconds."""
    news = parts.talk.news_of(here.id)  # before looking, so that nothing comes in between unseen
    found = await place(parts, here.id)
    if found["waiting"] and wait:
        await wait_for(news, min(wait, LONGEST_POLL))
        found = await place(parts, here.id)
    return {"place": found}


async def place(parts: Parts, conversation_id: UUID) -> dict[str, Any]:
    """What the screen has to show."""
    found = await asyncio.to_thread(parts.store.tablet_talks.place, conversation_id)
    said = await asyncio.to_thread(_last_said, parts, conversation_id)
    return {
        "phase": found.phase,
        "question_id": str(found.question_id) if found.question_id else None,
        "said": found.said,
        "kept": [
            {"question_id": str(question_id) if question_id else None, "text": text}
            for question_id, text in found.kept
        ],
        "says": [turn.text for turn in said],
        "asks": asked_last(said),
        "waiting": found.waiting,
    }


def _last_said(parts: Parts, conversation_id: UUID) -> list[TurnRecord]:
    """What the bot said last."""
    says: list[TurnRecord] = []
    for turn in reversed(parts.store.turns.latest(conversation_id, 12)):
        if turn.speaker == Speaker.PERSON:
            break
        says.insert(0, turn)
    return says


@router.get("/conversations/{conversation_id}/choices")
def choices(here: AConversation, parts: TheParts) -> dict[str, Any]:
    """What they can choose about their words, one question after the other."""
    return {"asks": own_choices(parts.store, here)}


@router.post("/alerts", status_code=201)
async def call_for_help(raised: AlertRaised, parts: TheParts, device: ATablet) -> dict[str, Any]:
    """Somebody wants a person to come. Who it was may be unknown to us yet; the call counts all the same."""
    call = parts.store.alerts.call
    found = await asyncio.to_thread(
        call, raised.id, device.id, raised.person_id, raised.conversation_id, raised.at
    )
    return alert_view(found)


@router.get("/alerts/{alert_id}")
async def how_is_the_call(
    alert_id: UUID, parts: TheParts, device: ATablet, wait: Seconds = 0
) -> dict[str, Any]:
    """Whether somebody is coming; waits up to `wait` seconds for a change."""
    here = {device.service_id}
    until = time.monotonic() + min(wait, LONGEST_POLL)
    first = found = await asyncio.to_thread(parts.store.alerts.get, here, alert_id)
    while found == first and time.monotonic() < until:
        await asyncio.sleep(LOOK_SECONDS)
        found = await asyncio.to_thread(parts.store.alerts.get, here, alert_id)
    if found is None:
        raise HTTPException(404)
    return alert_view(found)


def alert_view(alert: AlertRecord) -> dict[str, Any]:
    """A call as the tablet shows it."""
    return {
        "id": str(alert.id),
        "at": alert.at.isoformat(),
        "taken_by": alert.taken_by,
        "taken_at": _iso(alert.taken_at),
        "done_at": _iso(alert.done_at),
    }


@router.post("/beat")
def beat(told_us: Beat, parts: TheParts, device: ATablet) -> dict[str, str]:
    """A tablet says that it is there, and how much waits on it; returns which pack is the newest."""
    parts.store.devices.heard_of(device.id, told_us.waiting, told_us.since)
    return {"pack": pack(parts, device)["version"]}


@router.put("/people/{person_id}/profile")
def change_profile(person_id: UUID, wanted: Changes, parts: TheParts, device: ATablet) -> dict[str, Any]:
    """Somebody changes how the tablet looks and reads to them."""
    here = {device.service_id}
    person = parts.store.people.get(here, person_id)
    if person is None or not set(wanted.changes) <= set(COMFORTS):
        raise HTTPException(404 if person is None else 400)
    profile = read_profile({**write_profile(person.profile), **wanted.changes})
    changed = parts.store.people.change(here, person_id, person.name, profile)
    return {"profile": write_profile(changed.profile)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
