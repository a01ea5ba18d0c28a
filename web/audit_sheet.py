"""/review/audit/.../sheet: who read what somebody said, on paper and in plain words, for them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from storage.audit import AuditFilter, AuditRecord
from storage.rights import Power
from web.audit_words import plainly
from web.pages import Parts, day_name, page
from web.staff_pages import AManager, TheParts

MOST = 1000
"""As much as anybody would read on paper; where there is more, the sheet says so."""

router = APIRouter(prefix="/review/audit", include_in_schema=False)


@router.get("/person/{person_id}/sheet")
def of_person(person_id: UUID, request: Request, staff: AManager, parts: TheParts) -> Response:
    """All that was done with what one person said, and with what we know of them."""
    name = parts.store.audit.whose(staff.services(Power.MANAGE), person_id)
    if name is None:
        raise HTTPException(404)
    wanted = AuditFilter(person_id=person_id)
    found, more = parts.store.audit.page(staff.services(Power.MANAGE), wanted, size=MOST)
    parts.store.audit.record(staff.id, "gave_out_readers", str(person_id))
    back = f"/review/people/{person_id}"
    return _sheet(request, parts, found, {"name": name, "more": more, "back": back, "by": staff.name})


@router.get("/conversation/{conversation_id}/sheet")
def of_conversation(conversation_id: UUID, request: Request, staff: AManager, parts: TheParts) -> Response:
    """All that was done with one conversation."""
    within = staff.services(Power.MANAGE)
    if not parts.store.audit.is_there(within, conversation_id):
        raise HTTPException(404)
    found, more = parts.store.audit.page(within, AuditFilter(conversation_id=conversation_id), size=MOST)
    parts.store.audit.record(staff.id, "gave_out_readers", str(conversation_id))
    back = f"/review/{conversation_id}"
    name = next((each.person for each in found if each.person), None)
    return _sheet(request, parts, found, {"name": name, "more": more, "back": back, "by": staff.name})


def _sheet(request: Request, parts: Parts, found: list[AuditRecord], context: dict[str, Any]) -> Response:
    service = parts.store.services.get(found[0].service_id if found else None)
    context |= {"days": sentences(found), "service": service, "most": MOST}
    context["proof"] = parts.store.audit.head()
    return page(request, "audit_sheet.html", context)


def sentences(records: list[AuditRecord]) -> list[tuple[str, list[str]]]:
    """Day by day, each once: "Priya read what you said, 3 times."."""
    days: dict[str, dict[tuple[str, str], int]] = {}
    for record in records:
        day = days.setdefault(day_name(record.at), {})
        deed = (record.who, plainly(record))
        day[deed] = day.get(deed, 0) + 1
    return [
        (day, [f"{who} {deed}{_times(count)}." for (who, deed), count in deeds.items()])
        for day, deeds in days.items()
    ]


def _times(count: int) -> str:
    return "" if count == 1 else f", {count} times"
