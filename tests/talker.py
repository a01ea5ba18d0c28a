"""Somebody who talks to the question loop itself, without Rasa or a network between."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from actions.choices import Asks
from actions.flow import Flow
from actions.tagging import Understands
from storage.details import Details
from storage.kinds import Audience, Channel, Mode
from storage.records import Outcome, ReviewAnswer
from storage.store import Store

Verb = Callable[[Flow], None]

NOT_ANSWERS: dict[str, Verb] = {
    "affirm": Flow.affirm,
    "deny": Flow.deny,
    "unsure": Flow.unsure,
    "skip": Flow.skip,
    "back": Flow.back,
    "repeat": Flow.repeat,
    "explain": Flow.explain_question,
    "pause": Flow.pause,
    "stop": Flow.stop,
    "resume": Flow.resume,
    "delete": Flow.delete_my_answer,
    "change": Flow.change_answer,
    "add": Flow.add_more,
    "person": Flow.ask_for_person,
    "greet": Flow.greet,
    "digress": lambda flow: flow.digress("who_sees_this"),
}
"""Every steering act."""


class Talker:
    """One person in one conversation."""

    def __init__(self, store: Store, tagger: Understands, audience: Audience = Audience.RESIDENT) -> None:
        self._store = store
        self._tagger = tagger
        self.conversation_id = store.conversations.begin(audience, Channel.WEB).id
        self.last_turn: UUID | None = None
        self.variables: dict[str, Any] = {}
        self.asks = Asks()

    def does(
        self, verb: Verb | str, words: str = "", *, mode: Mode = Mode.TYPED, seen: Details | None = None
    ) -> list[str]:
        """Say `words` with this meaning, on a screen that showed `seen`; returns the names of responses."""
        turn = self._store.turns.keep(self.conversation_id, uuid4(), words, mode, details=seen)
        self.last_turn = turn.id
        with self._store.sheet(self.conversation_id, turn.id) as sheet:
            flow = Flow(sheet, self._tagger, self.asks)
            flow.meet()
            if not flow.choose():
                (NOT_ANSWERS[verb] if isinstance(verb, str) else verb)(flow)
            outcome = flow.finish()
        self._store.turns.answered(turn.id, [])
        return self._heard(outcome)

    def says(self, words: str) -> list[str]:
        """Tell something."""
        return self.does(Flow.answer, words)

    def begins(self) -> list[str]:
        """Come in: the welcome and the first question."""
        return self.does("greet")

    def _heard(self, outcome: Outcome) -> list[str]:
        self.variables = {}
        for _, variables in outcome.says:
            self.variables |= variables
        return [name.removeprefix("utter_") for name, _ in outcome.says]

    @property
    def phase(self) -> str:
        """What the conversation waits for."""
        found = self._store.conversations.get(self._store.services.ids(), self.conversation_id)
        assert found is not None
        return found.phase

    @property
    def answers(self) -> list[ReviewAnswer]:
        """All that was kept, in the order of the questions, then the notes."""
        return self._store.review.answers(self._store.services.ids(), self.conversation_id)

    @property
    def kept_words(self) -> str:
        """Everything that stands in an answer or a note, joined."""
        return "\n".join(each.answer.text for each in self.answers)
