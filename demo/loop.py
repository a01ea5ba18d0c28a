"""The question loop without Rasa: what is said and pressed is known beforehand, so nobody has to guess."""

from typing import Any
from uuid import UUID, uuid4

import yaml

from actions.flow import Flow
from actions.own_words import is_ours, reply
from actions.steering import VERBS
from actions.tagging import Understands
from demo.yaml_files import DATA
from storage.details import Details
from storage.kinds import Audience, Mode, Steering
from storage.records import Frame, Outcome, Reply
from storage.store import Store

RESPONSES = DATA.parent.parent / "bot" / "domain" / "responses.yml"

type Said = tuple[list[str], UUID | None]
"""The names of what the bot said, and the answer that it was about."""


class Loop:
    """Puts turns through the loop and keeps them, as the web process does with Rasa."""

    def __init__(self, store: Store, tagger: Understands) -> None:
        self._store = store
        self._tagger = tagger
        self._responses = yaml.safe_load(RESPONSES.read_text(encoding="utf-8"))["responses"]

    def open(self, conversation_id: UUID, audience: Audience) -> None:
        """The person comes in."""
        self.say(conversation_id, audience, "", Mode.OPENED, Steering.GREET)

    def press(
        self,
        conversation_id: UUID,
        audience: Audience,
        words: str,
        what: Steering,
        details: Details | None = None,
    ) -> Said:
        """The person presses a button."""
        return self.say(conversation_id, audience, words, Mode.BUTTON, what, details)

    def say(  # noqa: PLR0913, PLR0917 (all that a turn is)
        self,
        conversation_id: UUID,
        audience: Audience,
        words: str,
        mode: Mode = Mode.TYPED,
        what: Steering = Steering.ANSWER,
        details: Details | None = None,
    ) -> Said:
        """A turn: kept, worked on, replied to."""
        intent = None if mode == Mode.TYPED else what
        turn = self._store.turns.keep(conversation_id, uuid4(), words, mode, intent, details=details)
        with self._store.sheet(conversation_id, turn.id) as sheet:
            flow = Flow(sheet, self._tagger)
            flow.meet()
            VERBS[f"action_{what}"](flow)
            outcome = flow.finish()
            frames = sheet.frames
        self._store.turns.answered(turn.id, self._replies(outcome, audience))
        return [name for name, _ in outcome.says], _about(frames)

    def _replies(self, outcome: Outcome, audience: Audience) -> list[Reply]:
        return [self._reply(name, dict(variables), audience) for name, variables in outcome.says]

    def _reply(self, name: str, variables: dict[str, Any], audience: Audience) -> Reply:
        if is_ours(name):
            return reply(((name, variables),), audience)[0]
        ways = self._responses[name]
        fits = [each for each in ways if each.get("channel") == audience]
        response = (fits or [each for each in ways if "channel" not in each])[0]
        buttons = variables.pop("buttons", None) or response.get("buttons") or ()
        return Reply(response["text"].format_map(variables), [_choice(each) for each in buttons])


def _choice(button: dict[str, str]) -> dict[str, str]:
    payload = button["payload"]
    meant = {"intent": payload[1:]} if payload.startswith("/") else {"text": payload}
    return {"title": button["title"], **meant}


def _about(frames: list[Frame]) -> UUID | None:
    return frames[-1].answer_id if frames else None
