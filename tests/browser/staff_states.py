"""Every state of the pages on which staff look after calls, tablets and people."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from playwright.sync_api import Page, expect
from sqlalchemy import text

from storage.details import Details, Helper
from storage.kinds import Audience, Mode
from storage.profiles import Profile
from storage.store import Store
from tests.browser.telling import told
from tests.browser.visits import Visits
from web.pins import hash_pin

PLACES = ("Lavender wing", "Rose room", "Sunroom", "The quiet lounge behind the winter garden, second floor")
JOAN = Profile(
    needs=("hearing_aid", "more_time", "quiet_place"),
    own_words="Left ear is better. Sit on that side, please.",
    text_size="large",
    choices=2,
    access="one_switch",
    share=True,
    review_on="2026-01-05",
)
PATIENT = Profile(needs=("memory",), own_words="She likes to be asked twice.", review_on="2099-01-05")


# Tablets ------------------------------------------------------------------------------------------


def tablets(visits: Visits) -> Page:
    """One with nothing on it, one on which things wait, a silent one, one that was never paired."""
    store = visits.site.store
    tablet(store, PLACES[0])
    store.devices.heard_of(tablet(store, PLACES[1]), 2, _ago(hours=30))
    _silence(store, tablet(store, PLACES[2]))
    tablet(store, PLACES[3], paired=False)
    page = visits.signed_in("/review/tablets")
    page.locator(".sure").first.evaluate("one => { one.open = true }")
    return page


def tablets_error(visits: Visits) -> Page:
    """A PIN that cannot be one; the first tablet."""
    page = visits.signed_in("/review/tablets")
    page.get_by_label("Where does it live?").fill("Lavender wing")
    page.get_by_label("PIN for staff").fill("12")
    _send(page, "Add it and show the code")
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def tablet_code(visits: Visits) -> Page:
    """The pairing code, shown once."""
    page = visits.signed_in("/review/tablets")
    page.get_by_label("Where does it live?").fill("Lavender wing")
    page.get_by_label("PIN for staff").fill("2468")
    page.get_by_role("button", name="Add it and show the code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pair Lavender wing")
    return page


# People -------------------------------------------------------------------------------------------


def people(visits: Visits) -> Page:
    """One to be asked again, one with needs, one with none."""
    joan(visits.site.store)
    visits.site.store.people.add(visits.site.store.services.get().id, "Albert", PATIENT)
    visits.site.store.people.new_card(
        visits.site.store.services.ids(),
        visits.site.store.people.add(
            visits.site.store.services.get().id, "Wilhelmina-Alexandra Featherstonehaugh"
        ).id,
    )
    return visits.signed_in("/review/people")


def people_error(visits: Visits) -> Page:
    """Nobody was added, and nobody is there."""
    page = visits.signed_in("/review/people")
    page.get_by_label("How do they want to be called?").fill("  ")
    _send(page, "Add")
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def person(visits: Visits) -> Page:
    """How somebody likes to talk, with everything unfolded."""
    page = visits.signed_in(f"/review/people/{joan(visits.site.store)}")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def person_saved(visits: Visits) -> Page:
    """It was saved."""
    page = visits.signed_in(
        f"/review/people/{visits.site.store.people.add(visits.site.store.services.get().id, 'Joan').id}"
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    return page


def person_error(visits: Visits) -> Page:
    """No way to answer is left."""
    page = visits.signed_in(f"/review/people/{joan(visits.site.store)}")
    for door in ("Talking", "Pictures", "Three faces", "Writing"):
        page.get_by_role("checkbox", name=door, exact=True).uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def card(visits: Visits) -> Page:
    """A card to print."""
    page = visits.signed_in(f"/review/people/{joan(visits.site.store)}")
    page.get_by_role("button", name="Make a card").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Card for Joan")
    return page


# Calls --------------------------------------------------------------------------------------------


def calls(visits: Visits) -> Page:
    """Some open, some of the last days."""
    store = visits.site.store
    device, who = tablet(store), joan(store)
    _wait_for_help(store, device, who)
    for hours in (3, 50):
        past = store.alerts.call(uuid4(), device, who, at=_ago(hours=hours))
        store.alerts.finish(store.services.ids(), past.id, store.staff.everyone()[0].id)
    return visits.signed_in("/review/calls")


def calls_none(visits: Visits) -> Page:
    """Nobody is waiting, and nobody was."""
    return visits.signed_in("/review/calls")


def calls_on_top(visits: Visits) -> Page:
    """A new call, a late one and one that is taken, on top of another page."""
    store = visits.site.store
    told(store)
    _wait_for_help(store, tablet(store), joan(store))
    return visits.signed_in("/review")


# What was said on a tablet ------------------------------------------------------------------------


def tablet_transcript(visits: Visits) -> Page:
    """Pictures, a helper, and what the person needs."""
    page = visits.signed_in(f"/review/{tablet_talk(visits.site.store)}")
    page.locator("details.transcript").evaluate("one => { one.open = true }")
    return page


# How it comes about -------------------------------------------------------------------------------


def tablet(store: Store, place: str = PLACES[0], *, paired: bool = True) -> UUID:
    """A tablet of this place."""
    staff = store.staff.add(f"staff-{uuid4().hex[:6]}", "Ahmed", "no password")
    device, code = store.devices.add(store.services.get().id, place, hash_pin("2468"), staff.id)
    if paired:
        store.devices.pair(code)
    return device.id


def joan(store: Store) -> UUID:
    """Somebody with needs, to be asked again."""
    return store.people.add(store.services.get().id, "Joan", JOAN).id


def tablet_talk(store: Store) -> UUID:
    """A conversation with one answer of chosen pictures, said with help; returns its id."""
    asked = store.questions.newest(Audience.RESIDENT)
    assert asked
    talk = store.tablet_talks.begin(tablet(store), uuid4(), asked.id, joan(store)).id
    question, turn = asked.questions[0], uuid4()
    helper = Helper("Priya", "presses", agreed=True)
    details = Details(question.id, "asking", ("outside", "music", "family"), None, "one_switch", helper)
    said = "Time outside, music and my family."
    store.turns.keep(talk, turn, said, Mode.PICTURES, details=details)
    with store.sheet(talk, turn) as sheet:
        sheet.settle(sheet.hear(question))
    return talk


def _wait_for_help(store: Store, device: UUID, person_id: UUID) -> None:
    """A call that just came, one that waits too long, one that somebody takes."""
    store.alerts.call(uuid4(), device, person_id)
    store.alerts.call(uuid4(), tablet(store, PLACES[3]), at=_ago(minutes=7))
    taken = store.alerts.call(uuid4(), device, person_id, at=_ago(minutes=3))
    store.alerts.take(store.services.ids(), taken.id, store.staff.everyone()[0].id)


def _silence(store: Store, device: UUID) -> None:
    # Nothing in the program can set this clock back.
    with store._engine.begin() as connection:
        found = {"seen": str(_ago(hours=49).replace(tzinfo=None)), "id": device.hex}
        done = connection.execute(text("UPDATE device SET seen_at = :seen WHERE id = :id"), found)
    assert done.rowcount == 1


def _send(page: Page, button: str) -> None:
    """Press, in a browser that does not look at the fields first."""
    page.locator("main form").last.evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name=button, exact=True).click()


def _ago(**span: int) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each
    for each in (
        tablets, tablets_error, tablet_code,
        people, people_error, person, person_saved, person_error, card,
        calls, calls_none, calls_on_top,
        tablet_transcript,
    )
}  # fmt: skip
