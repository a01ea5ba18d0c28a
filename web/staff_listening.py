"""/review: staff listen to a spoken answer, and stand by its words or put them right."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.kinds import RecordingState
from storage.records import AnswerRecord, ConversationRecord
from storage.rights import Power, StaffRecord
from voice.sound import Sound
from web.pages import Parts
from web.spoken_view import Typed
from web.staff_pages import AReader, AReviewer, TheParts, staff_page
from web.tag_view import Desk
from web.transcript import transcript_context
from web.wav import wav_response

NO_WORDS = "Nothing was written. Write the words that you hear."
TOO_MANY_WORDS = "That is too much for one answer. Nothing was kept; your words are still in the box."
CHANGED = (
    "Somebody else changed the words while you listened. Nothing was kept yet, and nothing of yours is lost."
)
"""Told with the words of both side by side."""
REMEDIES = {"changed": (409, CHANGED), "too_long": (413, TOO_MANY_WORDS)}

router = APIRouter(prefix="/review", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody of the staff at the words of one answer."""

    request: Request
    parts: Parts
    staff: StaffRecord
    conversation: ConversationRecord
    answer: AnswerRecord

    @property
    def within(self) -> frozenset[UUID]:
        """The service of the conversation: what every verb is kept within."""
        return frozenset([self.conversation.service.id])


def at_work(
    request: Request, conversation_id: UUID, answer_id: UUID, staff: AReviewer, parts: TheParts
) -> Work:
    """A spoken answer of this conversation, or 404."""
    within = staff.services(Power.REVIEW)
    found = parts.store.conversations.get(within, conversation_id)
    answers = parts.store.review.answers(within, conversation_id)
    given = [each.answer for each in answers if each.answer.id == answer_id]
    if found is None or not given or given[0].spoken is None:
        raise HTTPException(404, "This answer is not there. The person may have taken it out meanwhile.")
    return Work(request, parts, staff, found, given[0])


AWork = Annotated[Work, Depends(at_work)]
Words = Annotated[str, Form()]


@router.get("/recordings/{recording_id}.wav")
def play(recording_id: UUID, request: Request, staff: AReader, parts: TheParts) -> Response:
    """Somebody's own voice, or the piece of it that a player asks for. Recorded each time, like reading."""
    found = parts.store.recordings.find(staff.services(Power.READ), recording_id)
    if found is None or found.state == RecordingState.GONE:
        raise HTTPException(404, "This recording is not there any more.")
    parts.store.audit.record(staff.id, "listened", str(recording_id))
    try:
        sound = Sound(parts.store.recordings.sound(recording_id))
    except StorageError as error:
        if error.retry:
            raise
        raise HTTPException(404 if error.code == "gone" else 503, str(error)) from error
    return wav_response(request.headers, sound.wav())


@router.post("/{conversation_id}/answers/{answer_id}/words")
def put_right(here: AWork, text: Words = "", seen: Words = "") -> Response:
    """What somebody hears, in the place of what stands there; that is kept beside it.

    seen: the words that stood on their page. If others stand there now, nothing is kept, and both are shown.
    """
    words, seen = _typed(text).strip(), _typed(seen)
    if not words:
        return _again(here, Typed(text, NO_WORDS), 400)
    try:
        here.parts.store.wordings.correct(here.within, here.answer.id, words, here.staff.id, seen=seen)
    except StorageError as error:
        return _refused(here, text, error)
    return _kept(here, "corrected_words")


@router.post("/{conversation_id}/answers/{answer_id}/right")
def stand_by(here: AWork, seen: Words = "") -> Response:
    """ "The words are right": those that stood on their page."""
    try:
        here.parts.store.wordings.confirm(here.within, here.answer.id, here.staff.id, seen=_typed(seen))
    except StorageError as error:
        return _refused(here, _typed(seen), error)
    return _kept(here, "confirmed_words")


def _typed(text: str) -> str:
    return text.replace("\r\n", "\n")  # how forms send the end of a line


def _kept(here: Work, verb: str) -> Response:
    here.parts.store.audit.record(here.staff.id, verb, str(here.answer.id))
    path = f"/review/{here.conversation.id}"
    return RedirectResponse(f"{path}?kept={here.answer.id}#answer-{here.answer.id}", 303)


def _refused(here: Work, text: str, error: StorageError) -> Response:
    if error.code not in REMEDIES:
        raise error
    status, words = REMEDIES[error.code]
    return _again(here, Typed(text, words), status)


def _again(here: Work, typed: Typed, status: int) -> Response:
    """The page with the words still in the box; what stands there now is shown above them."""
    problem = {
        "id": here.answer.id,
        "title": "This was not kept",
        "words": typed.error,
        "changed": status == 409,
    }
    desk = Desk(here.parts.taxonomy, here.staff.id, f"/review/{here.conversation.id}")
    context = transcript_context(here.parts, here.conversation, desk, {here.answer.id: typed})
    context |= {"problem": problem}
    at = here.conversation.service.id
    return staff_page(here.request, here.staff, "review_transcript.html", context, status, at=at)
