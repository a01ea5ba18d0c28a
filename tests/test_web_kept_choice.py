"""Whoever looks at one of several services goes on looking at it, whatever they do."""

from collections.abc import Iterator

import pytest

from storage.store import Store
from tests.site import Site, running
from web.kept_choice import with_service

WILLOW = {"referer": "http://testserver/review/people?service=willow-bank"}


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """Two services, and somebody who may do everything at both."""
    sqlite_store.services.add("Willow Bank", "Sarah", "01632 960 018", "willow-bank")
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def added(site: Site, **headers: str) -> str:
    """Where somebody is led who adds a person."""
    home = next(each for each in site.store.services.all() if each.slug == "willow-bank")
    form = {"name": "Joan", "at": str(home.id)}
    sent = site.client.post("/review/people", data=form, headers=headers, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def test_what_a_form_leads_to_shows_the_service_that_its_page_showed(site: Site) -> None:
    place = added(site, **WILLOW)
    assert place.endswith("?service=willow-bank")
    assert "<option" not in site.client.get(place).text.partition("<main")[0]
    assert site.client.get(place).status_code == 200


def test_without_a_choice_nothing_is_added(site: Site) -> None:
    site_address = "http://testserver"
    for referer in (
        "",
        f"{site_address}/review/people",
        f"{site_address}/chat?service=willow-bank",
        f"{site_address}/review?service=%0d%0aset-cookie:x",
        f"{site_address}/review?service=A%20B",
    ):
        assert "?" not in added(site, referer=referer)


def test_signing_out_and_other_sites_are_left_as_they_are() -> None:
    for address in (
        "/review/login",
        "/review/login?next=%2Freview",
        "/chat/secret",
        "https://elsewhere.example/review",
        "//elsewhere.example/review",
        "/review?service=rose-house&tab=new",
        "/reviewed",
    ):
        assert with_service(address, "willow-bank") == address


def test_it_stands_before_the_place_on_the_page() -> None:
    assert with_service("/review/1?kept=2#answer-2", "a") == "/review/1?kept=2&service=a#answer-2"
    assert with_service("/review", "a") == "/review?service=a"


def test_clear_and_show_all_keep_it_too(site: Site) -> None:
    nothing = "00000000-0000-4000-8000-000000000000"
    for address, link in (
        ("/review/heard?service=willow-bank&period=2026-03", "/review/heard?service=willow-bank"),
        ("/review/heard/missing?service=willow-bank", "/review/heard/missing?service=willow-bank"),
        ("/review?service=willow-bank&tab=mine", "/review?service=willow-bank"),
        ("/review/work?service=willow-bank", "/review?service=willow-bank"),
        (f"/review/audit?service=willow-bank&conversation={nothing}", "/review/audit?service=willow-bank"),
    ):
        page = site.client.get(address).text.partition("<main")[2]
        assert f'href="{link}"' in page, address
