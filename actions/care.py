"""What is done at once with words that may mean that somebody is unsafe, and with a call for a person.

It needs no Rasa: the plain rules look, and the words to say are our own (own_words.yml). The tagger learned
from answers and takes much of what is said to us ("who will see this?") for a sign, so it looks once Rasa
knows that it is an answer.
"""

import logging
import re
from dataclasses import replace

from actions.complaint_signs import signs
from actions.concerns import rules
from actions.flow import Flow
from actions.minding import CHOSEN
from actions.own_words import is_ours, reply
from actions.tagging import Understands, suggest
from storage.concern_records import NewConcern
from storage.consent_kinds import Share
from storage.kinds import UNCONFIRMED, Mode, Phase, Steering
from storage.records import AnswerRecord, NewTags, Outcome, Reply, TurnRecord
from storage.store import Store

log = logging.getLogger(__name__)

OURS = (*CHOSEN, Mode.BUTTON, Mode.OPENED)
"""Ways to say something in words that are ours."""

_PERSON = re.compile(
    r"(?:please[\s,]+)?(?:i\s+need\s+(?:someone|somebody|a\s+person|help)(?:\s+right)?\s+now"
    r"|(?:get|fetch|call)\s+(?:someone|somebody)(?:\s+now)?|someone\s+come\s+now|help\s+me\s+now)"
    r"(?:[\s,]+please)?[\s.!]*",
    re.IGNORECASE,
)
_YES = re.compile(r"(?:yes|yeah|yes,?\s+please|please|aye|i\s+do|i\s+am)[\s.!]*", re.IGNORECASE)


class Care:
    """Looks at each turn before the dialogue engine does. Threads may share it."""

    def __init__(self, store: Store, tagger: Understands) -> None:
        self._store = store
        self._tagger = tagger
        rules()  # read now: seconds on a slow machine, for which nobody should wait who says something first
        signs()

    def reply(self, turn: TurnRecord, audience: str) -> list[Reply] | None:
        """What is said to a turn at once, which is then done with; None: it is for the dialogue engine."""
        if self._wants_person(turn):
            return self._work(turn, audience, None)
        found = self.finds(turn)
        return self._work(turn, audience, found) if found else None

    def urgent(self, turn: TurnRecord) -> bool:
        """Whether this turn gets such a reply."""
        return self._wants_person(turn) or self.finds(turn) is not None

    def finds(self, turn: TurnRecord) -> NewConcern | None:
        """A phrase of the rules in the words of a turn."""
        if turn.intent not in (None, Steering.ANSWER) or not turn.text.strip():
            return None
        return rules().find(turn.text)

    def _wants_person(self, turn: TurnRecord) -> bool:
        """Whether somebody asks for a person now, also by a yes to "do you need someone now?"."""
        if turn.intent is not None:
            return turn.intent == Steering.PERSON
        if _PERSON.fullmatch(turn.text.strip()):
            return True
        asked = _YES.fullmatch(turn.text.strip()) is not None
        return asked and self._store.tablet_talks.place(turn.conversation_id).phase == Phase.CARE

    def _work(self, turn: TurnRecord, audience: str, found: NewConcern | None) -> list[Reply] | None:
        with self._store.sheet(turn.conversation_id, turn.id) as sheet:
            outcome = sheet.outcome
            if outcome is None:
                flow = Caring(sheet, self._tagger)
                flow.meet()
                sheet.begin_sharing()
                if found is None:
                    flow.person_now()
                else:
                    flow.care(turn.text, found)
                outcome = flow.finish()
        return _said(outcome, audience)


def _said(outcome: Outcome, audience: str) -> list[Reply] | None:
    """The words of an outcome that is ours; one of the dialogue engine is for it to say again."""
    ours = outcome.says and all(is_ours(name) for name, _ in outcome.says)
    return reply(outcome.says, audience) if ours else None


class Caring(Flow):
    """The question loop where it is left, at once."""

    def hear(self) -> None:
        """An answer, with everything that the tagger notices in it too."""
        words, ours = self._sheet.words, self._sheet.mode in OURS  # no model reads what is ours
        found = None if ours or not words.strip() else _read(self._tagger, words)[0]
        if found:
            self.care(words, found)
        else:
            self.answer()

    def care(self, said: str, found: NewConcern) -> None:
        """Keep the words, write the concern down, say what happens next and ask nothing."""
        answer = self._take()
        concern, tags = self._whole(answer.text, said, found)
        self._sheet.settle(answer)
        answer = self._sheet.answer(answer.id)
        if tags and answer.spoken not in UNCONFIRMED:
            self._sheet.tag(answer, tags)
        else:
            self._sheet.notice(answer, concern)
        self._care(answer)
        if self._sheet.share != Share.NAMED:
            self._sheet.set_apart(answer, self._sheet.share)

    def _whole(self, text: str, said: str, found: NewConcern) -> tuple[NewConcern, NewTags | None]:
        """What is kept of the whole answer of which `said` is a part."""
        whole, tags = _read(self._tagger, text)
        if whole is None:
            start = max(text.rfind(said), 0)
            spans = tuple((first + start, after + start) for first, after in found.evidence)
            whole = replace(found, evidence=spans)
        return whole, replace(tags, concern=whole) if tags else None

    def _take(self) -> AnswerRecord:
        """This turn's words, kept where they belong."""
        if self._phase == Phase.PAUSED:
            self._frames.pop()
        question, sheet = self._sheet.question, self._sheet
        if self._phase == Phase.ASKING and question:
            return sheet.hear(question)
        if self._top.answer_id is None:
            return sheet.note()
        return (sheet.replace if self._phase == Phase.CORRECTING else sheet.extend)(self._answer)


def _read(tagger: Understands, text: str) -> tuple[NewConcern | None, NewTags | None]:
    try:
        tags = suggest(tagger, text)
    except Exception as error:  # noqa: BLE001 (whatever it is, somebody may be unsafe meanwhile)
        log.warning("The rules look alone, because the tagger failed: %s", type(error).__name__)
        return rules().find(text), None
    return tags.concern or rules().find(text), tags
