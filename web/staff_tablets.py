"""/review/tablets: staff pair a tablet, see what waits on it, and let it go."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.devices import CODE_MINUTES, DeviceRecord
from storage.errors import StorageError
from storage.rights import Power
from web.errors import WebError
from web.pages import clock, day_name
from web.pins import hash_pin
from web.qr import qr_address
from web.staff_pages import AManager, TheParts, staff_page, waited
from web.staff_places import CHOOSE_PLACE, AtService, chosen_place, places

SILENT_MINUTES = 24 * 60
"""A tablet that was not heard of for so long is pointed out: what waits on it may be lost with it."""

router = APIRouter(prefix="/review/tablets", include_in_schema=False)


@router.get("")
def tablets(request: Request, staff: AManager, parts: TheParts) -> Response:
    """Every tablet, where it lives, when it was heard of, what waits on it."""
    return _list(request, staff, parts)


@router.post("")
def add(  # noqa: PLR0913, PLR0917 (one parameter for each field of the form)
    request: Request,
    staff: AManager,
    parts: TheParts,
    name: Annotated[str, Form(max_length=200)] = "",
    pin: Annotated[str, Form(max_length=40)] = "",
    at: AtService = "",
) -> Response:
    """A new tablet: shows its pairing code once."""
    service_id = chosen_place(staff, Power.MANAGE, at)
    if service_id is None:
        return _list(request, staff, parts, error=CHOOSE_PLACE, name=name, status=400)
    try:
        device, code = parts.store.devices.add(service_id, name, hash_pin(pin.strip()), staff.id)
    except (WebError, StorageError) as error:
        if error.code not in ("bad_pin", "bad_name"):
            raise
        return _list(request, staff, parts, error=str(error), name=name, status=400)
    parts.store.audit.record(staff.id, "added_tablet", str(device.id))
    return _code_page(request, staff, device, code)


@router.post("/{device_id}/code")
def new_code(device_id: UUID, request: Request, staff: AManager, parts: TheParts) -> Response:
    """Another pairing code, for another browser in the place of the one before."""
    within = staff.services(Power.MANAGE)
    code = parts.store.devices.new_code(within, device_id)
    device = parts.store.devices.get(within, device_id)
    if device is None:
        raise HTTPException(404)
    parts.store.audit.record(staff.id, "new_tablet_code", str(device_id))
    return _code_page(request, staff, device, code)


@router.post("/{device_id}/revoke")
def revoke(device_id: UUID, staff: AManager, parts: TheParts) -> Response:
    """Lost, or given away."""
    parts.store.devices.revoke(staff.services(Power.MANAGE), device_id)
    parts.store.audit.record(staff.id, "revoked_tablet", str(device_id))
    return RedirectResponse("/review/tablets", 303)


def _list(  # noqa: PLR0913 (what the page may have to say besides the list)
    request: Request,
    staff: AManager,
    parts: TheParts,
    *,
    error: str | None = None,
    name: str = "",
    status: int = 200,
) -> Response:
    found = [_view(device) for device in parts.store.devices.all(staff.services(Power.MANAGE))]
    where = places(parts, staff, Power.MANAGE)
    context = {"tablets": found, "error": error, "name": name, "places": where}
    return staff_page(request, staff, "staff_tablets.html", context, status)


def _code_page(request: Request, staff: AManager, device: DeviceRecord, code: str) -> Response:
    address = address_of(request)
    context = {
        "tablet": device,
        "code": f"{code[:4]} {code[4:]}",
        "address": f"{address}/tablet",
        "qr": qr_address(f"{address}/tablet?code={code}"),
        "minutes": CODE_MINUTES,
    }
    return staff_page(request, staff, "staff_tablet_code.html", context, at=device.service_id)


def address_of(request: Request) -> str:
    """How this program is reached from outside."""
    settings = request.app.state.parts.settings
    return settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")


def _view(device: DeviceRecord) -> dict[str, Any]:
    now = datetime.now(UTC)
    silent = int((now - device.seen_at).total_seconds() // 60) if device.seen_at else None
    return {
        "id": str(device.id),
        "name": device.name,
        "paired": device.paired_at is not None,
        "seen": waited(silent) if silent is not None else None,
        "silent": silent is not None and silent >= SILENT_MINUTES,
        "waiting": device.waiting,
        "since": f"{day_name(device.waiting_since)}, {clock(device.waiting_since)}"
        if device.waiting_since
        else None,
    }
