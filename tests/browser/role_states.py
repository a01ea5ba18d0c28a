"""Every state of the pages about roles and services, and of those that somebody may only read."""

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect

from storage.grants import Post
from storage.kinds import Audience, Channel
from storage.rights import Role
from storage.store import Store
from tests.browser.change_states import several
from tests.browser.staff_states import JOAN
from tests.browser.visits import Visits
from tests.saying import tag, tags, tell


def setup(visits: Visits) -> Page:
    """What is done more rarely, for somebody who may do all of it."""
    return visits.signed_in("/review/setup")


def setup_no_role(visits: Visits) -> Page:
    """An account that nobody has given a role yet."""
    visits.site.store.staff.add("priya", "Priya", "hash")
    return visits.signed_in("/review")


def staff(visits: Visits) -> Page:
    """Several people with several roles at two services; the list of services is open."""
    _two_homes(visits.site.store)
    page = visits.signed_in("/review/staff")
    page.locator(".switch summary").click()
    return page


def staff_error(visits: Visits) -> Page:
    """Nobody was added: without a role."""
    page = visits.signed_in("/review/staff")
    page.get_by_label("User name").fill("bo.lee")
    page.get_by_label("First password").fill("correct horse battery")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def staff_one(visits: Visits) -> Page:
    """What one person is, at two services and at every one."""
    return visits.signed_in(f"/review/staff/{_two_homes(visits.site.store)}")


def staff_clash(visits: Visits) -> Page:
    """Two administrators gave roles to the same person at once."""
    bo = _two_homes(visits.site.store)
    page, other = (visits.signed_in(f"/review/staff/{bo}") for _ in range(2))
    for each, role in ((other, "Safeguarding lead"), (page, "Manager")):
        each.get_by_role("group", name="Rose Court").get_by_label(role).check()
        each.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def place_chosen(visits: Visits) -> Page:
    """One of two services is looked at."""
    _two_homes(visits.site.store)
    return visits.signed_in("/review/people?service=elm-house")


def transcript_read_only(visits: Visits) -> Page:
    """A conversation for somebody who only reads."""
    store = visits.site.store
    talk = store.conversations.begin(Audience.CARER, Channel.WEB).id
    tell(store, talk, "Nobody listens to my mum at lunch.", tags(tag("equality", "not_working")))
    return _reader(visits, f"/review/{talk}")


def change_read_only(visits: Visits) -> Page:
    """A change for somebody who only reads."""
    store = visits.site.store
    writer = store.staff.add("writer", "Sarah", "hash").id
    return _reader(visits, f"/review/changes/{several(store, writer).id}")


def person_read_only(visits: Visits) -> Page:
    """How somebody likes to talk, for those who do not write it down."""
    store = visits.site.store
    return _reader(visits, f"/review/people/{store.people.add(store.services.get().id, 'Joan', JOAN).id}")


def _reader(visits: Visits, path: str) -> Page:
    visits.site.add_staff("priya", Role.READER)
    return visits.signed_in(path)


def _two_homes(store: Store) -> UUID:
    """Two services and five people; returns one of them."""
    home, elm = store.services.get().id, store.services.add("Elm House", "Bo and Cy", "01632 960 019").id
    store.staff.add("priya", "Priya", "hash", [Post(Role.MANAGER), Post(Role.ADMINISTRATOR)])
    store.staff.add("ahmed", "Ahmed Khan", "hash", [Post(Role.SAFEGUARDING, home), Post(Role.READER, elm)])
    store.staff.add("joy", "Joy Okonkwo-Featherstonehaugh", "hash", [Post(Role.REVIEWER, elm)])
    store.staff.add("quality", "Group quality team", "hash", [Post(Role.READER)])
    return store.staff.add("bo.lee", "Bo Lee", "hash", [Post(Role.READER, home), Post(Role.READER, elm)]).id


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each
    for each in (
        setup, setup_no_role, staff, staff_error, staff_one, staff_clash, place_chosen,
        transcript_read_only, change_read_only, person_read_only,
    )
}  # fmt: skip
