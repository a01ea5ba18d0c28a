"""Writing and reading in a browser: keys, words of every kind, and nothing that moves under one's eyes."""

from typing import Any

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.telling import kept
from tests.browser.visits import PHONE, TOUCH, Visits, texts
from tests.browser.writer import Writer
from tests.site import Served
from web.phrases import TOO_LONG

pytestmark = pytest.mark.slow

WORDS = "We told somebody three weeks ago and heard nothing."


def test_enter_sends_and_shift_with_enter_starts_a_line(writer: Writer, site: Served) -> None:
    writer.box.press_sequentially("The first line")
    writer.page.keyboard.press("Shift+Enter")
    writer.page.keyboard.type("and the second.")
    writer.page.keyboard.press("Enter")
    writer.sees("The first line", "saved")
    assert kept(site.store, writer.path) == ["The first line\nand the second."]
    expect(writer.box).to_have_value("")


def test_enter_on_a_touch_keyboard_starts_a_line(visits: Visits, site: Served) -> None:
    writer = visits.writer(**TOUCH)
    writer.box.press_sequentially("A line")
    writer.page.keyboard.press("Enter")
    expect(writer.box).to_have_value("A line\n")
    writer.page.get_by_role("button", name="Send").tap()
    writer.sees("A line", "saved")
    assert kept(site.store, writer.path) == ["A line\n"]


@pytest.mark.parametrize(("width", "room"), [(1280, 380), (1024, 440), (768, 420), (390, 340), (320, 280)])
@pytest.mark.parametrize("audience", ["carer", "resident"])
def test_there_is_room_to_write_in(width: int, room: int, audience: str, visits: Visits) -> None:
    writer = visits.writer(audience=audience, viewport={"width": width, "height": 768})
    box = writer.box.bounding_box()
    assert box
    assert box["width"] >= room


def test_nothing_is_not_sent(writer: Writer, site: Served) -> None:
    writer.says("  \n ")
    writer.tells(WORDS)
    assert kept(site.store, writer.path) == [WORDS]


@pytest.mark.parametrize(
    "words",
    [
        "😀 👵🏽 👩‍👩‍👧 are all of my family",
        "الطعام بارد دائما في المساء",
        "e\u0301te\u0301 and straße",
        "<b>bold</b> & \"quotes\" <script>document.title = 'run'</script>",
        "  two spaces first\n\n\n   and empty lines\twith a tab",
        "0[ {said} {{ 7 * 7 }} %s \\n",
    ],
)
def test_words_of_every_kind_are_shown_as_they_were_written(visits: Visits, words: str) -> None:
    writer = visits.writer()
    writer.tells(words)
    assert texts(writer.page, ".turn.person .bubble") == [words]
    assert words in texts(writer.page, ".turn.bot .bubble")[-1]
    writer.page.reload()
    assert texts(writer.page, ".turn.person .bubble") == [words]
    assert writer.page.title().startswith("Tell us what matters")


def test_words_from_right_to_left_begin_on_the_right(writer: Writer) -> None:
    writer.tells("الطعام بارد دائما في المساء")
    assert writer.own.last.evaluate("one => getComputedStyle(one).direction") == "rtl"


def test_too_many_words_go_back_into_the_box(writer: Writer, site: Served) -> None:
    words = "The tea is cold. " * 5_883
    writer.says(words)
    expect(writer.problem).to_have_text(TOO_LONG)
    expect(writer.box).to_have_value(words)
    expect(writer.own).to_have_count(0)
    writer.page.reload()
    expect(writer.box).to_have_value(words)
    writer.tells("The tea is cold.")
    expect(writer.problem).to_have_count(0)
    assert kept(site.store, writer.path) == ["The tea is cold."]


# Reading ------------------------------------------------------------------------------------------


def a_long_talk(visits: Visits, **options: Any) -> Writer:
    """A conversation that does not fit on the page, scrolled back a little."""
    path = visits.begin()
    visits.talk(path, *(f"{number}. " + "I would like somebody to listen. " * 8 for number in range(8)))
    writer = visits.writer(path, **options)
    expect(writer.replies.last).to_be_in_viewport()
    return writer


def test_a_page_opens_at_the_newest_message(visits: Visits) -> None:
    a_long_talk(visits)


def test_a_low_window_opens_at_the_newest_message_too(visits: Visits) -> None:
    a_long_talk(visits, viewport={"width": 720, "height": 400})


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_news_never_moves_what_somebody_is_reading(visits: Visits, viewport: ViewportSize | None) -> None:
    writer = a_long_talk(visits, **({"viewport": viewport} if viewport else {}))
    reading = writer.own.nth(3)
    reading.scroll_into_view_if_needed()
    writer.menu.locator("summary").focus()
    before = reading.bounding_box()
    visits.writer(writer.path).tells("Said on another device.")
    expect(writer.turn("Said on another device.")).to_be_attached()
    expect(writer.page.get_by_role("button", name="New message")).to_be_visible()
    assert reading.bounding_box() == pytest.approx(before, abs=1.5)
    expect(writer.menu.locator("summary")).to_be_focused()

    writer.page.get_by_role("button", name="New message").click()
    expect(writer.replies.last).to_be_in_viewport()
    expect(writer.page.locator("#to-newest")).to_be_hidden()


def test_at_the_end_the_page_follows_the_conversation_and_leaves_the_focus(visits: Visits) -> None:
    writer = a_long_talk(visits)
    writer.menu.locator("summary").focus()
    visits.writer(writer.path).tells("Said on another device.")
    expect(writer.turn("Said on another device.")).to_be_in_viewport()
    expect(writer.replies.last).to_be_in_viewport()
    expect(writer.menu.locator("summary")).to_be_focused()


def test_messages_and_states_are_announced_politely(writer: Writer) -> None:
    expect(writer.status).to_have_attribute("role", "status")
    log = writer.page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    writer.tells(WORDS)
    expect(log.get_by_text("You said:", exact=True)).to_have_count(1)


def test_earlier_messages_are_one_press_away(visits: Visits) -> None:
    path = visits.begin()
    visits.talk(path, *(f"Message number {number}." for number in range(32)))
    writer = visits.writer(path)
    expect(writer.turn("Message number 0.")).to_have_count(0)
    writer.page.get_by_role("link", name="Earlier messages").click()
    expect(writer.turn("Message number 0.")).to_have_count(1)
    expect(writer.turn("Message number 31.")).to_have_count(1)
