"""Where a conversation is, and what is said there.

The place stands in frames. The first is the question being asked; a second one is laid on top while an
earlier answer is changed or taken out; a pause or a stop comes on top of that. Taking a frame off leads back
to exactly where the person was.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from actions.choices import Asks, Choices
from actions.tagging import Understands, suggest
from storage.kinds import UNCONFIRMED, AnswerKind, AnswerState, Phase
from storage.records import AnswerRecord, Frame, Outcome, QuestionRecord
from storage.sheet import Sheet

LONG_READ_BACK = 300
"""Characters that are read back of a long answer; all of it is kept."""
RESTING = (Phase.PAUSED, Phase.STOPPED, Phase.CARE)
WITH_AN_ANSWER = (Phase.PROBING, Phase.CONFIRMING, Phase.CORRECTING, Phase.ADDING)
"""Phases that are about an answer, which may follow on each other."""


class Place(Choices):
    """The frames of one conversation, how they change, and the words that go with each."""

    def __init__(self, sheet: Sheet, tagger: Understands, asks: Asks | None = None) -> None:
        self._sheet = sheet
        self._asks = asks or Asks()
        self._tagger = tagger
        self._frames = sheet.frames
        self._says: list[tuple[str, dict[str, Any]]] = []
        self._quoted: AnswerRecord | None = None

    def meet(self) -> None:
        """Bring the conversation to where the person's screen was when they said this.

        A tablet goes on by itself while it cannot reach us, so its screen may be ahead. Says nothing.
        """
        seen = self._sheet.details
        if seen.screen is None:
            return
        question = self._sheet.asked(seen.question_id)
        if self._phase in RESTING and seen.screen not in RESTING:
            self._frames.pop()
        if question and self._question_id != question.id:
            self._go_to(question)
        if self._top.answer_id and seen.screen in WITH_AN_ANSWER and self._phase in WITH_AN_ANSWER:
            self._become(Phase(seen.screen))

    @property
    def nothing_to_check(self) -> bool:
        """Whether the person said yes or no to words that we do not have as an answer."""
        return self._sheet.details.screen in WITH_AN_ANSWER and self._top.answer_id is None

    @property
    def _question_id(self) -> UUID | None:
        if self._top.answer_id:
            return self._answer.question_id
        question = self._sheet.question if self._phase != Phase.DONE else None
        return question.id if question else None

    def finish(self) -> Outcome:
        """Write down where we are and what was said; returns what to say."""
        outcome = Outcome(tuple(self._says))
        self._sheet.frames = self._frames
        self._sheet.finish(outcome, self._quoted)
        return outcome

    @property
    def _top(self) -> Frame:
        return self._frames[-1] if self._frames else Frame(Phase.NEW)

    @property
    def _phase(self) -> str:
        return self._top.phase

    @property
    def _answer(self) -> AnswerRecord:
        answer_id = self._top.answer_id
        assert answer_id is not None, "a frame of this phase is always about an answer"
        return self._sheet.answer(answer_id)

    def _become(self, phase: Phase) -> None:
        self._frames[-1] = Frame(phase, self._top.answer_id)

    def _begin(self) -> None:
        self._say("utter_welcome", **self._particulars())
        self._advance()

    def _advance(self) -> None:
        question = self._sheet.next_question()
        self._sheet.question = question
        if question:
            self._go_to(question)
        else:
            self._frames = [Frame(Phase.DONE)]
        self._pending()

    def _go_to(self, question: QuestionRecord) -> None:
        """Ask a question, or read back what was already said to it."""
        self._sheet.question = question
        said = self._sheet.answer_to(question)
        self._frames = [Frame(Phase.CONFIRMING, said.id) if said and has_words(said) else Frame(Phase.ASKING)]

    def _leave(self) -> None:
        """What the top frame was about is done with."""
        if len(self._frames) > 1:
            self._frames.pop()
            self._pending()
        else:
            self._advance()

    def _leave_as_it_was(self) -> None:
        if self._phase == Phase.DELETING:
            self._say("utter_delete_kept")
        elif self._phase in (Phase.CORRECTING, Phase.ADDING):
            self._say("utter_left_as_it_was")
        if self._phase in (Phase.DELETING, Phase.CORRECTING, Phase.ADDING):
            self._become(Phase.CONFIRMING)
            if len(self._frames) > 1 and self._answer.settled:
                self._frames.pop()
        self._pending()

    def _rest(self, phase: Phase) -> None:
        if self._phase == Phase.NEW:
            self._begin()
            return
        if self._phase in RESTING:
            self._frames.pop()
        if self._top.answer_id:
            self._understand(self._answer)
        if self._phase != Phase.DONE:
            self._frames.append(Frame(phase))
        self._pending()

    def _work_on(self, phase: Phase, nothing: str) -> None:
        target = self._answer if self._top.answer_id else self._sheet.latest_answer()
        if target is None:
            self._say(nothing)
        elif self._top.answer_id:
            self._become(phase)
        else:
            self._frames.append(Frame(phase, target.id))
        self._pending()

    def _settle(self, change: Callable[[AnswerRecord], None]) -> bool:
        """Agree to the answer that is worked on, or leave it; either way its tags stand or fall with that.

        Returns whether only now somebody is seen who may be unsafe.
        """
        answer = self._answer
        change(answer)
        before = self._sheet.concerned(self._answer)
        self._understand(self._answer)
        only_now = not before and self._sheet.concerned(self._answer)
        self._set_apart(answer)
        return only_now

    def _note(self) -> None:
        """Said besides the questions."""
        note = self._sheet.note()
        self._understand(note)
        self._set_apart(note)

    def _understand(self, answer: AnswerRecord) -> None:
        """Suggest tags, once for each wording; while somebody is still talking there is nothing to tag.

        Nor is there in words that only a machine heard.
        """
        known = answer.text.strip() and answer.spoken not in UNCONFIRMED
        if known and not answer.tagged and has_words(answer):
            self._sheet.tag(answer, suggest(self._tagger, answer.text))

    # What is said -----------------------------------------------------------------------------

    def _say(self, response: str, **variables: Any) -> None:
        self._says.append((response, variables))

    def _pending(self) -> None:
        """Say what we are waiting for."""
        self._drop_erased()
        says: dict[str, Callable[[], None]] = {
            Phase.NEW: self._begin,
            Phase.ASKING: self._ask,
            Phase.PROBING: self._probe,
            Phase.CONFIRMING: self._read_back,
            Phase.CORRECTING: lambda: self._say("utter_correct"),
            Phase.ADDING: lambda: self._say("utter_add"),
            Phase.DELETING: self._check_deleting,
            Phase.PAUSED: lambda: self._say("utter_paused"),
            Phase.STOPPED: lambda: self._say("utter_stopped", kept=_answers(self._sheet.kept())),
            Phase.DONE: lambda: self._say("utter_done", kept=_answers(self._sheet.kept())),
            Phase.CARE: lambda: self._say("own_care_rest"),
            Phase.COMPLAINT: lambda: self._say("own_complaint_ask"),
        }
        says[self._phase]()
        if self._phase == Phase.DONE:
            self._ask_for_uses()

    def _ask(self) -> None:
        if question := self._sheet.question:
            buttons = [{"title": choice, "payload": choice} for choice in question.choices]
            self._say("utter_question", question=question.text, **({"buttons": buttons} if buttons else {}))

    def _probe(self) -> None:
        if question := self._sheet.question:
            self._say("utter_follow_up", question=question.follow_up)

    def _explain(self, question: QuestionRecord) -> None:
        self._say("utter_explained", simple=question.simple)
        if question.hint:
            self._say("utter_hint", hint=question.hint)

    def _read_back(self) -> None:
        answer = self._answer
        self._offer_choice()
        self._sheet.read_back(answer)
        if answer.voice_counts:
            self._say("utter_voice_kept")
        else:
            self._quote("utter_read_back_long" if len(answer.text) > LONG_READ_BACK else "utter_read_back")

    def _check_deleting(self) -> None:
        if self._answer.text.strip():
            self._quote("utter_delete_check")
        else:
            self._say("utter_delete_check_voice")

    def _quote(self, response: str) -> None:
        """Say a person's own words back."""
        self._quoted = self._answer
        self._say(response, said=_beginning(self._quoted.text))

    def _particulars(self) -> dict[str, str]:
        service = self._sheet.service
        return {"service": service.name, "readers": service.readers, "phone": service.phone}

    def _drop_erased(self) -> None:
        """An answer that was taken out meanwhile is nothing to come back to."""
        while self._top.answer_id and not has_words(self._answer):
            if len(self._frames) > 1:
                self._frames.pop()
            else:
                self._sheet.question = question = self._sheet.next_question()
                self._frames = [Frame(Phase.ASKING if question else Phase.DONE)]


def has_words(answer: AnswerRecord) -> bool:
    """Whether it says anything: a voice does, even if nobody knows its words yet."""
    says = answer.voice_counts or bool(answer.text.strip())
    return says and answer.state != AnswerState.DELETED and answer.kind != AnswerKind.SKIPPED


def _answers(count: int) -> str:
    """A number of answers as it is said: "no answers yet", "1 answer", "2 answers"."""
    return "no answers yet" if not count else f"{count} answer{'s' if count > 1 else ''}"


def _beginning(text: str) -> str:
    """As much of an answer as is read back, ending with a whole word."""
    if len(text) <= LONG_READ_BACK:
        return text
    cut = text[:LONG_READ_BACK]
    return cut.rpartition(" ")[0].rstrip() or cut
