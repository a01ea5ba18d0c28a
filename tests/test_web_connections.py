"""Connections: tokens and webhooks on their page, and messages that arrive at another program, signed."""

import hashlib
import hmac
import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from httpx2 import Response

from storage.change_records import Written
from storage.store import Store
from storage.webhooks import Event
from tests.saying import begin, tell
from tests.site import NAMES, Site, running
from web.certificates import Certificates, trusting
from web.messenger import SIGNATURE, TIMESTAMP, Messenger

HOSTILE = ("\x00", "' OR 1=1; --", "{{ 7 * 7 }}", "x" * 5_000, "\u202e\u202d", "<script>alert(1)</script>")
PUBLIC = "https://93.184.216.34/hook"
"""An address that is looked at and never asked: no name has to be found for it."""


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def make(site: Site, **fields: object) -> Response:
    usual: dict[str, object] = {"name": "Dashboard", "days": "30", "scope": ["answers"]}
    return site.client.post("/review/connections/tokens", data=usual | fields)


def add(site: Site, **fields: object) -> Response:
    usual: dict[str, object] = {"url": PUBLIC, "event": ["change.new"]}
    return site.client.post("/review/connections/webhooks", data=usual | fields)


def secret_in(shown: str) -> str:
    found = re.search(r'class="secret">([^<]+)<', shown)
    assert found
    return found[1]


# Tokens -----------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_lets_another_program_read(site: Site) -> None:
    tell(site.store, begin(site.store), "I like tea")
    secret = secret_in(make(site).text)
    shown = site.client.get("/review/connections").text
    assert secret not in shown
    assert "Dashboard" in shown
    found = site.client.get("/api/v1/answers", headers={"authorization": f"Bearer {secret}"})
    assert found.json()["items"][0]["text"] == "I like tea"
    (token,) = site.store.tokens.all(site.store.exporting.services())
    site.client.post(f"/review/connections/tokens/{token.id}/revoke")
    refused = site.client.get("/api/v1/answers", headers={"authorization": f"Bearer {secret}"})
    assert refused.status_code == 401
    assert "Revoked: Today" in site.client.get("/review/connections").text
    assert [verb for _, verb, _ in site.store.staff.audit()][:2] == ["revoked_token", "made_token"]


def test_a_form_that_is_sent_twice_makes_one_token(site: Site) -> None:
    sent = str(uuid4())
    assert make(site, id=sent).status_code == 200
    again = make(site, id=sent)
    assert again.status_code == 409
    assert "made already" in again.text
    assert len(site.store.tokens.all(site.store.exporting.services())) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_nonsense_makes_no_token_and_keeps_what_was_written(site: Site, words: str) -> None:
    for name in ("days", "scope"):
        refused = make(site, **{name: words, "name": "<b>Mine"})
        assert refused.status_code == 400, name
        assert "&lt;b&gt;Mine" in refused.text
    assert make(site, service=words).status_code == 404
    assert make(site, name="x" * 5_000).status_code == 400
    assert make(site, name="", scope=[]).status_code == 400
    assert site.store.tokens.all(site.store.exporting.services()) == []
    for what in ("tokens/{}/revoke", "webhooks/{}/try", "webhooks/{}/stop"):
        assert site.client.post(f"/review/connections/{what.format(uuid4())}").status_code == 404


def test_a_name_is_shown_as_it_was_written(site: Site) -> None:
    make(site, name="<script>alert(1)</script> {{ 7 * 7 }}")
    shown = site.client.get("/review/connections").text
    assert "<script>alert(1)" not in shown
    assert "{{ 7 * 7 }}" in shown


def test_only_staff_see_connections(sqlite_store: Store) -> None:
    with running(sqlite_store) as site:
        assert site.client.get("/review/connections", follow_redirects=False).status_code == 303
        assert "Please sign in again" in make(site).text
        assert site.store.tokens.all(site.store.services.ids()) == []


# Webhooks ---------------------------------------------------------------------------------------


def test_a_webhook_shows_its_secret_once_and_can_be_stopped(site: Site) -> None:
    secret = secret_in(add(site).text)
    shown = site.client.get("/review/connections").text
    assert PUBLIC in shown
    assert secret not in shown
    (hook,) = site.store.webhooks.all(site.store.exporting.services())
    site.client.post(f"/review/connections/webhooks/{hook.id}/stop")
    assert PUBLIC not in site.client.get("/review/connections").text


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://example.org/", "begin with https://"),
        ("https://127.0.0.1/", "in our own network"),
        ("https://169.254.169.254/latest", "in our own network"),
        ("https://[::1]:8080/", "in our own network"),
        ("https://user:pass@example.org/", "Leave name and password out"),
        ("", "begin with https://"),
        ("https://93.184.216.34/" + "x" * 600, "in 1 to 500 letters"),
    ],
)
def test_an_address_that_will_not_do_is_refused_with_the_reason(site: Site, url: str, told: str) -> None:
    refused = add(site, url=url)
    assert refused.status_code == 400
    assert told in refused.text
    assert site.store.webhooks.all(site.store.exporting.services()) == []


