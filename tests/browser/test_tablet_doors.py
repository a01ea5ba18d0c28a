"""Writing, cards, staff, helpers, reading aloud, silence: each door of the tablet without the rest of it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doors import (
    BEATS,
    CARD,
    LISA,
    OMAR,
    PATH,
    PIN,
    QUESTION,
    happened,
    open_doors,
    pack,
    ready,
)
from tests.browser.looking import axe
from tests.browser.visits import Visits

pytestmark = pytest.mark.slow

NOBODY_KNOWS = "I do not know this card. Please look at it again."


def type_with_keys(page: Page, keys: str) -> None:
    """Press one big key after another; a space is the space key."""
    for key in keys:
        page.locator(f'[data-key="{"space" if key == " " else key}"]').click()


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
    page.evaluate("doors.watchCards()")
    assert page.evaluate("location.hash") == ""
    page.evaluate("location.hash = 'card=ZZZZ'")
    page.wait_for_url(f"**{PATH}")
    assert happened(page) == [["card", CARD], ["card", "ZZZZ"]]
    page.evaluate("([pack, code]) => doors.people(pack, 'card', [], code)", [pack(), CARD])
    expect(page.locator(".people")).to_have_count(0)
    assert happened(page)[-1] == ["chosen", LISA]


def test_names_are_shown_to_whoever_knows_the_pin(visits: Visits) -> None:
    page = people(visits, "staff")
    assert axe(page) == []
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


# Reading aloud ------------------------------------------------------------------------------------

LISTEN = """() => {
  const Ordinary = Audio;
  window.sounds = [];
  window.Audio = class extends Ordinary { constructor(...given) { super(...given); sounds.push(this); } };
  window.heard = [];
}"""
READ = """async (text) => {
  const heading = document.querySelector('#question');
  const note = () => {
    const lit = heading.querySelector('.w.on');
    if (!lit || heard.at(-1)?.[0] === lit.textContent) return;
    heard.push([lit.textContent, sounds[0].currentTime * 1000]);
  };
  new MutationObserver(note).observe(heading, {subtree: true, attributes: true, childList: true});
  return speak.say(heading, text);
}"""


def speaking(visits: Visits, given: dict[str, Any] | None = None, **profile: Any) -> Page:
    """The page, ready to read aloud."""
    page = open_doors(visits)
    page.evaluate(LISTEN)
    page.evaluate("([pack, profile]) => doors.speak(pack, profile)", [given or pack(), profile])
    page.mouse.click(500, 400)
    return page


def test_each_word_lights_up_while_it_is_heard(visits: Visits) -> None:
    page = speaking(visits, rate=140)
    assert page.evaluate(READ, QUESTION) is True
    lit: list[tuple[str, float]] = page.evaluate("heard")
    assert [word for word, _ in lit] == ["What", "would", "make", "today", "better"]
    late = [at - beat for (_, at), beat in zip(lit, BEATS, strict=True)]
    assert max(map(abs, late)) < 150, late
    assert page.locator("#question").inner_html() == QUESTION
    assert page.evaluate("[sounds.length, sounds[0].src.split('/').pop()]") == [1, "fast.wav"]
    assert happened(page) == [["speaking", True], ["speaking", False]]


def test_reading_can_be_hushed_and_leaves_no_trace(visits: Visits) -> None:
    page = speaking(visits)
    page.evaluate(f"() => {{ window.whole = ({READ})('{QUESTION}') }}")
    expect(page.locator(".w.on")).to_have_count(1)
    page.evaluate("speak.hush()")
    assert page.evaluate("whole") is False
    assert page.locator("#question").inner_html() == QUESTION


def test_words_stay_dark_if_the_person_likes_that(visits: Visits) -> None:
    page = speaking(visits, captions=False)
    page.evaluate(f"() => {{ window.whole = ({READ})('{QUESTION}') }}")
    page.wait_for_timeout(400)
    assert page.evaluate("heard") == []
    assert page.evaluate("sounds[0].currentTime") > 0


def test_a_sound_that_is_not_there_ends_quietly(visits: Visits) -> None:
    broken = {"100": {"wav": "/tablet/spoken/broken.wav", "ms": 100, "words": [{"t": 0, "at": 0, "len": 4}]}}
    page = speaking(visits, pack(spoken={QUESTION: broken}))
    assert page.evaluate(READ, QUESTION) is False
    assert page.evaluate("speak.say(null, 'Never spoken')") is False
    assert page.locator("#question").inner_html() == QUESTION


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
    expect(html).to_have_attribute("lang", "cy")
