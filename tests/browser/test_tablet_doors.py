"""Writing an answer, silence, and staying on the page: doors of the tablet without the rest of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doors import PATH, happened, open_doors, pack, type_with_keys
from tests.browser.looking import axe
from tests.browser.visits import Visits

pytestmark = pytest.mark.slow


def offers(page: Page) -> list[str]:
    """The words that can be taken."""
    return [text for text in page.locator(".offer").all_inner_texts() if text]


# Writing ------------------------------------------------------------------------------------------


def writing(visits: Visits, draft: str = "", said: tuple[str, ...] = ()) -> Page:
    """The page on which somebody writes."""
    page = open_doors(visits)
    page.evaluate("([pack, draft, said]) => doors.write(pack, draft, said)", [pack(), draft, said])
    return page


def test_big_keys_write_and_look_after_capitals_and_spaces(visits: Visits) -> None:
    page = writing(visits)
    type_with_keys(page, "i like tea. it's hot")
    page.get_by_role("button", name="Rub out").click()
    type_with_keys(page, "t?")
    box = page.get_by_label("Write your answer here")
    expect(box).to_have_value("I like tea. It’s hot? ")
    assert happened(page)[0] == ["draft", "I"]
    assert happened(page)[-1] == ["draft", "I like tea. It’s hot? "]
    page.get_by_role("button", name="I have finished").click()
    assert happened(page)[-1] == ["done", "I like tea. It’s hot?"]


def test_words_are_offered_and_complete_what_was_begun(visits: Visits) -> None:
    page = writing(visits, said=("Time for my garden.",))
    type_with_keys(page, "t")
    assert offers(page) == ["Time", "The", "Tea", "To", "Today"]
    type_with_keys(page, "e")
    assert offers(page) == ["Tea"]
    page.get_by_role("button", name="Tea").click()
    expect(page.locator("#words")).to_have_value("Tea ")
    type_with_keys(page, "m")
    assert offers(page) == ["my", "Monday"]
    page.get_by_role("button", name="my").click()
    type_with_keys(page, ".")
    expect(page.locator("#words")).to_have_value("Tea my. ")


def test_nothing_is_finished_that_is_empty(visits: Visits) -> None:
    page = writing(visits, draft="  ")
    done = page.get_by_role("button", name="I have finished")
    expect(done).to_have_attribute("aria-disabled", "true")
    done.click(force=True)
    assert happened(page) == []


def test_any_other_keyboard_can_be_used(visits: Visits) -> None:
    page = writing(visits, draft="I like ")
    box = page.locator("#words")
    expect(box).to_have_attribute("inputmode", "none")
    box.press_sequentially("jam")
    assert happened(page)[-1] == ["draft", "I like jam"]
    page.get_by_role("button", name="Use the tablet’s keys").click()
    expect(box).to_be_focused()
    expect(box).to_have_attribute("inputmode", "text")
    expect(box).to_have_value("I like jam")
    expect(page.locator(".keys")).to_have_count(0)
    page.get_by_role("button", name="Show the big keys").click()
    expect(page.locator(".keys")).to_be_visible()


def test_keys_can_stand_in_the_order_of_the_alphabet(visits: Visits) -> None:
    page = writing(visits, draft="Tea")
    page.get_by_role("button", name="A B C").click()
    assert page.locator(".keys .key").all_inner_texts()[:4] == ["A", "B", "C", "D"]
    expect(page.locator("#words")).to_have_value("Tea")
    page.get_by_role("button", name="Q W E").click()
    assert page.locator(".keys .key").all_inner_texts()[:4] == ["Q", "W", "E", "R"]


def test_the_keys_are_large_and_nothing_has_to_be_scrolled(visits: Visits) -> None:
    page = writing(visits, draft="I like my tea hot. I w")
    sizes = page.evaluate(
        """[...document.querySelectorAll('button')].filter((one) => one.checkVisibility())
          .map((one) => one.getBoundingClientRect()).map(({width, height}) => [width, height])"""
    )
    assert min(min(size) for size in sizes) >= 60
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert axe(page) == []


# Silence, and staying here ------------------------------------------------------------------------


def test_silence_asks_gently_then_puts_the_talk_away(visits: Visits) -> None:
    page = open_doors(visits, clock=True)
    page.evaluate("doors.idle(90)")
    page.clock.run_for(80_000)
    page.keyboard.press("x")
    page.clock.run_for(80_000)
    page.evaluate("window.busy = true")
    page.clock.run_for(300_000)
    page.evaluate("window.busy = false")
    page.clock.run_for(85_000)
    assert happened(page) == []
    page.clock.run_for(10_000)
    assert happened(page) == [["nudge", None]]
    page.clock.run_for(80_000)
    assert happened(page) == [["nudge", None]]
    page.clock.run_for(15_000)
    assert happened(page) == [["nudge", None], ["lock", None]]
    page.clock.run_for(300_000)
    assert len(happened(page)) == 2


def test_a_tablet_that_slept_wakes_up_locked(visits: Visits) -> None:
    page = open_doors(visits, clock=True)
    page.evaluate("doors.idle(90)")
    page.clock.fast_forward(3_600_000)
    page.clock.run_for(10_000)
    assert happened(page) == [["lock", None]]


def test_nothing_done_by_accident_leads_away_from_the_page(visits: Visits) -> None:
    page = open_doors(visits)
    page.evaluate("doors.kiosk()")
    page.evaluate("document.body.append(document.createElement('textarea'))")
    page.mouse.click(500, 400)
    while page.evaluate("history.state?.guard") != "kept":  # the way back is closed soon after the first touch
        page.wait_for_timeout(20)
    for _ in range(3):
        page.evaluate("history.back()")
        page.wait_for_timeout(150)
    assert page.url.endswith(PATH)
    refused = """([kind, where]) => !document.querySelector(where).dispatchEvent(
      new Event(kind, {bubbles: true, cancelable: true}))"""
    for kind in ("contextmenu", "dragstart", "drop", "selectstart"):
        assert page.evaluate(refused, [kind, "h1"]), kind
    assert not page.evaluate(refused, ["selectstart", "textarea"])


def test_a_profile_is_put_on_the_page(visits: Visits) -> None:
    page = open_doors(visits)
    page.evaluate(
        """async () => {
          const {applyProfile, withChanges} = await import('/static/js/tablet/profile.js');
          const likes = {theme: 'night', text_size: 'huge', access: 'dwell', pictures: true, language: 'cy'};
          applyProfile(withChanges(likes, {theme: 'day', access: 'touch'}));
        }"""
    )
    html = page.locator("html")
    for name, value in {"theme": "day", "size": "huge", "access": "dwell", "pictures": "yes"}.items():
        expect(html).to_have_attribute(f"data-{name}", value)
