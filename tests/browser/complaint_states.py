"""Every state of the pages about complaints."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from playwright.sync_api import Page, expect

from storage.base import at
from storage.complaint_records import ComplaintAct
from storage.grants import Post
from storage.rights import Role
from storage.store import Store
from tests.browser.visits import Visits
from tests.saying import begin, say, tell

COLD = "I want to complain. My dinner is cold every single day, and nobody does anything about it."
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 4


def complaints(visits: Visits) -> Page:
    """A late one, a new one with a long word, and one that was answered."""
    store = visits.site.store
    with at(datetime.now(UTC) - timedelta(days=12)):
        complain(store, COLD)
    complain(store, LONG)
    _answered(store)
    page = visits.signed_in("/review/complaints")
    page.locator("details.done > summary").click()
    return page


def complaints_none(visits: Visits) -> Page:
    """None is open."""
    return visits.signed_in("/review/complaints")


def complaint_one(visits: Visits) -> Page:
    """A new one in which somebody is named."""
    store = visits.site.store
    store.staff.add("ruth", "Ruth Ellis", "hash", [Post(Role.REVIEWER)])
    return visits.signed_in(f"/review/complaints/{complain(store, f'{COLD} Ruth laughed.')}")


def complaint_done(visits: Visits) -> Page:
    """One that was answered."""
    return visits.signed_in(f"/review/complaints/{_answered(visits.site.store)}")


def complaint_error(visits: Visits) -> Page:
    """Somebody was quicker."""
    store = visits.site.store
    complaint = complain(store, COLD)
    page = visits.signed_in(f"/review/complaints/{complaint}")
    me = store.staff.everyone()[0].id
    store.complaints.do(store.services.ids(), me, complaint, 0, ComplaintAct.DID, "Talked to the cook.")
    page.locator("#note-did").fill("Asked in the kitchen.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def complaint_new(visits: Visits) -> Page:
    """Write one down."""
    return visits.signed_in("/review/complaints/new")


def complaint_summary(visits: Visits) -> Page:
    """On paper."""
    return visits.signed_in(f"/review/complaints/{_answered(visits.site.store)}/summary")


def complain(store: Store, words: str) -> UUID:
    """A complaint in these words; returns its id."""
    conversation = begin(store)
    answer = tell(store, conversation, words)
    with store.sheet(conversation, say(store, conversation, "yes")) as sheet:
        return sheet.complain(answer)


def _answered(store: Store) -> UUID:
    complaint, within = complain(store, COLD), store.services.ids()
    mo = store.staff.add("mo", "Mo Khan", "hash", [Post(Role.MANAGER)]).id
    store.complaints.give(within, mo, complaint, 0, mo)
    for act, note in (
        (ComplaintAct.ACKNOWLEDGED, "Thank you for telling us."),
        (ComplaintAct.DID, "There is a new trolley that keeps the food warm."),
        (ComplaintAct.ANSWERED, "You told us that dinner is cold. We have a new trolley now."),
    ):
        found = store.complaints.get(within, mo, complaint)
        assert found is not None
        store.complaints.do(within, mo, complaint, found.version, act, note)
    return complaint


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each
    for each in (
        complaints,
        complaints_none,
        complaint_one,
        complaint_done,
        complaint_error,
        complaint_new,
        complaint_summary,
    )
}
