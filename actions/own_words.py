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


def response(name: str, audience: str) -> Response:
    """One of them for this kind of person: `text` and perhaps `buttons`, as Rasa has them."""
    resident = audience == Audience.RESIDENT
    return next(each for each in _responses()[name] if (each.get("channel") == Audience.RESIDENT) == resident)


def wording(name: str, audience: str, variables: Mapping[str, Any]) -> str:
    """Its words, with the {names} filled in."""
    text: str = response(name, audience)["text"]
    for key, value in variables.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def reply(says: tuple[tuple[str, Mapping[str, Any]], ...], audience: str) -> list[Reply]:
    """Several of them as one reply: a sentence or two on each line."""
    lines = [wording(name, audience, variables) for name, variables in says]
    buttons = [button for name, _ in says for button in response(name, audience).get("buttons", ())]
    choices = [{"title": each["title"], "intent": each["payload"].removeprefix("/")} for each in buttons]
    return [Reply("\n".join(lines), choices)] if lines else []
