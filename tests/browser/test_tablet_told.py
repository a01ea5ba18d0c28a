"""What staff wrote back reaches the one person it is for, on the tablet, and what they say of it is kept."""

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect

from storage.change_records import Written
from storage.kinds import ChangeState, ReplyState, ReplyWay, Verdict
from storage.profiles import Profile
from storage.store import Store
from tests.browser.looking import axe, shoot
from tests.browser.tablets import Sitter, ask_these, sit_down, talks
from tests.browser.visits import Visits
from tests.site import Served
from tests.test_storage_changes import say_on_tablet

pytestmark = pytest.mark.slow

DONE = "You said lunch is loud. We put two tables by the window. You can sit there from Monday."
LONG = " ".join(f"This is sentence number {number} of a long answer to you." for number in range(9))


@pytest.fixture
def card(site: Served) -> str:
    """Joan's card. She said something once, on another tablet."""
    ask_these(site.store)
    site.add_staff()
    person, card = somebody(site.store, "Joan")
    say_on_tablet(site.store, site.store.staff.everyone()[0].id, person)
    return card


@pytest.fixture
def joan(visits: Visits, site: Served, card: str) -> Sitter:
    """Somebody before the tablet."""
    return sit_down(site, visits.profile)


def somebody(store: Store, name: str, **ways: Any) -> tuple[UUID, str]:
    """Somebody with a card: who, and what stands on it."""
    person = store.people.add(store.services.get().id, name, Profile(**ways))
    return person.id, store.people.new_card(store.services.ids(), person.id)


def write_back(store: Store, text: str = DONE, *, done: bool = True) -> UUID:
    """Staff write to whoever spoke first, about what they said."""
    staff, talk = store.staff.everyone()[0].id, talks(store)[0]
    said = "It is loud."
    home = store.services.ids()
    answer = store.review.answers(home, talk)[0].answer.id
    change = store.changes.begin(home, Written(said, picture="food"), [answer], staff)
    if done:
        now = Written(said, did="Two tables.", picture="food")
        store.changes.write(home, change.id, change.version, ChangeState.DID, now)
    return store.replies.send(home, talk, staff, text, ReplyWay.TABLET, change_id=change.id).id


def state(store: Store, reply: UUID) -> tuple[str, str | None]:
    found = store.replies.get(store.services.ids(), reply)
    assert found
    return found.state, found.verdict


def comes(sitter: Sitter, card: str) -> None:
    """Somebody types their card."""
    sitter.presses("I have a card")
    sitter.page.get_by_label("Letters of the card").fill(card)
    sitter.presses("This is my card")


def test_it_is_shown_before_the_talk_and_she_says_whether_it_is_better(
    joan: Sitter, site: Served, card: str
) -> None:
    reply = write_back(site.store)
    comes(joan, card)
    joan.sees("told")
    words = joan.page.locator(".told-words")
    expect(words).to_have_text(DONE.replace(". ", ".\n"))
    expect(joan.page.get_by_text("Priya wrote this to you.")).to_be_visible()
    expect(joan.page.locator(".told-head use")).to_have_attribute("href", "/static/img/pictures.svg#food")
    assert axe(joan.page) == []
    shoot(joan.page, "tablet_told")
    assert state(site.store, reply) == (ReplyState.QUEUED, None)
    joan.presses("Carry on")
    expect(joan.page.get_by_role("heading", name="Is it better now?")).to_be_visible()
    assert axe(joan.page) == []
    shoot(joan.page, "tablet_told_asked")
    joan.presses("It is better")
    joan.sees("about")
    expect(joan.status).to_have_text("Thank you. I have kept that.")
    _until(lambda: state(site.store, reply) == (ReplyState.TOLD, Verdict.BETTER), joan)


def _until(holds: Any, sitter: Sitter) -> None:
    """Wait for the home to have it."""
    for _ in range(50):
        if holds():
            return
        sitter.page.wait_for_timeout(100)
    assert holds()


def test_who_would_rather_not_say_is_not_asked_again(joan: Sitter, site: Served, card: str) -> None:
    reply = write_back(site.store)
    comes(joan, card)
    joan.presses("Carry on", "I would rather not say")
    joan.sees("about")
    _until(lambda: state(site.store, reply) == (ReplyState.TOLD, None), joan)
    joan.presses("Stop", "Yes, stop")
    joan.sees("rest")
    comes(joan, card)
    joan.sees("about")


def test_what_is_not_done_yet_is_told_without_a_question(joan: Sitter, site: Served, card: str) -> None:
    reply = write_back(site.store, done=False)
    comes(joan, card)
    joan.sees("told")
    joan.presses("Carry on")
    joan.sees("about")
    _until(lambda: state(site.store, reply) == (ReplyState.TOLD, None), joan)


def test_a_long_one_comes_some_sentences_at_a_time_and_nothing_has_to_be_scrolled(
    joan: Sitter, site: Served, card: str
) -> None:
    write_back(site.store, LONG, done=False)
    comes(joan, card)
    joan.sees("told")
    told = list[str]()
    while joan.page.locator("main > [data-view=told]").is_visible():
        told.append(joan.page.locator(".told-words").inner_text())
        height = "document.documentElement.scrollHeight <= innerHeight"
        assert joan.page.evaluate(height)
        joan.presses("Carry on")
        joan.page.wait_for_timeout(200)
    assert " ".join("\n".join(told).split()) == LONG


def test_nobody_else_sees_it_and_what_was_withdrawn_nobody(joan: Sitter, site: Served, card: str) -> None:
    reply = write_back(site.store)
    _, other = somebody(site.store, "Fred")
    comes(joan, other)
    joan.sees("about")
    assert DONE[:20] not in joan.page.content()
    joan.presses("Stop", "Yes, stop")
    joan.sees("rest")
    joan.presses("Start")
    joan.sees("about")
    joan.presses("Stop", "Yes, stop")
    joan.sees("rest")
    site.store.replies.withdraw(site.store.services.ids(), reply)
    comes(joan, card)
    joan.sees("about")


def test_put_away_before_the_end_nothing_of_it_stays_and_it_is_told_the_next_time(
    joan: Sitter, site: Served, card: str
) -> None:
    reply = write_back(site.store)
    comes(joan, card)
    joan.sees("told")
    joan.presses("Stop", "Yes, stop")
    joan.sees("rest")
    assert "two tables" not in joan.page.content()
    assert state(site.store, reply) == (ReplyState.QUEUED, None)
    comes(joan, card)
    joan.sees("told")


def test_without_a_line_it_is_not_shown_and_what_she_said_of_it_waits(
    joan: Sitter, site: Served, card: str
) -> None:
    reply = write_back(site.store)
    comes(joan, card)
    joan.sees("told")
    joan.presses("Carry on")
    joan.loses_the_network()
    joan.presses("It is worse")
    joan.sees("about")
    joan.presses("Stop", "Yes, stop")
    joan.sees("rest")
    comes(joan, card)
    joan.sees("about")
    assert state(site.store, reply) == (ReplyState.QUEUED, None)
    joan.presses("Stop", "Yes, stop")
    joan.page.context.set_offline(False)
    joan.page.reload()
    joan.sees("rest")
    _until(lambda: state(site.store, reply) == (ReplyState.TOLD, Verdict.WORSE), joan)
    comes(joan, card)
    joan.sees("about")
