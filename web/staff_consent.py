"""/review/people/<person>/consent: what somebody agreed to, who said so on what footing, and when."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.consent_kinds import QUESTIONS, AskedAt, Decision, Footing, How, Use
from storage.consent_records import Asked, ConsentRecord
from storage.consent_rows import MOST_LETTERS
from storage.errors import StorageError
from storage.people import PersonRecord
from storage.rights import Power, StaffRecord
from web.pages import Parts, clock, day_name
from web.staff_pages import AForm, AManager, AReader, TheParts, staff_page

USES: Mapping[str, str] = {
    Use.KEEP_WORDS: "Keep their words",
    Use.KEEP_VOICE: "Keep their voice",
    Use.REPORTS: "Use their words in reports",
    Use.FAMILY: "Tell their family",
}
"""Who may see their name is theirs alone: from a list of who asked for that one could guess who said what."""
DECISIONS: Mapping[str, str] = {
    Decision.GIVEN: "Yes",
    Decision.REFUSED: "No",
    Decision.WITHDRAWN: "No, after a yes",
}
FOOTINGS: Mapping[str, str] = {
    Footing.SELF: "They said it themselves",
    Footing.ATTORNEY: "Attorney for health and welfare",
    Footing.DEPUTY: "Deputy of the Court of Protection",
    Footing.BEST_INTERESTS: "Best interests decision, written down",
    Footing.PARENT: "Somebody with parental responsibility",
    Footing.NOTED: "Somebody close said so: noted, no consent in law",
}
DOORS: Mapping[str, str] = {
    AskedAt.CHAT: "in the chat",
    AskedAt.TABLET: "on a tablet",
    AskedAt.TERMINAL: "in the terminal",
    AskedAt.STAFF: "by staff",
}
HOWS: Mapping[str, str] = {
    How.SPOKEN: "said aloud",
    How.PRESSED: "pressed",
    How.TYPED: "typed",
    How.TOLD: "told",
}

router = APIRouter(prefix="/review/people/{person_id}/consent", include_in_schema=False)


@router.get("")
def consent(person_id: UUID, request: Request, staff: AReader, parts: TheParts, saved: str = "") -> Response:
    """How each use stands today, and the log."""
    person = _person(parts, staff.services(Power.READ), person_id)
    parts.store.audit.record(staff.id, "read_consent", str(person_id))
    return _page(request, staff, parts, person, saved=bool(saved))


@router.post("")
def write_down(person_id: UUID, request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """What they, or somebody who may speak for them, told a member of staff."""
    within = staff.services(Power.MANAGE)
    person = _person(parts, within, person_id)
    names = ("use", "decision", "footing", "representative", "note")
    typed = {name: str(form.get(name, "")).replace("\r\n", "\n") for name in names}
    if typed["use"] not in USES or typed["decision"] not in (Decision.GIVEN, Decision.REFUSED):
        return _page(
            request, staff, parts, person, typed=typed, error="Choose what it is about, and yes or no."
        )
    if typed["footing"] not in FOOTINGS:
        return _page(request, staff, parts, person, typed=typed, error="Choose who said it.")
    use, asked = Use(typed["use"]), _asked(typed, staff)
    try:
        parts.store.consents.write_down(within, person_id, use, Decision(typed["decision"]), asked)
    except StorageError as error:
        if error.code != "unusable":
            raise
        return _page(request, staff, parts, person, typed=typed, error=str(error))
    parts.store.audit.record(staff.id, "wrote_down_consent", str(person_id))
    return RedirectResponse(f"/review/people/{person_id}/consent?saved=1", 303)


def _asked(typed: Mapping[str, str], staff: StaffRecord) -> Asked:
    return Asked(
        QUESTIONS[Use(typed["use"])],
        AskedAt.STAFF,
        How.TOLD,
        Footing(typed["footing"]),
        typed["representative"],
        typed["note"],
        staff_id=staff.id,
    )


def _person(parts: Parts, within: Collection[UUID], person_id: UUID) -> PersonRecord:
    person = parts.store.people.get(within, person_id)
    if person is None:
        raise HTTPException(404)
    return person


def _page(  # noqa: PLR0913 (what the page may have to say besides the log)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    person: PersonRecord,
    *,
    typed: Mapping[str, str] | None = None,
    error: str | None = None,
    saved: bool = False,
) -> Response:
    log = parts.store.consents.of_person({person.service_id}, person.id) or []
    told = [each for each in log if each.use in USES]
    context: dict[str, Any] = {
        "person": person,
        "today": _today(told),
        "log": [_view(each) for each in told],
        "uses": USES,
        "footings": FOOTINGS,
        "typed": typed or {"footing": Footing.SELF},
        "most": MOST_LETTERS,
        "error": error,
        "saved": saved,
    }
    status = 400 if error else 200
    return staff_page(request, staff, "staff_consent.html", context, status, at=person.service_id)


def _today(log: Sequence[ConsentRecord]) -> list[tuple[str, str | None]]:
    last = {each.use: each for each in reversed(log)}
    return [(label, DECISIONS[last[use].decision] if use in last else None) for use, label in USES.items()]


def _view(record: ConsentRecord) -> dict[str, str | None]:
    footing = FOOTINGS.get(record.footing, record.footing)
    return {
        "use": USES[record.use],
        "decision": DECISIONS.get(record.decision, record.decision),
        "who": f"{record.representative} ({footing})" if record.representative else footing,
        "how": f"{HOWS.get(record.how, record.how)} {DOORS.get(record.door, record.door)}",
        "sentence": record.sentence,
        "note": record.note,
        "by": record.written_by,
        "when": f"{day_name(record.at)}, {clock(record.at)}",
    }
