"""Where the next page begins, as a word that other programs hand back unread."""

import base64
import json
from datetime import datetime
from uuid import UUID

from starlette.exceptions import HTTPException

from storage.api_lists import Key
from storage.exporting import Place

WRONG = "`after` is not one that we gave. Take `next` of the page before, or begin again without it."


def word_of(place: Key | Place) -> str:
    """A place as a word for an address."""
    parts = [part.isoformat() if isinstance(part, datetime) else part.hex for part in place]
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def read_key(word: str | None) -> Key | None:
    """A place of two parts. HTTPException(422) if it is none."""
    if word is None:
        return None
    moment, identifier = _parts(word, 2)
    return _moment(moment), _uuid(identifier)


def read_place(word: str | None) -> Place | None:
    """A place of four parts. HTTPException(422) if it is none."""
    if word is None:
        return None
    began, conversation, given, answer = _parts(word, 4)
    return _moment(began), _uuid(conversation), _moment(given), _uuid(answer)


def _parts(word: str, count: int) -> list[str]:
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        parts = json.loads(raw)
    except (ValueError, RecursionError):
        raise HTTPException(422, WRONG) from None
    if not isinstance(parts, list) or list(map(type, parts)) != [str] * count:
        raise HTTPException(422, WRONG)
    return parts


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise HTTPException(422, WRONG) from None
    if moment.tzinfo is None or moment.utcoffset():
        raise HTTPException(422, WRONG)
    return moment


def _uuid(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        raise HTTPException(422, WRONG) from None
