"""A conversation in a browser, when everything works."""

import threading
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from storage.kinds import AnswerState
from storage.records import TurnRecord
from tests.browser.telling import conversation_of, kept
from tests.browser.visits import NO_SCRIPT, TOUCH, Visits, texts
from tests.browser.writer import Writer
from tests.site import Served
from web.phrases import TAKEN_OUT

pytestmark = pytest.mark.slow

WORDS = "We told somebody three weeks ago and heard nothing."


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until it has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if goal.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("Tab does not lead there")


# Talking ------------------------------------------------------------------------------------------


def test_a_conversation_can_be_had_with_the_keyboard_alone(visits: Visits, site: Served) -> None:
    page = visits.page("/")
    tab_to(page, page.get_by_role("link", name="Tell us what matters"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("I am a family member or friend"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("I live here or use the service")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Start"))
    page.keyboard.press("Enter")

    writer = Writer(page)
    tab_to(page, writer.box)
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    writer.sees(WORDS, "saved")
    writer.has_read(3)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    tab_to(page, page.get_by_role("button", name="Yes, that's right"))
    page.keyboard.press("Enter")
    writer.has_read(5)

    expect(writer.box).to_be_focused()
    page.keyboard.type("A good cup of tea.")
    page.keyboard.press("Enter")
    writer.sees("A good cup of tea.", "saved")
    page.keyboard.press("Escape")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if writer.menu.locator("summary").evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Finish"))
    page.keyboard.press("Enter")
    writer.sees("Finish", "saved")
    expect(writer.menu).not_to_have_attribute("open", "")
    expect(page.get_by_role("button", name="Carry on")).to_be_visible()
    assert kept(site.store, writer.path) == [WORDS, "Yes, that's right", "A good cup of tea.", "Finish"]


def test_words_are_called_saved_only_once_they_are_kept(
    writer: Writer, site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_keep, keep = threading.Event(), site.store.turns.keep

    def patient_keep(*turn: object, **more: object) -> TurnRecord:
        may_keep.wait(60)
        return keep(*turn, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(site.store.turns, "keep", patient_keep)
    writer.says(WORDS)
    writer.sees(WORDS, "sending")
    expect(writer.turn(WORDS)).to_contain_text("Sending…")
    expect(writer.turn(WORDS)).not_to_contain_text("Saved")
    assert kept(site.store, writer.path) == []
    may_keep.set()
    writer.sees(WORDS, "saved")
    expect(writer.turn(WORDS)).to_contain_text("Saved")
    assert kept(site.store, writer.path) == [WORDS]


def test_a_quick_answer_means_what_stands_on_it(writer: Writer, site: Served) -> None:
    writer.tells(WORDS)
    expect(writer.choices).to_have_text(["Yes, that's right", "Change it", "Add something", "Do not keep it"])
    writer.chooses("affirm")
    writer.sees("Yes, that's right", "saved")
    [answer] = site.store.review.answers(site.store.services.ids(), conversation_of(site.store, writer.path))
    assert (answer.answer.text, answer.answer.state) == (WORDS, AnswerState.AGREED)


def test_quick_answers_are_offered_for_the_newest_message_only(writer: Writer) -> None:
    writer.tells(WORDS)
    writer.tells("And his own cardigans, please.")
    groups = writer.page.get_by_role("group", name="Quick answers")
    expect(groups).to_have_count(1)
    writer.chooses("affirm")
    expect(groups).to_have_count(0)


def test_an_answer_to_choose_is_said_in_its_own_words(writer: Writer, site: Served) -> None:
    for words in (WORDS, "When she sits with him in the garden."):
        writer.tells(words)
        writer.chooses("affirm")
    writer.choices.filter(has_text="Some people").click()
    writer.sees("Some people", "saved")
    assert kept(site.store, writer.path)[-1] == "Some people"


@pytest.mark.parametrize(
    ("intent", "title", "reply"),
    [
        ("pause", "Pause and come back later", "kept"),
        ("repeat", "Repeat the question", "You said"),
        ("change_answer", "Change something I said", "new words"),
        ("delete_my_answer", "Remove my last answer", "take this out"),
        ("stop", "Finish", "stop here"),
    ],
)
def test_the_menu_does_what_it_says(writer: Writer, intent: str, title: str, reply: str) -> None:
    writer.tells(WORDS)
    writer.asks_menu(intent)
    writer.sees(title, "saved")
    expect(writer.replies.last).to_contain_text(reply)
    expect(writer.menu).not_to_have_attribute("open", "")


def test_the_menu_closes_with_escape_and_with_a_press_elsewhere(writer: Writer) -> None:
    summary, closed = writer.menu.locator("summary"), expect(writer.menu).not_to_have_attribute
    summary.click()
    writer.page.keyboard.press("Tab")
    writer.page.keyboard.press("Escape")
    closed("open", "")
    expect(summary).to_be_focused()
    summary.click()
    writer.box.click()
    closed("open", "")


def test_words_taken_out_vanish_from_every_open_page(visits: Visits, site: Served) -> None:
    here = visits.writer()
    there = visits.writer(here.path)
    here.tells("A secret that I regret telling.")
    expect(there.turn("A secret that I regret")).to_be_visible()
    here.asks_menu("delete_my_answer")
    here.chooses("affirm")
    for page in (here.page, there.page):
        expect(page.locator(".turn.person .bubble").first).to_have_text(TAKEN_OUT)
        expect(page.get_by_text("secret that I regret")).to_have_count(0)
        assert "secret that I regret" not in page.content()
        stored = page.evaluate("JSON.stringify(localStorage)")
        assert "secret" not in stored
    assert "secret" not in str(site.store.turns.since(conversation_of(site.store, here.path), 0))


def test_words_taken_out_long_ago_do_not_come_up_again(visits: Visits) -> None:
    begun = visits.writer()
    begun.tells("A secret that I regret telling.")
    begun.asks_menu("delete_my_answer")
    begun.chooses("affirm")
    visits.talk(begun.path, *(f"Something else, number {number}." for number in range(31)))
    writer = visits.writer(begun.path)
    expect(writer.page.get_by_role("link", name="Earlier messages")).to_be_visible()
    writer.tells("One more thing.")
    expect(writer.page.get_by_text(TAKEN_OUT)).to_have_count(0)
    writer.page.get_by_role("link", name="Earlier messages").click()
    expect(writer.page.get_by_text(TAKEN_OUT).first).to_be_visible()


def test_the_day_stands_above_its_first_message_only(writer: Writer) -> None:
    writer.tells(WORDS)
    writer.chooses("affirm")
    expect(writer.page.locator(".day:visible")).to_have_text(["Today"])


def test_two_messages_at_once_are_kept_and_replied_to_in_order(writer: Writer, site: Served) -> None:
    site.rasa.slow = 0.3
    for words in ("one thing", "another thing", "a third thing"):
        writer.says(words)
    for words in ("one thing", "another thing", "a third thing"):
        writer.sees(words, "saved")
    writer.has_read(5)
    assert kept(site.store, writer.path) == ["one thing", "another thing", "a third thing"]
    assert site.rasa.heard[1:] == ["one thing", "another thing", "a third thing"]
    shown = texts(writer.page, ".turn.person .bubble")
    assert shown == ["one thing", "another thing", "a third thing"]


def test_a_pressed_send_twice_sends_once(writer: Writer, site: Served) -> None:
    writer.box.fill(WORDS)
    writer.page.get_by_role("button", name="Send").dblclick()
    writer.sees(WORDS, "saved")
    writer.has_read(3)
    assert kept(site.store, writer.path) == [WORDS]


@pytest.mark.parametrize("options", [{}, TOUCH, NO_SCRIPT], ids=["wide", "phone", "no scripts"])
def test_whom_to_ring_is_there_or_one_press_away(visits: Visits, options: dict[str, Any]) -> None:
    page = visits.writer(**options).page
    if options is TOUCH:
        page.get_by_text("Someone at risk?").filter(visible=True).tap()
    for number in ("01632 960 018", "999"):
        link = page.get_by_role("link", name=number).filter(visible=True)
        expect(link).to_be_in_viewport()
        expect(link).to_have_attribute("href", "tel:" + number.replace(" ", ""))


# Coming back --------------------------------------------------------------------------------------


def test_half_written_words_survive_a_reload(writer: Writer) -> None:
    writer.box.press_sequentially("Half a tho")
    writer.page.reload()
    expect(writer.box).to_have_value("Half a tho")
    writer.tells("Half a thought.")
    writer.page.reload()
    expect(writer.box).to_have_value("")


def test_half_written_words_of_one_conversation_are_not_shown_in_another(visits: Visits) -> None:
    writer = visits.writer()
    writer.box.press_sequentially("for one home only")
    writer.page.goto(visits.site.url + visits.begin())
    expect(writer.box).to_have_value("")


def test_everything_is_there_after_a_reload_and_on_another_device(visits: Visits) -> None:
    here = visits.writer()
    here.tells(WORDS)
    said = texts(here.page, ".bubble")
    here.page.locator(".about .again summary").click()
    link = here.page.get_by_role("textbox", name="Your private link").input_value()
    here.page.reload()
    there = visits.writer(link.removeprefix(visits.site.url), **TOUCH)
    assert texts(here.page, ".bubble") == said
    assert texts(there.page, ".bubble") == said
    expect(there.choices).to_have_count(4)


def test_two_devices_show_the_same_conversation_as_it_goes_on(visits: Visits) -> None:
    here = visits.writer()
    there = visits.writer(here.path)
    here.tells("Said on the phone.")
    there.sees("Said on the phone.", "saved")
    there.has_read(3)
    there.tells("Said at the desk.")
    here.sees("Said at the desk.", "saved")
    expect(here.replies).to_have_count(there.replies.count())
    assert texts(here.page, ".bubble") == texts(there.page, ".bubble")
    expect(here.own).to_have_text(["Said on the phone.", "Said at the desk."])


def test_the_private_link_is_copied(visits: Visits) -> None:
    writer = visits.writer(permissions=["clipboard-read", "clipboard-write"])
    writer.page.locator(".about .again summary").click()
    writer.page.get_by_role("button", name="Copy").click()
    expect(writer.page.locator(".about .copied")).to_have_text("Copied.")
    assert writer.page.evaluate("navigator.clipboard.readText()") == visits.site.url + writer.path
