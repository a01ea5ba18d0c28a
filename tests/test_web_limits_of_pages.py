"""Pages that count or show many things stop at a number, and say so."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from uuid import uuid4

import pytest

from storage.importing import ImportedAnswer
from storage.kinds import Audience
from storage.records import NewTags
from storage.store import Store
from tests.saying import MODEL, begin
from tests.site import Site, running
from tests.spoken import speak
from tests.test_storage_concerns import SOON
from web.staff_export import MOST_LOOKED_AT


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def brought_in(site: Site, count: int, *, concerned: bool = False) -> None:
    """So many answers, each a conversation of its own."""
    found = NewTags(MODEL, "neutral", concern=replace(SOON, confidence=0.8) if concerned else None)
    rows = [(ImportedAnswer(f"Nobody comes {uuid4()}", Audience.RESIDENT), found) for _ in range(count)]
    for first in range(0, count, 1_000):
        site.store.importing.keep(rows[first : first + 1_000])


def test_from_a_hundred_voices_on_the_bar_says_no_number(site: Site) -> None:
    for _ in range(99):
        speak(site.store, begin(site.store), "")
    assert ">99</span>" in site.client.get("/review").text
    speak(site.store, begin(site.store), "")
    page = site.client.get("/review").text
    assert ">99+</span>" in page
    assert ">100</span>" not in page


def test_of_more_than_fifty_concerns_fifty_stand_on_a_page_and_all_are_counted(site: Site) -> None:
    brought_in(site, 51, concerned=True)
    page = site.client.get("/review/concerns").text
    assert page.count("<article") == 50
    assert "51 concerns</a>" in page
    assert 'rel="next"' in page


def test_of_exactly_fifty_there_is_no_other_page(site: Site) -> None:
    brought_in(site, 50, concerned=True)
    page = site.client.get("/review/concerns").text
    assert page.count("<article") == 50
    assert 'rel="next"' not in page


def test_of_more_than_twenty_five_conversations_the_rest_is_on_the_next_page(site: Site) -> None:
    brought_in(site, 26)
    page = site.client.get("/review").text
    assert page.count('name="item"') == 25
    assert "More, older" in page


@pytest.mark.slow
def test_of_more_than_ten_thousand_answers_the_first_are_counted_and_the_page_says_so(site: Site) -> None:
    brought_in(site, MOST_LOOKED_AT - 1)
    page = unescape(site.client.get("/review/export?look=1").text)
    assert "9,999 answers go out." in page
    assert "Very many" not in page
    brought_in(site, 2)
    page = unescape(site.client.get("/review/export?look=1").text)
    assert "Very many answers go out. Of the first 10,000: " in page
    assert "10,000 answers go out." in page
