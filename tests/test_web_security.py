"""What every answer carries, and what is refused."""

from collections.abc import Iterator
from typing import Any

import pytest

from storage.store import Store
from tests.site import ACTION_SECRET, Site, running

CALL = {"next_action": "action_greet", "tracker": {}, "domain": {}}


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        yield site


@pytest.mark.parametrize("page", ["/", "/chat", "/review/login", "/nowhere", "/static/img/pictos.svg"])
def test_every_page_carries_the_strict_headers(site: Site, page: str) -> None:
    headers = site.client.get(page).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("part", ["/static/css/base.css", "/static/js/tablet.js", "/static/js/nowhere.js"])
def test_what_a_page_is_made_of_may_load_nothing_by_itself(site: Site, part: str) -> None:
    headers = site.client.get(part).headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_with_words_are_kept_by_no_cache(site: Site) -> None:
    assert site.client.get(f"/chat/{site.begin()}").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_another_sites_page_cannot_post_here(site: Site, headers: dict[str, str]) -> None:
    for where in ("/chat", "/review/login", "/api/conversations", "/rasa/actions"):
        assert site.client.post(where, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}, {}])
def test_our_own_pages_and_programs_can_post(site: Site, headers: dict[str, str]) -> None:
    started = site.client.post("/chat", data={"audience": "carer"}, headers=headers, follow_redirects=False)
    assert started.status_code == 303


@pytest.mark.parametrize("secret", [None, "", "wrong", ACTION_SECRET[:-1]])
def test_the_actions_open_only_to_the_dialogue_engine(site: Site, secret: str | None) -> None:
    headers = {"x-app-secret": secret} if secret is not None else {}
    assert site.client.post("/rasa/actions", json=CALL, headers=headers).status_code == 403


def test_an_unknown_action_is_told_as_such(site: Site) -> None:
    call = {**CALL, "next_action": "action_format_disk"}
    refused = site.client.post("/rasa/actions", json=call, headers={"x-app-secret": ACTION_SECRET})
    assert refused.status_code == 404


def test_a_failing_action_is_a_500_so_that_nothing_untrue_is_said(site: Site) -> None:
    failed = site.client.post("/rasa/actions", json=CALL, headers={"x-app-secret": ACTION_SECRET})
    assert failed.status_code == 500
    assert failed.json()["action_name"] == "action_greet"


def test_on_loopback_other_host_names_are_refused(sqlite_store: Store) -> None:
    with running(sqlite_store, host="127.0.0.1") as site:
        assert site.client.get("/", headers={"host": "rebound.example"}).status_code == 400
        assert site.client.get("/", headers={"host": "localhost:8080"}).status_code == 200


def test_a_request_without_end_or_of_a_size_that_nobody_needs_is_not_read(site: Site) -> None:
    assert site.client.post("/chat", content=(b"x" for _ in range(9))).status_code == 411
    assert site.client.post("/chat", content=b"x" * 5_000_000).status_code == 413


def test_health_tells_whether_both_parts_are_there(site: Site) -> None:
    assert site.client.get("/health").json() == {"web": True, "rasa": True}
    site.rasa.there = False
    assert site.client.get("/health").json() == {"web": True, "rasa": False}


def test_only_pages_where_people_talk_may_ask_for_the_microphone(site: Site) -> None:
    for page in ("/chat", f"/chat/{site.begin()}", "/tablet"):
        assert "microphone=(self)" in site.client.get(page).headers["permissions-policy"]
    for page in ("/", "/review/login", "/chatter", "/trust"):
        assert "microphone=()" in site.client.get(page).headers["permissions-policy"]


@pytest.mark.parametrize(
    ("settings", "host", "line"),
    [
        ({}, "192.168.1.10:8080", "connect-src 'self' ws://192.168.1.10:8080"),
        ({"public_url": "https://care.example"}, "10.0.0.7", "connect-src 'self' wss://care.example"),
        ({}, "care.example; script-src *", "connect-src 'self'"),
    ],
)
def test_safari_is_told_where_lines_may_lead(
    sqlite_store: Store, settings: dict[str, Any], host: str, line: str
) -> None:
    with running(sqlite_store, **settings) as site:
        policy = site.client.get("/chat", headers={"host": host}).headers["content-security-policy"]
        assert policy.endswith(line)


def test_a_recording_may_be_larger_than_words_and_nothing_else(site: Site) -> None:
    recording = f"/chat/{site.begin()}/recordings/00000000-0000-0000-0000-000000000001"
    assert site.client.post(f"{recording}/sound", content=bytes(5_000_000)).status_code == 404
    assert site.client.post(f"{recording}/sound", content=bytes(21_000_000)).status_code == 413
    assert site.client.post(f"{recording}/chunks/0", content=bytes(5_000_000)).status_code == 413
