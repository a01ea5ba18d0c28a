"""Every state of what staff do with conversations: beside one of them, and on their own list."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

from playwright.sync_api import Page, expect

from storage.details import Details, Helper
from storage.kinds import Audience, Mode
from storage.records import NewTag, NewTags
from storage.store import Store
from storage.work_records import Item
from tests.browser.staff_states import joan, tablet
from tests.browser.telling import told
from tests.browser.visits import Visits
from tests.saying import begin, say

LOUD = "It is too loud in there. I cannot hear what anybody says, so I eat in my room now."
TOMATOES = "I used to run the allotment. I would love to do the tomatoes with Bill, he knows about soil."


def work_new(visits: Visits) -> Page:
    """Nobody has done anything with it yet; a daughter helped."""
    return visits.signed_in(f"/review/{joans_talk(visits.site.store)}")


def work_all(visits: Visits) -> Page:
    """Somebody sees to it and is late, notes, an objection, all unfolded."""
    store, talk = visits.site.store, joans_talk(visits.site.store)
    page = visits.signed_in(f"/review/{talk}")
    see_to(store, talk)
    page.goto(f"{visits.site.url}/review/{talk}")
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def work_reviewed(visits: Visits) -> Page:
    """Just marked as reviewed, and it can go back."""
    page = visits.signed_in(f"/review/{joans_talk(visits.site.store)}")
    page.get_by_role("button", name="Mark as reviewed").click()
    expect(page.get_by_role("status").filter(has_text="marked as reviewed")).to_be_visible()
    return page


def work_objecting(visits: Visits) -> Page:
    """What they say against a tag is to be written down."""
    page = visits.signed_in(f"/review/{joans_talk(visits.site.store)}")
    page.get_by_role("link", name="They disagree").first.click()
    expect(page.get_by_label("What they say of it")).to_be_visible()
    return page


def work_clash(visits: Visits) -> Page:
    """Somebody else was here meanwhile: one's own choice still stands in the form."""
    store, talk = visits.site.store, joans_talk(visits.site.store)
    page = visits.signed_in(f"/review/{talk}")
    home, ahmed = [store.services.get().id], store.staff.add("ahmed", "Ahmed", "no password").id
    page.reload()
    store.work.assign(home, [Item(talk)], ahmed, ahmed)
    page.get_by_label("Who sees to it").select_option(label="Priya (you)")
    page.locator("#plan button").click()
    expect(page.get_by_role("alert")).to_contain_text("Ahmed took it on")
    return page


def note_nothing(visits: Visits) -> Page:
    """Nothing was written."""
    page = visits.signed_in(f"/review/{joans_talk(visits.site.store)}")
    page.get_by_text("Write a note").click()
    page.get_by_label("A note on this conversation").fill("   ")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the note first")
    return page


def my_work(visits: Visits) -> Page:
    """Some to see to: overdue, today, some day, no day."""
    page = visits.signed_in("/review")
    store = visits.site.store
    home, me = [store.services.get().id], priyas(store)
    today = date.today()  # noqa: DTZ011 (the day as it is in this home)
    for days in (-9, 0, 12, None):
        talk = told(store, Audience.CARER if days else Audience.RESIDENT)
        store.work.assign(home, [Item(talk)], me, me)
        if days is not None:
            store.work.due(home, [Item(talk)], me, today + timedelta(days=days))
    page.goto(f"{visits.site.url}/review/work")
    return page


def my_work_left(visits: Visits) -> Page:
    """One deed with many was taken back, but for what somebody else changed since."""
    page = my_work(visits)
    store = visits.site.store
    home, ahmed = [store.services.get().id], store.staff.add("ahmed", "Ahmed", "no password").id
    mine = [each.conversation.id for each in store.work.mine(home, priyas(store))]
    page.locator("#tick-all").check()
    page.get_by_label("By which day").fill("2026-12-24")
    page.get_by_role("button", name="Set the day").click()
    expect(page.get_by_role("status").filter(has_text="due")).to_be_visible()
    store.work.due(home, [Item(mine[0])], ahmed, None)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Ahmed took the day out")).to_be_visible()
    return page


def my_work_none(visits: Visits) -> Page:
    """Nothing to see to."""
    return visits.signed_in("/review/work")


def said_all(visits: Visits) -> Page:
    """Everything that was said in a long conversation, some pages in."""
    return visits.signed_in(f"/review/{long_talk(visits.site.store)}/said?after=50")


def long_folded(visits: Visits) -> Page:
    """The last of a long conversation, unfolded."""
    page = visits.signed_in(f"/review/{long_talk(visits.site.store)}")
    page.locator("details.transcript").evaluate("one => { one.open = true }")
    return page


# How it comes about -------------------------------------------------------------------------------


def joans_talk(store: Store) -> UUID:
    """Joan on the tablet: two answers with suggestions, one said by her daughter for her."""
    asked = store.questions.newest(Audience.RESIDENT)
    assert asked
    talk = store.tablet_talks.begin(tablet(store), uuid4(), asked.id, joan(store)).id
    by = (Helper("Priya, activities", "presses", agreed=True), Helper("My daughter", "speaks"))
    seen = (
        (LOUD, (("It is too loud in there.", "accessibility", "not_working"),)),
        (TOMATOES, (("I would love to do the tomatoes", "shared_roles", "wish"),
                    ("he knows about soil.", "peer_support", "working"))),
    )  # fmt: skip
    for question, (words, found), helper in zip(asked.questions, seen, by, strict=False):
        turn = uuid4()
        store.turns.keep(talk, turn, words, Mode.TYPED, details=Details(question.id, "asking", helper=helper))
        with store.sheet(talk, turn) as sheet:
            answer = sheet.hear(question)
            sheet.tag(
                answer, NewTags("marks-1", found[0][2], tuple(_tag(words, *each) for each in found), ())
            )
            sheet.settle(answer)
    return talk


def see_to(store: Store, talk: UUID) -> None:
    """Priya sees to it and is late; both noted something; Joan disagrees with a tag."""
    home, priya = [store.services.get().id], priyas(store)
    ahmed = store.staff.add("ahmed", "Ahmed", "no password").id
    late = date.today() - timedelta(days=4)  # noqa: DTZ011 (the day as it is in this home)
    store.work.plan(home, [Item(talk)], ahmed, {"assigned_to": priya, "due_on": late})
    store.notes.add(home, talk, ahmed, "The loop in the dining room is out of order. I asked for a repair.")
    store.notes.add(home, talk, priya, "Spoke with the kitchen: a quiet table at half past twelve.")
    tags = [tag for each in store.review.answers(talk) for tag in each.tags]
    store.disagreements.told(home, tags[0].id, priya, "The room is fine, it is the music.")
    store.disagreements.said(talk, tags[1].id)


def priyas(store: Store) -> UUID:
    """Who is signed in."""
    return next(each.id for each in store.staff.everyone() if each.username == "priya")


def long_talk(store: Store, turns: int = 200) -> UUID:
    """A conversation of so many turns."""
    talk = begin(store)
    for number in range(turns):
        say(store, talk, f"{number + 1}. We go to the garden when it is dry, and I water the beans there.")
    return talk


def _tag(text: str, words: str, key: str, stance: str) -> NewTag:
    at = text.index(words)
    return NewTag(key, stance, 0.9, ((at, at + len(words)),))


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each
    for each in (
        work_new, work_all, work_reviewed, work_objecting, work_clash, note_nothing,
        my_work, my_work_left, my_work_none, said_all, long_folded,
    )
}  # fmt: skip
