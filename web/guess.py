"""/review/guess/<answer>: who could guess whose words these are, before they are shown."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from storage.crowds import Crowd
from storage.rights import Power
from web.clean_words import CleanWords
from web.staff_pages import AReader, TheParts, staff_page

SHARED = (
    ("speakers", "people of the same kind talked in the same weeks"),
    ("asked", "of them answered the same question"),
    ("language", "of them speak this language with us"),
    ("place", "of them talked at this place, or by this way"),
)
"""A field of storage.crowds.Crowd, and what its number means."""

router = APIRouter(prefix="/review", include_in_schema=False)


@router.get("/guess/{answer_id}")
def guess(request: Request, answer_id: UUID, staff: AReader, parts: TheParts) -> Response:
    """The words as others would read them, and how many people they may be of."""
    crowd = parts.store.crowds.of(staff.services(Power.READ), answer_id)
    if crowd is None:
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "read", str(answer_id))
    context = {
        "url": f"/review/{crowd.conversation_id}",
        "words": CleanWords(parts.store).of(crowd.words),
        "shared": _shared(crowd, parts.store.apart.least),
        "few": any(getattr(crowd, name) is None for name, _ in SHARED),
    }
    return staff_page(request, staff, "staff_guess.html", context)


def _shared(crowd: Crowd, least: int) -> list[dict[str, Any]]:
    numbers = ((getattr(crowd, name), means) for name, means in SHARED)
    return [
        {"number": f"{number:,}" if number else f"Fewer than {least}", "few": number is None, "means": means}
        for number, means in numbers
    ]
