"""A stand-in for Rasa that speaks: the real question loop with the real words and buttons of bot/domain."""

import re
from typing import Any

import yaml

from actions.own_words import is_ours
from nlu.understanding import PrincipleTag, Understanding
from storage.records import Reply
from tests.fakes import LoopRasa, WordTagger
from web.settings import ROOT

RESPONSES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "bot" / "domain" / "responses.yml").read_text(encoding="utf-8")
)["responses"]

MARKS = {
    "listen": ("equality", "wish"),
    "three weeks ago and heard nothing": ("reciprocity", "not_working"),
    "heard nothing": ("facilitation", "wish"),
    "she sits with him": ("peer_support", "working"),
    "his own cardigans": ("diversity", "neutral"),
}
"""What the stand-in for the tagger knows; two of them overlap."""


class MarkingTagger(WordTagger):
    """Honours nlu.tagger.Tagger: finds the words in MARKS, for pages that show every stance."""

    model_version = "marks-1"

    def tag(self, text: str) -> Understanding:
        """What the text says, by a few turns of phrase."""
        found = []
        for words, (key, stance) in MARKS.items():
            if (at := text.lower().find(words)) >= 0:
                found.append(PrincipleTag(key, stance, 0.8, ((at, at + len(words)),)))
        return Understanding(tuple(found), found[0].stance if found else "neutral", ("laundry",), None)


class SpeakingRasa(LoopRasa):
    """Says what the dialogue engine would say, so that a page looks as it does in earnest."""

    def _reply(self, name: str, variables: dict[str, Any], audience: str) -> Reply:
        if is_ours(name):
            return super()._reply(name, variables, audience)
        variations = RESPONSES[name]
        own = [each for each in variations if each.get("channel") == audience]
        [said, *_] = own or [each for each in variations if "channel" not in each]
        buttons = variables.pop("buttons", None) or said.get("buttons") or ()
        filled = re.sub(r"\{(\w+)\}", lambda found: str(variables[found[1]]), said["text"])
        return Reply(filled, tuple(_choice(button) for button in buttons))


def _choice(button: dict[str, str]) -> dict[str, str]:
    title, payload = button["title"], button["payload"]
    return (
        {"title": title, "intent": payload[1:]}
        if payload.startswith("/")
        else {"title": title, "text": payload}
    )
