"""What we say ourselves, without the dialogue engine, so that it is said whatever else is down."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from storage.kinds import Audience
from storage.records import Reply

OURS = "own_"
"""How the names of these responses begin. All others are the bot's."""
PLAIN = "own_plain"
"""The one whose `text`, and perhaps `buttons`, come with it: it stands in no file."""
FILE = Path(__file__).with_name("own_words.yml")

type Response = Mapping[str, Any]


@cache
def _responses() -> Mapping[str, list[Response]]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found: Mapping[str, list[Response]] = read["responses"]
    return found


def is_ours(name: str) -> bool:
    """Whether a response is one of these."""
    return name.startswith(OURS)


def message(name: str, audience: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """What one of them says to this kind of person, as Rasa has it: `text` with its {names}, `buttons`."""
    if name == PLAIN:
        return {"buttons": [], **variables}
    found = _response(name, audience)
    text: str = found["text"]
    for key, value in variables.items():
        text = text.replace(f"{{{key}}}", str(value))
    return {"text": text, "buttons": [dict(each) for each in found.get("buttons", ())]}


def reply(says: tuple[tuple[str, Mapping[str, Any]], ...], audience: str) -> list[Reply]:
    """Several of them as one reply: a sentence or two on each line."""
    said = [message(name, audience, variables) for name, variables in says]
    choices = [_choice(button) for each in said for button in each["buttons"]]
    return [Reply("\n".join(each["text"] for each in said), choices)] if said else []


def _response(name: str, audience: str) -> Response:
    resident = audience == Audience.RESIDENT
    return next(each for each in _responses()[name] if (each.get("channel") == Audience.RESIDENT) == resident)


def _choice(button: Mapping[str, str]) -> dict[str, str]:
    """A button as the door to Rasa hands it out: an act, or words that are said."""
    title, payload = button["title"], button["payload"]
    if payload.startswith("/"):
        return {"title": title, "intent": payload.removeprefix("/")}
    return {"title": title, "text": payload}
