""" "I need someone now": one press, and the screen says only what is so."""

import pytest
from playwright.sync_api import expect

from tests.browser.tablets import Sitter
from tests.program import wait_until
from tests.site import Served

pytestmark = pytest.mark.slow

TOLD = "I have told the staff."
UNREACHABLE = "I cannot reach the staff from here. Please call someone near you."
LATE = "Nobody has come yet. Please call someone near you, or ring 01632 960 018."


def says(sitter: Sitter, words: str) -> None:
    """Wait until the page for help says this."""
    expect(sitter.page.locator("#help-title")).to_have_text(words)


def take(site: Served) -> None:
    """A member of staff says that she is going."""
    [call] = site.store.alerts.open(site.store.services.ids())
    site.store.alerts.take(site.store.services.ids(), call.id, site.store.staff.everyone()[0].id)


def test_one_press_tells_the_staff_and_says_who_is_coming(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.presses("I need someone now")
    says(sitter, TOLD)
    [call] = site.store.alerts.open(site.store.services.ids())
    assert call.place == "Lavender wing"
    take(site)
    says(sitter, "Priya is coming.")
    sitter.presses("Carry on")
    sitter.sees("ask")


def test_who_is_coming_is_said_to_somebody_who_carried_on(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.presses("I need someone now")
    says(sitter, TOLD)
    sitter.presses("Carry on")
    take(site)
    expect(sitter.status).to_have_text("Priya is coming.")


def test_the_page_for_help_stays_while_a_pause_before_it_is_still_being_kept(
    sitter: Sitter, site: Served
) -> None:
    sitter.starts()
    site.rasa.slow = 1.0
    sitter.presses("Pause")
    sitter.page.get_by_role("dialog").get_by_role("button", name="I need someone now").tap()
    says(sitter, TOLD)
    wait_until(lambda: site.rasa.heard[-1:] == ["Pause"])
    sitter.page.wait_for_timeout(500)
    expect(sitter.page.locator("#help-title")).to_be_visible()
    sitter.presses("Carry on")
    sitter.sees("ask")


def test_help_is_there_on_the_resting_screen_too(sitter: Sitter, site: Served) -> None:
    sitter.presses("I need someone now")
    says(sitter, TOLD)
    assert len(site.store.alerts.open(site.store.services.ids())) == 1


def test_without_a_network_it_says_so_and_keeps_trying(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.loses_the_network()
    sitter.presses("I need someone now")
    says(sitter, UNREACHABLE)
    assert site.store.alerts.open(site.store.services.ids()) == []
    sitter.page.context.set_offline(False)
    says(sitter, TOLD)
    assert len(site.store.alerts.open(site.store.services.ids())) == 1


def test_a_call_survives_a_reload_without_the_server_and_is_one_call(sitter: Sitter, site: Served) -> None:
    sitter.has_everything()
    site.stop()
    sitter.presses("I need someone now")
    says(sitter, UNREACHABLE)
    sitter.presses("Carry on", "I need someone now")
    sitter.page.reload()
    sitter.sees("rest")
    site.start()
    sitter.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(lambda: len(site.store.alerts.open(site.store.services.ids())) == 1)
    expect(sitter.status).to_have_text(TOLD)


def test_if_nobody_comes_it_says_so_plainly(sitter: Sitter) -> None:
    sitter.page.clock.install()
    sitter.page.reload()
    sitter.sees("rest")
    sitter.presses("I need someone now")
    says(sitter, TOLD)
    sitter.page.clock.run_for(5 * 60_000 + 2_000)
    says(sitter, LATE)
