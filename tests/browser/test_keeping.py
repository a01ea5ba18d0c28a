"""Words that wait in the browser: whatever it forbids, however it ends, they are delivered."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.browser.chromium import arguments
from tests.browser.killing import kill_everything_of, running
from tests.browser.telling import kept
from tests.browser.visits import Visits
from tests.browser.writer import Writer
from tests.program import wait_until
from tests.site import Served

pytestmark = pytest.mark.slow

WORDS = "We told somebody three weeks ago and heard nothing."
KEEPING_HERE = "Not saved yet. I am keeping your words on this device and will try again."
KEEP_OPEN = "Not saved yet. Please keep this page open. I will try again."

NO_DATABASE = "Object.defineProperty(window, 'indexedDB', {get() { throw new Error('forbidden') }})"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden') }})"


def test_without_its_database_a_browser_still_keeps_words(
    visits: Visits, keeping: Callable[[bool], None]
) -> None:
    context = visits.profile()
    context.add_init_script(NO_DATABASE)
    writer = _at_a_conversation(context, visits)
    keeping(False)
    writer.says(WORDS)
    expect(writer.status).to_have_text(KEEPING_HERE)
    writer.page.reload()
    writer.sees(WORDS, "unsaved")
    keeping(True)
    writer.sees(WORDS, "saved")


def test_a_browser_that_may_store_nothing_asks_to_keep_the_page_open(
    visits: Visits, keeping: Callable[[bool], None]
) -> None:
    context = visits.profile()
    context.add_init_script(f"{NO_DATABASE}; {NO_STORAGE}")
    writer = _at_a_conversation(context, visits)
    expect(writer.page.get_by_text("Kept on this device as you write.")).to_be_hidden()
    keeping(False)
    writer.says(WORDS)
    expect(writer.status).to_have_text(KEEP_OPEN)
    keeping(True)
    writer.sees(WORDS, "saved")


def _at_a_conversation(context: BrowserContext, visits: Visits) -> Writer:
    page = context.new_page()
    page.goto(visits.site.url + visits.begin())
    return Writer(page)


def test_over_plain_http_in_the_network_of_a_home_it_works_as_well(visits: Visits, site: Served) -> None:
    site.restart(host="home.test")
    page = visits.profile().new_page()
    page.goto(site.url.replace("127.0.0.1", "home.test") + visits.begin())
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]
    writer = Writer(page)
    writer.tells(WORDS)
    assert kept(site.store, writer.path) == [WORDS]
    page.locator(".about .again summary").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".about .copied")).not_to_be_empty()


def test_unsent_and_half_written_words_are_still_there_a_week_later(
    writer: Writer, site: Served, keeping: Callable[[bool], None]
) -> None:
    keeping(False)
    writer.says(WORDS)
    writer.sees(WORDS, "unsaved")
    writer.box.press_sequentially("Half a tho")
    later = writer.page.context.new_page()
    later.clock.install(time=datetime.now(UTC) + timedelta(days=8))
    later.goto(writer.page.url)
    writer.page.close()
    writer = Writer(later)
    writer.sees(WORDS, "unsaved")
    expect(writer.box).to_have_value("Half a tho")
    keeping(True)
    writer.lets_time_pass()
    writer.sees(WORDS, "saved")
    assert kept(site.store, writer.path) == [WORDS]


def test_words_survive_a_browser_that_is_killed(
    browser: Browser, chromium: str, visits: Visits, keeping: Callable[[bool], None], tmp_path: Path
) -> None:
    path = visits.begin()
    keeping(False)
    launch = browser.browser_type.launch_persistent_context
    context = launch(str(tmp_path / "profile"), executable_path=chromium, args=arguments())
    page = context.new_page()
    page.goto(visits.site.url + path)
    writer = Writer(page)
    writer.says(WORDS)
    writer.sees(WORDS, "unsaved")
    kill_everything_of(tmp_path / "profile")
    wait_until(lambda: not running(tmp_path / "profile"))
    with contextlib.suppress(Error):  # it may have noticed already that there is nothing to close
        context.close()

    for lock in (tmp_path / "profile").glob("Singleton*"):
        lock.unlink()
    keeping(True)
    context = launch(str(tmp_path / "profile"), executable_path=chromium, args=arguments())
    page = context.new_page()
    page.goto(visits.site.url + path)
    Writer(page).sees(WORDS, "saved")
    context.close()
    assert kept(visits.site.store, path) == [WORDS]
