"""The same conversation by plain forms, for browsers that run no scripts."""

import pytest
from playwright.sync_api import expect

from storage.errors import StorageError
from tests.browser.visits import NO_SCRIPT, PHONE, Visits, texts
from tests.browser.writer import Writer
from tests.site import Served
from web.phrases import KEPT_BUT_SLOW, NO_SUCH_CONVERSATION, NOT_KEPT, NOTHING_SAID, TAKEN_OUT, TOO_FAST

pytestmark = pytest.mark.slow

WORDS = "We told somebody three weeks ago and heard nothing."


@pytest.fixture
def plain(visits: Visits) -> Writer:
    """Somebody whose browser runs no scripts, before the first question."""
    page = visits.page("/chat", **NO_SCRIPT)
    page.get_by_label("I live here or use the service").check()
    page.get_by_role("button", name="Start").click()
    return Writer(page)


def shows(plain: Writer, *said: str) -> None:
    """Wait until the page shows these messages of one's own, letter by letter."""
    expect(plain.own).to_have_text(said)
    assert plain.own.all_text_contents() == [*said]


def test_a_conversation_is_had_by_plain_forms(plain: Writer, site: Served) -> None:
    plain.says(WORDS)
    shows(plain, WORDS)
    expect(plain.turn(WORDS)).to_contain_text("Saved")
    expect(plain.replies.last).to_be_in_viewport()
    plain.page.get_by_role("button", name="Yes, that's right").click()
    shows(plain, WORDS, "Yes, that's right")
    plain.menu.locator("summary").click()
    plain.page.get_by_role("button", name="Finish").click()
    plain.page.get_by_role("button", name="Carry on").click()
    shows(plain, WORDS, "Yes, that's right", "Finish", "Carry on")
    assert site.rasa.heard[1:] == [WORDS, "Yes, that's right", "Finish", "Carry on"]


def test_lines_and_spaces_are_kept_as_they_were_written(plain: Writer) -> None:
    words = "  two spaces first\n\n   and an empty line"
    plain.says(words)
    shows(plain, words)


def test_the_private_link_leads_back_on_another_device(plain: Writer, visits: Visits) -> None:
    plain.says(WORDS)
    plain.page.locator(".about .again summary").click()
    link = plain.page.get_by_role("textbox", name="Your private link").input_value()
    there = visits.writer(link.removeprefix(visits.site.url), viewport=PHONE, **NO_SCRIPT)
    shows(there, WORDS)
    expect(there.choices).to_have_count(4)


def test_what_needs_scripts_is_not_offered(plain: Writer) -> None:
    plain.page.locator(".about .again summary").click()
    for words in ("Copy", "Kept on this device as you write.", "Enter sends."):
        expect(plain.page.get_by_text(words).filter(visible=True)).to_have_count(0)


def test_words_that_cannot_be_kept_are_still_in_the_box(
    plain: Writer, site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StorageError("full", "The disk is full.", retry=True)

    words = "\n\n  An empty line first, then words."
    monkeypatch.setattr(site.store.turns, "keep", refuse)
    plain.says(words)
    expect(plain.problem).to_have_text(NOT_KEPT)
    expect(plain.box).to_have_value(words)
    monkeypatch.undo()
    plain.page.get_by_role("button", name="Send").click()
    expect(plain.problem).to_have_count(0)
    shows(plain, words)


def test_too_many_messages_are_told_and_the_words_are_still_in_the_box(visits: Visits, site: Served) -> None:
    site.restart(messages_per_minute=1)
    plain = visits.writer(**NO_SCRIPT)
    plain.says(WORDS)
    plain.says("One too many.")
    expect(plain.problem).to_have_text(TOO_FAST)
    expect(plain.box).to_have_value("One too many.")


def test_nothing_said_is_told(plain: Writer) -> None:
    plain.says("   ")
    expect(plain.problem).to_have_text(NOTHING_SAID)


def test_without_the_dialogue_engine_a_press_looks_for_the_reply(visits: Visits, site: Served) -> None:
    site.restart(reply_seconds=0.2)
    plain = visits.writer(**NO_SCRIPT)
    site.rasa.there = False
    plain.says(WORDS)
    expect(plain.turn(WORDS)).to_contain_text("Saved")
    expect(plain.status).to_have_text(KEPT_BUT_SLOW)
    site.rasa.there = True
    for _ in range(50):
        plain.page.get_by_role("link", name="Look for a reply").click()
        if plain.replies.count() > 2:
            break
        plain.page.wait_for_timeout(200)
    expect(plain.status).to_be_empty()
    expect(plain.page.get_by_role("link", name="Look for a reply")).to_have_count(0)


def test_words_taken_out_are_gone(plain: Writer) -> None:
    plain.says("A secret that I regret telling.")
    plain.page.get_by_role("button", name="Do not keep it").click()
    plain.page.get_by_role("button", name="Yes, take it out").click()
    expect(plain.own).to_have_count(3)
    expect(plain.own.first).to_have_text(TAKEN_OUT)
    assert "secret that I regret" not in plain.page.content()


def test_going_back_and_saying_something_else_is_another_message(plain: Writer) -> None:
    plain.says(WORDS)
    shows(plain, WORDS)
    plain.page.go_back()
    plain.says("Something else that I wanted to say.")
    shows(plain, WORDS, "Something else that I wanted to say.")


def test_a_link_that_leads_nowhere_is_told_with_a_way_on(visits: Visits) -> None:
    page = visits.page("/chat/a-letter-is-missing", **NO_SCRIPT)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    expect(page.get_by_text(NO_SUCH_CONVERSATION)).to_be_visible()
    page.get_by_role("link", name="Go to the start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What Matters")


def test_starting_without_choosing_is_told_and_leads_to_the_choice(visits: Visits) -> None:
    page = visits.page("/chat", **NO_SCRIPT)
    # Some browsers bring a page back with nothing chosen, or do not know `required`.
    page.route(
        "**/chat/*",
        lambda route: route.continue_(post_data="") if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("alert")).to_contain_text("Please choose who you are.")
    page.get_by_role("link", name="Choose who you are").click()
    expect(page.get_by_label("I am a family member or friend")).to_be_in_viewport()
    assert texts(page, "title")[0].startswith("Please choose")
