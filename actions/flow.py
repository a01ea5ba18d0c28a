"""The question loop, with no Rasa in it: what each thing that a person says or does changes."""

import re

from actions.complaint_signs import signs
from actions.minding import CHOSEN, Minding
from actions.place import RESTING
from storage.concern_records import Urgency
from storage.kinds import Phase
from storage.records import AnswerRecord, Frame, QuestionRecord

FEW_WORDS = 4
"""An answer of fewer words than this gets the one gentle follow-up."""
TALKED_OUT = (Phase.ASKING, Phase.STOPPED, Phase.DONE, Phase.CARE)
"""Where "I want to complain" is no part of an answer that somebody is giving."""


class Flow(Minding):
    """One turn through the loop: call one verb, then `finish`."""

    # What a person can do ---------------------------------------------------------------------

    def greet(self) -> None:
        """Hello: the first time the welcome and the first question."""
        if self._phase == Phase.NEW:
            self._begin()
        elif self._phase in RESTING:
            self.resume()
        else:
            self._say("utter_hello_again")
            self._pending()

    def answer(self) -> None:
        """The person tells something. It is never dropped, whatever we were waiting for."""
        if not self._sheet.words.strip() and not self._sheet.by_voice:
            self._pending()
        elif self._phase == Phase.NEW:
            self._note()
            self._begin()
        elif self._phase == Phase.PAUSED:
            self._frames.pop()
            self.answer()
        elif self._phase in TALKED_OUT and signs().are_all_of(self._sheet.words):
            self._hear_complaint()
        elif self._phase in (Phase.STOPPED, Phase.DONE, Phase.CARE):
            caring = self._phase == Phase.CARE
            self._note()
            self._say("own_care_more" if caring else "utter_note_kept")
        else:
            self._take_words()

    def affirm(self) -> None:
        """Yes."""
        if self.nothing_to_check:
            self._pending()
        elif self._phase == Phase.CONFIRMING:
            only_voice = self._sheet.details.voice_only and self._answer.spoken
            if self._settle(self._sheet.let_voice_count if only_voice else self._sheet.agree):
                self._care(self._answer)
            else:
                self._say("utter_saved")
                self._ask_or_leave()
        elif self._phase == Phase.COMPLAINT:
            self._pass_on()
        elif self._phase == Phase.DELETING:
            self._sheet.erase(self._answer)
            self._say("utter_deleted")
            self._leave()
        elif self._phase in (Phase.ASKING, Phase.PROBING):
            self.answer()
        elif self._phase == Phase.CARE:
            self.person_now()  # "Do you need someone now?" was the last that was asked
        else:
            self.resume()

    def deny(self) -> None:
        """No."""
        if self.nothing_to_check:
            self._pending()
        elif self._phase == Phase.CONFIRMING:
            self._become(Phase.CORRECTING)
            self._pending()
        elif self._phase == Phase.PROBING:
            self._become(Phase.CONFIRMING)
            self._pending()
        elif self._phase == Phase.COMPLAINT:
            self._keep_to_us()
        elif self._phase == Phase.ASKING:
            self.answer()
        else:
            self._leave_as_it_was()

    def unsure(self) -> None:
        """I do not know."""
        question = self._sheet.question
        if self._phase == Phase.ASKING and question:
            self._say("utter_unsure")
            self._explain(question)
        elif self._phase == Phase.PROBING:
            self._become(Phase.CONFIRMING)
            self._pending()
        elif self._phase == Phase.COMPLAINT:
            self._keep_to_us()
        else:
            self._leave_as_it_was()

    def skip(self) -> None:
        """Leave this question. Words that were said to it stay."""
        if self._phase in RESTING:
            self._frames.pop()
        question = self._sheet.question
        if self._phase == Phase.ASKING and question:
            self._sheet.skip(question)
            self._say("utter_skipped")
            self._leave()
        elif self._top.answer_id:
            self._settle(self._sheet.settle)
            self._say("utter_skipped_kept")
            self._leave()
        else:
            self._pending()

    def back(self) -> None:
        """The question before."""
        if self._phase in RESTING:
            self._frames.pop()
        if len(self._frames) > 1:
            self._frames.pop()
            self._pending()
            return
        if self._top.answer_id:
            self._understand(self._answer)
        before = self._sheet.question_before(self._sheet.question) if self._frames else None
        if before is None:
            self._say("utter_first_question")
        else:
            self._go_to(before)
        self._pending()

    def repeat(self) -> None:
        """Say it again."""
        self._pending()

    def explain_question(self) -> None:
        """What do you mean? In simpler words, please."""
        question = self._sheet.question
        if self._phase in (Phase.ASKING, Phase.PROBING) and question:
            self._explain(question)
        else:
            self._pending()

    def pause(self) -> None:
        """Wait a moment, or another day."""
        self._rest(Phase.PAUSED)

    def stop(self) -> None:
        """Enough for now."""
        self._rest(Phase.STOPPED)

    def resume(self) -> None:
        """Carry on."""
        if self._phase in RESTING:
            self._frames.pop()
            self._say("utter_welcome_back")
        self._pending()

    def delete_my_answer(self) -> None:
        """Do not keep that. Asked once more, because the words then go for good."""
        self._work_on(Phase.DELETING, "utter_nothing_to_delete")

    def change_answer(self) -> None:
        """That is not what I want to say."""
        self._work_on(Phase.CORRECTING, "utter_nothing_to_change")

    def add_more(self) -> None:
        """There is something I want to add."""
        self._work_on(Phase.ADDING, "utter_nothing_to_change")

    def ask_for_person(self) -> None:
        """Can I talk to a person?"""
        self._sheet.call_person(Urgency.SOON)
        self._say("utter_ask_for_person", **self._particulars())
        self._pending()

    def digress(self, intent: str) -> None:
        """Something that is not about the question: a fixed answer, then back."""
        self._say(f"utter_{intent}", **self._particulars())
        self._pending()

    # Words ------------------------------------------------------------------------------------

    def _take_words(self) -> None:
        question = self._sheet.question
        if self._phase == Phase.ASKING and question:
            heard = self._sheet.hear(question)
            self._frames[-1] = Frame(self._after(question, heard), heard.id)
        else:
            change = self._sheet.replace if self._phase == Phase.CORRECTING else self._sheet.extend
            change(self._answer)
            self._become(Phase.CONFIRMING)
        self._pending()

    def _after(self, question: QuestionRecord, heard: AnswerRecord) -> Phase:
        """A short answer in free words gets the one gentle follow-up.

        A chosen one is whole, and so is a voice whose words nobody knows yet.
        """
        whole = question.choices or self._sheet.mode in CHOSEN or heard.voice_counts
        short = question.follow_up and not whole and _is_short(heard.text)
        return Phase.PROBING if short else Phase.CONFIRMING


def _is_short(text: str) -> bool:
    return len(re.findall(r"\w+", text)) < FEW_WORDS
