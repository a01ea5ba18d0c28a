"""Guessing and coming back: what tells nothing, what is counted, and what a browser gets anew."""

import re
import secrets
from collections.abc import Iterator
from uuid import uuid4

import pytest

from storage.store import Store
from tests.saying import begin, tell
from tests.site import PASSWORD, Site, running
from web.auth import COOKIE, HASHER, hash_password
from web.errors import WebError
from web.limits import BUSY
from web.tablet_door import COOKIE as DEVICE

NOBODYS = secrets.token_urlsafe(32)
"""A link that leads nowhere."""


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.add_staff()
        yield site


def without(text: str, *words: str) -> str:
    """A page without what was typed into it."""
    for word in words:
        text = text.replace(word, "")
    return text


# What tells nothing -------------------------------------------------------------------------------


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(site: Site) -> None:
    nobody, somebody = site.sign_in("nobody", "wrong password"), site.sign_in("priya", "wrong password")
    assert (nobody.status_code, somebody.status_code) == (401, 401)
    assert without(nobody.text, "nobody") == without(somebody.text, "priya")
    assert set(nobody.headers) == set(somebody.headers)


def test_names_that_nobody_has_are_made_to_wait_alike(site: Site) -> None:
    waits = []
    for name in ("nobody", "priya"):
        answers = [site.sign_in(name, "wrong password") for _ in range(6)]
        waits.append([(each.status_code, each.headers.get("retry-after")) for each in answers])
    assert waits[0] == waits[1]
    assert waits[0][-1][0] == 429


@pytest.mark.parametrize("path", ["/chat/{}", "/chat/{}/turns", "/chat/{}/understood"])
def test_a_link_tells_nothing_until_it_is_wholly_right(site: Site, path: str) -> None:
    token = site.begin()
    wrong = [token[:-1], token + "A", secrets.token_urlsafe(32), token.swapcase(), "a", "%00"]
    pages = {site.client.get(path.format(each)).text for each in wrong}
    assert len(pages) == 1
    assert site.client.get(path.format(token)).status_code == 200


def test_what_is_elsewhere_is_answered_like_what_is_nowhere(site: Site) -> None:
    elsewhere = site.store.services.add("Elm House", "Bo", "01632")
    talk = site.store.conversations.begin("carer", "web", service_id=elsewhere.id).id  # type: ignore[arg-type]
    site.store.staff.add("reader", "R", "hash")
    site.come_in("priya")
    staff = next(each for each in site.store.staff.everyone() if each.username == "priya")
    assert staff
    first = site.store.services.all()[0]
    narrowed = f"?service={first.slug}"
    there = site.client.get(f"/review/{talk}{narrowed}")
    nowhere = site.client.get(f"/review/{uuid4()}{narrowed}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.text == nowhere.text


def test_secrets_cannot_be_counted_through(site: Site) -> None:
    tokens = {site.begin() for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) >= 22 for token in tokens)  # 128 bits and more


# What is counted ----------------------------------------------------------------------------------


def test_links_that_lead_nowhere_are_counted_by_address(sqlite_store: Store) -> None:
    with running(sqlite_store, messages_per_minute=5) as site:
        token = site.begin()
        answers = [site.client.get(f"/chat/{secrets.token_urlsafe(32)}").status_code for _ in range(8)]
        assert answers == [404] * 5 + [429] * 3
        assert site.client.get(f"/chat/{token}").status_code == 200  # whoever has a link gets on


def test_cookies_of_no_tablet_and_tokens_of_nobody_are_counted_too(sqlite_store: Store) -> None:
    with running(sqlite_store, messages_per_minute=3) as site:
        wrong = {"cookie": f"{DEVICE}=nobody"}
        assert [site.client.get("/tablet/pack", headers=wrong).status_code for _ in range(4)] == [401] * 3 + [
            429
        ]
        nobody = {"authorization": "Bearer nobody"}
        assert site.client.get("/api/v1/answers", headers=nobody).status_code == 429


def test_one_tablet_and_one_of_the_staff_may_ask_ten_times_a_second_and_no_more(sqlite_store: Store) -> None:
    with running(sqlite_store) as site:
        limits = site.app.state.parts.limits
        device = site.pair()
        site.add_staff()
        site.come_in()
        staff = next(each for each in site.store.staff.everyone() if each.username == "priya")
        for who in (device, staff.id):
            for _ in range(BUSY):
                limits.visit(str(who))
        assert site.client.get("/tablet/pack").status_code == 429
        refused = site.client.get("/review")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0


