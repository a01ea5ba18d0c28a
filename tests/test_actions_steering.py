"""The actions as Rasa calls them: its tracker in, the names of responses out."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from actions.steering import make_executor
from storage.kinds import Mode
from storage.store import Store
from tests.fakes import WordTagger
from tests.saying import begin


def call(action: str, conversation_id: UUID, turn_id: UUID, message: dict[str, Any]) -> dict[str, Any]:
    """What Rasa posts for one action, as far as it is read."""
    latest = {"metadata": {"turn": str(turn_id)}, "entities": [], **message}
    tracker = {"sender_id": str(conversation_id), "latest_message": latest, "slots": {}, "events": []}
    return {"next_action": action, "sender_id": str(conversation_id), "tracker": tracker, "domain": {}}


@pytest.mark.parametrize("intent", ["who_sees_this", "bot_challenge", "why_ask", "slower"])
async def test_a_question_beside_the_point_gets_its_own_answer(sqlite_store: Store, intent: str) -> None:
    conversation_id, turn_id = begin(sqlite_store), uuid4()
    sqlite_store.turns.keep(conversation_id, turn_id, "whatever it was", Mode.TYPED)
    message = {
        "text": "whatever it was",
        "intent": {"name": intent, "confidence": 1.0},
    }  # no ranking beside it
    executor = make_executor(sqlite_store, WordTagger())
    done = await executor.run(call("action_digress", conversation_id, turn_id, message))
    assert done is not None
    assert done.responses[0]["response"] == f"utter_{intent}"
