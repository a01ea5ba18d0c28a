"""What the pages say is in plain words, whether the server or a script says it, shown or read aloud."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.browser.states import STATES
from tests.browser.visits import NO_SCRIPT, Visits
from tests.plain_words import HIGHEST_GRADE, faults, grade, words
from web.pages import OURS, TITLES

pytestmark = pytest.mark.slow

FOR_EVERYBODY = (
    "index", "start_error", "chat_resident", "chat_error", "chat_kept_waiting", "wrong_link", "too_often"
)  # fmt: skip
"""Between them they show every sentence of the pages that residents come to."""
FOR_STAFF = (
    "login_error", "review_list", "review_empty", "review_error", "transcript", "transcript_empty",
    "trust", "trust_off", "tablet_insecure",
    "spoken", "spoken_put_right", "spoken_changed", "spoken_list", "voice",
)  # fmt: skip


@pytest.mark.parametrize("state", FOR_EVERYBODY)
def test_a_page_for_everybody_is_in_plain_words(visits: Visits, state: str) -> None:
    said: list[str] = look(STATES[state](visits), "words")
    assert len(said) > 3
    assert [fault for text in said for fault in faults(text, "resident")] == []


def test_the_pages_of_a_conversation_are_easy_to_read(visits: Visits) -> None:
    said = {text for state in ("start", "chat_resident") for text in look(STATES[state](visits), "words")}
    assert sum(len(words(text)) for text in said) > 150
    assert grade(said) <= HIGHEST_GRADE


@pytest.mark.parametrize("file", ["chat/words.js", "tablet/words_doors.js"])
def test_what_the_scripts_say_is_in_plain_words(visits: Visits, file: str) -> None:
    page = visits.page("/")
    said: list[str] = page.evaluate(f"import('/static/js/{file}').then(all => Object.values(all.words))")
    assert len(said) > 9
    assert [fault for text in said for fault in faults(text, "resident")] == []
    assert grade(said) <= HIGHEST_GRADE


def test_what_only_shows_without_scripts_is_in_plain_words(visits: Visits) -> None:
    visits.site.restart(reply_seconds=0.1)
    visits.site.rasa.there = False
    page = visits.writer(**NO_SCRIPT).page
    link = page.get_by_role("link", name="Look for a reply")
    expect(link).to_be_visible()
    assert faults(link.inner_text(), "resident") == []


def test_every_error_page_is_in_plain_words() -> None:
    said = [text for title_and_words in (*TITLES.values(), OURS) for text in title_and_words]
    assert [fault for text in said for fault in faults(text, "resident")] == []
    assert grade(said) <= HIGHEST_GRADE


@pytest.mark.parametrize("state", FOR_STAFF)
def test_a_page_for_staff_has_no_long_sentences(visits: Visits, state: str) -> None:
    page = STATES[state](visits)
    # What people said is theirs, and a command is for a machine.
    page.evaluate("document.querySelectorAll('.words, .preview, q, code').forEach(one => one.remove())")
    said: list[str] = look(page, "words")
    assert [fault for text in said for fault in faults(text, "staff") if fault.startswith("more than")] == []
