"""`/privacy`: what happens to people's words, in plain words, for each home."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from storage.records import ServiceRecord
from web.keeping_words import span
from web.pages import page
from web.privacy_words import GOES, LOCKED, PRIVACY, STAYS, Part
from web.settings import Settings

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """The notice; where there are several homes, the one named in the address, or all who read anywhere."""
    parts = request.app.state.parts
    services = parts.store.services.all()
    asked = request.query_params.get("service", "")
    chosen = [each for each in services if each.slug == asked] or services
    context = {"parts": notice(chosen, parts.settings), "services": chosen}
    return page(request, "privacy.html", context)


def notice(services: list[ServiceRecord], settings: Settings) -> list[dict[str, Any]]:
    """What it says, with the names of those who read and how long what stays; only what is true here."""
    readers = ", or ".join(dict.fromkeys(each.readers for each in services))
    filled = {
        "readers": readers or "the staff",
        "days": settings.recording_days,
        "long": span(settings.answers_days),
    }
    return [
        {
            "sign": part.sign,
            "asks": part.asks,
            "says": [each.format(**filled) for each in _true(part, settings)],
        }
        for part in PRIVACY
    ]


def _true(part: Part, settings: Settings) -> Iterator[str]:
    locked = settings.encryption and settings.database_address.startswith("sqlite")
    for each in part.says:
        if each != LOCKED or locked:
            yield each if each != GOES or settings.answers_days else STAYS
