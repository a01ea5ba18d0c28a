"""A conversation in a browser when something fails: no words are lost, or called saved before they are."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.telling import kept
from tests.browser.visits import Visits
from tests.browser.writer import Writer
from tests.site import Served
from web.phrases import KEPT_BUT_SLOW

pytestmark = pytest.mark.slow

WORDS = "We told somebody three weeks ago and heard nothing."
KEEPING_HERE = "Not saved yet. I am keeping your words on this device and will try again."
KEEP_OPEN = "Not saved yet. Please keep this page open. I will try again."
CANNOT_REACH = "I cannot reach the home just now. I will keep trying."
NO_CONVERSATION = "This link does not lead to a conversation. I am keeping your words on this device."


def with_clock(visits: Visits, **options: object) -> Writer:
    """Somebody at a page whose clock can be put forward."""
    page = visits.profile(**options).new_page()
    page.clock.install()
    page.goto(visits.site.url + visits.begin())
    return Writer(page)


# The dialogue engine ------------------------------------------------------------------------------


def test_without_the_dialogue_engine_words_are_kept_and_the_reply_comes_when_it_is_back(
    writer: Writer, site: Served
) -> None:
    site.rasa.there = False
    writer.says(WORDS)
    writer.sees(WORDS, "saved")
    expect(writer.status).to_have_text(KEPT_BUT_SLOW)
    assert kept(site.store, writer.path) == [WORDS]
    writer.says("One more thing.")
    writer.sees("One more thing.", "saved")
    writer.page.reload()
    expect(writer.status).to_have_text(KEPT_BUT_SLOW)
    expect(writer.replies).to_have_count(2)

    site.rasa.there = True
    writer.has_read(4)
    expect(writer.status).to_be_empty()
    assert site.rasa.heard[1:] == [WORDS, "One more thing."]


def test_a_failed_turn_is_tried_again_and_replied_to_once(writer: Writer, site: Served) -> None:
    site.rasa.fails = 1
    writer.says(WORDS)
    writer.sees(WORDS, "saved")
    expect(writer.status).to_have_text(KEPT_BUT_SLOW)
    writer.has_read(3)
    expect(writer.status).to_be_empty()
    expect(writer.own).to_have_count(1)
    expect(writer.replies).to_have_count(3)


def test_while_a_reply_takes_a_moment_that_is_said(writer: Writer, site: Served) -> None:
    site.rasa.slow = 2.5
    writer.says(WORDS)
    expect(writer.status).to_have_text("One moment. I am writing back.")
    writer.has_read(3)
    expect(writer.status).to_be_empty()


# The database -------------------------------------------------------------------------------------


def test_words_that_cannot_be_kept_are_said_to_wait_and_are_delivered_once(
    writer: Writer, site: Served, keeping: Callable[[bool], None]
) -> None:
    keeping(False)
    for words in (WORDS, "And then this.", "And at last this."):
        writer.says(words)
        writer.sees(words, "unsaved" if words == WORDS else "sending")
    expect(writer.status).to_have_text(KEEPING_HERE)
    expect(writer.turn(WORDS)).to_contain_text("Not saved yet")
    expect(writer.turn(WORDS)).not_to_contain_text("Saved")
    writer.page.reload()
    expect(writer.own).to_have_text([WORDS, "And then this.", "And at last this."])
    expect(writer.status).to_have_text(KEEPING_HERE)
    assert kept(site.store, writer.path) == []

    keeping(True)
    for words in (WORDS, "And then this.", "And at last this."):
        writer.sees(words, "saved")
    expect(writer.status).not_to_have_text(KEEPING_HERE)
    assert kept(site.store, writer.path) == [WORDS, "And then this.", "And at last this."]
    writer.page.reload()
    expect(writer.own).to_have_text([WORDS, "And then this.", "And at last this."])
    assert kept(site.store, writer.path) == [WORDS, "And then this.", "And at last this."]


def test_words_of_one_conversation_never_wait_in_another(
    writer: Writer, visits: Visits, keeping: Callable[[bool], None]
) -> None:
    keeping(False)
    writer.says(WORDS)
    writer.sees(WORDS, "unsaved")
    keeping(True)
    first = writer.path
    writer.page.goto(visits.site.url + visits.begin())
    writer.tells("Said to somebody else.")
    expect(writer.own).to_have_text(["Said to somebody else."])
    assert WORDS not in kept(visits.site.store, writer.path)
    writer.page.goto(visits.site.url + first)
    writer.sees(WORDS, "saved")


def test_a_quick_answer_that_cannot_be_kept_waits_too(
    writer: Writer, site: Served, keeping: Callable[[bool], None]
) -> None:
    writer.tells(WORDS)
    keeping(False)
    writer.choices.first.click()
    writer.sees("Yes, that's right", "unsaved")
    keeping(True)
    writer.sees("Yes, that's right", "saved")
    writer.has_read(5)
    assert kept(site.store, writer.path) == [WORDS, "Yes, that's right"]


# The way between ----------------------------------------------------------------------------------


def test_while_the_server_is_stopped_words_wait_and_go_once_it_is_there_again(
    writer: Writer, site: Served
) -> None:
    writer.tells("Said before.")
    site.stop()
    writer.says(WORDS)
    writer.sees(WORDS, "unsaved")
    expect(writer.status).to_have_text(KEEPING_HERE)
    site.start()
    writer.sees(WORDS, "saved")
    writer.has_read(4)
    assert kept(site.store, writer.path) == ["Said before.", WORDS]
    expect(writer.own).to_have_text(["Said before.", WORDS])


def test_stopping_waits_for_nobody_and_has_nothing_to_complain_of(
    visits: Visits, site: Served, caplog: pytest.LogCaptureFixture
) -> None:
    pages = [visits.writer(), visits.writer()]
    site.rasa.slow = 600
    pages[0].says(WORDS)
    pages[0].sees(WORDS, "saved")
    site.stop()
    assert [each.message for each in caplog.records if each.levelname in {"WARNING", "ERROR"}] == []


def test_a_server_that_stays_away_is_told(visits: Visits, site: Served) -> None:
    writer = with_clock(visits)
    site.stop()
    for _ in range(4):
        writer.lets_time_pass()
    expect(writer.status).to_have_text(CANNOT_REACH)
    site.start()
    writer.lets_time_pass()
    expect(writer.status).to_be_empty()
    writer.tells(WORDS)


def test_without_a_network_words_wait_and_go_once_it_is_back(writer: Writer, site: Served) -> None:
    writer.page.context.set_offline(True)
    writer.says(WORDS)
    writer.sees(WORDS, "unsaved")
    expect(writer.status).to_have_text(KEEPING_HERE)
    assert kept(site.store, writer.path) == []
    writer.page.context.set_offline(False)
    writer.sees(WORDS, "saved")
    writer.has_read(3)
    assert kept(site.store, writer.path) == [WORDS]


def test_an_answer_lost_on_the_way_does_not_make_the_message_two(writer: Writer, site: Served) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    turns = f"**{writer.path}/turns"
    writer.page.route(turns, lose_the_answer, times=1)
    writer.says(WORDS)
    writer.sees(WORDS, "saved")
    writer.has_read(3)
    writer.tells("And then this.")
    assert kept(site.store, writer.path) == [WORDS, "And then this."]
    expect(writer.own).to_have_text([WORDS, "And then this."])


def test_a_sign_in_page_of_a_foreign_network_does_not_count_as_saved(writer: Writer, site: Served) -> None:
    turns = f"**{writer.path}/turns"
    writer.page.route(turns, lambda route: route.fulfill(status=200, body="<h1>Welcome to our hotel</h1>"))
    writer.says(WORDS)
    writer.sees(WORDS, "unsaved")
    writer.page.unroute(turns)
    writer.sees(WORDS, "saved")
    assert kept(site.store, writer.path) == [WORDS]


def test_too_many_messages_wait_as_long_as_they_are_asked_to(visits: Visits, site: Served) -> None:
    site.restart(messages_per_minute=1)
    writer = with_clock(visits)
    posts: list[str] = []
    writer.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    writer.tells("The first.")
    writer.says("One too many.")
    writer.sees("One too many.", "unsaved")
    writer.says("And another.")
    writer.sees("And another.", "sending")
    writer.lets_time_pass(3)
    assert len(posts) == 2
    assert kept(site.store, writer.path) == ["The first."]
    expect(writer.status).to_have_text(KEEPING_HERE)
    site.restart(messages_per_minute=100)
    writer.lets_time_pass()
    writer.sees("One too many.", "saved")
    writer.sees("And another.", "saved")
    assert kept(site.store, writer.path) == ["The first.", "One too many.", "And another."]


def test_an_open_page_whose_link_leads_nowhere_any_more_says_so_and_gives_the_words_back(
    writer: Writer, site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.store.conversations, "by_secret", lambda _: None)
    writer.says(WORDS)
    expect(writer.problem).to_have_text(NO_CONVERSATION)
    expect(writer.box).to_have_value(WORDS)
