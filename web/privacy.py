"""`/privacy`: what happens to people's words, in plain words, for each home."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from storage.records import ServiceRecord
from web.pages import page
from web.privacy_words import PRIVACY

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """The notice; where there are several homes, the one named in the address, or all who read anywhere."""
    parts = request.app.state.parts
    services = parts.store.services.all()
    asked = request.query_params.get("service", "")
    chosen = [each for each in services if each.slug == asked] or services
    context = {"parts": notice(chosen, parts.settings.recording_days), "services": chosen}
    return page(request, "privacy.html", context)


def notice(services: list[ServiceRecord], days: int) -> list[dict[str, Any]]:
    """What it says, with the names of those who read and the days that a voice may stay."""
    readers = ", or ".join(dict.fromkeys(each.readers for each in services))
    filled = {"readers": readers or "the staff", "days": days}
    return [
        {"sign": part.sign, "asks": part.asks, "says": [each.format(**filled) for each in part.says]}
        for part in PRIVACY
    ]
