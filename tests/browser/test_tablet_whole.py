"""Whole talks on the tablet: with one switch and nothing else, with a helper's hands, and read aloud."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import expect

from storage.consent_kinds import QUESTIONS, Share, Use
from storage.profiles import Profile
from tests.browser.tablets import YES, Sitter, answers, ask_these, sit_down, talks, turns
from tests.browser.visits import Visits
from tests.program import wait_until
from tests.site import Served

pytestmark = pytest.mark.slow

SWITCH = Profile(access="one_switch", scan_seconds=0.5, settle_seconds=0, rounds=5)


def shows_card(sitter: Sitter, site: Served, profile: Profile) -> UUID:
    """Somebody's card opens the page."""
    joan = site.store.people.add(site.store.services.get().id, "Joan", profile)
    code = site.store.people.new_card(site.store.services.ids(), joan.id)
    sitter.page.goto("about:blank")
    sitter.page.goto(f"{site.url}/tablet#card={code}")
    sitter.sees("about")
    return joan.id


def switches_until(sitter: Sitter, words: str, so: Callable[[], bool]) -> None:
    """Press the one switch whenever the light is on these words, or on their group, until it is so."""
    for _ in range(8):
        sitter.page.locator(".scan-on", has_text=words).first.wait_for(timeout=20_000)
        sitter.page.keyboard.press("Space")
        sitter.page.wait_for_timeout(400)
        if so():
            return
    raise AssertionError(words)


def switches_to(sitter: Sitter, words: str, view: str) -> None:
    """The same, until a screen is there."""
    switches_until(sitter, words, sitter.page.locator(f"main > [data-view={view}]").is_visible)


def test_a_whole_talk_with_one_switch_and_nothing_else(visits: Visits, site: Served) -> None:
    ask_these(site.store)
    sitter = sit_down(site, visits.profile, has_touch=False)
    joan = shows_card(sitter, site, SWITCH)
    for words, view in (
        ("Carry on", "readers"),
        ("Carry on", "ask"),
        ("Choose pictures", "pictures"),
    ):
        switches_to(sitter, words, view)
    switches_until(sitter, "Music", lambda: sitter.button("Music").get_attribute("aria-pressed") == "true")
    switches_to(sitter, "I have chosen", "check")
    switches_to(sitter, YES, "ask")
    switches_until(sitter, "Skip this question", sitter.page.get_by_text("What makes a good day?").is_visible)
    switches_to(sitter, "Skip this question", "finish")
    sitter.sees("finish")
    assert answers(site.store) == [("agreed", "Music.")]
    talk = talks(site.store)[0]
    found = site.store.conversations.get(site.store.services.ids(), talk)
    assert found
    assert found.person_id == joan
    first = turns(site.store, talk)[0]
    assert first.details
    assert first.details["by"] == "one_switch"


def chooses(sitter: Sitter, *all_words: str) -> None:
    """With two switches: move the light to each of these in turn, through its group, and choose it."""
    lit = sitter.page.locator(".scan-on")
    for words in all_words:
        expect(sitter.button(words)).to_be_visible()
        for _ in range(40):
            expect(lit.first).to_be_visible()
            found = [each.strip() for each in lit.all_inner_texts()]
            sitter.page.keyboard.press("Enter" if words in found else "ArrowRight")
            sitter.page.wait_for_timeout(60)
            if found == [words]:
                break
        else:
            raise AssertionError(words)


def test_who_may_see_the_words_is_chosen_with_two_switches(visits: Visits, site: Served) -> None:
    ask_these(site.store)
    sitter = sit_down(site, visits.profile, has_touch=False)
    shows_card(sitter, site, Profile(access="two_switches", settle_seconds=0))
    for words, view in (("Carry on", "readers"), ("Carry on", "ask"), ("Choose pictures", "pictures")):
        chooses(sitter, words)
        sitter.sees(view)
    chooses(sitter, "Music", "I have chosen")
    sitter.sees("check")
    chooses(sitter, YES)
    sitter.sees("ask")
    (talk,) = talks(site.store)
    chooses(sitter, "Pause", "Who may see my words")
    asked = sitter.page.locator("#agree-title")
    for question, answer in (
        ("Who may see what you say?", "Only if I am not safe"),
        (QUESTIONS[Use.REPORTS], "No, leave my words out"),
        (QUESTIONS[Use.FAMILY], "Leave it as it is"),
        ("Shall I forget what you said here?", "Leave it as it is"),
    ):
        expect(asked).to_have_text(question)
        chooses(sitter, answer)
    sitter.sees("ask")
    wait_until(lambda: site.store.consents.of_talk(talk)[Use.REPORTS].decision == "refused")
    assert site.store.apart.share(talk) == Share.SAFETY
    assert Use.FAMILY not in site.store.consents.of_talk(talk)


def test_a_helper_is_named_and_the_person_says_whether_these_are_their_words(
    sitter: Sitter, site: Served
) -> None:
    for view, words in (("rest", "Start"), ("about", "Carry on"), ("readers", "Somebody helps me")):
        sitter.sees(view)
        sitter.presses(words)
    sitter.presses("Family or a friend")
    sitter.page.get_by_role("button", name="They press for me").tap()
    sitter.sees("ask")
    sitter.writes("More time outside in the garden.")
    sitter.presses(YES)
    sitter.presses("No, I would say it differently")
    sitter.sees("check")
    sitter.presses(YES)
    sitter.presses("Yes, these are my words")
    expect(sitter.page.locator("main > [data-view=check]")).to_be_hidden()
    said = turns(site.store, talks(site.store)[0])
    assert said[-1].details
    assert said[-1].details["helper"] == {"who": "Family or friend", "how": "presses", "agreed": True}


def test_a_card_brings_the_persons_own_ways_and_the_next_one_has_none_of_them(
    sitter: Sitter, site: Served
) -> None:
    shows_card(sitter, site, Profile(text_size="huge", theme="night", doors=("writing", "faces")))
    html = sitter.page.locator("html")
    expect(html).to_have_attribute("data-size", "huge")
    expect(html).to_have_attribute("data-theme", "night")
    sitter.presses("Stop", "Yes, stop")
    sitter.sees("rest")
    expect(html).to_have_attribute("data-theme", "day")
    assert "Joan" not in sitter.page.content()