def test_nobody_is_told_of_nothing(site: Site) -> None:
    assert add(site, event=[]).status_code == 400
    assert add(site, event=["test", "everything"]).status_code == 400


# Messages ---------------------------------------------------------------------------------------


@dataclass
class Other:
    """Another program, on a port of this machine."""

    url: str = ""
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def listening(certificates: Path) -> Iterator[Other]:
    """It answers by https, with a certificate of the authority in this folder."""
    other = Other()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            other.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(other.status)
            self.send_header("location", "https://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = Certificates(certificates, "Rose Court", NAMES).tls
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    other.url = f"https://localhost:{server.server_port}/hook?x=1"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield other
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    with listening(tmp_path / "tls") as other:
        yield other


@pytest.fixture
def messenger(sqlite_store: Store, tmp_path: Path) -> Messenger:
    return Messenger(sqlite_store, "https://rose.example/", partial(trusting, tmp_path / "tls"), private=True)


def hooked(store: Store, url: str) -> str:
    """A webhook for new changes; its secret."""
    here = next(iter(store.exporting.services()))
    staff = store.staff.add("priya", "Priya", "hash")
    return store.webhooks.add({here}, here, url, [Event.CHANGE_NEW], staff.id)[1]


def begun(store: Store, said: str = "Doreen is cold.") -> str:
    answer = tell(store, begin(store), said)
    staff = store.staff.everyone()[0].id
    return str(store.changes.begin(store.services.ids(), Written(said), [answer.id], staff).id)


def problem(store: Store) -> str | None:
    (hook,) = store.webhooks.all(store.exporting.services())
    return hook.lately[0].problem


def test_a_message_says_what_happened_and_where_signed_and_without_words(
    sqlite_store: Store, other: Other, messenger: Messenger
) -> None:
    secret = hooked(sqlite_store, other.url)
    change = begun(sqlite_store)
    messenger.keep_up()
    messenger.keep_up()  # it has arrived, so it does not go again
    ((headers, body),) = other.got
    told = json.loads(body)
    assert (told["event"], told["subject"]) == ("change.new", change)
    assert told["link"] == f"https://rose.example/review/changes/{change}"
    assert b"cold" not in body
    assert b"Doreen" not in body
    ours = hmac.new(secret.encode(), headers[TIMESTAMP].encode() + b"." + body, hashlib.sha256)
    assert headers[SIGNATURE] == f"sha256={ours.hexdigest()}"
    assert headers["host"].startswith("localhost:")


def test_what_does_not_arrive_waits_over_a_restart_and_the_page_says_why(
    site: Site, other: Other, messenger: Messenger, tmp_path: Path
) -> None:
    store, other.status = site.store, 500
    here = next(iter(store.exporting.services()))
    staff = store.staff.everyone()[0]
    store.webhooks.add({here}, here, other.url, [Event.CHANGE_NEW], staff.id)
    begun(store)
    messenger.keep_up()
    shown = site.client.get("/review/connections").text
    assert "It answered 500. Again at" in shown
    assert "5 tries left" in shown
    (waiting,) = store.webhooks.all({here})[0].lately
    assert waiting.next_at
    assert waiting.attempts == 1


def test_nobody_is_followed_to_another_address(
    sqlite_store: Store, other: Other, messenger: Messenger
) -> None:
    other.status = 302
    hooked(sqlite_store, other.url)
    begun(sqlite_store)
    messenger.keep_up()
    assert len(other.got) == 1
    assert "we follow nobody" in (problem(sqlite_store) or "")


def test_who_cannot_prove_their_name_is_told_nothing(
    sqlite_store: Store, other: Other, tmp_path: Path
) -> None:
    hooked(sqlite_store, other.url)
    begun(sqlite_store)
    Messenger(sqlite_store, "https://rose.example", ssl.create_default_context, private=True).keep_up()
    assert other.got == []
    assert "could not be reached" in (problem(sqlite_store) or "")


def test_a_name_that_leads_into_our_network_later_is_told_nothing(
    sqlite_store: Store, other: Other, tmp_path: Path
) -> None:
    hooked(sqlite_store, other.url)
    begun(sqlite_store)
    trusted = partial(trusting, tmp_path / "tls")
    Messenger(sqlite_store, "https://rose.example", trusted, private=False).keep_up()
    assert other.got == []
    assert "in our own network" in (problem(sqlite_store) or "")


def test_trying_it_sends_at_once_and_says_how_it_went(site: Site) -> None:
    here = next(iter(site.store.exporting.services()))
    staff = site.store.staff.everyone()[0]
    hook, _ = site.store.webhooks.add({here}, here, "https://127.0.0.1:9/", [Event.CHANGE_NEW], staff.id)
    shown = site.client.post(f"/review/connections/webhooks/{hook.id}/try").text
    assert "A try, Today" in shown
    assert "in our own network" in shown
