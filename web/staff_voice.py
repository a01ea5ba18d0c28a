"""/review/voice: which engine makes out words here, is it whole, how fast is it, and what would be better."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.engine_states import states_view
from web.staff_pages import AManager, TheParts, staff_page

router = APIRouter(prefix="/review/voice", include_in_schema=False)


@router.get("")
def voice(request: Request, staff: AManager, parts: TheParts) -> Response:
    """The engines of this machine. Nothing is measured or fetched from here."""
    context = states_view(parts.engines(), parts.ears.engine) | {"days": parts.settings.recording_days}
    return staff_page(request, staff, "staff_voice.html", context)
