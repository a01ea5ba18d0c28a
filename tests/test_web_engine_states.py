"""Staff read which engine makes out words here, whether it is whole and how fast it is."""

from collections.abc import Iterator

import pytest

from storage.store import Store
from tests.saying import begin
from tests.site import ENGINES, Site, running
from tests.spoken import speak
from web.engine_states import EngineState, speed_words, states_view


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with somebody from staff signed in; nobody listens there."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def test_only_staff_see_the_page(sqlite_store: Store) -> None:
    with running(sqlite_store) as site:
        assert site.client.get("/review/voice", follow_redirects=False).status_code == 303


def test_each_engine_is_named_with_what_is_wrong_or_how_fast_it_is(site: Site) -> None:
    page = site.client.get("/review/voice").text
    for words in (
        "PocketSphinx",
        "Ten seconds of speech take 2 seconds here.",
        "Whisper base.en",
        "<b>It cannot be used.</b> tokenizer.json is missing. Get it anew.",
        "Ten seconds of speech take 14 seconds here. That is slow",
    ):
        assert words in page


def test_where_nobody_listens_it_is_said_that_voices_wait(site: Site) -> None:
    speak(site.store, begin(site.store), "the garden")
    page = site.client.get("/review/voice").text
    assert "Nothing here makes out words." in page
    assert "1 conversation waits for somebody to listen" in page


def test_the_page_is_among_what_is_set_up(site: Site) -> None:
    assert '<a href="/review/voice">Voice</a>' in site.client.get("/review/setup").text
    assert '<a href="/review/setup" aria-current="page">Set up</a>' in site.client.get("/review/voice").text


def test_the_engine_in_use_stands_first() -> None:
    view = states_view(ENGINES, "vosk small")
    assert (view["in_use"], view["best"]) == ("Vosk small", False)
    assert [each["in_use"] for each in view["engines"]] == [True, False, False]
    assert view["engines"][0]["name"] == "Vosk small"


def test_of_an_engine_that_cannot_be_used_no_speed_is_told() -> None:
    [engine] = states_view([EngineState("vosk small", "It is broken.", 0.1)], None)["engines"]
    assert engine["speed"] == ""


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (None, "Not measured on this machine yet."),
        (0.01, "Ten seconds of speech take 1 second here."),
        (0.25, "Ten seconds of speech take 2 seconds here."),
        (1.0, "Ten seconds of speech take 10 seconds here. That is slow: people wait for what was heard."),
    ],
)
def test_how_fast_it_is_is_told_in_seconds(factor: float | None, words: str) -> None:
    assert speed_words(factor) == words
