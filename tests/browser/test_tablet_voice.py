"""Talking to the tablet: answers by voice, with everything that can come in between."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from storage.store import Store
from tests.browser.mouth import Script, Talker, ears_of
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.tablets import FINGERS, YES, answers, ask_these, talks, turns
from tests.browser.visits import Visits
from tests.site import Served, served

pytestmark = pytest.mark.slow

GARDEN = "I would like to sit in the garden."


@pytest.fixture
def script() -> Script:
    """What the recogniser makes of each sound."""
    return Script()


@pytest.fixture
def site(sqlite_store: Store, script: Script) -> Iterator[Served]:
    """The application, with somebody who listens."""
    rasa = SpeakingRasa(sqlite_store, MarkingTagger())
    with served(sqlite_store, rasa, lambda: ears_of(sqlite_store, script)) as site:
        ask_these(site.store)
        yield site


@pytest.fixture
def talker(visits: Visits, site: Served, script: Script) -> Talker:
    """Somebody before a paired tablet that rests, who will talk to it."""
    return Talker(visits.profile(**FINGERS), site, script)


def test_an_answer_is_spoken_read_back_and_agreed_to(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.finishes(GARDEN)
    expect(talker.said).to_have_text(GARDEN)
    expect(talker.page.get_by_role("heading", name="I heard")).to_be_visible()
    talker.presses(YES)
    expect(talker.status).to_have_text("Thank you. I have kept your words.")
    expect(talker.question).to_have_text("Who listens to you here?")
    said = turns(site.store, talks(site.store)[0])
    assert [turn.mode for turn in said] == ["voice", "button"]
    assert answers(site.store) == [("agreed", GARDEN)]
