"""A talk on a tablet: with fingers, with a keyboard, with pictures and faces; one person after another."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from tests.browser.doors import type_with_keys
from tests.browser.tablets import FACES, YES, Sitter, answers, ask_these, sit_down, talks, turns
from tests.browser.visits import Visits
from tests.program import wait_until
from tests.site import Served

pytestmark = pytest.mark.slow

PLACES = ("#question", "[data-act=pause]", "[data-act=stop]", ".link[data-act=help]")
COUNTS_PAUSES = """() => {
  window.pauses = 0;
  const dialog = document.querySelector('[data-dialog="pause"]');
  new MutationObserver(() => (window.pauses += dialog.open)).observe(dialog, { attributeFilter: ["open"] });
}"""
"""So often a pause was shown."""
KEEPS_SLOWLY = """() => {
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (tables, mode, options) {
    const begun = begin.call(this, tables, mode, options);
    const slow = { set: (then) => begun.addEventListener("complete", () => setTimeout(then, 700)) };
    return mode === "readwrite" ? Object.defineProperty(begun, "oncomplete", slow) : begun;
  };
}"""
"""Whatever the tablet writes down takes it 700 ms more."""


def test_a_whole_talk_with_fingers_pictures_and_faces(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.presses("Choose pictures", "Time outside", "My friends", "More pictures", "A hot drink")
    sitter.presses("I have chosen")
    expect(sitter.said).to_have_text("Time outside, my friends and a hot drink.")
    sitter.presses(YES)
    expect(sitter.status).to_have_text("Thank you. I have kept your words.")
    expect(sitter.question).to_have_text("Who listens to you here?")
    sitter.presses("Choose a face")
    expect(sitter.question).to_have_text("Do staff listen to you?")
    sitter.presses(FACES[2])
    sitter.agrees()
    sitter.answers("Sun, and nobody in a hurry.")
    sitter.sees("finish")
    expect(sitter.page.locator(".kept q")).to_have_text(
        ["Time outside, my friends and a hot drink.", FACES[2], "Sun, and nobody in a hurry."]
    )
    sitter.presses("I have finished")
    sitter.sees("rest")
    assert [state for state, _ in answers(site.store)] == ["agreed"] * 3
    said = turns(site.store, talks(site.store)[0])
    assert [turn.mode for turn in said] == ["pictures", "button", "faces", "button", "typed", "button"]
    assert said[0].details
    assert said[0].details["pictures"] == ["outside", "friends", "tea"]
    assert said[2].details
    assert (said[2].details["face"], said[2].details["by"]) == ("not_going_well", "touch")


def test_a_whole_talk_with_a_keyboard_only(visits: Visits, site: Served) -> None:
    ask_these(site.store)
    sitter = sit_down(site, visits.profile, has_touch=False)

    def goes_to(words: str) -> None:
        for _ in range(20):
            sitter.page.keyboard.press("Tab")
            if sitter.page.evaluate("document.activeElement.innerText.trim()") == words:
                break
        sitter.page.keyboard.press("Enter")

    for view, words in (
        ("rest", "Start"), ("about", "Carry on"), ("readers", "Carry on"),
        ("ask", "Choose pictures"),
        ("pictures", "Music"), ("pictures", "I have chosen"), ("check", YES),
        ("ask", "Skip this question"),
    ):  # fmt: skip
        sitter.sees(view)
        goes_to(words)
    expect(sitter.question).to_have_text("What makes a good day?")
    goes_to("Pause")
    expect(sitter.page.get_by_role("heading", name="Paused")).to_be_focused()
    sitter.page.keyboard.press("Escape")
    expect(sitter.page.get_by_role("dialog")).to_be_hidden()
    expect(sitter.question).to_be_visible()
    assert answers(site.store) == [("agreed", "Music.")]


def test_words_that_steer_are_understood_by_the_dialogue_engine(sitter: Sitter) -> None:
    sitter.starts()
    sitter.writes_more("stop")
    sitter.sees("finish")
    sitter.presses("Carry on")
    sitter.sees("ask")


def test_an_answer_can_be_changed_added_to_and_taken_out(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.presses("Choose pictures", "Music", "I have chosen", "Change it")
    expect(sitter.button("Music")).to_have_attribute("aria-pressed", "true")
    sitter.presses("My family", "I have chosen")
    expect(sitter.said).to_have_text("Music and my family.")
    sitter.presses("Add something")
    sitter.writes_more("In the evening.")
    expect(sitter.said).to_have_text("Music and my family.\nIn the evening.")
    sitter.presses("Do not keep it", "No, keep it")
    sitter.sees("check")
    sitter.presses("Do not keep it", "Yes, take it out")
    expect(sitter.question).to_have_text("Who listens to you here?")
    assert answers(site.store) == []


def test_what_was_typed_too_short_is_asked_after_once(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.writes_more("tea")
    expect(sitter.question).to_have_text("Can you say more about that?")
    sitter.presses("That is all")
    expect(sitter.said).to_have_text("tea")
    sitter.agrees()
    assert answers(site.store) == [("agreed", "tea")]


def test_the_next_person_sees_nothing_of_the_last(sitter: Sitter) -> None:
    sitter.starts()
    sitter.answers("These are my private words.")
    sitter.presses("Stop", "Yes, stop", "I have finished")
    sitter.sees("rest")
    assert "private" not in sitter.page.content()
    sitter.page.reload()
    sitter.sees("rest")
    sitter.starts()
    expect(sitter.question).to_have_text("What matters to you?")
    assert "private" not in sitter.page.content()


def test_a_pause_that_is_over_does_not_come_back_however_slow_the_home_is(
    sitter: Sitter, site: Served
) -> None:
    sitter.starts()
    site.rasa.slow = 1.0
    sitter.page.evaluate(COUNTS_PAUSES)
    sitter.presses("Pause", "Carry on")
    wait_until(lambda: site.rasa.heard[-2:] == ["Pause", "Carry on"])
    sitter.page.wait_for_timeout(500)
    sitter.sees("ask")
    assert sitter.page.evaluate("window.pauses") == 1


@pytest.fixture
def late_sheet(visits: Visits, site: Served) -> Iterator[tuple[Sitter, Callable[[], None]]]:
    """Somebody at the first question, without the look of the ways to answer; and what lets that come."""
    ask_these(site.store)
    # Without its worker, which would answer in our place.
    sitter = sit_down(site, visits.profile, service_workers="block")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    sitter.page.route("**/tablet_doors.css", hold)
    sitter.starts()
    sitter.page.evaluate(COUNTS_PAUSES)
    sitter.page.evaluate(KEEPS_SLOWLY)
    yield sitter, lambda: held.pop().continue_()
    assert all("blocked by Playwright" in each for each in visits.wrong)
    visits.wrong.clear()


def test_a_pause_that_is_over_does_not_come_back_with_something_that_comes_late(
    late_sheet: tuple[Sitter, Callable[[], None]], site: Served
) -> None:
    sitter, comes = late_sheet
    sitter.presses("Pause", "Carry on")
    wait_until(lambda: site.rasa.heard[-1:] == ["Pause"])
    comes()
    wait_until(lambda: site.rasa.heard[-1:] == ["Carry on"])
    sitter.page.wait_for_timeout(500)
    assert sitter.page.evaluate("window.pauses") == 1


def test_a_pause_is_not_closed_by_something_that_comes_while_it_is_kept(
    late_sheet: tuple[Sitter, Callable[[], None]], site: Served
) -> None:
    sitter, comes = late_sheet
    sitter.presses("Pause")
    comes()
    wait_until(lambda: site.rasa.heard[-1:] == ["Pause"])
    assert sitter.page.locator('[data-dialog="pause"]').is_visible()
    assert sitter.page.evaluate("window.pauses") == 1
    sitter.presses("Carry on")
    sitter.sees("ask")


def test_a_talk_that_was_left_is_locked_and_nothing_of_it_is_lost(sitter: Sitter, site: Served) -> None:
    sitter.page.clock.install()
    sitter.page.reload()
    sitter.starts()
    sitter.presses("Write")
    sitter.page.locator("#words").fill("Half a tho")
    sitter.page.clock.run_for(95_000)
    expect(sitter.page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    sitter.presses("Yes, carry on")
    expect(sitter.page.locator("#words")).to_have_value("Half a tho")
    sitter.page.clock.run_for(190_000)
    sitter.sees("rest")
    assert "Half a tho" not in sitter.page.content()
    sitter.presses("Staff")
    type_with_keys(sitter.page, "2468")
    sitter.presses("Enter", "Carry on the last talk")
    expect(sitter.page.locator("#words")).to_have_value("Half a tho")


def test_a_tablet_that_was_off_for_an_hour_shows_nobodys_words(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    sitter.presses("Write")
    sitter.page.locator("#words").fill("Half a tho")
    context = sitter.page.context
    sitter.page.close()
    later = context.new_page()
    later.clock.install(time=datetime.now(UTC) + timedelta(hours=1))
    later.goto(f"{site.url}/tablet")
    again = Sitter(later)
    again.sees("rest")
    assert "Half a tho" not in later.content()
    again.presses("Staff")
    type_with_keys(later, "2468")
    again.presses("Enter", "Carry on the last talk")
    expect(later.locator("#words")).to_have_value("Half a tho")


def test_nothing_moves_from_screen_to_screen(sitter: Sitter) -> None:
    def places() -> list[dict[str, float] | None]:
        return [sitter.page.locator(each).bounding_box() for each in PLACES]  # type: ignore[misc]

    sitter.starts()
    first = places()
    for view, words in (("pictures", "Choose pictures"), ("ask", "Go back"), ("writing", "Write")):
        sitter.presses(words)
        sitter.sees(view)
        assert [at == pytest.approx(before, abs=2) for at, before in zip(places(), first, strict=True)] == [
            True
        ] * 4
    sitter.presses("Go back")
    sitter.writes("The people in the garden.")
    assert [at == pytest.approx(before, abs=2) for at, before in zip(places(), first, strict=True)] == [
        True
    ] * 4


def test_somebody_chooses_larger_letters_and_night_in_two_presses(sitter: Sitter) -> None:
    sitter.starts()
    before = sitter.question.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    sitter.presses("Pause", "Bigger letters", "Night colours", "Carry on")
    expect(sitter.page.locator("html")).to_have_attribute("data-theme", "night")
    assert sitter.question.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") > before * 1.1
    sitter.page.reload()
    sitter.sees("ask")
    expect(sitter.page.locator("html")).to_have_attribute("data-size", "large")
