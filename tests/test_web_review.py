"""/review: only for staff, with the words that led to each tag."""

from collections.abc import Iterator

import pytest

from storage.store import Store
from tests.site import PASSWORD, Site, running

WISH = "I wish somebody would listen to me in the garden"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.add_staff()
        yield site


@pytest.fixture
def conversation(site: Site) -> str:
    """The address of a conversation with one agreed answer."""
    token = site.begin()
    site.say(token, WISH)
    site.say(token, "yes")
    found = site.store.conversations.by_secret(token)
    assert found is not None
    return f"/review/{found.id}"


def pages(conversation: str) -> list[str]:
    return ["/review", "/review?principle=equality", conversation]


def test_outsiders_are_led_to_sign_in_from_every_page(site: Site, conversation: str) -> None:
    for page in pages(conversation):
        led = site.client.get(page, follow_redirects=False)
        assert led.status_code == 303
        assert led.headers["location"].startswith("/review/login")
        assert WISH not in led.text


def test_signing_in_leads_back_to_where_somebody_wanted_to_go(site: Site, conversation: str) -> None:
    fields = {"username": "priya", "password": PASSWORD, "next": conversation}
    led = site.client.post("/review/login", data=fields, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, conversation)


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/chat", "/reviewer"]
)
def test_signing_in_never_leads_anywhere_else(site: Site, wanted: str) -> None:
    fields = {"username": "priya", "password": PASSWORD, "next": wanted}
    led = site.client.post("/review/login", data=fields, follow_redirects=False)
    assert led.headers["location"] == "/review"


@pytest.mark.parametrize(("username", "password"), [("priya", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_wrong_names_and_passwords_are_told_the_same(site: Site, username: str, password: str) -> None:
    refused = site.sign_in(username, password)
    assert refused.status_code == 401
    assert "The user name or the password is not right." in refused.text
    assert "set-cookie" not in refused.headers


def test_guessing_has_to_wait_even_with_the_right_password_then(sqlite_store: Store) -> None:
    with running(sqlite_store, sign_in_tries=3) as site:
        site.add_staff()
        for _ in range(3):
            site.sign_in(password="a wrong guess")
        refused = site.sign_in()
        assert refused.status_code == 429
        assert "tried too often" in refused.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    cookie = site.sign_in().headers["set-cookie"].lower()
    for part in ("httponly", "samesite=lax", "path=/review"):
        assert part in cookie


def test_behind_https_the_cookie_is_secure(sqlite_store: Store) -> None:
    with running(sqlite_store, public_url="https://what-matters.example") as site:
        site.add_staff()
        assert "secure" in site.sign_in().headers["set-cookie"].lower()


def test_signing_out_ends_the_session_on_the_server_too(site: Site, conversation: str) -> None:
    site.sign_in()
    secret = site.client.cookies["whatmatters_staff"]
    site.client.post("/review/logout")
    site.client.cookies.set("whatmatters_staff", secret, path="/review")
    assert site.client.get(conversation, follow_redirects=False).status_code == 303


def test_the_list_shows_who_what_and_which_principles(site: Site, conversation: str) -> None:
    site.come_in()
    page = site.client.get("/review").text
    for shown in ("Family or friend", WISH, "1 answer", "Equality", conversation):
        assert shown in page


def test_the_list_is_filtered_by_principle_speaker_and_date(site: Site, conversation: str) -> None:
    site.come_in()
    for asked, found in [
        ("principle=equality", True),
        ("principle=diversity", False),
        ("kind=carer", True),
        ("kind=resident", False),
        ("from=2020-01-01&to=2999-01-01", True),
        ("from=2999-01-01", False),
        ("to=2020-01-01", False),
    ]:
        assert (conversation in site.client.get(f"/review?{asked}").text) is found, asked


@pytest.mark.parametrize(
    "asked",
    ["from=yesterday", "page=x", "page=-3", "page=99999", "page=" + "9" * 40, "principle=x", "to=%00"],
)
def test_filters_that_make_no_sense_do_no_harm(site: Site, conversation: str, asked: str) -> None:
    site.come_in()
    assert site.client.get(f"/review?{asked}").status_code == 200


def test_the_transcript_marks_the_words_that_led_to_a_tag(site: Site, conversation: str) -> None:
    site.come_in()
    page = site.client.get(conversation).text
    assert '<mark class="stance-wish"' in page
    assert ">listen<" in page
    for shown in ("What matters to you?", "Agreed", "Suggested", "garden", "Everything that was said"):
        assert shown in page


def test_reading_a_conversation_is_written_down(site: Site, conversation: str) -> None:
    site.come_in()
    site.client.get(conversation)
    assert ("priya", "read", conversation.rpartition("/")[2]) in site.store.staff.audit()


@pytest.mark.parametrize("where", ["7f5751f2-888f-4888-8156-ee18ec6a3e3e", "not-an-id", "1"])
def test_a_conversation_that_is_not_there_is_a_calm_404(site: Site, where: str) -> None:
    site.come_in()
    page = site.client.get(f"/review/{where}")
    assert page.status_code == 404
    assert "All conversations" in page.text


def test_the_pages_are_read_only(site: Site, conversation: str) -> None:
    site.come_in()
    for method in ("post", "put", "delete", "patch"):
        assert getattr(site.client, method)(conversation).status_code == 405
