"""/chat/<link>/choices: what somebody agreed to, to be changed with one press; works without scripts."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.consent_kinds import QUESTIONS, AskedAt, Decision, How, Share, Use
from storage.consent_records import ApartRecord, Asked
from web import choice_words
from web.chat import AVisit, Visit
from web.choice_words import KEPT_BACK, NOT_ASKED, SHARES, SHOWN, STANDS, WAITS
from web.pages import page

ON_THE_PAGE = (Use.KEEP_VOICE, Use.REPORTS, Use.FAMILY)
"""Whether words are kept, and under which name, is chosen by itself on the same page."""
DONE = {"saved": choice_words.SAVED, "out": choice_words.TAKEN_OUT, "forgotten": choice_words.FORGOTTEN}

router = APIRouter(prefix="/chat/{token}/choices", include_in_schema=False)


@router.get("")
def choices(request: Request, here: AVisit, done: str = "") -> Response:
    """How each use stands, and what they said without their name."""
    store, conversation_id = here.parts.store, here.conversation.id
    today = store.consents.of_talk(conversation_id)
    context = {
        "service": here.conversation.service,
        "here": f"/chat/{here.token}",
        "uses": [_use(use, today[use].decision if use in today else None) for use in ON_THE_PAGE],
        "share": store.apart.share(conversation_id),
        "shares": SHARES,
        "apart": [_apart(each) for each in store.apart.own(conversation_id)],
        "done": DONE.get(done),
        "words": choice_words,
    }
    return page(request, "choices.html", context)


@router.post("")
def choose(
    here: AVisit,
    use: Annotated[Use | None, Form()] = None,
    decision: Annotated[Decision | None, Form()] = None,
    share: Annotated[Share | None, Form()] = None,
) -> Response:
    """Yes or no to one use, or who may see what is said from now on."""
    here.parts.limits.message(str(here.conversation.id))
    if share is not None:
        here.parts.store.apart.choose(here.conversation.id, share, choice_words.WHO)
    elif use in ON_THE_PAGE and decision in (Decision.GIVEN, Decision.REFUSED):
        asked = Asked(QUESTIONS[use], AskedAt.CHAT, How.PRESSED)
        here.parts.store.consents.say(here.conversation.id, use, decision, asked)
    else:
        raise HTTPException(400)
    return _back(here, "saved")


@router.post("/apart/{apart_id}")
def take_out(here: AVisit, apart_id: UUID) -> Response:
    """What was said without a name goes, also where staff read it."""
    here.parts.limits.message(str(here.conversation.id))
    if not here.parts.store.apart.take_out(here.conversation.id, apart_id):
        raise HTTPException(404)
    return _back(here, "out")


@router.post("/forget")
def forget(here: AVisit) -> Response:
    """All that was said in this talk goes. The page asks once more before it sends this."""
    here.parts.limits.message(str(here.conversation.id))
    sentence = QUESTIONS[Use.KEEP_WORDS]
    here.parts.store.apart.forget_talk(here.conversation.id, Asked(sentence, AskedAt.CHAT, How.PRESSED))
    return _back(here, "forgotten")


def _back(here: Visit, done: str) -> Response:
    return RedirectResponse(f"/chat/{here.token}/choices?done={done}", 303)


def _use(use: Use, decision: str | None) -> dict[str, Any]:
    return {
        "key": use,
        "question": QUESTIONS[use],
        "given": decision == Decision.GIVEN,
        "said": decision is not None,
        "stands": STANDS[Decision(decision)] if decision else NOT_ASKED,
    }


def _apart(record: ApartRecord) -> dict[str, Any]:
    stands = KEPT_BACK if record.share == Share.SAFETY else SHOWN if record.shown else WAITS
    return {"id": str(record.id), "words": record.words, "stands": stands}
