"""The help for new tablets, the plain door beside https, and addresses where the tablet cannot work."""

from collections.abc import Iterator

import pytest
from cryptography import x509
from fastapi.testclient import TestClient

from storage.store import Store
from tests.site import Site, running, trust_of
from web.secure_context import insecure_page, is_loopback, is_secure
from web.trust import Trust
from web.trust_door import trust_door

FILE = "/trust/what-matters-ca.crt"
HTTPS = "https://192.168.1.10:8443"


@pytest.fixture
def trust() -> Trust:
    return trust_of()


@pytest.fixture
def door(trust: Trust) -> Iterator[TestClient]:
    """What answers at the plain port."""
    with TestClient(trust_door(trust), "http://192.168.1.10:8081", follow_redirects=False) as client:
        yield client


@pytest.fixture
def secure(sqlite_store: Store) -> Iterator[Site]:
    """A site that is served over https."""
    with running(sqlite_store, tls=True) as site:
        site.client.base_url = HTTPS
        yield site


@pytest.fixture
def plain(sqlite_store: Store) -> Iterator[Site]:
    """A site in the network, without https."""
    with running(sqlite_store) as site:
        site.app.add_api_route("/tablet", insecure_page)
        yield site


# The page -----------------------------------------------------------------------------------------


def test_the_page_shows_the_fingerprint_of_the_certificate_that_it_hands_out(secure: Site) -> None:
    page, file = secure.client.get("/trust").text, secure.client.get(FILE)
    assert file.headers["content-type"] == "application/x-x509-ca-cert"
    certificate = x509.load_der_x509_certificate(file.content)
    trust = secure.app.state.parts.trust
    assert certificate == trust.certificates.authority.certificate
    assert len(trust.fingerprint) == 8
    assert all(f"<li>{group}</li>" in page for group in trust.fingerprint)


def test_the_page_never_holds_a_key(secure: Site) -> None:
    for path in ("/trust", FILE):
        assert b"PRIVATE KEY" not in secure.client.get(path).content


def test_the_page_names_every_address_for_tablets(secure: Site) -> None:
    page = secure.client.get("/trust").text
    assert f'href="{HTTPS}/tablet"' in page
    assert 'href="https://rosebox.local:8443/tablet"' in page
    assert 'href="https://localhost:8443/tablet"' not in page


def test_without_https_the_page_says_how_to_turn_it_on(plain: Site) -> None:
    page = plain.client.get("/trust")
    assert page.status_code == 200
    assert "WM_TLS=true" in page.text
    assert FILE not in page.text
    assert plain.client.get(FILE).status_code == 404


# The plain door -----------------------------------------------------------------------------------


def test_the_plain_door_has_the_page_the_certificate_and_what_they_need(door: TestClient) -> None:
    page = door.get("/trust")
    assert page.status_code == 200
    assert door.get(FILE).status_code == 200
    needed = ["/static/css/base.css", "/static/css/page.css", "/static/img/icon.svg", "/static/js/trust.js"]
    for path in needed:
        assert path in page.text
        assert door.get(path).status_code == 200
    assert door.get("/").headers["location"] == "/trust"


def test_the_plain_page_may_ask_our_https_address_and_nobody_else(door: TestClient) -> None:
    policy = door.get("/trust").headers["content-security-policy"]
    assert policy.endswith(f"connect-src 'self' {HTTPS}")
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path", ["/chat", "/chat/secret?x=1", "/review/login", "/tablet", "/health", "/rasa/actions", "/trust/x",
             "/static/js/chat.js", "/static/../settings.py", "/openapi.json", "//elsewhere.example/x"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_everything_else_is_sent_to_the_same_place_under_https(
    door: TestClient, path: str, method: str
) -> None:
    sent = door.request(method, f"http://192.168.1.10:8081{path}")
    assert sent.status_code == 307
    assert sent.headers["location"].startswith(f"{HTTPS}/")
    assert sent.content == b""


def test_the_way_to_https_keeps_what_was_asked_for(door: TestClient) -> None:
    assert door.get("/tablet?code=AB%20CD").headers["location"] == f"{HTTPS}/tablet?code=AB%20CD"


def test_the_way_to_https_keeps_the_name_that_was_used_if_it_is_ours(door: TestClient) -> None:
    def leads(host: str) -> str:
        return door.get("/tablet", headers={"host": host}).headers["location"]

    assert leads("rosebox.local:8081") == "https://rosebox.local:8443/tablet"
    assert leads("[::1]:8081") == "https://[::1]:8443/tablet"
    assert leads("elsewhere.example") == f"{HTTPS}/tablet"
    assert leads("x; script-src *") == f"{HTTPS}/tablet"


def test_without_a_plain_port_the_help_is_among_the_pages() -> None:
    assert trust_of(0).help_addresses == [f"{HTTPS}/trust", "https://rosebox.local:8443/trust"]
    assert trust_of(8081).help_addresses[0] == "http://192.168.1.10:8081/trust"


# Where the tablet can work ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "secure"),
    [
        ("https://192.168.1.10:8443", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost:8080", True),
        ("http://[::1]:8080", True),
        ("http://192.168.1.10:8080", False),
        ("http://rosebox.local", False),
        ("http://localhost.example", False),
    ],
)
def test_a_browser_lets_the_tablet_work_over_https_and_on_the_machine_itself(
    plain: Site, address: str, secure: bool
) -> None:
    plain.app.add_api_route("/secure", is_secure)
    plain.client.base_url = address
    assert plain.client.get("/secure").json() is secure


def test_a_proxy_with_https_makes_it_secure(sqlite_store: Store) -> None:
    with running(sqlite_store, public_url="https://what-matters.example") as site:
        site.app.add_api_route("/secure", is_secure)
        assert site.client.get("/secure").json() is True


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "tablet.localhost"])
def test_loopback_is_known_however_it_is_written(host: str) -> None:
    assert is_loopback(host)


def test_staff_are_told_why_the_tablet_cannot_be_used_and_what_to_do(plain: Site) -> None:
    plain.client.base_url = "http://192.168.1.10:8080"
    page = plain.client.get("/tablet")
    assert page.status_code == 403  # so that no browser keeps it in place of the tablet
    assert "http://192.168.1.10:8080" in page.text
    assert 'href="/trust"' in page.text
    assert "http://localhost:8080/tablet" in page.text


def test_where_there_is_an_https_address_it_is_named(secure: Site) -> None:
    secure.app.add_api_route("/tablet", insecure_page)
    secure.client.base_url = "http://192.168.1.10:9000"
    assert f'href="{HTTPS}/tablet"' in secure.client.get("/tablet").text


# Cookies ------------------------------------------------------------------------------------------


def test_over_https_the_staff_cookie_goes_by_https_only(secure: Site) -> None:
    secure.add_staff()
    assert "; Secure" in secure.sign_in().headers["set-cookie"]


def test_no_page_forbids_plain_http_for_the_future(secure: Site, door: TestClient) -> None:
    for answer in (secure.client.get("/"), door.get("/trust")):
        assert "strict-transport-security" not in answer.headers