def test_an_address_cannot_be_made_up_in_a_header(sqlite_store: Store) -> None:
    with running(sqlite_store, messages_per_minute=2) as site:
        seen = []
        for number in range(4):
            made_up = {"x-forwarded-for": f"10.0.0.{number}", "forwarded": f"for=10.0.0.{number}"}
            seen.append(site.client.get(f"/chat/{NOBODYS}", headers=made_up).status_code)
        assert seen == [404, 404, 429, 429]


# Coming in ----------------------------------------------------------------------------------------


def test_a_cookie_that_was_planted_is_not_the_one_that_is_signed_in(site: Site) -> None:
    site.client.cookies.set(COOKIE, "planted by somebody", path="/review")
    site.sign_in()
    given = [each.value for each in site.client.cookies.jar if each.name == COOKIE and each.value]
    assert "planted by somebody" not in given[-1:]
    planted = {"cookie": f"{COOKIE}=planted by somebody"}
    site.client.cookies.clear()
    assert site.client.get("/review", headers=planted, follow_redirects=False).status_code == 303


def test_signing_in_again_ends_what_was_signed_in_before(site: Site) -> None:
    site.sign_in()
    first = site.client.cookies[COOKIE]
    site.sign_in()
    second = site.client.cookies[COOKIE]
    assert first != second
    site.client.cookies.clear()
    old = site.client.get("/review", headers={"cookie": f"{COOKIE}={first}"}, follow_redirects=False)
    new = site.client.get("/review", headers={"cookie": f"{COOKIE}={second}"}, follow_redirects=False)
    assert (old.status_code, new.status_code) == (303, 200)


def test_a_cookie_of_one_door_opens_no_other(site: Site) -> None:
    site.pair()
    tablet = site.client.cookies[DEVICE]
    site.sign_in()
    staff = site.client.cookies[COOKIE]
    token = site.begin()
    site.client.cookies.clear()
    for value in (tablet, token):
        crossed = site.client.get("/review", headers={"cookie": f"{COOKIE}={value}"}, follow_redirects=False)
        assert crossed.status_code == 303
    for value in (staff, token):
        assert site.client.get("/tablet/pack", headers={"cookie": f"{DEVICE}={value}"}).status_code == 401
    for value in (staff, tablet):
        assert site.client.get(f"/chat/{value}").status_code == 404


def test_no_page_for_staff_shows_a_private_link_or_a_secret(site: Site) -> None:
    token = site.begin()
    talk = site.store.conversations.by_secret(token)
    assert talk
    tell(site.store, talk.id, "I like the parrot.")
    site.come_in()
    for path in ("/review", f"/review/{talk.id}", "/review/audit", "/review/staff", "/review/tablets"):
        assert token not in site.client.get(path).text
    assert begin(site.store)


# Passwords ----------------------------------------------------------------------------------------

WEAK = [
    "aaaaaaaaaaaa", "abababababab", "123456789012", "012345678901", "987654321098", "qwertyuiopas",
    "abcdefghijkl", "lkjihgfedcba", "password1234", "Password2026!", "P@ssw0rd!2026", "whatmatters1",
    "WhatMatters2026", "letmein12345", "welcomewelcome", "administrator", "Summer2026!!", "liverpool2026",
]  # fmt: skip
STRONG = [
    PASSWORD, "willow-bank-demo", "the parrot sings at night", "Zu Hause ist es schön", "мой попугай поёт",
    "🦜🎹🌷🫖🧶 by night",
]  # fmt: skip


@pytest.mark.parametrize("password", WEAK)
def test_what_everybody_tries_first_is_no_password(password: str) -> None:
    with pytest.raises(WebError) as refused:
        hash_password(password)
    assert refused.value.code == "weak_password"
    assert "four words" in str(refused.value)


@pytest.mark.parametrize("password", STRONG)
def test_words_that_do_not_go_together_are_one(password: str) -> None:
    assert hash_password(password).startswith("$argon2id$")


def test_a_password_may_be_long_but_not_without_end() -> None:
    assert hash_password("the parrot sings " * 20)
    with pytest.raises(WebError, match="at most"):
        hash_password("the parrot sings " * 100)


def test_the_hash_is_as_costly_as_is_asked_for() -> None:
    memory, rounds = re.findall(r"m=(\d+),t=(\d+)", HASHER.hash(PASSWORD))[0]
    assert int(memory) >= 19 * 1024  # KiB
    assert int(rounds) >= 2
