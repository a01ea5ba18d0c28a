"""Every state of the pages about concerns."""

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect

from storage.concern_records import ConcernState, NewConcern, NoticedBy
from storage.records import NewTags
from storage.store import Store
from tests.browser.visits import Visits
from tests.saying import begin, tell

HIT = "The man at night hit me on the arm and told me not to tell. The tea is nice though."
WET = "I was left in a wet bed until the morning."
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 4


def concerns(visits: Visits) -> Page:
    """One that cannot wait, one that somebody looks at, one with a long word."""
    _everything(visits.site.store)
    return visits.signed_in("/review/concerns")


def concerns_none(visits: Visits) -> Page:
    """None is open."""
    return visits.signed_in("/review/concerns")


def concern_new(visits: Visits) -> Page:
    """A conversation with one of which nobody has taken notice, and one that was seen to."""
    store = visits.site.store
    talk = concerned(store, HIT, "physical", "immediate")
    page = visits.signed_in(f"/review/{talk}")
    concerned(store, WET, "neglect", "soon", talk)
    _decide(store, talk, "neglect", ConcernState.DONE, "Spoke with the night staff. She has a bell now.")
    page.reload()
    return page


def concern_error(visits: Visits) -> Page:
    """Sent without a word of what was done."""
    talk = concerned(visits.site.store, WET, "neglect", "soon")
    page = visits.signed_in(f"/review/{talk}")
    page.get_by_role("button", name="I have seen to it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _everything(store: Store) -> None:
    concerned(store, HIT, "physical", "immediate")
    concerned(store, LONG, "financial", "soon")
    talk = concerned(store, WET, "neglect", "soon")
    store.staff.add("omar", "Omar", "hash")
    _decide(store, talk, "neglect", ConcernState.SEEN)


def concerned(store: Store, text: str, category: str, urgency: str, talk: UUID | None = None) -> UUID:
    """A conversation with an answer in which something was noticed."""
    talk = talk or begin(store)
    found = NewConcern(category, urgency, 0.87, ((0, len(text) // 2),), NoticedBy.MODEL)
    tell(store, talk, text, NewTags("marks-1", "not_working", concern=found))
    return talk


def _decide(store: Store, talk: UUID, category: str, state: ConcernState, note: str = "") -> None:
    within = {store.services.get().id}
    (one,) = [each for each in store.concerns.of(within, talk) if each.category == category]
    store.concerns.decide(within, one.id, one.version, store.staff.everyone()[0].id, state, note)


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each for each in (concerns, concerns_none, concern_new, concern_error)
}
