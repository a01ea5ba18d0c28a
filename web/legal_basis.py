"""/review/setup/basis: on which legal basis a home works with what people say; who chose it, when and why."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from storage.consent_kinds import Basis, Condition
from storage.consent_records import BasisRecord
from storage.consents import MOST_LETTERS
from storage.errors import StorageError
from storage.rights import Power, StaffRecord
from web.pages import Parts, clock, day_name
from web.staff_pages import AForm, AManager, TheParts, staff_page
from web.staff_places import CHOOSE_PLACE, chosen_place, places

BASES: Mapping[str, str] = {
    Basis.CONSENT: "Consent: only what people agree to",
    Basis.CONTRACT: "Contract: it is part of the care they agreed with us",
    Basis.LEGAL_DUTY: "Legal duty: the law asks us to hear people",
    Basis.PUBLIC_TASK: "Public task: we do it for a public body",
    Basis.LEGITIMATE_INTERESTS: "Legitimate interests: weighed against theirs, on paper",
}
CONDITIONS: Mapping[str, str] = {
    Condition.EXPLICIT_CONSENT: "Explicit consent",
    Condition.CARE: "Health or social care, by people bound to keep it to themselves",
}
WHAT_FOLLOWS = {
    Basis.CONSENT: "Numbers, the brief, files and other programs hold only what people agreed to.",
}
ELSE = (
    "Numbers, the brief and files hold everything but what people said no to. Their no counts on every basis."
)

router = APIRouter(prefix="/review/setup/basis", include_in_schema=False)


@router.get("")
def basis(request: Request, staff: AManager, parts: TheParts, saved: str = "") -> Response:
    """What counts now at each of their services, and what was chosen before."""
    return _page(request, staff, parts, saved=bool(saved))


@router.post("")
def choose(request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """Another basis from now on."""
    typed = {name: str(form.get(name, "")) for name in ("basis", "condition", "why", "at")}
    service_id = chosen_place(staff, Power.MANAGE, typed["at"])
    if service_id is None:
        return _page(request, staff, parts, typed=typed, error=CHOOSE_PLACE)
    if typed["basis"] not in BASES or typed["condition"] not in CONDITIONS:
        return _page(request, staff, parts, typed=typed, error="Choose a basis, and what lets you do it.")
    within = staff.services(Power.MANAGE)
    chosen = (Basis(typed["basis"]), Condition(typed["condition"]), typed["why"])
    try:
        parts.store.consents.choose_basis(within, service_id, *chosen, staff.id)
    except StorageError as error:
        if error.code != "unusable":
            raise
        return _page(request, staff, parts, typed=typed, error=str(error))
    parts.store.audit.record(staff.id, "chose_basis", typed["basis"])
    return RedirectResponse("/review/setup/basis?saved=1", 303)


def _page(  # noqa: PLR0913 (what the page may have to say besides the form)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    *,
    typed: Mapping[str, str] | None = None,
    error: str | None = None,
    saved: bool = False,
) -> Response:
    within = staff.services(Power.MANAGE)
    names = {each.id: each.name for each in parts.store.services.all() if each.id in within}
    chosen = parts.store.consents.bases(within)
    now = {each.service_id: each for each in reversed(chosen)}
    context: dict[str, Any] = {
        "now": [
            {"service": name, "basis": _view(now[each], names) if each in now else None}
            for each, name in names.items()
        ],
        "log": [_view(each, names) for each in chosen],
        "bases": BASES,
        "conditions": CONDITIONS,
        "places": places(parts, staff, Power.MANAGE),
        "typed": typed or {},
        "most": MOST_LETTERS,
        "error": error,
        "saved": saved,
    }
    return staff_page(request, staff, "staff_basis.html", context, 400 if error else 200)


def _view(record: BasisRecord, names: Mapping[Any, str]) -> dict[str, str]:
    return {
        "service": names.get(record.service_id, ""),
        "label": BASES.get(record.basis, record.basis),
        "condition": CONDITIONS.get(record.condition, record.condition),
        "follows": WHAT_FOLLOWS.get(Basis(record.basis), ELSE),
        "why": record.why,
        "by": record.chosen_by or "the program, at the first start",
        "when": f"{day_name(record.at)}, {clock(record.at)}",
    }
