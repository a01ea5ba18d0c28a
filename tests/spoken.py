"""Spoken answers put straight into a store, for tests of what comes after."""

import math
from array import array
from dataclasses import dataclass
from uuid import UUID, uuid4

from storage.details import Details
from storage.kinds import Mode
from storage.records import Outcome, ReviewAnswer
from storage.store import Store

RATE = 16_000


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where a spoken answer is."""

    conversation_id: UUID
    answer_id: UUID
    recording_id: UUID

    @property
    def page(self) -> str:
        """Where staff read it."""
        return f"/review/{self.conversation_id}"

    @property
    def wav(self) -> str:
        """Where staff hear it."""
        return f"/review/recordings/{self.recording_id}.wav"

    @property
    def words(self) -> str:
        """Where its words are put right."""
        return f"{self.page}/answers/{self.answer_id}/words"

    @property
    def right(self) -> str:
        """Where somebody says that its words are right."""
        return f"{self.page}/answers/{self.answer_id}/right"

    def given(self, store: Store) -> ReviewAnswer:
        """The answer as it is now."""
        return next(
            each
            for each in store.review.answers(store.services.ids(), self.conversation_id)
            if each.answer.id == self.answer_id
        )


def tone(seconds: float = 1.0, loud: float = 0.5) -> bytes:
    """A sound in which nobody speaks."""
    samples = (round(32_000 * loud * math.sin(place / 5)) for place in range(round(RATE * seconds)))
    return array("h", samples).tobytes()


def record(
    store: Store,
    conversation_id: UUID,
    heard: str | None = "",
    *,
    unsure: str = "",
    seconds: int = 2,
    keep: bool | None = True,
    engine: str = "sphinx",
) -> UUID:
    """A whole recording: one that an engine made `heard` of, hardly sure of the words in `unsure`."""
    recording_id = uuid4()
    store.recordings.begin(recording_id, conversation_id)
    for seq in range(seconds):
        store.recordings.add(recording_id, seq, tone(loud=(seq + 1) / seconds))
    store.recordings.finish(recording_id, seconds)
    if keep is not None:
        store.recordings.consent(recording_id, keep)
    if heard is not None:
        words = [(word, 0.2 if word in unsure.split() else 0.9, None) for word in heard.split()]
        store.recordings.heard(recording_id, heard, engine, bool(heard), words)
    return recording_id


def speak(
    store: Store,
    conversation_id: UUID,
    heard: str = "",
    *,
    unsure: str = "",
    seconds: int = 2,
    keep: bool | None = True,
    agreed: bool = False,
    voice_only: bool = False,
    left: bool = True,
) -> Spoken:
    """An answer to the next question, said aloud: read back, then agreed to, or left without a yes."""
    recording_id = record(store, conversation_id, heard, unsure=unsure, seconds=seconds, keep=keep)
    turn_id, details = (
        uuid4(),
        Details(recording_id=recording_id, keep_voice=keep, voice_only=voice_only or None),
    )
    store.turns.keep(conversation_id, turn_id, heard, Mode.VOICE, details=details)
    with store.sheet(conversation_id, turn_id) as sheet:
        question = sheet.next_question()
        answer = sheet.hear(question) if question else sheet.note()
        sheet.read_back(answer)
        if agreed:
            sheet.agree(answer)
        elif left:
            sheet.settle(answer)
        sheet.finish(Outcome((("utter_read_back", {"said": heard}),)), answer)
    store.turns.answered(turn_id, [])
    return Spoken(conversation_id, answer.id, recording_id)
