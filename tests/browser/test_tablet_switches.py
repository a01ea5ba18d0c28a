"""A whole answer with one switch, or with two."""

import pytest
from playwright.sync_api import expect

from tests.browser.doors import happened, open_doors, pack
from tests.browser.switching import AROUND, choose, lit, press, rounds, scanning, wait
from tests.browser.visits import Visits

pytestmark = pytest.mark.slow

# One switch ---------------------------------------------------------------------------------------


def test_a_whole_answer_can_be_written_with_one_switch(visits: Visits) -> None:
    page = open_doors(visits, clock=True)
    page.evaluate("document.documentElement.dataset.access = 'one_switch'")
    page.evaluate("pack => doors.write(pack)", pack())
    page.evaluate("doors.scan({access: 'one_switch', rounds: 5})")
    expect(page.get_by_role("button", name="Use the tablet’s keys")).to_be_hidden()
    for words in ("T", "E", "A", ".", "I have finished"):
        choose(page, words)
    assert happened(page)[-1] == ["done", "Tea."]


def test_the_light_goes_to_the_answers_first_and_to_stop_last(visits: Visits) -> None:
    page = scanning(visits)
    assert rounds(page, 8) == [[each] for each in ["Answer 1", "Answer 2", *AROUND, "Answer 1"]]


def test_any_key_chooses(visits: Visits) -> None:
    page = scanning(visits)
    keys = (" ", "Enter", "x", "Tab", "ArrowLeft")
    for key in keys:
        wait(page, 1000)
        press(page, key)
    assert happened(page) == ["answer-2"] * len(keys)


def test_a_tap_anywhere_chooses_what_is_lit_and_not_what_it_hits(visits: Visits) -> None:
    page = scanning(visits)
    wait(page, 1000)
    page.locator('[data-act="stop"]').tap()
    assert happened(page) == ["answer-2"]
    wait(page, 500)
    page.mouse.click(500, 740)
    assert happened(page) == ["answer-2", "answer-1"]


def test_the_light_rests_after_its_rounds_and_a_press_wakes_it(visits: Visits) -> None:
    page = scanning(visits, rounds=2)
    wait(page, 13_500)
    assert lit(page) == ["Stop"]
    wait(page, 1000)
    assert lit(page) == []
    wait(page, 60_000)
    assert lit(page) == []
    press(page)
    assert lit(page) == ["Answer 1"]
    assert happened(page) == []


def test_a_second_press_out_of_tremor_is_none(visits: Visits) -> None:
    page = scanning(visits, settle_seconds=0.4)
    press(page, after=200)
    press(page, after=200)
    press(page, after=500)
    assert happened(page) == ["answer-1"]
    press(page)
    assert happened(page) == ["answer-1", "answer-1"]


def test_a_press_has_to_last_as_long_as_the_person_needs(visits: Visits) -> None:
    page = scanning(visits, hold_seconds=1)
    press(page, held=900)
    assert happened(page) == []
    press(page, held=1100)
    assert happened(page) == ["answer-1"]


def test_what_was_lit_when_the_press_began_is_chosen(visits: Visits) -> None:
    page = scanning(visits, scan_seconds=0.5)
    press(page, held=1400)
    assert happened(page) == ["answer-1"]


def test_a_screen_that_comes_up_under_a_press_is_not_pressed(visits: Visits) -> None:
    page = scanning(visits)
    page.keyboard.down(" ")
    page.evaluate("doors.tiles(2)")
    expect(page.locator('.scan-on[data-act="answer-1"]')).to_be_visible()
    page.keyboard.up(" ")
    wait(page, 1000)
    assert happened(page) == []
    assert lit(page) == ["Answer 2"]


def test_a_long_press_pauses_wherever_the_light_is(visits: Visits) -> None:
    page = scanning(visits, answers=6)
    page.keyboard.down(" ")
    wait(page, 1600)
    assert happened(page) == ["pause"]
    page.keyboard.up(" ")
    wait(page, 500)
    expect(page.locator("dialog")).to_be_visible()
    assert lit(page) == ["Carry on"]
    assert happened(page) == ["pause"]


def test_only_the_page_on_top_is_gone_through(visits: Visits) -> None:
    page = scanning(visits)
    page.evaluate("document.querySelector('dialog').showModal()")
    assert rounds(page, 3) == [["Carry on"], ["Finish for today"], ["Carry on"]]
    wait(page, 1000)
    choose(page, "Carry on")
    assert lit(page) == ["Answer 1"]


