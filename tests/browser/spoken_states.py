"""Every state of the pages on which staff listen to spoken answers."""

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect

from storage.store import Store
from tests.browser.telling import told
from tests.browser.visits import Visits
from tests.saying import begin
from tests.spoken import Spoken, record, speak

HEARD = "we told somebody three weeks ago and herd nothing she sits with him in the guard hen"
UNSURE = "weeks herd guard hen"
RIGHT = "We told somebody three weeks ago and heard nothing. She sits with him in the garden."
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 3


def spoken(visits: Visits) -> Page:
    """A guess, a voice without words, one that the person agreed to; a recording of no answer."""
    return visits.signed_in(f"/review/{conversation(visits.site.store)}")


def spoken_open(visits: Visits) -> Page:
    """The same with everything unfolded."""
    page = spoken(visits)
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def spoken_put_right(visits: Visits) -> Page:
    """Somebody just put the words right; another answer waits."""
    page = visits.signed_in(draft(visits.site.store).page)
    speak(visits.site.store, begin(visits.site.store), HEARD)
    page.get_by_text("Put the words right").click()
    page.get_by_label("What you hear").fill(RIGHT)
    page.get_by_role("button", name="Keep these words").click()
    expect(page.get_by_role("status").filter(has_text="1 more to listen to")).to_be_visible()
    return page


def spoken_changed(visits: Visits) -> Page:
    """The words changed meanwhile: one's own in the box, the others above."""
    store, at = visits.site.store, draft(visits.site.store)
    page = visits.signed_in(at.page)
    page.get_by_text("Put the words right").click()
    ahmed = store.staff.add("ahmed", "Ahmed", "no password")
    store.wordings.correct(store.services.ids(), at.answer_id, f"{RIGHT} {LONG}", ahmed.id)
    page.get_by_label("What you hear").fill(f"{RIGHT} I am sure of it.")
    page.get_by_role("button", name="Keep these words").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def spoken_nothing(visits: Visits) -> Page:
    """Nothing was written."""
    page = visits.signed_in(draft(visits.site.store).page)
    page.get_by_text("Put the words right").click()
    page.get_by_label("What you hear").fill("  ")
    page.get_by_role("button", name="Keep these words").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def spoken_list(visits: Visits) -> Page:
    """The list with some to listen to."""
    store = visits.site.store
    conversation(store)
    told(store)
    draft(store)
    return visits.signed_in()


def voice(visits: Visits) -> Page:
    """The engines of this machine: one whole, one broken, one slow; none in use."""
    draft(visits.site.store)
    return visits.signed_in("/review/voice")


def draft(store: Store) -> Spoken:
    """One answer that a machine guessed."""
    return speak(store, begin(store), HEARD, unsure=UNSURE)


def conversation(store: Store) -> UUID:
    """Spoken answers of each kind in one conversation."""
    talk = begin(store)
    speak(store, talk, HEARD, unsure=UNSURE, seconds=14)
    speak(store, talk, "", seconds=3, keep=None)
    speak(store, talk, f"my name is {LONG}", agreed=True, seconds=65, keep=False)
    record(store, talk, "is anybody there", unsure="anybody")
    return talk


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each
    for each in (spoken, spoken_open, spoken_put_right, spoken_changed, spoken_nothing, spoken_list, voice)
}
