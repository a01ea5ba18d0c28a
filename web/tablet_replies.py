"""What staff wrote back, for the one person it is for: fetched when they sit at a tablet, kept on none."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel

from storage.kinds import Verdict
from web.pages import Parts, parts_of
from web.replies import one_by_one
from web.tablet_door import ATablet

router = APIRouter(prefix="/tablet/people/{person_id}/replies", include_in_schema=False)
TheParts = Annotated[Parts, Depends(parts_of)]


class Seen(BaseModel):
    """Somebody has seen a reply, and perhaps said what they think of it."""

    at: AwareDatetime
    verdict: Verdict | None = None


@router.get("")
def waiting(person_id: UUID, parts: TheParts, device: ATablet) -> Response:
    """What waits for somebody, sentence by sentence. What was withdrawn by now is not among it."""
    found = parts.store.tablet_replies.waiting(device.id, person_id)
    views = [
        {
            "id": str(each.id),
            "sentences": one_by_one(each.text),
            "by": each.by,
            "picture": each.picture,
            "asks": each.asks,
        }
        for each in found
    ]
    return JSONResponse({"replies": views}, headers={"cache-control": "no-store"})


@router.post("/{reply_id}")
def told(person_id: UUID, reply_id: UUID, seen: Seen, parts: TheParts, device: ATablet) -> dict[str, Any]:
    """They have seen it, perhaps some days ago."""
    parts.store.tablet_replies.told(device.id, person_id, reply_id, seen.at, seen.verdict)
    return {"kept": True}
