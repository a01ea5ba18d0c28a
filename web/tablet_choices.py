"""What a tablet asks about somebody's words: when the questions are done, and whenever they want to look."""

from collections.abc import Sequence
from typing import Any

from storage.consent_kinds import QUESTIONS, Decision, Use
from storage.kinds import Audience
from storage.records import ConversationRecord, TurnRecord
from storage.store import Store
from storage.wishes import BUTTONS, SHARES, USES, WHO_MAY_SEE, Wish
from web.choice_words import NOT_ASKED, STANDS

FORGET = "Shall I forget what you said here?"
TEXTS = (WHO_MAY_SEE, FORGET, *(QUESTIONS[use] for use, _ in USES.values()), *BUTTONS.values())
"""What is read aloud of it."""

type Asks = dict[str, Any]
"""A question about somebody's words as the tablet shows it: what is pressed is said as a turn."""


def asked_last(said: Sequence[TurnRecord]) -> Asks | None:
    """What the bot's last words ask about somebody's words; None if they ask something else."""
    titles = [choice["title"] for choice in said[-1].choices] if said else []
    return _asks(said[-1].text, titles) if titles and set(titles) <= set(BUTTONS.values()) else None


def own_choices(store: Store, talk: ConversationRecord) -> list[Asks]:
    """Each thing that they can choose about their words, and how it stands."""
    today = store.consents.of_talk(talk.id)
    now = next(BUTTONS[wish] for wish, share in SHARES.items() if share == store.apart.share(talk.id))
    found = [_asks(WHO_MAY_SEE, [BUTTONS[wish] for wish in SHARES], f"Now: {now[0].lower()}{now[1:]}.")]
    for use in dict.fromkeys(use for use, _ in USES.values()):
        if use != Use.FAMILY or talk.audience == Audience.RESIDENT:
            stands = STANDS[Decision(today[use].decision)] if use in today else NOT_ASKED
            buttons = [BUTTONS[wish] for wish, (of, _) in USES.items() if of == use]
            found.append(_asks(QUESTIONS[use], buttons, stands))
    return [*found, _asks(FORGET, [BUTTONS[Wish.FORGET]])]


def _asks(question: str, buttons: list[str], stands: str = "") -> Asks:
    return {"question": question, "buttons": buttons, "stands": stands}
