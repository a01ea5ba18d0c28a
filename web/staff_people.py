"""/review/people: how each person likes to talk: written down, flagged, shared, met, asked again."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.people import PersonRecord
from storage.profiles import Profile, read_profile, review_is_due
from storage.rights import Power, StaffRecord
from web.audit import readers_of
from web.languages import language_name
from web.profile_form import CHOICES, NEEDS, differences, form_profile, typed_profile
from web.qr import qr_address
from web.reading import note_reading
from web.staff_pages import AForm, AManager, AReader, TheParts, staff_page
from web.staff_places import CHOOSE_PLACE, AtService, chosen_place, places
from web.staff_tablets import address_of

REFUSED = {"changed": 409, "bad_profile": 400, "bad_name": 400}
"""What is told on the page itself, with all that was typed."""

router = APIRouter(prefix="/review/people", include_in_schema=False)


@router.get("")
def people(request: Request, staff: AReader, parts: TheParts) -> Response:
    """Everybody here; those to be asked again stand first."""
    note_reading(parts, staff, "read_people")
    return _list(request, staff, parts)


@router.post("")
def add(
    request: Request,
    staff: AManager,
    parts: TheParts,
    name: Annotated[str, Form(max_length=200)] = "",
    at: AtService = "",
) -> Response:
    """Somebody new."""
    service_id = chosen_place(staff, Power.MANAGE, at)
    if service_id is None:
        return _list(request, staff, parts, error=CHOOSE_PLACE, name=name, status=400)
    try:
        person = parts.store.people.add(service_id, name)
    except StorageError as error:
        if error.code != "bad_name":
            raise
        return _list(request, staff, parts, error=str(error), name=name, status=400)
    parts.store.audit.record(staff.id, "added_person", str(person.id))
    return RedirectResponse(f"/review/people/{person.id}", 303)


@router.get("/{person_id}")
def person_page(person_id: UUID, request: Request, staff: AReader, parts: TheParts) -> Response:
    """How one person likes to talk, to read and to change."""
    person = _person(parts, staff.services(Power.READ), person_id)
    parts.store.audit.record(staff.id, "read_profile", str(person_id))
    return _page(request, staff, person)


@router.post("/{person_id}")
def change(person_id: UUID, request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """Write it down anew."""
    within = staff.services(Power.MANAGE)
    person = _person(parts, within, person_id)
    name, seen = str(form.get("name", "")), _seen(str(form.get("seen", "")))
    try:
        profile = read_profile(form_profile(form))
        parts.store.people.change(within, person_id, name, profile, seen)
    except (ValueError, StorageError) as error:
        code = error.code if isinstance(error, StorageError) else "bad_profile"
        if code not in REFUSED:
            raise
        again = _person(parts, within, person_id) if code == "changed" else person
        return _page(
            request, staff, again, error=str(error), status=REFUSED[code], typed=typed_profile(form),
            seen=again.updated_at if code == "changed" else seen, clash=code == "changed",
        )  # fmt: skip
    parts.store.audit.record(staff.id, "changed_profile", str(person_id))
    return RedirectResponse(f"/review/people/{person_id}?saved=1", 303)


@router.post("/{person_id}/card")
def card(person_id: UUID, request: Request, staff: AManager, parts: TheParts) -> Response:
    """A new card to print; one from before no longer works."""
    within = staff.services(Power.MANAGE)
    person = _person(parts, within, person_id)
    code = parts.store.people.new_card(within, person_id)
    parts.store.audit.record(staff.id, "new_card", str(person_id))
    context = {
        "person": person,
        "code": " ".join(code[at : at + 4] for at in range(0, len(code), 4)),
        "qr": qr_address(f"{address_of(request)}/tablet#card={code}"),
    }
    return staff_page(request, staff, "staff_card.html", context, at=person.service_id)


@router.post("/{person_id}/leave")
def leave(person_id: UUID, staff: AManager, parts: TheParts) -> Response:
    """They are not here any more; what they said stays."""
    parts.store.people.leave(staff.services(Power.MANAGE), person_id)
    parts.store.audit.record(staff.id, "person_left", str(person_id))
    return RedirectResponse("/review/people", 303)


@router.get("/{person_id}/needs.txt")
def share(person_id: UUID, staff: AManager, parts: TheParts) -> Response:
    """What another service needs to know, if the person agreed to share it."""
    person = _person(parts, staff.services(Power.MANAGE), person_id)
    if person.profile.share is not True:
        raise HTTPException(403, "This person has not agreed to share it. Ask them first.")
    parts.store.audit.record(staff.id, "shared_needs", str(person_id))
    file = f'attachment; filename="communication-needs-{person.id}.txt"'
    return PlainTextResponse(shared_text(person), headers={"content-disposition": file})


def shared_text(person: PersonRecord) -> str:
    """Name, needs with their codes, own words, and when to ask again."""
    profile = person.profile
    lines = [f"How to talk with {person.name}", ""]
    lines += [f"- {NEEDS[code]} ({code})" for code in profile.needs] or ["- No needs were written down."]
    if profile.own_words:
        lines += ["", "In their own words:", profile.own_words]
    if profile.best_time:
        lines += ["", f"Talking goes best: {profile.best_time}"]
    lines += [
        "",
        f"Language: {profile.language}",
        f"To be asked again on: {profile.review_on or 'no day yet'}",
    ]
    return "\n".join(lines) + "\n"


def needs_of(profile: Profile) -> list[str]:
    """What stands on top of everything this person said."""
    return [NEEDS[code] for code in profile.needs] + ([profile.own_words] if profile.own_words else [])


def _person(parts: TheParts, within: Collection[UUID], person_id: UUID) -> PersonRecord:
    person = parts.store.people.get(within, person_id)
    if person is None:
        raise HTTPException(404)
    return person


def _seen(text: str) -> datetime:
    """Of when what the form showed was. A form that does not say it, or not so, showed something else."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(1, 1, 1, tzinfo=UTC)


