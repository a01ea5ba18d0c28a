"""The page on which roles are given and taken, and the commands that do the same."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from storage.grants import Post, version_of
from storage.rights import Role
from storage.store import Store
from tests.site import PASSWORD, Site, running

ADMIN, READER, MANAGER = Role.ADMINISTRATOR, Role.READER, Role.MANAGER
HOSTILE = "\"><script>alert(1)</script>\x00{{ 7 * 7 }}' OR 1=1; --"


@pytest.fixture
def home(sqlite_store: Store) -> UUID:
    return sqlite_store.services.get().id


@pytest.fixture
def site(sqlite_store: Store, home: UUID) -> Iterator[Site]:
    """Sarah, administrator of the one service, is signed in."""
    sqlite_store.staff.add("sarah", "Sarah", "hash", [Post(ADMIN, home)])
    with running(sqlite_store) as site:
        site.come_in("sarah")
        yield site


def posts(site: Site, staff_id: UUID) -> frozenset[Post]:
    found = site.store.grants.get(site.store.services.ids(), staff_id)
    return found.posts if found else frozenset()


def priya(site: Site, home: UUID, *roles: Role) -> UUID:
    return site.store.staff.add(
        "priya", "Priya", "hash", [Post(each, home) for each in roles or (READER,)]
    ).id


def test_somebody_is_added_with_a_role_and_can_sign_in(site: Site, home: UUID) -> None:
    new = {"username": " Bo.Lee ", "name": "Bo", "password": PASSWORD, "post": f"reader@{home}"}
    added = site.client.post("/review/staff", data=new)
    assert "Saved" in added.text
    assert "Bo" in site.client.get("/review/staff").text
    assert site.sign_in("bo.lee").headers["location"] == "/review"
    assert site.client.get("/review").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "short"}, "at least 12 characters"),
        ({"username": "x"}, "A user name has"),
        ({"username": HOSTILE}, "A user name has"),
        ({"username": "sarah"}, "already a user"),
        ({"name": "\x07" * 200}, "at most 80 letters"),
        ({"post": ""}, "at least one role"),
        ({"post": "king@all"}, "at least one role"),
        ({"post": "reader@all"}, "not yours to give"),
        ({"post": f"reader@{uuid4()}"}, "at least one role"),
    ],
)
def test_what_cannot_be_added_is_told_and_what_was_written_stays(
    site: Site, home: UUID, wrong: dict[str, str], words: str
) -> None:
    new = {"username": "bo", "name": "Bo Lee", "password": PASSWORD, "post": f"manager@{home}"} | wrong
    refused = site.client.post("/review/staff", data=new)
    assert refused.status_code == 400
    assert words in refused.text
    assert "<script>alert" not in refused.text
    if "name" not in wrong:
        assert 'value="Bo Lee"' in refused.text
    if "post" not in wrong:
        assert f'value="manager@{home}" checked' in refused.text
    assert [each.username for each in site.store.staff.everyone()] == ["sarah"]


def test_a_password_never_comes_back_in_a_page(site: Site) -> None:
    refused = site.client.post("/review/staff", data={"username": "bo", "password": PASSWORD})
    assert PASSWORD not in refused.text


def test_roles_are_changed_and_count_at_once(site: Site, home: UUID) -> None:
    staff = priya(site, home)
    site.come_in("priya")
    assert site.client.get("/review/tablets").status_code == 404
    hers = site.client.cookies.get("whatmatters_staff")
    site.come_in("sarah")
    version = version_of([Post(READER, home)])
    site.client.post(f"/review/staff/{staff}", data={"version": version, "post": f"manager@{home}"})
    assert posts(site, staff) == {Post(MANAGER, home)}
    site.client.cookies.set("whatmatters_staff", hers or "", path="/review")
    assert site.client.get("/review/tablets").status_code == 200
    assert ("sarah", "changed_roles", str(staff)) in site.store.staff.audit()


def test_who_is_second_is_told_and_keeps_what_they_chose(site: Site, home: UUID) -> None:
    staff = priya(site, home)
    version = version_of([Post(READER, home)])
    address = f"/review/staff/{staff}"
    site.client.post(address, data={"version": version, "post": [f"reviewer@{home}"]})
    second = site.client.post(address, data={"version": version, "post": [f"manager@{home}"]})
    assert second.status_code == 409
    assert "Now it is: Reviewer at Rose Court" in second.text
    assert f'value="manager@{home}" checked' in second.text
    assert f'value="reviewer@{home}" checked' not in second.text
    assert f'name="version" value="{version_of([Post(Role.REVIEWER, home)])}"' in second.text
    assert posts(site, staff) == {Post(Role.REVIEWER, home)}


def test_the_last_administrator_cannot_be_removed(site: Site, home: UUID) -> None:
    sarah = site.store.staff.everyone()[0].id
    refused = site.client.post(f"/review/staff/{sarah}", data={"version": version_of([Post(ADMIN, home)])})
    assert refused.status_code == 400
    assert "Make somebody else administrator first" in refused.text
    assert posts(site, sarah) == {Post(ADMIN, home)}


def test_who_takes_their_own_role_is_led_to_what_there_is(site: Site, home: UUID) -> None:
    priya(site, home, ADMIN)
    sarah = next(each.id for each in site.store.staff.everyone() if each.username == "sarah")
    mine = {"version": version_of([Post(ADMIN, home)]), "post": f"reader@{home}"}
    led = site.client.post(f"/review/staff/{sarah}", data=mine)
    assert led.url.path == "/review/setup"
    assert "Reader at Rose Court" in led.text


def test_without_any_role_somebody_is_gone_from_the_list(site: Site, home: UUID) -> None:
    staff = priya(site, home)
    gone = site.client.post(f"/review/staff/{staff}", data={"version": version_of([Post(READER, home)])})
    assert "no role here any more" in gone.text
    assert "Priya" not in gone.text


def test_a_role_of_the_group_stays_with_whoever_looks_after_the_group(site: Site, home: UUID) -> None:
    chief = site.store.staff.add("chief", "Chief", "hash", [Post(MANAGER), Post(ADMIN)]).id
    page = site.client.get(f"/review/staff/{chief}").text
    assert "Besides: Manager at every service, Administrator at every service" in page
    assert "@all" not in page
    version = version_of([Post(MANAGER), Post(ADMIN)])
    site.client.post(f"/review/staff/{chief}", data={"version": version, "post": f"reader@{home}"})
    assert posts(site, chief) == {Post(MANAGER), Post(ADMIN), Post(READER, home)}
    site.come_in("chief")
    assert 'value="reader@all"' in site.client.get(f"/review/staff/{chief}").text


def test_hostile_forms_change_nothing(site: Site, home: UUID) -> None:
    staff = priya(site, home)
    for body in ({}, {"version": HOSTILE}, {"version": "\ud800".encode("utf-8", "replace"), "post": HOSTILE}):
        refused = site.client.post(f"/review/staff/{staff}", data=body)
        assert refused.status_code == 409
    for wrong in ("nobody", str(uuid4()), "' OR 1=1"):
        assert site.client.get(f"/review/staff/{wrong}").status_code == 404
    assert posts(site, staff) == {Post(READER, home)}
