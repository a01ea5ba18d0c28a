"""A call for help on the pages of staff: it comes by itself, is said once, and everybody can answer it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.staff_states import joan, tablet
from tests.browser.visits import NO_SCRIPT, Visits
from tests.site import Served

pytestmark = pytest.mark.slow

LOOKS_EVERY = 5_000
UNWATCHED = "This page cannot see calls for help just now. Please load it again, or sign in again."
LISTENING = """() => {
  window.heard = [];
  const live = document.querySelector("#calls");
  const words = (one) => one.textContent.replace(/\\s+/g, " ").trim();
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const around = target.nodeType === 1 ? target : target.parentElement;
      if (around?.closest("[aria-live]") !== live) continue;
      for (const one of addedNodes) if (words(one)) heard.push(words(one));
    }
  }).observe(live, { childList: true, characterData: true, subtree: true });
}"""
"""Notes what a screen reader would say of the calls."""


@pytest.fixture
def page(visits: Visits) -> Page:
    """A page of staff that stands open; its clock is ours."""
    page = visits.signed_in("/health")
    page.clock.install()
    page.goto(f"{visits.site.url}/review/people")
    page.evaluate(LISTENING)
    return page


@pytest.fixture
def call(site: Served) -> Callable[..., UUID]:
    """Somebody asks for help, so many minutes ago; returns the call."""

    def ask(minutes: int = 0) -> UUID:
        at = datetime.now(UTC) - timedelta(minutes=minutes)
        return site.store.alerts.call(uuid4(), tablet(site.store), joan(site.store), at=at).id

    return ask


def wait(page: Page, looks: int = 1) -> None:
    """Until the page has looked so often for new calls."""
    for _ in range(looks):
        with page.expect_response("**/review/calls/open") as looked:
            page.clock.run_for(LOOKS_EVERY)
        looked.value.finished()
        page.wait_for_timeout(50)


def calls(page: Page) -> Locator:
    """The calls on top of the page."""
    return page.get_by_role("region", name="Calls for help").locator(".call")


def test_a_call_appears_by_itself_and_the_title_says_so(page: Page, call: Callable[..., UUID]) -> None:
    expect(calls(page)).to_have_count(0)
    call()
    wait(page)
    expect(calls(page)).to_contain_text("Joan asked for help: Lavender wing, just now. Nobody is going yet.")
    expect(page).to_have_title("(1) Help is wanted – People – What Matters")


def test_it_is_said_once_and_its_clock_is_not_said(
    page: Page, call: Callable[..., UUID], site: Served
) -> None:
    asked = call(1)
    wait(page, 3)
    [said] = page.evaluate("heard")
    assert said.startswith("Joan asked for help: Lavender wing, 1 minute ago. Nobody is going yet.")
    page.evaluate("heard.length = 0")
    calls(page).locator(".call-since").evaluate("one => { one.textContent = 'long ago' }")
    wait(page)
    expect(calls(page)).to_contain_text("1 minute ago")
    assert page.evaluate("heard") == []
    site.store.alerts.take(site.store.services.ids(), asked, site.store.staff.everyone()[0].id)
    wait(page, 2)
    [said] = page.evaluate("heard")
    assert said.endswith("is going.")


def test_one_goes_with_the_keyboard_alone(page: Page, call: Callable[..., UUID], site: Served) -> None:
    call()
    wait(page)
    button = page.get_by_role("button", name="I am going")
    expect(button).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(calls(page)).to_contain_text("Priya is going.")
    expect(page).to_have_url(f"{site.url}/review/people")
    expect(page).to_have_title("People – What Matters")
    page.get_by_role("button", name="It is done").focus()
    page.keyboard.press("Enter")
    expect(calls(page)).to_have_count(0)


def test_what_somebody_else_does_about_it_is_seen(
    page: Page, call: Callable[..., UUID], site: Served
) -> None:
    asked, colleague = call(7), site.store.staff.add("ahmed", "Ahmed", "no password")
    wait(page)
    expect(calls(page)).to_have_class("call late")
    site.store.alerts.take(site.store.services.ids(), asked, colleague.id)
    wait(page)
    expect(calls(page)).to_have_class("call taken")
    expect(calls(page)).to_contain_text("Ahmed is going.")
    site.store.alerts.finish(site.store.services.ids(), asked, colleague.id)
    wait(page)
    expect(calls(page)).to_have_count(0)
    expect(page).to_have_title("People – What Matters")


def test_without_scripts_it_is_shown_and_can_be_answered(visits: Visits, call: Callable[..., UUID]) -> None:
    call()
    page = visits.signed_in("/review/calls", **NO_SCRIPT)
    expect(calls(page)).to_contain_text("Joan asked for help")
    page.get_by_role("button", name="I am going").click()
    expect(calls(page)).to_contain_text("Priya is going.")
    page.get_by_role("button", name="It is done").click()
    expect(calls(page)).to_have_count(0)
    expect(page.get_by_role("cell", name="Joan")).to_be_visible()


def test_a_page_that_comes_back_to_the_front_does_not_ask_more_often(page: Page) -> None:
    wait(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/calls/open" in request.url else None)
    for _ in range(4):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(300)
    asked.clear()
    wait(page, 2)
    assert len(asked) == 2


def test_a_page_that_sees_no_calls_says_so(page: Page, visits: Visits, call: Callable[..., UUID]) -> None:
    page.context.clear_cookies()
    wait(page, 3)
    expect(page.get_by_text(UNWATCHED)).to_be_visible()
    call()
    visits.signed_in()
    staff = visits.site.store.staff.credentials("priya")
    assert staff
    secret = visits.site.store.staff.sign_in(staff[0].id)
    page.context.add_cookies(
        [{"name": "whatmatters_staff", "value": secret, "url": f"{visits.site.url}/review"}]
    )
    wait(page)
    expect(page.get_by_text(UNWATCHED)).to_have_count(0)
    expect(calls(page)).to_have_count(1)
