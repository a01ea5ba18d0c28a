"""/review/audit: who read, changed and took out what."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from storage.audit import AuditFilter, AuditRecord, Key
from storage.audit_chain import Head
from storage.errors import StorageError
from storage.rights import Power, StaffRecord
from web.audit_faults import verdict_words
from web.audit_words import SORTS, about, did, leads_to, verbs_of
from web.days import day_start
from web.list_address import UNREADABLE_DAY
from web.pages import Parts, clock, day_name
from web.staff_pages import AManager, TheParts, staff_page

PAGE_SIZE = 50
NO_PROOF = "This is no proof of the list. Type it as it stands on a sheet: a number, a colon, letters."

router = APIRouter(prefix="/review/audit", include_in_schema=False)


@router.get("")
def audit(request: Request, staff: AManager, parts: TheParts) -> Response:
    """What was done, newest first, filtered by what stands in the address."""
    asked, within = dict(request.query_params), staff.services(Power.MANAGE)
    wanted, error = read_filter(asked)
    found, behind = parts.store.audit.page(within, wanted, read_key(asked.get("behind", "")), PAGE_SIZE)
    kept = {name: text for name, text in asked.items() if name not in ("behind", "proof") and text}
    context = {
        "days": by_day(found),
        "asked": kept,
        "sorts": SORTS,
        "people": parts.store.audit.people(within),
        "colleagues": parts.store.grants.everyone(within),
        "older": kept | {"behind": written_key(behind)} if behind else None,
        "newest": "behind" not in asked,
        "error": error,
        "proof": parts.store.audit.head(),
        "verdict": _verdict(parts, asked["proof"]) if "proof" in asked else None,
    }
    return staff_page(request, staff, "audit.html", context)


def _verdict(parts: Parts, proof: str) -> dict[str, Any]:
    """Whether all of it, of every service, is as it was written; and follows on a proof from earlier."""
    try:
        verdict = parts.store.audit.verify([Head.read(proof)] if proof.strip() else ())
    except StorageError as error:
        if error.code != "unusable":
            raise
        return {"whole": False, "words": [NO_PROOF]}
    return {"whole": not verdict.found, "words": verdict_words(verdict)}


def read_filter(asked: Mapping[str, str]) -> tuple[AuditFilter, str]:
    """The filter that stands in an address; what cannot be read is left out and said."""
    since, until = day_start(asked.get("from", "")), day_start(asked.get("to", ""), 1)
    wrong = any(asked.get(name) and day is None for name, day in (("from", since), ("to", until)))
    wanted = AuditFilter(
        person_id=_uuid(asked, "person"),
        conversation_id=_uuid(asked, "conversation"),
        staff_id=_uuid(asked, "who"),
        verbs=verbs_of(asked.get("what", "")),
        since=since,
        until=until,
    )
    return wanted, UNREADABLE_DAY if wrong else ""


def readers_of(
    parts: Parts,
    staff: StaffRecord,
    service_id: UUID,
    *,
    conversation_id: UUID | None = None,
    person_id: UUID | None = None,
) -> dict[str, Any] | None:
    """The last few who read or changed it, for those who may know that; else none."""
    if service_id not in staff.services(Power.MANAGE):
        return None
    wanted = AuditFilter(conversation_id=conversation_id, person_id=person_id)
    found, more = parts.store.audit.page([service_id], wanted, size=5)
    name, identifier = ("conversation", conversation_id) if conversation_id else ("person", person_id)
    return {
        "records": [_view(record) for record in found],
        "more": more is not None,
        "all_url": f"/review/audit?{name}={identifier}",
        "sheet_url": f"/review/audit/{name}/{identifier}/sheet",
    }


def by_day(records: list[AuditRecord]) -> list[dict[str, Any]]:
    """What was done, day by day."""
    days: list[dict[str, Any]] = []
    for record in records:
        day = day_name(record.at)
        if not days or days[-1]["day"] != day:
            days.append({"day": day, "records": []})
        days[-1]["records"].append(_view(record))
    return days


def read_key(text: str) -> Key | None:
    """Where the page before ended; none if that makes no sense."""
    at, _, identifier = text.partition("~")
    try:
        return datetime.fromtimestamp(int(at) / 1_000_000, UTC), UUID(identifier)
    except (ValueError, OverflowError, OSError):
        return None


def written_key(key: Key) -> str:
    """The same for an address: millionths of a second since 1970, and the identifier."""
    whole = key[0] - datetime(1970, 1, 1, tzinfo=UTC)
    return f"{whole // timedelta(microseconds=1)}~{key[1]}"


def _view(record: AuditRecord) -> dict[str, Any]:
    return {
        "at": clock(record.at),
        "day": day_name(record.at),
        "who": record.who,
        "did": did(record),
        "about": about(record),
        "url": leads_to(record),
    }


def _uuid(asked: Mapping[str, str], name: str) -> UUID | None:
    """An identifier in an address. HTTPException(404) for one that nothing can have."""
    if not asked.get(name):
        return None
    try:
        return UUID(asked[name])
    except ValueError:
        raise HTTPException(404) from None
