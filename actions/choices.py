"""What a person chooses about their words, in the middle of the question loop."""

from dataclasses import dataclass
from typing import Any

from actions.consent_words import (
    DONE,
    FORGET_CHECK,
    FORGOTTEN,
    FROM_NOW_ON,
    KEPT,
    NOTHING_TO_FORGET,
    OFFER,
    VOICE_NOT_KEPT,
    wish_of,
)
from actions.own_words import PLAIN
from storage.consent_kinds import QUESTIONS, Decision, HowOften, Share, Use
from storage.kinds import Audience, Phase
from storage.records import AnswerRecord
from storage.sheet import Sheet
from storage.wishes import BUTTONS, SHARES, USES, WHO_MAY_SEE, Wish


@dataclass(frozen=True, slots=True)
class Asks:
    """What the conversation asks about consent by itself. What a person says about it counts in any case."""

    share: HowOften = HowOften.NEVER
    uses: tuple[Use, ...] = ()
    """Asked when the questions are done, one at a time."""
    days: int = 180
    """After so many days they are asked again."""


class Choices:
    """The part of the question loop that is about consent. Place and Flow stand on it."""

    _sheet: Sheet
    _asks: Asks

    def choose(self) -> bool:
        """Do what the person wants with their words, if this turn says so; whether it did."""
        self._sheet.begin_sharing()
        wish = wish_of(self._sheet.words)
        if wish is None:
            return False
        if wish in SHARES:
            self._choose_share(SHARES[wish])
        elif wish in USES:
            use, yes = USES[wish]
            self._sheet.agree_to(use, Decision.GIVEN if yes else Decision.REFUSED, QUESTIONS[use])
            self._say_plainly(DONE[wish])
            self._pending()
        else:
            self._forget(wish)
        return True

    def _choose_share(self, share: Share) -> None:
        self._sheet.choose_share(share, WHO_MAY_SEE)
        answer = self._answer if self._phase in (Phase.CONFIRMING, Phase.PROBING) else None
        if answer is not None:
            only_voice = share != Share.NAMED and answer.voice_counts
            self._settle(self._sheet.agree)
            if not only_voice:
                self._say_plainly(f"{KEPT[share]} {FROM_NOW_ON}")
            self._leave()
            return
        last = self._sheet.latest_answer()
        if last is not None and last.settled:
            self._set_apart(last)
        self._say_plainly(f"{KEPT[share]} {FROM_NOW_ON}")
        self._pending()

    def _forget(self, wish: Wish) -> None:
        if wish == Wish.FORGET and self._sheet.kept():
            self._say_plainly(FORGET_CHECK, Wish.FORGET_ALL)
            return
        if not self._sheet.erase_all():
            self._say_plainly(NOTHING_TO_FORGET)
        else:
            self._sheet.agree_to(Use.KEEP_WORDS, Decision.WITHDRAWN, QUESTIONS[Use.KEEP_WORDS])
            self._say_plainly(FORGOTTEN)
        self._pending()

    def _set_apart(self, answer: AnswerRecord) -> None:
        """What is settled goes where the person wants it, with what was noticed in it."""
        share = self._sheet.share
        if share == Share.NAMED:
            return
        settled = self._sheet.answer(answer.id)
        if settled.voice_counts or not settled.text.strip():
            if settled.voice_counts:
                self._sheet.erase(settled)
                self._say_plainly(VOICE_NOT_KEPT)
            return
        self._sheet.set_apart(settled, share)

    def _offer_choice(self) -> None:
        """Before words are read back: that their name can be left out."""
        often = self._asks.share
        if often == HowOften.EACH or (often == HowOften.TALK and not self._sheet.kept_before()):
            self._say_plainly(OFFER)

    def _ask_for_uses(self) -> None:
        """When the questions are done: the first use about which nobody asked them lately."""
        for use in self._asks.uses:
            if use == Use.FAMILY and self._sheet.audience != Audience.RESIDENT:
                continue
            if self._sheet.is_due(use, QUESTIONS[use], self._asks.days):
                yes, no = (wish for wish, (of, _) in USES.items() if of == use)
                self._say_plainly(QUESTIONS[use], yes, no)
                return

    def _say_plainly(self, text: str, *buttons: Wish) -> None:
        offered = [{"title": BUTTONS[each], "payload": BUTTONS[each]} for each in buttons]
        self._say(PLAIN, text=text, **({"buttons": offered} if offered else {}))

    # What the rest of the loop has ----------------------------------------------------------------

    _phase: Any
    _answer: Any
    _settle: Any
    _leave: Any
    _pending: Any
    _say: Any
