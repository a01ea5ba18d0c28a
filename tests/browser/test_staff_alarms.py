"""An alarm on an open page of staff: it comes by itself, sounds, and comes back if nobody is heard of."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from storage.base import at
from tests.browser.alarm_states import raised
from tests.browser.concern_states import HIT
from tests.browser.visits import Visits
from tests.site import Served

pytestmark = pytest.mark.slow

LOOKS_EVERY = 5_000
TONES = """
window.tones = 0;
window.AudioContext = class extends AudioContext {
  createOscillator() {
    window.tones += 1;
    return super.createOscillator();
  }
};
"""
"""Counts what would be heard."""


@pytest.fixture
def page(visits: Visits) -> Page:
    """A page of staff that stands open, in which somebody has pressed something; its clock is ours."""
    page = visits.signed_in("/health")
    page.add_init_script(TONES)
    page.clock.install()
    page.goto(f"{visits.site.url}/review/people")
    page.get_by_role("heading", level=1).click()
    return page


def wait(page: Page) -> None:
    """Until the page has looked once more."""
    with page.expect_response("**/review/alarms/open") as looked:
        page.clock.run_for(LOOKS_EVERY)
    looked.value.finished()
    page.wait_for_timeout(100)


def test_who_went_and_was_not_heard_of_is_asked_for_again_with_a_sound(page: Page, site: Served) -> None:
    strip = page.get_by_role("region", name="Alarms").locator(".call")
    goes = strip.get_by_role("button", name="I am going")
    wait(page)
    alarm = raised(site.store, HIT)
    wait(page)
    expect(strip).to_contain_text("Nobody is going yet.")
    assert page.evaluate("tones") == 2
    site.store.alarms.go(site.store.services.ids(), site.store.staff.everyone()[0].id, alarm.id)
    wait(page)
    expect(strip).to_contain_text("Priya is going.")
    expect(goes).to_be_hidden()
    with at(alarm.at + timedelta(hours=3)):
        assert site.store.alarm_climbing.climb() == 1
    wait(page)
    expect(strip).to_contain_text("Nobody is going yet.")
    expect(goes).to_be_visible()
    assert page.evaluate("tones") == 4
