"""Every state of the list of conversations that is not plain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from playwright.sync_api import Page

from storage.concern_records import NewConcern, NoticedBy, Urgency
from storage.kinds import Audience
from storage.store import Store
from storage.work_records import Item
from tests.browser.telling import told
from tests.browser.visits import Visits
from tests.saying import begin, everything, say_yes, tag, tags, tell, tell_aloud

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


def inbox_marks(visits: Visits) -> Page:
    """A concern, a voice to listen to, something reviewed, something given to somebody, and new ones."""
    visits.site.add_staff("ahmed")
    _everything(visits.site.store)
    return visits.signed_in()


def inbox_search(visits: Visits) -> Page:
    """Words and filters together, filters that are saved, and what was found."""
    visits.site.add_staff("ahmed")
    store = visits.site.store
    _everything(store)
    within = [store.services.get().id]
    for name, address in (("Wishes", "stance=wish"), (LONG, "topic=garden")):
        for staff in store.staff.everyone():
            store.saved_filters.keep(within, staff.id, name, address, service_id=within[0])
    return visits.signed_in("/review?q=garden&stance=wish&principle=equality&topic=garden&assigned=nobody")


def inbox_empty(visits: Visits) -> Page:
    """Nothing is given to oneself."""
    told(visits.site.store)
    return visits.signed_in("/review?tab=mine")


def inbox_not_saved(visits: Visits) -> Page:
    """A filter without a usable name."""
    page = visits.signed_in("/review?q=garden")
    page.get_by_text("Save this filter").click()
    page.get_by_label("Its name").fill(" ")
    page.get_by_role("button", name="Save", exact=True).click()
    return page


def inbox_next(visits: Visits) -> Page:
    """A conversation between two others of a search."""
    for _ in range(3):
        last = told(visits.site.store)
    page = visits.signed_in("/review?stance=wish")
    page.locator(".lines a").nth(1).click()
    assert str(last) not in page.url
    return page


def _everything(store: Store) -> None:
    alarm = NewConcern("abuse", Urgency.SOON, 0.9, ((0, 6),), NoticedBy.RULE)
    for text, found in (
        ("Nobody takes her to the garden", tags(tag("equality", "wish"), topics=("garden",))),
        (f"The garden {LONG}", tags(tag("equality", "wish"), tag("assets", "working"), topics=("garden",))),
        ("She pushed me", replace(tags(), concern=alarm)),
        ("I like tea", tags(tag("peer_support", "neutral"))),
    ):
        tell(store, begin(store, Audience.CARER), text, found)
    talk = begin(store)
    say_yes(store, talk, tell_aloud(store, talk, ""))
    within, staff, items = [store.services.get().id], store.staff.everyone()[0], everything(store)
    store.work.review(within, [Item(items[1].conversation.id)], staff.id, datetime.now(UTC))
    store.work.plan(within, [Item(items[3].conversation.id)], staff.id, {"assigned_to": staff.id})


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each for each in (inbox_marks, inbox_search, inbox_empty, inbox_not_saved, inbox_next)
}
