"""Rasa's custom actions: each finds the turn that was kept, and lets the question loop work on it."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.care import Caring
from actions.choices import Asks
from actions.flow import Flow
from actions.own_words import is_ours, message
from actions.tagging import Understands
from storage.kinds import Mode
from storage.records import Outcome
from storage.store import Store

Verb = Callable[[Flow], None]

VERBS: dict[str, Verb] = {
    "action_greet": Flow.greet,
    "action_answer": Flow.answer,
    "action_affirm": Flow.affirm,
    "action_deny": Flow.deny,
    "action_unsure": Flow.unsure,
    "action_stop": Flow.stop,
    "action_pause": Flow.pause,
    "action_resume": Flow.resume,
    "action_skip": Flow.skip,
    "action_back": Flow.back,
    "action_repeat": Flow.repeat,
    "action_explain_question": Flow.explain_question,
    "action_delete_my_answer": Flow.delete_my_answer,
    "action_change_answer": Flow.change_answer,
    "action_add_more": Flow.add_more,
    "action_ask_for_person": Flow.ask_for_person,
}


class TurnAction(Action):
    """One custom action: a verb of the question loop, on the turn that Rasa is working on."""

    def __init__(self, name: str, store: Store, tagger: Understands, asks: Asks) -> None:
        self._name = name
        self._store = store
        self._tagger = tagger
        self._asks = asks

    def name(self) -> str:
        """As it stands in the domain."""
        return self._name

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002 (rasa_sdk hands it to every action)
    ) -> list[dict[str, Any]]:
        """Do the turn in a thread, because the database may make it wait."""
        outcome, audience = await asyncio.to_thread(self._work, tracker)
        for response, variables in outcome.says:
            if is_ours(response):
                dispatcher.utter_message(**message(response, audience, variables))
            else:
                dispatcher.utter_message(response=response, **variables)
        return []

    def _work(self, tracker: Tracker) -> tuple[Outcome, str]:
        conversation_id = UUID(tracker.sender_id)
        turn_id = self._turn(conversation_id, tracker)
        with self._store.sheet(conversation_id, turn_id) as sheet:
            if (already := sheet.outcome) is not None:  # Rasa was asked twice: say the same, do nothing again
                return already, sheet.audience
            flow = Caring(sheet, self._tagger, self._asks)
            flow.meet()
            if flow.choose():
                pass
            elif self._name == "action_answer":
                flow.hear()
            else:
                self._verb(tracker)(flow)
            return flow.finish(), sheet.audience

    def _verb(self, tracker: Tracker) -> Verb:
        if self._name == "action_digress":
            # Not rasa_sdk's own getter: it asks for a ranking, and the guard gives none.
            intent = (tracker.latest_message.get("intent") or {}).get("name") or "help"
            return lambda flow: flow.digress(intent)
        return VERBS[self._name]

    def _turn(self, conversation_id: UUID, tracker: Tracker) -> UUID:
        """The turn that web kept; words that come by another channel of Rasa are kept here first."""
        message = tracker.latest_message
        kept = (message.get("metadata") or {}).get("turn")
        if kept:
            return UUID(kept)
        turn_id = uuid5(conversation_id, str(message.get("message_id") or tracker.events[-1]))
        text = message.get("text") or ""
        self._store.turns.keep(conversation_id, turn_id, text, Mode.TYPED)
        return turn_id


def make_executor(store: Store, tagger: Understands, asks: Asks | None = None) -> ActionExecutor:
    """rasa_sdk's executor with every action of the domain. asks: what is asked about consent."""
    executor = ActionExecutor()
    for name in [*VERBS, "action_digress"]:
        executor.register_action(TurnAction(name, store, tagger, asks or Asks()))
    return executor
