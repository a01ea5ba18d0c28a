"""Every screen of the tablet can be used by everybody: WCAG 2.2 AA, and what we adopted beyond it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from actions.choices import Asks
from storage.consent_kinds import Use
from storage.store import Store
from tests.browser.looking import SCREENSHOTS, at_every_size, axe, look, pull_together, spread_out
from tests.browser.mouth import Script, ears_of
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.tablet_states import STATES
from tests.browser.tablets import Sitter, ask_these, sit_down
from tests.browser.visits import PHONE, TABLET, Visits
from tests.plain_words import HIGHEST_GRADE, faults, grade
from tests.site import served

pytestmark = pytest.mark.slow

NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE_SCREENS: tuple[ViewportSize, ...] = (TABLET, {"width": 1440, "height": 900})
SMALLEST, TILE, APART = 60, 108, 12
"""Pixels of every control, of the height of a tile, and between two controls."""

MEASURE = """() => {
  const root = document.querySelector("dialog[open]") ?? document.body;
  const seen = [...root.querySelectorAll("button, a[href], textarea")].filter(
    (one) => one.checkVisibility() && (root.tagName === "DIALOG" || !one.closest("dialog")));
  return seen.map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    const kind = { tile: one.matches(".tile"), key: one.matches(".key, .offer") };
    return { name: one.innerText.trim(), ...kind, x, y, width, height };
  });
}"""


@pytest.fixture(scope="module", params=STATES)
def sitter(
    browser: Browser,
    request: pytest.FixtureRequest,
    sqlite_file: object,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sitter]:
    """Somebody before each screen in turn; its pictures are in var/screenshots."""
    folder = tmp_path_factory.mktemp("state")
    address = f"sqlite:///{shutil.copy(str(sqlite_file), folder / 'state.db')}"
    store = Store(address, key_file=folder / "recordings.key")
    ask_these(store)
    script = Script()
    script.words.append("I would like to sit in the garden.")  # and of the next nothing is made
    with (
        served(store, _asking(store), lambda: ears_of(store, script)) as site,
        Visits(browser, site).watched() as visits,
    ):
        sitter = sit_down(site, visits.profile)
        STATES[request.param](sitter)
        _shoot(sitter.page, request.param)
        yield sitter
        assert visits.failed == []
    store.close()


def _asking(store: Store) -> SpeakingRasa:
    rasa = SpeakingRasa(store, MarkingTagger())
    rasa.asks = Asks(uses=(Use.REPORTS, Use.FAMILY))
    return rasa


def _shoot(page: Page, name: str) -> None:
    for size, viewport in {"tablet": TABLET, "phone": PHONE}.items():
        page.set_viewport_size(viewport)
        page.screenshot(path=SCREENSHOTS / f"tablet-{name}-{size}.png")
    page.set_viewport_size(TABLET)


@pytest.fixture
def page(sitter: Sitter) -> Iterator[Page]:
    """The page, as a tablet has it; in the end as it usually looks."""
    sitter.page.set_viewport_size(TABLET)
    yield sitter.page
    _dress(sitter.page, "day", "normal")


def _dress(page: Page, theme: str, size: str) -> None:
    page.evaluate(
        "([theme, size]) => Object.assign(document.documentElement.dataset, {theme, size})", [theme, size]
    )


def test_axe_finds_nothing_by_day_and_by_night(page: Page) -> None:
    found: dict[str, list[str]] = {}
    for theme in ("day", "night"):
        _dress(page, theme, "normal")
        found |= {f"{theme} {size}": axe(page) for size in at_every_size(page)}
    assert not any(found.values()), found


def test_everything_is_large_enough_for_a_finger_and_apart(page: Page) -> None:
    for _ in at_every_size(page, NARROW):
        found = page.evaluate(MEASURE)
        if page.evaluate("innerWidth") < TABLET["width"]:  # ten keys in a row cannot be so large on a phone
            found = [one for one in found if not one["key"]]
        assert [one for one in found if min(one["width"], one["height"]) < SMALLEST - 0.5] == []
        assert [one for one in found if one["tile"] and one["height"] < TILE] == []
        apart = [one for one in found if not one["key"]]  # keys stand as close as on any keyboard
        pairs = [(one, other) for at, one in enumerate(apart) for other in apart[at + 1 :]]
        assert [(a["name"], b["name"]) for a, b in pairs if _gap(a, b) < APART - 0.5] == []


def _gap(one: dict[str, float], other: dict[str, float]) -> float:
    across = max(one["x"], other["x"]) - min(one["x"] + one["width"], other["x"] + other["width"])
    down = max(one["y"], other["y"]) - min(one["y"] + one["height"], other["y"] + other["height"])
    return max(across, down)


@pytest.mark.parametrize("size", ["normal", "large", "huge"])
def test_nothing_has_to_be_scrolled_to_on_a_tablet(page: Page, size: str) -> None:
    _dress(page, "day", size)
    for viewport in WIDE_SCREENS:
        page.set_viewport_size(viewport)
        there = page.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('dialog[open]')]"
            ".map((one) => one.scrollHeight - innerHeight)"
        )
        assert max(there) <= 0, viewport


@pytest.mark.parametrize("size", ["normal", "huge"])
def test_nothing_goes_off_to_the_side_or_is_cut(page: Page, size: str) -> None:
    _dress(page, "day", size)
    found = {at: look(page, "sideways") + look(page, "cut") for at in at_every_size(page, NARROW)}
    assert not any(found.values()), found


def test_more_space_between_letters_cuts_nothing(page: Page) -> None:
    spread_out(page)
    found = {at: look(page, "sideways") + look(page, "cut") for at in at_every_size(page)}
    pull_together(page)
    assert not any(found.values()), found


def test_it_has_one_heading_and_at_most_four_controls_besides_answers(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    around = [one for one in page.evaluate(MEASURE) if one["name"] in AROUND]
    assert len(around) <= 4


AROUND = ("Read it to me", "I need someone now", "Go back", "Skip this question", "I have chosen")


def test_tab_reaches_every_control_and_shows_where_it_is(page: Page) -> None:
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    names, reached = {one["name"] for one in page.evaluate(MEASURE)}, set()
    for _ in range(len(names) + 4):
        page.keyboard.press("Tab")
        assert look(page, "tabStop") == []
        reached.add(page.evaluate("document.activeElement.innerText.trim()"))
    assert names <= reached


def test_what_is_chosen_shows_without_colours_and_nothing_moves(page: Page) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    chosen = page.locator("[aria-pressed=true]:visible")
    for one in chosen.all():
        assert one.evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)") >= 4
    assert look(page, "moving") == []
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")


def test_its_words_are_plain(page: Page) -> None:
    said: list[str] = page.evaluate("document.body.innerText.split('\\n').filter((line) => line.trim())")
    assert [fault for text in said for fault in faults(text, "resident")] == []


# The page as a whole ------------------------------------------------------------------------------


def test_what_the_scripts_say_is_in_plain_words(visits: Visits) -> None:
    page = visits.page("/")
    said: list[str] = page.evaluate(
        "import('/static/js/tablet/words.js').then((all) => Object.values(all.words))"
    )
    assert len(said) > 9
    assert [fault for text in said for fault in faults(text, "resident")] == []
    assert grade(said) <= HIGHEST_GRADE


def test_a_planted_fault_is_found(visits: Visits) -> None:
    ask_these(visits.site.store)
    page = sit_down(visits.site, visits.profile).page
    page.evaluate(
        """() => {
          const start = document.querySelector("[data-act=start]");
          Object.assign(start.style, {minHeight: "0", height: "40px", padding: "0", marginRight: "-12px"});
          start.insertAdjacentHTML("afterend", "<p class='grey'>grey words</p>");
          document.querySelector(".grey").style.color = "#8a8a8a";
          document.querySelector("main").style.minHeight = "900px";
        }"""
    )
    found = page.evaluate(MEASURE)
    assert any(min(one["width"], one["height"]) < SMALLEST - 0.5 for one in found)
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight")
    assert any(fault.startswith("color-contrast") for fault in axe(page))
