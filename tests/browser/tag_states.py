"""Every state of the tags that staff decide on."""

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect

from storage.records import NewTag, TagRecord
from storage.store import Store
from tests.browser.telling import WORDS, told
from tests.browser.visits import Visits
from tests.saying import say


def tags_decided(visits: Visits) -> Page:
    """Agreed, changed, removed, added and still suggested ones; the last decision can go back."""
    store, talk = visits.site.store, told(visits.site.store)
    page = visits.signed_in(f"/review/{talk}")
    decide(store, talk, store.staff.everyone()[0].id)
    answer = store.review.answers(store.services.ids(), talk)[0].answer
    page.goto(f"{visits.site.url}/review/{talk}?decided={answer.id}")
    expect(page.get_by_role("status").filter(has_text="Kept:")).to_be_visible()
    return page


def tags_open(visits: Visits) -> Page:
    """The same with everything unfolded, and the form of a new tag."""
    page = tags_decided(visits)
    page.locator(".add").click()
    expect(page.locator(".adding select")).to_be_focused()
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def tags_old(visits: Visits) -> Page:
    """The person said that it was not what they meant: a tag of earlier words."""
    store, talk = visits.site.store, told(visits.site.store)
    ahmed = store.staff.add("ahmed", "Ahmed", "no password")
    store.corrections.agree(store.services.ids(), tag(store, talk, "peer_support").id, ahmed.id)
    given = store.review.answers(store.services.ids(), talk)[0].answer
    with store.sheet(talk, say(store, talk, "It was only that one day, with her.")) as sheet:
        sheet.replace(given)
    return visits.signed_in(f"/review/{talk}")


def tags_changed(visits: Visits) -> Page:
    """Somebody else decided meanwhile: one's own choice still stands in the form."""
    store, talk = visits.site.store, told(visits.site.store)
    page = visits.signed_in(f"/review/{talk}")
    row = page.locator(".tag", has=page.locator(".about b", has_text="Peer support"))
    row.locator(".alter").click()
    row.locator("select").select_option("Assets")
    ahmed = store.staff.add("ahmed", "Ahmed", "no password")
    store.corrections.agree(store.services.ids(), tag(store, talk, "peer_support").id, ahmed.id)
    row.get_by_role("button", name="Keep this tag").click()
    expect(page.get_by_role("alert")).to_contain_text("Ahmed agreed to Peer support")
    return page


def tags_nothing(visits: Visits) -> Page:
    """No words were chosen."""
    page = visits.signed_in(f"/review/{told(visits.site.store)}")
    page.locator(".add").click()
    form = page.locator(".adding form")
    form.locator("select").select_option("Assets")
    form.get_by_role("radio", name="Wish").check()
    form.get_by_role("button", name="Add this tag").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one piece")
    return page


def decide(store: Store, talk: UUID, staff_id: UUID) -> None:
    """One decision of each kind."""
    store.corrections.agree(store.services.ids(), tag(store, talk, "peer_support").id, staff_id)
    better = NewTag("capabilities", "wish", 1.0, ((0, 16),))
    store.corrections.change(store.services.ids(), tag(store, talk, "facilitation").id, staff_id, better)
    store.corrections.remove(store.services.ids(), tag(store, talk, "diversity").id, staff_id)
    at = WORDS.index("I wish they would listen")
    missed = NewTag("assets", "wish", 1.0, ((at, at + 24),))
    store.corrections.add(
        store.services.ids(), store.review.answers(store.services.ids(), talk)[0].answer.id, staff_id, missed
    )


def tag(store: Store, talk: UUID, key: str) -> TagRecord:
    """The tag of a principle in the first answer."""
    return next(each for each in store.review.answers(store.services.ids(), talk)[0].tags if each.key == key)


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each for each in (tags_decided, tags_open, tags_old, tags_changed, tags_nothing)
}