def _day(day: str | None) -> str | None:
    found = date.fromisoformat(day) if day else None
    return f"{found.day} {found:%B %Y}" if found else None


def _list(  # noqa: PLR0913 (what the page may have to say besides the list)
    request: Request,
    staff: StaffRecord,
    parts: TheParts,
    *,
    error: str | None = None,
    name: str = "",
    status: int = 200,
) -> Response:
    today = date.today()  # noqa: DTZ011 (the day as it is in this home)
    found = [
        {"id": each.id, "name": each.name, "needs": needs_of(each.profile), "card": each.has_card,
         "due": review_is_due(each.profile, today), "review_on": _day(each.profile.review_on)}
        for each in parts.store.people.everyone(staff.services(Power.READ))
    ]  # fmt: skip
    found.sort(key=lambda each: not each["due"])
    where = places(parts, staff, Power.MANAGE)
    context = {"people": found, "error": error, "name": name, "places": where}
    return staff_page(request, staff, "staff_people.html", context, status)


def _page(  # noqa: PLR0913 (what the page may have to say besides the profile)
    request: Request,
    staff: StaffRecord,
    person: PersonRecord,
    *,
    error: str | None = None,
    status: int = 200,
    typed: Mapping[str, Any] | None = None,
    seen: datetime | None = None,
    clash: bool = False,
) -> Response:
    kept = asdict(person.profile) | {"name": person.name}
    context: dict[str, Any] = {
        "person": person,
        "profile": asdict(person.profile) | dict(typed or {}),
        "seen": (seen or person.updated_at).isoformat(),
        "meanwhile": differences(kept, typed) if clash and typed else None,
        "name": typed["name"] if typed else person.name,
        "choices": CHOICES,
        "needs": NEEDS,
        "language": language_name(person.profile.language),
        "saved": "saved" in request.query_params,
        "review_day": _day(person.profile.review_on),
        "error": error,
        "readers": readers_of(request.app.state.parts, staff, person.service_id, person_id=person.id),
    }
    return staff_page(request, staff, "staff_person.html", context, status, at=person.service_id)
