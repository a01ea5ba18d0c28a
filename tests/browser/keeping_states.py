"""Every state of the pages about what stays, what goes, and whether the audit is as it was written."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import text

from storage.base import at
from storage.grants import Post
from storage.holds import today
from storage.keeping_records import Periods
from storage.store import Store
from tests.browser.alarm_states import alarm_open
from tests.browser.complaint_states import COLD, complain
from tests.browser.concern_states import WET
from tests.browser.visits import Visits
from tests.keeping import Told, somebody
from tests.saying import begin, tell
from tests.site import ALL_POWERS
from tests.test_storage_concerns import SOON, noticed

WHY = "The coroner asked for it in a letter of 3 March."
LONG = "Marigold Featherstonehaugh-Cholmondeley-Worcestershire"


def privacy(visits: Visits) -> Page:
    """What happens to people's words."""
    return visits.page("/privacy")


def retention(visits: Visits) -> Page:
    """Two nights, a hold that stands and one that was lifted."""
    told = _held(visits)
    store = visits.site.store
    here = store.services.ids()
    lifted = store.holds.place(here, told.staff_id, "Asked too early.", conversation_id=told.conversation_id)
    store.holds.lift(here, lifted, told.staff_id)
    with at(datetime.now(UTC) - timedelta(days=4000)):
        tell(store, begin(store), "The garden is far away.")
    for _ in range(2):
        store.purging.run(Periods(), datetime.now(UTC))
    return visits.signed_in("/review/setup/retention")


def retention_none(visits: Visits) -> Page:
    """Nothing went yet, nothing is held."""
    return visits.signed_in("/review/setup/retention")


def retention_error(visits: Visits) -> Page:
    """Neither somebody nor a conversation was chosen."""
    page = visits.signed_in("/review/setup/retention")
    page.get_by_label("Why?").fill(WHY)
    page.get_by_role("button", name="Hold it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def erase(visits: Visits) -> Page:
    """What would go, and what has to be seen to besides."""
    return visits.signed_in(f"/review/people/{somebody(visits.site.store, LONG).person_id}/erase")


def erase_error(visits: Visits) -> Page:
    """Another name was typed."""
    page = erase(visits)
    page.get_by_label("To erase all this").fill("Marigold")
    page.get_by_role("button", name="for good").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def erase_held(visits: Visits) -> Page:
    """It cannot go: it is held."""
    return visits.signed_in(f"/review/people/{_held(visits).person_id}/erase")


def erased(visits: Visits) -> Page:
    """It is gone."""
    page = erase(visits)
    page.get_by_label("To erase all this").fill(LONG)
    page.get_by_role("button", name="for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is gone")
    return page


def audit_whole(visits: Visits) -> Page:
    """Looked at from the first line to the last: it is whole."""
    page = visits.signed_in(f"/review/{tell_somebody(visits.site.store)}")
    page.goto(f"{visits.site.url}/review/audit")
    page.get_by_text("Is this list as it was written?").click()
    page.get_by_role("button", name="Check all of it").click()
    expect(page.get_by_text("It is whole")).to_be_visible()
    return page


def audit_broken(visits: Visits) -> Page:
    """Somebody wrote to the database past the program."""
    page = visits.signed_in(f"/review/{tell_somebody(visits.site.store)}")
    with visits.site.store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE audit_event SET verb = 'listened' WHERE verb = 'read'"))
    page.goto(f"{visits.site.url}/review/audit?proof=")
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def crowded(visits: Visits) -> Page:
    """The fullest bar there can be: several homes, concerns, complaints, voices, alarms, a long name."""
    store = visits.site.store
    store.staff.add("priya", "Priyadarshini Chattopadhyay-Lindqvist", "hash", map(Post, ALL_POWERS))
    page = alarm_open(visits)
    for _ in range(12):
        tell(store, begin(store), WET, noticed(SOON))
    for _ in range(11):
        complain(store, COLD)
    store.services.add("Lavender House and Gardens", "Bo and Cy", "01632 960 019")
    page.goto(f"{visits.site.url}/review")
    return page


def tell_somebody(store: Store) -> object:
    """A conversation that can be opened."""
    talk = begin(store)
    tell(store, talk, "The garden is far away.")
    return talk


def _held(visits: Visits) -> Told:
    store = visits.site.store
    told = somebody(store)
    until = today() + timedelta(days=90)
    store.holds.place(store.services.ids(), told.staff_id, WHY, person_id=told.person_id, until_on=until)
    return told


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each
    for each in (
        privacy,
        retention,
        retention_none,
        retention_error,
        erase,
        erase_error,
        erase_held,
        erased,
        audit_whole,
        audit_broken,
        crowded,
    )
}
