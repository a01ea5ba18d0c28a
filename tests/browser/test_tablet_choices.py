"""On the tablet: what somebody chooses about their words, when they are asked and whenever they like."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from actions.choices import Asks
from storage.consent_kinds import QUESTIONS, Share, Use
from tests.browser.tablets import Sitter, talks
from tests.program import wait_until
from tests.site import Served

pytestmark = pytest.mark.slow

WORDS = "More time outside in the garden."


@pytest.fixture(autouse=True)
def asking(site: Served) -> None:
    """The home asks about reports and about the family."""
    site.rasa.asks = Asks(uses=(Use.REPORTS, Use.FAMILY))


def decisions(site: Served, talk: UUID) -> dict[str, str]:
    """What stands in the log of a talk."""
    return {use.value: line.decision for use, line in site.store.consents.of_talk(talk).items()}


def asks(sitter: Sitter, question: str) -> None:
    """It is asked, and whoever hears the page hears it."""
    title = sitter.page.locator("#agree-title")
    expect(title).to_have_text(question)
    expect(title).to_be_focused()


def answered(sitter: Sitter, site: Served) -> UUID:
    """One answer is kept; returns the talk."""
    sitter.starts()
    sitter.answers(WORDS)
    (talk,) = talks(site.store)
    return talk


def to_the_end(sitter: Sitter) -> None:
    """Past the other questions."""
    for question in ("Who listens to you here?", "What makes a good day?"):
        expect(sitter.question).to_have_text(question)
        sitter.presses("Skip this question")


def test_when_the_questions_are_done_each_use_is_asked_with_one_press(sitter: Sitter, site: Served) -> None:
    talk = answered(sitter, site)
    to_the_end(sitter)
    asks(sitter, QUESTIONS[Use.REPORTS])
    sitter.presses("Yes, use my words")
    asks(sitter, QUESTIONS[Use.FAMILY])
    sitter.presses("No, do not tell my family")
    sitter.sees("finish")
    expect(sitter.page.locator("[data-view=finish]")).to_contain_text(WORDS)
    wait_until(lambda: len(decisions(site, talk)) == 3)
    assert decisions(site, talk) == {"keep_words": "given", "reports": "given", "family": "refused"}


def test_who_does_not_want_to_say_stops_and_nothing_is_assumed(sitter: Sitter, site: Served) -> None:
    talk = answered(sitter, site)
    to_the_end(sitter)
    asks(sitter, QUESTIONS[Use.REPORTS])
    sitter.presses("Stop", "Yes, stop")
    sitter.sees("finish")
    assert decisions(site, talk) == {"keep_words": "given"}


def test_without_the_home_the_talk_ends_as_usual(sitter: Sitter) -> None:
    sitter.starts()
    sitter.answers(WORDS)
    sitter.loses_the_network()
    to_the_end(sitter)
    sitter.sees("finish")
    expect(sitter.page.locator("[data-view=finish]")).to_contain_text(WORDS)


def test_everything_can_be_looked_at_and_changed_from_a_pause(sitter: Sitter, site: Served) -> None:
    talk = answered(sitter, site)
    sitter.presses("Pause", "Who may see my words")
    asks(sitter, "Who may see what you say?")
    expect(sitter.page.locator(".agree-stands")).to_have_text("Now: with my name.")
    sitter.presses("Only if I am not safe")
    asks(sitter, QUESTIONS[Use.REPORTS])
    expect(sitter.page.locator(".agree-stands")).to_have_text("You have not said yet.")
    sitter.presses("No, leave my words out")
    asks(sitter, QUESTIONS[Use.FAMILY])
    sitter.presses("Leave it as it is")
    asks(sitter, "Shall I forget what you said here?")
    sitter.presses("Leave it as it is")
    sitter.sees("ask")
    expect(sitter.question).to_have_text("Who listens to you here?")
    wait_until(lambda: site.store.apart.share(talk) == Share.SAFETY)
    wait_until(lambda: decisions(site, talk).get("reports") == "refused")


def test_a_home_that_is_slow_asks_all_the_same(sitter: Sitter, site: Served) -> None:
    answered(sitter, site)
    site.rasa.slow = 1.0
    sitter.presses("Pause", "Who may see my words")
    asks(sitter, "Who may see what you say?")


def test_a_choice_that_the_home_does_not_know_yet_is_not_said_to_count(sitter: Sitter, site: Served) -> None:
    talk = answered(sitter, site)
    sitter.presses("Pause", "Who may see my words")
    asks(sitter, "Who may see what you say?")
    sitter.loses_the_network()
    sitter.presses("Only if I am not safe")
    expect(sitter.status).to_have_text("I have kept what you chose. It counts once the network is back.")
    assert site.store.apart.share(talk) == Share.NAMED
    sitter.page.context.set_offline(False)
    sitter.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(lambda: site.store.apart.share(talk) == Share.SAFETY)


def test_with_the_network_it_is_said_to_count_and_does(sitter: Sitter, site: Served) -> None:
    talk = answered(sitter, site)
    sitter.presses("Pause", "Who may see my words")
    asks(sitter, "Who may see what you say?")
    sitter.presses("Only if I am not safe")
    expect(sitter.status).to_have_text("Thank you. It is so from now on.")
    assert site.store.apart.share(talk) == Share.SAFETY


def test_all_of_it_is_forgotten_only_after_it_was_asked_once_more(sitter: Sitter, site: Served) -> None:
    talk = answered(sitter, site)

    def is_kept() -> bool:
        found = site.store.review.answers(site.store.services.ids(), talk)
        return WORDS in [each.answer.text for each in found]

    for answer in ("Leave it as it is", "Yes, take it all out"):
        sitter.presses("Pause", "Who may see my words")
        for question in ("Who may see what you say?", QUESTIONS[Use.REPORTS], QUESTIONS[Use.FAMILY]):
            asks(sitter, question)
            sitter.presses("Leave it as it is")
        asks(sitter, "Shall I forget what you said here?")
        sitter.presses("Forget me")
        asks(sitter, "Shall I take out all that you said here? I cannot bring it back then.")
        assert is_kept()
        sitter.presses(answer)
        sitter.sees("ask")
    wait_until(lambda: not is_kept())
    assert decisions(site, talk)["keep_words"] == "withdrawn"


def test_without_the_home_nothing_is_pretended(sitter: Sitter) -> None:
    sitter.starts()
    sitter.presses("Pause")
    sitter.loses_the_network()
    sitter.presses("Who may see my words")
    expect(sitter.status).to_have_text("I cannot do that just now. Please tell a member of staff.")
    sitter.sees("ask")
