"""Every state of the pages about alarms and the duty list."""

from playwright.sync_api import Page, expect

from storage.alarm_records import AlarmRecord, Rung
from storage.duties import DutyRecord
from storage.store import Store
from tests.browser.concern_states import HIT, WET
from tests.browser.visits import Visits
from tests.saying import begin, tell
from tests.test_storage_concerns import NOW, SOON, noticed


def alarms(visits: Visits) -> Page:
    """One that cannot wait, one that somebody goes to, one that is done, and a drill."""
    store = visits.site.store
    _on_duty(store)
    omar = store.staff.add("omar", "Omar", "hash")
    for words in (WET, HIT):
        found = raised(store, words)
    store.alarms.go(store.services.ids(), omar.id, found.id)
    done = raised(store, HIT)
    store.alarms.finish(store.services.ids(), omar.id, done.id, "I sat with her.", decides=True)
    store.alarms.drill(store.services.get().id)
    return visits.signed_in("/review/alarms")


def alarms_none(visits: Visits) -> Page:
    """None is open, and nobody is on duty."""
    return visits.signed_in("/review/alarms")


def alarm_open(visits: Visits) -> Page:
    """Nobody goes yet, and an e-mail could not be sent."""
    store = visits.site.store
    _on_duty(store)
    found = raised(store, f"{HIT} It was Ahmed.")
    while message := store.alarm_climbing.take_message():
        store.alarm_climbing.failed(message.id, "The mail server said 451, and did not take it.")
    return visits.signed_in(f"/review/alarms/{found.id}")


def alarm_error(visits: Visits) -> Page:
    """Sent with nothing but a space."""
    page = alarm_open(visits)
    page.get_by_label("What was done").fill(" ")
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def alarm_done(visits: Visits) -> Page:
    """It is done, and the person is not told yet."""
    page = alarm_open(visits)
    page.get_by_label("What was done").fill("I sat with her. She has a bell now.")
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_role("button", name="Write back")).to_be_visible()
    return page


def duty_list(visits: Visits) -> Page:
    """Some lines, one of them open to be changed."""
    _on_duty(visits.site.store)
    page = visits.signed_in("/review/setup/duty")
    page.get_by_text("Change Grace").click()
    return page


def duty_error(visits: Visits) -> Page:
    """An address that cannot be used."""
    page = visits.signed_in("/review/setup/duty")
    page.get_by_label("Name").fill("Grace")
    page.get_by_label("Push").fill("syslog://")
    page.get_by_role("button", name="Add this line").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _on_duty(store: Store) -> None:
    here = store.services.get().id
    for name, rung in (
        ("Grace", Rung.FIRST),
        ("Ahmed", Rung.FIRST),
        ("Mona Lindqvist-Abernathy", Rung.MANAGER),
    ):
        email = f"{name.split(maxsplit=1)[0].lower()}@rose-court.example.org"
        store.duties.write({here}, DutyRecord(here, name, rung, email=email, also_called="the night nurse"))


def raised(store: Store, words: str) -> AlarmRecord:
    """The alarm that these words raise."""
    answer = tell(store, begin(store), words, noticed(NOW if words.startswith(HIT) else SOON))
    found = store.alarms.of_answer(answer.id)
    assert found
    return found


STATES = {
    each.__name__: each
    for each in (alarms, alarms_none, alarm_open, alarm_error, alarm_done, duty_list, duty_error)
}
