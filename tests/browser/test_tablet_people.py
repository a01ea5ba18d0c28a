"""Who is talking and who helps: by card, by staff with their PIN, in two screens."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doors import CARD, LISA, OMAR, PATH, PIN, happened, open_doors, pack, ready, type_with_keys
from tests.browser.looking import axe
from tests.browser.visits import Visits

pytestmark = pytest.mark.slow

NOBODY_KNOWS = "I do not know this card. Please look at it again."

# Who is talking -----------------------------------------------------------------------------------


def people(visits: Visits, kind: str, left: tuple[dict[str, Any], ...] = (), *, clock: bool = False) -> Page:
    """The page on which somebody says who is talking."""
    page = open_doors(visits, clock=clock)
    page.evaluate("([pack, kind, left]) => doors.people(pack, kind, left)", [pack(), kind, left])
    return page


def show_card(page: Page, code: str) -> None:
    """Type a card and press."""
    page.get_by_label("Letters of the card").fill(code)
    page.get_by_role("button", name="This is my card").click()


def show_pin(page: Page, pin: str) -> None:
    """Type a PIN and press."""
    type_with_keys(page, pin)
    page.get_by_role("button", name="Enter").click()


def test_a_card_says_who_is_talking(visits: Visits) -> None:
    page = people(visits, "card")
    type_with_keys(page, CARD)
    expect(page.get_by_label("Letters of the card")).to_have_value("ABCD EFGH 2345")
    page.get_by_role("button", name="This is my card").click()
    expect(page.locator(".people")).to_have_count(0)
    assert happened(page) == [["chosen", LISA]]


def test_a_wrong_card_tells_nothing_and_trying_many_is_slowed_down(visits: Visits) -> None:
    page = people(visits, "card", clock=True)
    for _ in range(4):
        show_card(page, "ABCDEFGH2346")
        expect(page.locator(".pad-news")).to_have_text(NOBODY_KNOWS)
        page.locator(".pad-news").evaluate("news => news.textContent = ''")
    show_card(page, "ABCDEFGH2347")
    expect(page.locator(".pad-news")).to_have_text("Let us wait a little. Please ask someone to help you.")
    assert LISA not in page.content()
    show_card(page, CARD)
    page.clock.run_for(31_000)
    assert happened(page) == []
    show_card(page, CARD)
    expect(page.locator(".people")).to_have_count(0)
    assert happened(page) == [["chosen", LISA]]


def test_a_card_can_be_opened_as_an_address_which_forgets_it_at_once(visits: Visits) -> None:
    page = open_doors(visits, fragment="#card=abcd-efgh-2345")
    assert page.evaluate("doors.takeCard()") == "abcd-efgh-2345"
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("doors.takeCard()") is None
    page.wait_for_url(f"**{PATH}")
    page.evaluate("([pack, code]) => doors.people(pack, 'card', [], code)", [pack(), CARD])
    expect(page.locator(".people")).to_have_count(0)
    assert happened(page)[-1] == ["chosen", LISA]


def test_names_are_shown_to_whoever_knows_the_pin(visits: Visits) -> None:
    page = people(visits, "staff")
    assert axe(page) == []
    expect(page.get_by_label("PIN", exact=True)).to_have_css("-webkit-text-security", "disc")
    show_pin(page, "1111")
    expect(page.locator(".pad-news")).to_have_text("This PIN is not right.")
    assert LISA not in page.content()
    show_pin(page, PIN)
    expect(page.get_by_role("button", name=LISA)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert axe(page) == []
    page.get_by_role("button", name="More names").click()
    expect(page.get_by_role("button", name="Person 11")).to_be_visible()
    page.get_by_role("button", name="More names").click()
    page.get_by_role("button", name=OMAR).click()
    assert happened(page) == [["chosen", OMAR]]
    assert LISA not in page.content()


def test_wrong_pins_are_slowed_down_also_after_a_reload(visits: Visits) -> None:
    page = people(visits, "staff", clock=True)
    for _ in range(3):
        show_pin(page, "1111")
        expect(page.locator(".pad-news")).not_to_be_empty()
    expect(page.locator(".pad-news")).to_have_text("That was not right. Please wait one minute.")
    page.reload()
    ready(page)
    page.evaluate("pack => doors.people(pack, 'staff')", pack())
    show_pin(page, PIN)
    expect(page.locator(".pad-news")).to_have_text("That was not right. Please wait one minute.")
    page.clock.run_for(31_000)
    show_pin(page, PIN)
    expect(page.get_by_role("button", name=LISA)).to_be_visible()


def test_staff_let_nobody_in_particular_talk_or_carry_on_what_was_left(visits: Visits) -> None:
    left = (
        {"id": "t1", "person_id": None, "began_at": "2026-11-20T10:20:00Z"},
        {"id": "t2", "person_id": "p1", "began_at": "2026-11-20T10:00:00Z"},
        {"id": "t3", "person_id": None, "began_at": "2026-11-19T09:00:00Z"},
    )
    page = people(visits, "staff", left)
    show_pin(page, PIN)
    page.get_by_role("button", name="Carry on the last talk").click()
    page.get_by_role("button", name="Friday, 20 November at").or_(
        page.get_by_role("button", name="Friday 20 November at")
    ).click()
    assert happened(page) == [["resume", "t1"]]
    page.evaluate("people.open('staff')")
    show_pin(page, PIN)
    page.get_by_role("button", name="Nobody in particular").click()
    assert happened(page)[-1] == ["chosen", None]


def test_staff_can_leave_the_page_for_the_review(visits: Visits) -> None:
    page = people(visits, "staff")
    show_pin(page, PIN)
    page.get_by_role("button", name="Leave the tablet page").click()
    page.wait_for_url("**/review/login**")


def test_names_do_not_stay_on_a_screen_that_nobody_looks_at(visits: Visits) -> None:
    page = people(visits, "staff", clock=True)
    show_pin(page, PIN)
    expect(page.get_by_role("button", name=LISA)).to_be_visible()
    page.clock.run_for(100_000)
    assert LISA not in page.content()
    assert happened(page) == [["close", None]]


# Helpers ------------------------------------------------------------------------------------------


def test_a_helper_is_named_in_two_screens_and_outlives_a_reload(visits: Visits) -> None:
    page = open_doors(visits)
    page.evaluate("doors.help()")
    assert axe(page) == []
    page.get_by_role("button", name="A member of staff").click()
    page.get_by_label("First name of the member of staff").fill("Priya")
    page.get_by_role("button", name="They write for me").click()
    helper = {"who": "Staff, Priya", "how": "writes", "agreed": None}
    assert page.evaluate("helper.Helper.current()") == helper
    page.reload()
    ready(page)
    page.evaluate("doors.help()")
    assert page.evaluate("helper.Helper.current()") == helper
    page.get_by_role("button", name="I am doing this alone").click()
    assert page.evaluate("helper.Helper.current()") is None
    assert happened(page) == ["helper known"]


@pytest.mark.parametrize(
    ("button", "agreed"), [("Yes, these are my words", True), ("No, I would say it differently", False)]
)
def test_the_person_is_asked_whether_the_words_are_theirs(visits: Visits, button: str, agreed: bool) -> None:
    page = open_doors(visits)
    page.evaluate("doors.help()")
    page.evaluate("() => { window.asked = helper.askAgreement({name: 'Lisa'}, 'I like tea.') }")
    expect(page.get_by_role("heading", name="Lisa, are these your words?")).to_be_focused()
    expect(page.get_by_text("I like tea.")).to_be_visible()
    page.get_by_role("button", name=button).click()
    assert page.evaluate("asked") is agreed
    expect(page.locator(".agreement")).to_have_count(0)
