"""/review/staff: who may do what here: add somebody, give roles, take them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from storage.grants import Holder, Post, version_of
from storage.records import ServiceRecord
from storage.rights import Power, Role, StaffRecord
from web.auth import hash_password
from web.errors import WebError
from web.pages import Parts
from web.role_words import ROLES, told_posts
from web.staff_names import new_names
from web.staff_pages import AForm, AnAdministrator, TheParts, staff_page
from web.staff_places import places

EVERYWHERE = "all"
"""Where a role counts at every service, in a form."""

router = APIRouter(prefix="/review/staff", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody who gives and takes roles, and where."""

    request: Request
    parts: Parts
    staff: StaffRecord
    services: list[ServiceRecord] = field(default_factory=list)

    @property
    def within(self) -> frozenset[UUID]:
        """The services whose roles are theirs to give."""
        return self.staff.services(Power.ADMINISTER)

    @property
    def of_group(self) -> bool:
        """Whether they may give roles at every service."""
        mine = self.parts.store.grants.get(self.within, self.staff.id)
        return mine is not None and Post(Role.ADMINISTRATOR) in mine.posts

    @property
    def names(self) -> dict[UUID, str]:
        """What the services are called."""
        return {each.id: each.name for each in self.services}


def _desk(request: Request, parts: Parts, staff: StaffRecord) -> Desk:
    return Desk(request, parts, staff, places(parts, staff, Power.ADMINISTER))


@router.get("")
def everyone(request: Request, staff: AnAdministrator, parts: TheParts) -> Response:
    """Everybody with a role at these services."""
    return _list(_desk(request, parts, staff))


@router.post("")
def add(request: Request, staff: AnAdministrator, parts: TheParts, form: AForm) -> Response:
    """Somebody new, with a first password that is handed to them."""
    desk = _desk(request, parts, staff)
    chosen = read_posts(form, desk.within)
    try:
        username, name = new_names(str(form.get("username", "")), str(form.get("name", "")))
        secret = hash_password(str(form.get("password", "")))
        new = parts.store.grants.add(desk.within, username, name, secret, chosen, staff.id)
    except (WebError, StorageError) as error:
        if error.code not in ("short_password", "weak_password", "bad_name", "taken", "unusable"):
            raise
        typed = {key: str(form.get(key, "")) for key in ("username", "name")}
        return _list(desk, error=str(error), typed=typed, chosen=chosen)
    parts.store.audit.record(staff.id, "added_staff", str(new))
    return RedirectResponse(f"/review/staff/{new}?saved=1", 303)


@router.get("/{staff_id:uuid}")
def one(staff_id: UUID, request: Request, staff: AnAdministrator, parts: TheParts) -> Response:
    """What somebody is, to be changed."""
    desk = _desk(request, parts, staff)
    holder = _holder(desk, staff_id)
    return _page(desk, holder, holder.posts)


@router.post("/{staff_id:uuid}")
def write(staff_id: UUID, request: Request, staff: AnAdministrator, parts: TheParts, form: AForm) -> Response:
    """What they are from now on. Who was second is told how it is now, and keeps what they chose."""
    desk = _desk(request, parts, staff)
    holder = _holder(desk, staff_id)
    chosen = read_posts(form, desk.within)
    if not desk.of_group:  # what is not theirs to take is not in their form
        chosen |= {post for post in holder.posts if post.service_id is None}
    try:
        version = str(form.get("version", ""))
        parts.store.grants.write(desk.within, staff_id, chosen, staff.id, version)
    except StorageError as error:
        if error.code not in ("changed", "unusable"):
            raise
        return _page(desk, _holder(desk, staff_id), chosen, error)
    parts.store.audit.record(staff.id, "changed_roles", str(staff_id))
    if staff_id == staff.id:  # they may have taken from themselves what opens this page
        return RedirectResponse("/review/setup", 303)
    return RedirectResponse(f"/review/staff/{staff_id}?saved=1" if chosen else "/review/staff?gone=1", 303)


def read_posts(form: FormData, within: Collection[UUID]) -> set[Post]:
    """The roles that were ticked; what is no role, or not here, is left out."""
    here = {str(each): each for each in within}
    found = set()
    for ticked in form.getlist("post"):
        role, _, where = str(ticked).partition("@")
        if role in set(Role) and (where in here or where == EVERYWHERE):
            found.add(Post(Role(role), here.get(where)))
    return found


def _holder(desk: Desk, staff_id: UUID) -> Holder:
    found = desk.parts.store.grants.get(desk.within, staff_id)
    if found is None:
        raise HTTPException(404)
    return found


def _choices(desk: Desk, chosen: Collection[Post]) -> list[dict[str, Any]]:
    """The boxes to tick, service by service; those of the group only for who looks after all of it."""
    where: list[tuple[str, str, UUID | None]] = [(str(each.id), each.name, each.id) for each in desk.services]
    if desk.of_group:
        where.append((EVERYWHERE, "Every service, also those to come", None))
    return [
        {
            "name": name,
            "boxes": [
                {"value": f"{role}@{key}", "label": label, "means": means, "on": Post(role, at) in chosen}
                for role, (label, means) in ROLES.items()
            ],
        }
        for key, name, at in where
    ]


def _list(
    desk: Desk,
    *,
    error: str | None = None,
    typed: Mapping[str, str] | None = None,
    chosen: Collection[Post] = (),
) -> Response:
    holders = desk.parts.store.grants.everyone(desk.within)
    context = {
        "people": [
            {"id": each.id, "name": each.name, "username": each.username, "me": each.id == desk.staff.id,
             "roles": told_posts(each.posts, desk.names)}
            for each in holders
        ],
        "choices": _choices(desk, chosen),
        "typed": typed or {},
        "error": error,
        "gone": "gone" in desk.request.query_params,
    }  # fmt: skip
    return staff_page(desk.request, desk.staff, "staff_roles.html", context, 400 if error else 200)


def _page(
    desk: Desk, holder: Holder, chosen: Collection[Post], error: StorageError | None = None
) -> Response:
    group = told_posts((post for post in holder.posts if post.service_id is None), {})
    context = {
        "person": holder,
        "version": version_of(holder.posts),
        "choices": _choices(desk, chosen),
        "group": [] if desk.of_group else group,
        "error": str(error) if error else None,
        "now": told_posts(holder.posts, desk.names) if error and error.code == "changed" else None,
        "saved": "saved" in desk.request.query_params,
    }
    status = {"changed": 409}.get(error.code, 400) if error else 200
    return staff_page(desk.request, desk.staff, "staff_role.html", context, status)
