"""What a tablet carries with it, so that a week without us changes nothing for the person."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from storage.devices import DeviceRecord
from storage.kinds import Audience
from storage.people import PersonRecord
from storage.records import QuestionRecord
from web.pages import Parts
from web.pictures import Picture

IDLE_SECONDS = 90
"""After so long without a touch the tablet asks whether somebody is there."""
HELP_MINUTES = 5
"""After so long without an answer the tablet says plainly that nobody has come yet."""


def pack(parts: Parts, device: DeviceRecord) -> dict[str, Any]:
    """Everything, with a version that changes when anything does."""
    found = _content(parts, device)
    return {"version": _hash(found), **found}


def _sounds(known: Mapping[str, Mapping[str, Any]]) -> dict[str, str] | None:
    """Where all sounds are listed, which is much to fetch before anybody wants one, and any one of them."""
    if not known:
        return None
    first = next(iter(next(iter(known.values())).values()))
    return {"list": f"/tablet/sounds?v={_hash(known)}", "first": first["wav"]}


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _content(parts: Parts, device: DeviceRecord) -> dict[str, Any]:
    store = parts.store
    here = {device.service_id}
    service, asked = store.services.get(device.service_id), store.questions.newest(Audience.RESIDENT)
    cards = store.people.cards(here)
    return {
        "service": {"name": service.name, "readers": service.readers, "phone": service.phone},
        "device": {"id": str(device.id), "name": device.name, "pin": device.pin},
        "set_id": str(asked.id) if asked else None,
        "language": asked.language if asked else "en",
        "questions": [_question(each) for each in asked.questions] if asked else [],
        "pictures": {picture.key: _picture(parts, picture) for picture in parts.pictures.values()},
        "people": [_person(each, cards.get(each.id)) for each in store.people.everyone(here)],
        "sounds": _sounds(parts.read_aloud.known()),
        "words": f"/tablet/words?v={_hash(parts.suggestions(here))}",
        "idle_seconds": IDLE_SECONDS,
        "help_minutes": HELP_MINUTES,
    }


def _question(question: QuestionRecord) -> dict[str, Any]:
    fields = asdict(question)
    return {**fields, "id": str(question.id)}


def _picture(parts: Parts, picture: Picture) -> dict[str, Any]:
    path = parts.own_pictures.get(picture.key)
    src = f"/tablet/pictures/{picture.key}?v={path.stat().st_mtime_ns:x}" if path and path.exists() else None
    return {"label": picture.label, "phrase": picture.phrase, "src": src}


def _person(person: PersonRecord, card: str | None) -> dict[str, Any]:
    return {
        "id": str(person.id),
        "name": person.name,
        "card": card,
        "profile": asdict(person.profile),
        "updated_at": person.updated_at.isoformat(),
    }
