"""Staff listen to a spoken answer in a real browser: with the keyboard, without scripts, two at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.spoken_states import HEARD, RIGHT, conversation, draft
from tests.browser.visits import NO_SCRIPT, PHONE, Visits, texts
from tests.saying import begin
from tests.site import Served
from tests.spoken import Spoken, speak

pytestmark = pytest.mark.slow


@pytest.fixture
def at(site: Served) -> Spoken:
    """A guess of a machine that waits for a listener."""
    return draft(site.store)


def tab_to(page: Page, name: str, role: str = "button") -> None:
    """Press Tab until this control has the focus."""
    wanted = page.get_by_role(role, name=name, exact=False).first  # type: ignore[arg-type]
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {name}.")


def test_the_voice_is_heard(visits: Visits, at: Spoken) -> None:
    page = visits.signed_in(at.page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(200)
    assert not [
        url for url in asked if "/recordings/" in url
    ]  # nothing is fetched, and nothing written down, before somebody plays it
    player = page.locator("audio")
    player.evaluate("one => { one.muted = true; return one.play() }")
    expect(player).to_have_js_property("ended", True)
    assert player.evaluate("one => Math.round(one.duration)") == 2
    assert asked
    assert {url for url in asked if "/static/" not in url} == {f"{visits.site.url}{at.wav}"}
    assert ("priya", "listened", str(at.recording_id)) in visits.site.store.staff.audit()


def test_one_goes_back_to_a_word(visits: Visits, site: Served) -> None:
    long = speak(site.store, begin(site.store), HEARD, seconds=30)
    page = visits.signed_in(long.page)
    player = page.locator("audio")
    player.evaluate("one => { one.muted = true; return one.play() }")
    player.evaluate("one => { one.currentTime = 25 }")
    expect(player).not_to_have_js_property("seeking", True)
    assert player.evaluate("one => one.currentTime") >= 25
    player.evaluate("one => { one.currentTime = 2 }")
    expect(player).not_to_have_js_property("seeking", True)
    assert player.evaluate("one => one.currentTime") < 25


def test_words_are_put_right_with_the_keyboard_alone(visits: Visits, at: Spoken) -> None:
    page = visits.signed_in()
    tab_to(page, "guard hen", "link")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Guessed by the machine, confirmed by nobody: please listen")).to_be_visible()
    summary = page.locator("summary", has_text="Put the words right")
    for _ in range(60):
        page.keyboard.press("Tab")
        if summary.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("What you hear")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(RIGHT)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Listened to by Priya")).to_be_visible()
    assert texts(page, ".answer > .words") == [RIGHT]
    expect(page.locator(".earlier")).to_contain_text("The machine heard")
    expect(page.locator(".answer")).to_be_in_viewport()
    assert re.search(r"#answer-", page.url)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_one_press_says_that_the_words_are_right(visits: Visits, at: Spoken, scripts: bool) -> None:
    page = visits.signed_in(at.page, java_script_enabled=scripts)
    expect(page.locator("nav .badge")).to_contain_text("1")
    page.get_by_role("button", name="The words are right").click()
    expect(page.get_by_text("Listened to by Priya")).to_be_visible()
    expect(page.locator("nav .badge")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Kept.")).to_be_visible()


def test_everything_is_done_without_scripts(visits: Visits, at: Spoken) -> None:
    page = visits.signed_in("/review", **NO_SCRIPT)
    page.get_by_role("link", name="Please listen 1").click()
    page.locator(".lines a").click()
    page.get_by_text("Put the words right").click()
    page.get_by_label("What you hear").fill(RIGHT)
    page.get_by_role("button", name="Keep these words").click()
    expect(page.get_by_text("Listened to by Priya")).to_be_visible()
    assert texts(page, ".answer > .words") == [RIGHT]


def test_the_second_of_two_compares_and_loses_nothing(visits: Visits, at: Spoken) -> None:
    one, other = visits.signed_in(at.page), visits.signed_in(at.page)
    mine = f"{RIGHT} I am sure of it."
    for page, words in ((one, RIGHT), (other, mine)):
        page.get_by_text("Put the words right").click()
        page.get_by_label("What you hear").fill(words)
    one.get_by_role("button", name="Keep these words").click()
    expect(one.get_by_text("Listened to by Priya")).to_be_visible()
    other.get_by_role("button", name="Keep these words").click()
    expect(other.get_by_role("alert")).to_contain_text("changed the words while you listened")
    expect(other).to_have_title(re.compile("^Not kept: "))
    assert texts(other, ".answer > .words") == [RIGHT]
    other.get_by_role("link", name="Compare the words").click()
    expect(other.get_by_label("What you hear")).to_have_value(mine)
    other.get_by_role("button", name="Keep these words").click()
    expect(other.get_by_text("Listened to by Priya")).to_be_visible()
    assert texts(other, ".answer > .words") == [mine]


def test_a_blank_line_at_the_beginning_of_somebodys_words_stays_in_the_box(
    visits: Visits, site: Served
) -> None:
    words = "\n\n  after two lines"
    page = visits.signed_in(speak(site.store, begin(site.store), words).page)
    page.get_by_text("Put the words right").click()
    expect(page.get_by_label("What you hear")).to_have_value(words)
    page.get_by_role("button", name="The words are right").click()
    expect(page.get_by_text("Listened to by Priya")).to_be_visible()


def test_screen_readers_hear_which_words_were_hard_to_hear(visits: Visits, at: Spoken) -> None:
    page = visits.signed_in(at.page)
    said = page.locator(".answer > .words").aria_snapshot()
    assert "guard hen (hard to hear)" in said
    expect(
        page.get_by_role("img", name=re.compile("How loud they spoke: 2 seconds, recorded Today"))
    ).to_be_visible()


def test_what_was_said_leads_to_its_voice(visits: Visits, site: Served) -> None:
    page = visits.signed_in(f"/review/{conversation(site.store)}")
    page.get_by_text("Everything that was said").click()
    page.get_by_role("link", name="Hear it").first.click()
    expect(page.locator(".recording:target audio")).to_be_in_viewport()


def test_a_phone_shows_it_without_moving_sideways(visits: Visits, site: Served) -> None:
    page = visits.signed_in(f"/review/{conversation(site.store)}", viewport=PHONE, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(page.locator("audio").first).to_be_visible()


def test_on_paper_the_words_stay_and_nothing_can_be_pressed(visits: Visits, site: Served) -> None:
    page = visits.signed_in(f"/review/{conversation(site.store)}")
    page.emulate_media(media="print")
    for gone in ("audio", ".acts"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".how-sure").first).to_be_visible()


def test_forced_colours_leave_dots_and_drawing(visits: Visits, at: Spoken) -> None:
    page = visits.signed_in(at.page, forced_colors="active")
    dots = page.locator(".answer > .words .unsure").first
    assert dots.evaluate("one => getComputedStyle(one).borderBottomStyle") == "dotted"
    colours = page.evaluate(
        """[getComputedStyle(document.querySelector('.wave')).stroke,
            getComputedStyle(document.body).backgroundColor]"""
    )
    assert colours[0] != colours[1]
