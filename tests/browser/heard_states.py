"""Every state of the pages on which staff see what was heard, and who was not heard from."""

from collections.abc import Callable

from playwright.sync_api import Page

from storage.profiles import Profile
from tests.browser.visits import Visits
from tests.home import Home, sayings


def heard(visits: Visits) -> Page:
    """Charts, topics, words and quotations, with the tables unfolded."""
    spoken_for_months(visits)
    page = visits.signed_in("/review/heard")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def heard_small(visits: Visits) -> Page:
    """So much is chosen that too few people are left."""
    home = spoken_for_months(visits)
    return visits.signed_in(f"/review/heard?period=2026-03&place={home.places[0]}&question=matters")


def heard_nothing(visits: Visits) -> Page:
    """Before anybody spoke."""
    return visits.signed_in("/review/heard")


def missing(visits: Visits) -> Page:
    """People with all that would help, and people of whom nothing is known."""
    home = spoken_for_months(visits)
    profile = Profile(
        needs=("interpreter", "pictures"), language="pl", best_time="mornings", doors=("pictures",),
        own_words="She likes to be asked twice.",
    )  # fmt: skip
    visits.site.store.people.add(home.service_id, "Wilhelmina-Alexandra Featherstonehaugh", profile)
    visits.site.store.people.add(home.service_id, "Al")
    assert home.people
    return visits.signed_in("/review/heard/missing")


def brief(visits: Visits) -> Page:
    """One page for the board."""
    spoken_for_months(visits)
    return visits.signed_in("/review/brief")


def spoken_for_months(visits: Visits) -> Home:
    """A home whose people said many things in some months."""
    home = Home(visits.site.store)
    home.say(*sayings(home, 250, 7))
    return home


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each for each in (heard, heard_small, heard_nothing, missing, brief)
}