def test_what_cannot_be_chosen_is_passed_over(visits: Visits) -> None:
    page = scanning(visits)
    page.evaluate(
        """() => {
          document.querySelector('[data-act="answer-1"]').setAttribute('aria-disabled', 'true');
          document.querySelector('[data-act="read"]').hidden = true;
        }"""
    )
    assert rounds(page, 2) == [["Answer 2"], ["I need someone now"]]


def test_more_than_seven_stops_are_gone_through_by_group(visits: Visits) -> None:
    page = scanning(visits, answers=6)
    answers = [f"Answer {number}" for number in range(1, 7)]
    groups = rounds(page, 3)
    assert [set(each) for each in groups] == [set(answers), set(AROUND), set(answers)]
    choose(page, "Answer 4")
    assert happened(page) == ["answer-4"]
    assert set(lit(page)) == set(answers)


def test_many_answers_are_grouped_by_row(visits: Visits) -> None:
    page = open_doors(visits, clock=True)
    page.evaluate("pack => doors.write(pack, 'I ')", pack())
    page.evaluate("doors.scan({access: 'one_switch'})")
    offers, *rows, rest = rounds(page, 5)
    assert "like" in offers
    assert [row[0] for row in rows] == ["Q", "A", "Z"]
    assert {"I have finished", "Stop"} < set(rest)


def test_a_group_has_a_way_out(visits: Visits) -> None:
    page = scanning(visits, answers=6)
    press(page)
    choose(page, "Back to all")
    assert len(lit(page)) == 6
    assert happened(page) == []
    expect(page.get_by_text("Back to all")).to_have_count(0)


def test_a_group_in_which_nobody_chooses_is_left(visits: Visits) -> None:
    page = scanning(visits, answers=6, rounds=1)
    press(page)
    wait(page, 7_100)
    assert len(lit(page)) == 6


def test_each_stop_is_said_if_the_person_likes_it(visits: Visits) -> None:
    page = scanning(visits, spoken_cue=True)
    wait(page, 2000)
    assert happened(page) == [["cue", words] for words in ("Answer 1", "Answer 2", "Read it to me")]


def test_the_light_never_flashes_faster_than_twice_a_second(visits: Visits) -> None:
    page = scanning(visits, scan_seconds=0.01)
    wait(page, 400)
    assert lit(page) == ["Answer 1"]


def test_the_light_is_an_outline_and_another_surface(visits: Visits) -> None:
    page = scanning(visits)
    style = """name => {
      const {outlineStyle, outlineWidth, backgroundColor} = getComputedStyle(document.querySelector(name));
      return [outlineStyle, parseFloat(outlineWidth), backgroundColor];
    }"""
    on, off = (page.evaluate(style, f'[data-act="answer-{number}"]') for number in (1, 2))
    assert on[0] == "solid"
    assert on[1] >= 5
    assert on[2] != off[2]


def test_touching_is_as_ever_for_whoever_uses_no_switch(visits: Visits) -> None:
    page = scanning(visits, access="touch")
    page.locator('[data-act="answer-2"]').tap()
    assert happened(page) == ["answer-2"]
    assert lit(page) == []


# Two switches -------------------------------------------------------------------------------------


def test_one_switch_moves_and_the_other_chooses(visits: Visits) -> None:
    page = scanning(visits, access="two_switches")
    wait(page, 60_000)
    assert lit(page) == ["Answer 1"]
    for key in ("ArrowRight", "Tab", "2"):
        press(page, key)
    assert lit(page) == ["I need someone now"]
    press(page, "Enter")
    assert happened(page) == ["help"]


def test_the_left_half_of_the_screen_moves_and_the_right_half_chooses(visits: Visits) -> None:
    page = scanning(visits, access="two_switches")
    page.touchscreen.tap(100, 400)
    wait(page, 500)
    assert lit(page) == ["Answer 2"]
    page.touchscreen.tap(900, 400)
    assert happened(page) == ["answer-2"]


def test_the_second_button_of_a_mouse_moves(visits: Visits) -> None:
    page = scanning(visits, access="two_switches")
    page.mouse.click(900, 400, button="right")
    wait(page, 500)
    page.mouse.click(100, 400)
    assert happened(page) == ["answer-2"]


def test_with_two_switches_groups_are_entered_and_left(visits: Visits) -> None:
    page = scanning(visits, answers=6, access="two_switches")
    press(page, "Enter")
    for _ in range(6):
        press(page, "ArrowRight")
    assert lit(page) == ["Back to all"]
    press(page, "Enter")
    assert len(lit(page)) == 6
