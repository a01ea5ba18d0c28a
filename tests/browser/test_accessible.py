"""Every page in every state can be used by everybody: WCAG 2.2 AA and what we adopted beyond it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from storage.store import Store
from tests.browser.looking import at_every_size, axe, look, pull_together, shoot, spread_out
from tests.browser.states import STATES, shown
from tests.browser.visits import PHONE, TABLET, WIDE, Visits

pytestmark = pytest.mark.slow

NARROW: ViewportSize = {"width": 320, "height": 640}
MAGNIFIED: ViewportSize = {"width": 320, "height": 256}
"""1280 x 1024 made four times larger."""
SHOWN_AS_ERRORS = {
    "start_error", "chat_unsent", "chat_error", "wrong_link", "too_often", "tablet_insecure", "login_error",
    "tablets_error", "people_error", "person_error", "spoken_changed", "spoken_nothing",
    "tags_changed", "tags_nothing",
    "change_new_error", "change_clash", "reply_error", "work_clash", "note_nothing", "concern_error",
    "inbox_not_saved", "staff_error", "staff_clash", "alarm_error", "duty_error",
    "complaint_error", "consent_error", "retention_error", "erase_error",
}  # fmt: skip
"""States that begin with an answer of 400 or more."""


@pytest.fixture(scope="module", params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    """The name of each state in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def opened(
    browser: Browser, state: str, sqlite_file: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Visits, Page]]:
    """A page in that state, for all that is measured on it; its pictures are in var/screenshots."""
    folder = tmp_path_factory.mktemp("state")
    address = f"sqlite:///{shutil.copy(str(sqlite_file), folder / 'state.db')}"
    store = Store(address, key_file=folder / "recordings.key")
    with shown(browser, store, state) as (visits, page):
        shoot(page, state)
        yield visits, page
    store.close()


@pytest.fixture
def page(opened: tuple[Visits, Page]) -> Page:
    """The page, as wide as a desk has it."""
    opened[1].set_viewport_size(WIDE)
    return opened[1]


# In every state -----------------------------------------------------------------------------------


def test_axe_finds_nothing(page: Page) -> None:
    found = {size: axe(page) for size in at_every_size(page)}
    assert not any(found.values()), found


def test_every_target_is_large_enough(page: Page) -> None:
    found = {size: look(page, "small") for size in at_every_size(page, NARROW)}
    assert not any(found.values()), found


def test_every_edge_can_be_seen(page: Page) -> None:
    assert look(page, "faint") == []


def test_nothing_scrolls_sideways(page: Page) -> None:
    found = {size: look(page, "sideways") for size in at_every_size(page, NARROW, MAGNIFIED)}
    assert not any(found.values()), found


def test_more_space_between_letters_cuts_nothing_off(page: Page) -> None:
    spread_out(page)
    found = {size: look(page, "cut") + look(page, "sideways") for size in at_every_size(page, NARROW)}
    pull_together(page)
    assert not any(found.values()), found


def test_nothing_moves_by_itself(page: Page) -> None:
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="reduce")
    assert look(page, "moving") == []
    page.emulate_media(reduced_motion="no-preference")


def test_forced_colours_hide_nothing(page: Page) -> None:
    before = page.locator("body").inner_text()
    page.emulate_media(forced_colors="active")
    assert page.locator("body").inner_text() == before
    assert look(page, "faint") == []
    page.emulate_media(forced_colors="none")


def test_it_has_one_heading_a_title_and_a_language(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == "en-GB"
    heading = page.locator("h1").inner_text()
    assert page.title()
    assert heading.split(",")[0] in page.title() or "What Matters" in page.title()


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["wide", "tablet", "phone"])
def test_tab_reaches_every_control_and_shows_where_it_is(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    stops = look(page, "expectTabs")
    missed, faults = stops, []
    for _ in range(2 * len(stops) + 20):
        page.keyboard.press("Tab")
        wrong, missed = look(page, "step")
        faults += wrong
        if not missed:
            break
    assert stops
    assert (missed, faults) == ([], [])


def test_nothing_is_wrong_in_the_console_and_nobody_else_is_asked(
    opened: tuple[Visits, Page], state: str
) -> None:
    visits, _ = opened
    assert visits.wrong == []
    assert not visits.failed or state in SHOWN_AS_ERRORS, visits.failed


# The checks themselves ----------------------------------------------------------------------------

PLANTED = """() => {
  const main = document.querySelector('main');
  main.insertAdjacentHTML('beforeend', `
    <p class="grey">grey words</p><p class="nearly">nearly dark words</p>
    <button class="tiny"></button><button class="tiny"></button>
    <input class="faint" aria-label="faint">
    <p class="wide">wide</p><p class="cut">words that are cut off</p>`);
  const style = (selector, rules) => {
    for (const one of document.querySelectorAll(selector)) Object.assign(one.style, rules);
  };
  style('.grey', {color: '#9a9a9a'});
  style('.nearly', {color: '#6a6a6a'});
  style('.tiny', {width: '18px', height: '18px', padding: '0', border: '0', outline: 'none'});
  style('.faint', {border: '2px solid #eeeeee', background: '#ffffff', minHeight: '50px'});
  style('.wide', {width: '3000px'});
  style('.cut', {width: '40px', overflow: 'hidden', whiteSpace: 'nowrap'});
}"""


@pytest.fixture
def planted(visits: Visits) -> Page:
    """A page with faults put into it."""
    page = visits.page("/chat")
    page.evaluate(PLANTED)
    return page


def test_planted_faults_are_found(planted: Page) -> None:
    rules = {fault.partition(":")[0] for fault in axe(planted)}
    assert {"button-name", "target-size", "color-contrast", "color-contrast-enhanced"} <= rules
    expected = {"small": "BUTTON: 18 x 18", "faint": "faint", "sideways": "the page", "cut": "words that"}
    for what, fault in expected.items():
        assert any(found.startswith(fault) for found in look(planted, what)), what


def test_a_planted_control_without_a_ring_is_found(planted: Page) -> None:
    look(planted, "expectTabs")
    planted.locator(".tiny").first.focus()
    assert look(planted, "tabStop") == ["BUTTON: no ring"]
    assert "Start" in look(planted, "missed")


def test_a_planted_script_and_a_call_to_somebody_else_are_found(visits: Visits) -> None:
    page = visits.page("/chat")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">inline</p>')")
    page.evaluate("fetch('https://elsewhere.example/').catch(() => 0)")
    page.evaluate("setTimeout(() => { throw new Error('planted') })")
    page.wait_for_timeout(100)
    found, visits.wrong[:] = " ".join(visits.wrong), []
    for planted in ("inline style", "elsewhere.example", "planted"):
        assert planted in found
