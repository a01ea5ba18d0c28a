"""On the tablet: somebody may be unsafe, or complains."""

import pytest
from playwright.sync_api import expect

from tests.browser.tablets import Sitter, answers
from tests.site import Served

pytestmark = pytest.mark.slow

HIT = "He hit me last night, he hit me."
COLD = "I am fed up with cold toast every day."


def test_nothing_is_asked_and_it_is_said_what_happens_next(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.writes_more(HIT)
    sitter.sees("care")
    said = sitter.page.locator(".care-words")
    expect(said).to_contain_text("I have kept your words.")
    expect(said).to_contain_text("Sarah and Ahmed")
    expect(said).not_to_contain_text(HIT)
    expect(sitter.page.locator(".question")).to_be_hidden()
    (concern,) = site.store.concerns.open(site.store.services.ids())
    assert concern.words == HIT


def test_a_call_from_there_leaves_it_as_it_is_and_only_carry_on_goes_on(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.writes_more(HIT)
    sitter.sees("care")
    sitter.page.locator('[data-view="care"] [data-act="help"]').tap()
    expect(sitter.page.locator("#help-title")).to_have_text("I have told the staff.")
    assert len(site.store.alerts.open(site.store.services.ids())) == 1
    sitter.page.locator('dialog[open] [data-act="carry-on"]').tap()
    sitter.sees("care")
    sitter.presses("Carry on")
    sitter.sees("ask")
    expect(sitter.question).to_have_text("Who listens to you here?")


def test_finished_there_nothing_of_it_is_on_the_screen(sitter: Sitter) -> None:
    sitter.starts()
    sitter.writes_more(HIT)
    sitter.sees("care")
    sitter.presses("I have finished")
    sitter.sees("rest")
    assert HIT not in sitter.page.locator("body").inner_text()


def test_after_a_reload_it_is_still_there(sitter: Sitter) -> None:
    sitter.starts()
    sitter.writes_more(HIT)
    sitter.sees("care")
    sitter.page.reload()
    sitter.sees("care")
    expect(sitter.page.locator(".care-words")).to_contain_text("Sarah and Ahmed")


@pytest.mark.parametrize(("press", "count"), [("Yes, pass it on", 1), ("No, just keep it", 0)])
def test_a_complaint_is_passed_on_only_by_a_yes(sitter: Sitter, site: Served, press: str, count: int) -> None:
    sitter.starts()
    sitter.writes(COLD)
    sitter.agrees()
    sitter.sees("complaint")
    sitter.presses(press)
    sitter.sees("ask")
    within = site.store.services.ids()
    assert site.store.complaints.count_open(within, next(iter(within))) == count
    assert ("agreed", COLD) in answers(site.store)
    expect(sitter.question).to_have_text("Who listens to you here?")


@pytest.mark.parametrize("name", ["pause", "stop", "idle"])
def test_a_person_can_be_called_from_every_page_on_top(sitter: Sitter, site: Served, name: str) -> None:
    sitter.starts()
    sitter.page.evaluate("name => document.querySelector(`[data-dialog=${name}]`).showModal()", name)
    sitter.page.locator(f'[data-dialog="{name}"] [data-act="help"]').tap()
    expect(sitter.page.locator("#help-title")).to_have_text("I have told the staff.")
    assert len(site.store.alerts.open(site.store.services.ids())) == 1


def test_without_the_home_a_person_can_still_be_called_for(sitter: Sitter) -> None:
    sitter.starts()
    sitter.loses_the_network()
    sitter.writes_more(HIT)
    sitter.sees("check")
    sitter.presses("I need someone now")
    expect(sitter.page.locator("#help-title")).to_contain_text("Please call someone near you.")
