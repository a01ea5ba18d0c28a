"""Rasa's working memory, kept short.

The database of the application is the record. Rasa only needs the slots and the last turns to choose the next
step: with its own stores every turn reads, copies and posts the whole history, and the one in memory never
forgets anybody. A conversation that was forgotten here simply starts anew; the actions know where it was.
"""

import json
from collections import OrderedDict
from typing import Any, Dict, Iterable, List, Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker


class ShortTrackerStore(TrackerStore):  # type: ignore[misc]
    """Keeps the last `keep_turns` turns of the last `max_conversations` conversations, in memory."""

    def __init__(
        self,
        domain: Optional[Domain],
        host: Optional[str] = None,  # noqa: ARG002  Rasa names it for every store
        event_broker: Optional[Any] = None,
        max_conversations: int = 2_000,
        keep_turns: int = 2,
        **options: Any,
    ) -> None:
        super().__init__(domain, event_broker, **options)
        self.max_conversations = max_conversations
        self.keep_turns = keep_turns
        self._events: "OrderedDict[str, str]" = OrderedDict()  # as JSON: a quarter of the memory

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tail of this conversation; if there are too many, forget the one untouched for longest.

        One without events is forgotten: so the door forgets what was erased.
        """
        if not tracker.events:
            self._events.pop(tracker.sender_id, None)
            return
        self._events[tracker.sender_id] = json.dumps([_light(event) for event in self._tail(tracker)])
        self._events.move_to_end(tracker.sender_id)
        while len(self._events) > self.max_conversations:
            self._events.popitem(last=False)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation as far as it is remembered, or None."""
        kept = self._events.get(sender_id)
        if kept is None:
            return None
        events = deserialise_events(json.loads(kept))
        return DialogueStateTracker.from_events(sender_id, events, slots=self.domain.slots, domain=self.domain)

    async def keys(self) -> Iterable[str]:
        """Ids of the conversations remembered, the one untouched for longest first."""
        return list(self._events)

    def _tail(self, tracker: DialogueStateTracker) -> List[Event]:
        events = list(tracker.events)
        turns = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
        if len(turns) <= self.keep_turns:
            return events
        return [*_opening(tracker), *events[turns[-self.keep_turns] :]]


def _light(event: Event) -> Dict[str, Any]:
    """`event` without what only the pipeline needed, which weighs more than all the rest."""
    kept: Dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        heavy = ("intent_ranking", "text_tokens")
        kept["parse_data"] = {name: part for name, part in event.parse_data.items() if name not in heavy}
    return kept


def _opening(tracker: DialogueStateTracker) -> List[Event]:
    """The events that put a fresh tracker where the forgotten turns had left it."""
    values = sorted(tracker.current_slot_values().items())
    slots = [SlotSet(name, value) for name, value in values if value is not None]
    session = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    return [*session, *slots, ActionExecuted(ACTION_LISTEN_NAME)]
