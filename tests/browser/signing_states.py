"""Every state of signing in, of one's own sign-in, and of who read what."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from storage.grants import Post
from storage.rights import Role
from tests.browser.visits import Visits
from tests.site import PASSWORD


def account(visits: Visits) -> Page:
    """Signed in here and on a telephone."""
    page = visits.signed_in("/review/account")
    store = visits.site.store
    store.staff.sign_in(store.staff.everyone()[0].id, "Firefox on Android")
    page.reload()
    return page


def second_step(visits: Visits) -> Page:
    """The square for the telephone."""
    page = visits.signed_in("/review/account")
    page.locator("#current-step").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn the second step on")
    return page


def audit(visits: Visits) -> Page:
    """A few things were done, with a person and with a conversation."""
    page = visits.signed_in("/review/audit")
    store = visits.site.store
    ahmed = store.staff.add("ahmed", "Ahmed", "hash", [Post(Role.MANAGER)])
    joan = store.people.add(store.services.get().id, "Joan")
    for verb in ("read_profile", "changed_profile", "shared_needs"):
        store.audit.record(ahmed.id, verb, str(joan.id))
    page.reload()
    return page


def audit_sheet(visits: Visits) -> Page:
    """The same on paper, for the person."""
    page = audit(visits)
    person, _ = visits.site.store.audit.people(visits.site.store.services.ids())[0]
    page.goto(f"{visits.site.url}/review/audit/person/{person}/sheet")
    return page


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each for each in (account, second_step, audit, audit_sheet)
}
