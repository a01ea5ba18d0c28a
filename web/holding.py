"""/review/setup/retention: how long what stays, what went, and what must not go: legal holds."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.holds import MOST_LETTERS
from storage.rights import Power, StaffRecord
from web.keeping_words import hold_view, period_views, report_view
from web.pages import Parts
from web.staff_pages import AForm, AManager, TheParts, form_id, staff_page

router = APIRouter(prefix="/review", include_in_schema=False)

PAGE = "/review/setup/retention"
REPORTS = 14
TWO_OR_NONE = "Choose one person, or write one conversation, not both."
NO_DAY = "Write the day like 2026-12-31, or leave it empty."


@router.get("/setup/retention")
def retention(request: Request, staff: AManager, parts: TheParts) -> Response:
    """All of it on one page."""
    return _page(request, staff, parts)


@router.post("/holds")
def place(request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """A hold on somebody, or on a conversation."""
    fields = {name: str(form.get(name, "")).strip() for name in ("person", "conversation", "why", "until")}
    try:
        which, until_on = _which(fields), _day(fields["until"])
        parts.store.holds.place(
            staff.services(Power.MANAGE), staff.id, fields["why"],
            until_on=until_on, hold_id=form_id(form), **which,
        )  # fmt: skip
    except (ValueError, StorageError) as error:
        if isinstance(error, StorageError) and error.code != "unusable":
            raise
        return _page(request, staff, parts, fields=fields, error=str(error), status=400)
    parts.store.audit.record(staff.id, "placed_hold", str(next(iter(which.values()))))
    return RedirectResponse(f"{PAGE}#holds", 303)


@router.post("/holds/{hold_id}/lift")
def lift(hold_id: UUID, staff: AManager, parts: TheParts) -> Response:
    """It counts no more."""
    hold = parts.store.holds.lift(staff.services(Power.MANAGE), hold_id, staff.id)
    parts.store.audit.record(staff.id, "lifted_hold", str(hold.person_id or hold.conversation_id))
    return RedirectResponse(f"{PAGE}#holds", 303)


def _page(  # noqa: PLR0913 (what the page may have to say besides)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    *,
    fields: dict[str, str] | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    within, store, periods = staff.services(Power.MANAGE), parts.store, parts.settings.periods
    asked = {name: request.query_params.get(name, "")[:80] for name in ("person", "conversation")}
    taught_at = parts.taught_at()
    context: dict[str, Any] = {
        "periods": period_views(periods, store.purging.due(periods, datetime.now(UTC))),
        "reports": [report_view(each) for each in store.purging.reports(REPORTS)],
        "holds": [hold_view(each) for each in store.holds.all(within)],
        "people": store.people.everyone(within),
        "fields": fields or {"why": "", "until": "", **asked},
        "learned": store.erasures.taught_since(taught_at) if taught_at else 0,
        "most_why": MOST_LETTERS,
        "error": error,
        "new_id": uuid4(),
    }
    return staff_page(request, staff, "staff_retention.html", context, status)


def _which(fields: dict[str, str]) -> dict[str, UUID]:
    """Whom or what to hold. Raises ValueError; HTTPException(404) for what is no identifier."""
    if bool(fields["person"]) == bool(fields["conversation"]):
        raise ValueError(TWO_OR_NONE)
    name = "person" if fields["person"] else "conversation"
    # As it stands in the address of its page, or the whole address.
    last = fields[name].split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
    try:
        return {f"{name}_id": UUID(last)}
    except ValueError:
        raise HTTPException(404) from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(NO_DAY) from None
