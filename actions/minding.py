"""What the question loop does where somebody may be unsafe, or complains."""

from actions.complaint_signs import signs
from actions.named import SOMEBODY, who_is_told
from actions.place import RESTING, Place
from storage.concern_records import Urgency
from storage.consent_kinds import Share
from storage.kinds import Mode, Phase
from storage.records import AnswerRecord, Frame

CHOSEN = (Mode.PICTURES, Mode.FACES)
"""Ways to answer in words that are ours."""


class Minding(Place):
    """The verbs of that, for the others."""

    # Somebody may be unsafe -------------------------------------------------------------------

    def _care(self, answer: AnswerRecord) -> None:
        """Say what happens next, and leave it there: no question, no choice, nothing to be checked."""
        if not answer.settled:
            self._sheet.settle(answer)
        self._put_down()
        self._frames.append(Frame(Phase.CARE))
        self._say_what_happens(answer)

    def _put_down(self) -> None:
        """What was asked is done with; the next question waits, and nobody is asked it yet."""
        while self._frames and (self._phase in RESTING or len(self._frames) > 1):
            self._frames.pop()
        self._sheet.question = question = self._sheet.next_question()
        if question:
            self._go_to(question)
        else:
            self._frames = [Frame(Phase.DONE)]

    def _say_what_happens(self, answer: AnswerRecord) -> None:
        told = self._sheet.told_of(answer)
        readers = self._sheet.service.readers if self._sheet.share == Share.NAMED else SOMEBODY
        who = who_is_told(told.names if told else (), readers, answer.text)
        if not told:
            how = "own_care_shown"
        else:
            how = "own_care_called" if told.urgency == Urgency.IMMEDIATE else "own_care_told"
        self._say("own_care_kept")
        self._say(how, who=who)
        self._say("own_care_no_more")
        self._say("own_care_now")
        self._say_number()

    def _say_number(self) -> None:
        phone = self._sheet.service.phone
        if phone:
            self._say("own_care_phone", phone=phone)
        else:
            self._say("own_care_danger")

    def person_now(self) -> None:
        """Somebody needs a person: noted and told at once, and nothing is asked."""
        told = self._sheet.call_person(Urgency.IMMEDIATE)
        who = who_is_told(told.names if told else (), self._sheet.service.readers, self._sheet.words)
        self._say("own_care_called" if told else "own_person", who=who)
        self._say("own_person_watch")
        self._say_number()

    # Somebody complains -----------------------------------------------------------------------

    def _ask_or_leave(self) -> None:
        """Ask once whether the answer that was just agreed to is a complaint, if it sounds like one."""
        answer = self._answer
        if self._sounds_like_complaint(answer) and self._sheet.ask_complaint(answer):
            self._become(Phase.COMPLAINT)
            self._pending()
        else:
            self._leave()

    def _sounds_like_complaint(self, answer: AnswerRecord) -> bool:
        said = answer.text.strip() and not answer.voice_counts
        chosen = self._sheet.mode in CHOSEN
        return bool(said) and not chosen and not self._sheet.concerned(answer) and signs().are_in(answer.text)

    def _pass_on(self) -> None:
        self._sheet.complain(self._answer)
        self._say("own_complaint_passed")
        self._leave()

    def _keep_to_us(self) -> None:
        self._sheet.decline_complaint(self._answer)
        self._say("own_complaint_left")
        self._leave()

    def _hear_complaint(self) -> None:
        """ "I want to complain", and no more: what it is about comes next, beside the question."""
        if self._phase in RESTING:
            self._frames.pop()
        note = self._sheet.note()
        self._frames.append(Frame(Phase.ADDING, note.id))
        self._say("own_complaint_tell")
