"""/review/connections: which other programs may read, and which are told what happens."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.rights import Power, StaffRecord
from storage.tokens import MOST_DAYS, MOST_LETTERS_OF_A_NAME, Scope
from storage.webhooks import MOST_LETTERS_OF_AN_ADDRESS, Event
from web.connection_view import EVENTS, SCOPES, token_view, webhook_view
from web.errors import WebError
from web.outside import number_of, read_address
from web.pages import Parts
from web.staff_pages import AForm, AnAdministrator, TheParts, form_id, staff_page

USUAL_DAYS = "90"

router = APIRouter(prefix="/review/connections", include_in_schema=False)


@router.get("")
def connections(request: Request, staff: AnAdministrator, parts: TheParts) -> Response:
    """Every token and every webhook, with how the last messages went."""
    return _page(request, staff, parts)


@router.post("/tokens")
def make_token(request: Request, staff: AnAdministrator, parts: TheParts, form: AForm) -> Response:
    """A new token: its secret is on this page, once."""
    scopes = [Scope(each) for each in map(str, form.getlist("scope")) if each in set(Scope)]
    days = str(form.get("days", ""))
    try:
        token, secret = parts.store.tokens.make(
            staff.services(Power.ADMINISTER),
            _service(form, staff),
            str(form.get("name", "")),
            scopes,
            int(days) if days.isascii() and days.isdecimal() and len(days) < 6 else 0,
            staff.id,
            form_id(form),
        )
    except StorageError as error:
        return _refused(request, staff, parts, form, error, "token")
    parts.store.audit.record(staff.id, "made_token", str(token.id))
    context = {"what": "token", "name": token.name, "secret": secret, "ends": token.expires_at}
    return staff_page(request, staff, "staff_secret.html", context)


@router.post("/tokens/{token_id:uuid}/revoke")
def revoke_token(token_id: UUID, staff: AnAdministrator, parts: TheParts) -> Response:
    """It lets nobody in any more."""
    if parts.store.tokens.revoke(staff.services(Power.ADMINISTER), token_id) is None:
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "revoked_token", str(token_id))
    return RedirectResponse("/review/connections#tokens", 303)


@router.post("/webhooks")
def add_webhook(request: Request, staff: AnAdministrator, parts: TheParts, form: AForm) -> Response:
    """A new webhook: what its messages are signed with is on this page, once."""
    events = [Event(each) for each in map(str, form.getlist("event")) if each in EVENTS]
    url, service_id = str(form.get("url", "")).strip(), _service(form, staff)
    try:
        _require_reachable(url, private=parts.settings.private_webhooks)
        hook, secret = parts.store.webhooks.add(
            staff.services(Power.ADMINISTER), service_id, url, events, staff.id, form_id(form)
        )
    except (StorageError, WebError) as error:
        return _refused(request, staff, parts, form, error, "webhook")
    parts.store.audit.record(staff.id, "added_webhook", str(hook.id))
    return staff_page(request, staff, "staff_secret.html", {"what": "webhook", "name": url, "secret": secret})


@router.post("/webhooks/{webhook_id:uuid}/try")
def try_webhook(webhook_id: UUID, staff: AnAdministrator, parts: TheParts) -> Response:
    """Send a message that tells of nothing, now."""
    message_id = parts.store.webhooks.test(staff.services(Power.ADMINISTER), webhook_id)
    if message_id is None:
        raise HTTPException(404)
    parts.messenger.send(message_id)
    parts.store.audit.record(staff.id, "tried_webhook", str(webhook_id))
    return RedirectResponse(f"/review/connections#w-{webhook_id}", 303)


@router.post("/webhooks/{webhook_id:uuid}/stop")
def stop_webhook(webhook_id: UUID, staff: AnAdministrator, parts: TheParts) -> Response:
    """It is told nothing any more."""
    if not parts.store.webhooks.stop(staff.services(Power.ADMINISTER), webhook_id):
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "stopped_webhook", str(webhook_id))
    return RedirectResponse("/review/connections#webhooks", 303)


def _page(  # noqa: PLR0913 (what the page may have to say besides the lists)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    *,
    fields: Mapping[str, Any] | None = None,
    error: str | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    within = staff.services(Power.ADMINISTER)
    context = {
        "tokens": [token_view(each) for each in parts.store.tokens.all(within)],
        "webhooks": [webhook_view(each) for each in parts.store.webhooks.all(within)],
        "services": parts.store.exporting.services(within),
        "scopes": SCOPES,
        "events": EVENTS,
        "fields": fields or {"days": USUAL_DAYS, "scope": [Scope.ANSWERS], "event": list(EVENTS)},
        "error": error,
        "wrong": wrong,
        "most_name": MOST_LETTERS_OF_A_NAME,
        "most_days": MOST_DAYS,
        "most_url": MOST_LETTERS_OF_AN_ADDRESS,
        "new_id": uuid4(),
    }
    return staff_page(request, staff, "staff_connections.html", context, status)


def _refused(  # noqa: PLR0913, PLR0917 (as _page)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    form: FormData,
    error: StorageError | WebError,
    wrong: str,
) -> Response:
    """What is wrong, with what was written still in its place."""
    if error.code not in ("unusable", "taken", "bad_address", "no_address"):
        raise error
    lists = {name: list(map(str, form.getlist(name))) for name in ("scope", "event")}
    texts = {name: str(form.get(name, "")) for name in ("name", "days", "url", "service")}
    status = 409 if error.code == "taken" else 400
    return _page(request, staff, parts, fields=texts | lists, error=str(error), wrong=wrong, status=status)


def _require_reachable(url: str, *, private: bool) -> None:
    """Say at once what would fail later. Raises WebError."""
    number_of(read_address(url), private=private)


def _service(form: FormData, staff: StaffRecord) -> UUID:
    """The service that is meant; the only one if none is named. HTTPException(404) if it is not theirs."""
    theirs = staff.services(Power.ADMINISTER)
    named = {str(each): each for each in theirs}
    wanted = str(form.get("service", "")) or (next(iter(named)) if len(named) == 1 else "")
    if wanted not in named:
        raise HTTPException(404)
    return named[wanted]
