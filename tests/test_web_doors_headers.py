"""Every address of the application: what each answer is wrapped in, and that no page holds a script."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from httpx2 import Response

from storage.store import Store
from tests.doors import Doors, every_door, open_doors
from tests.ladder import LADDER
from tests.site import Site, running
from web.pins import hash_pin

STRICT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "connect-src": "'self' ws://testserver",
}
AT_ONCE = re.compile(r"on[a-z]+")


@pytest.fixture
def doors(sqlite_store: Store) -> Iterator[Doors]:
    with open_doors(sqlite_store) as doors:
        yield doors


def assert_wrapped(answer: Response) -> None:
    """What every answer carries, whatever it is."""
    assert {name: answer.headers.get(name) for name in STRICT} == STRICT
    said = dict(each.strip().split(" ", 1) for each in answer.headers["content-security-policy"].split(";"))
    assert said == POLICY
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


class Inline(HTMLParser):
    """Collects what a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in = tag if tag == "style" or (tag == "script" and "src" not in given) else None
        if self._in == "script" and given.get("type") == "application/json":
            self._in = None  # data, which no browser runs
        self.found += [f"{tag} {name}" for name in given if AT_ONCE.fullmatch(name) or name == "style"]
        self.found += [
            f"{tag} {name}" for name, to in given.items() if (to or "").strip().startswith("javascript:")
        ]

    def handle_data(self, data: str) -> None:
        if self._in and data.strip():
            self.found.append(f"<{self._in}> {data.strip()[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self._in = None


def test_every_answer_of_every_address_is_wrapped_and_no_page_has_a_script_in_it(doors: Doors) -> None:
    seen, opened = set(), set()
    for key, answer in every_door(doors):
        assert_wrapped(answer)
        seen.add(key)
        opened |= {key} if key.startswith("GET ") and answer.status_code == 200 else set()
        if answer.headers.get("content-type", "").startswith("text/html"):
            inline = Inline()
            inline.feed(answer.text)
            assert inline.found == [], key
    assert seen == {key for key in LADDER if not key.startswith(("WS ", "MOUNT "))}
    assert len(opened) > 45


def test_pages_are_kept_by_no_cache(doors: Doors) -> None:
    for key, answer in every_door(doors):
        kept = answer.headers["cache-control"]
        assert kept == "no-store" or key in ("GET /tablet/sw.js", "GET /tablet/pictures/{key}"), (key, kept)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/chat", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", "/chat", {"content-length": "5000000"}, 413),
        ("POST", "/chat", {"content-length": "many"}, 400),
        ("POST", "/chat", {"transfer-encoding": "chunked"}, 411),
        ("GET", "/", {"host": "elsewhere.example"}, 400),
        ("GET", "/nowhere", {}, 404),
        ("PATCH", "/chat", {}, 405),
        ("GET", "/static/../web/settings.py", {}, 404),
    ],
)
def test_what_is_refused_is_wrapped_too(
    sqlite_store: Store, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    with running(sqlite_store, host="127.0.0.1") as site:
        sent = {"host": "localhost"} | headers
        answer = site.client.request(method, path, headers=sent, follow_redirects=False)
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in STRICT} == STRICT
        assert "unsafe" not in answer.headers["content-security-policy"]


def test_an_error_of_ours_is_wrapped_too_and_says_nothing_of_itself(sqlite_store: Store) -> None:
    with running(sqlite_store) as site:

        def fails() -> None:
            raise ValueError("The parrot sings at night.")

        site.app.add_api_route("/fails", fails)
        site.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        answer = site.client.get("/fails")
        assert answer.status_code == 500
        assert "parrot" not in answer.text
        assert "ValueError" not in answer.text
        assert_wrapped(answer)


# Cookies ------------------------------------------------------------------------------------------


def cookies_of(site: Site) -> dict[str, str]:
    """Each cookie that is handed out, as the header says it."""
    site.add_staff()
    answers = [site.sign_in()]
    staff = next(each for each in site.store.staff.everyone() if each.username == "priya")
    _, code = site.store.devices.add(site.store.services.get().id, "Hall", hash_pin("2468"), staff.id)
    answers.append(site.client.post("/tablet/pair", data={"code": code}, follow_redirects=False))
    headers = [header for each in answers for header in each.headers.get_list("set-cookie")]
    return {
        header.partition("=")[0]: header.lower() for header in headers if "max-age=0" not in header.lower()
    }


@pytest.mark.parametrize(("public", "secure"), [("", False), ("https://care.example", True)])
def test_no_script_reads_a_cookie_and_no_other_site_sends_it(
    sqlite_store: Store, public: str, *, secure: bool
) -> None:
    with running(sqlite_store, public_url=public) as site:
        found = cookies_of(site)
        assert set(found) == {"whatmatters_staff", "whatmatters_device"}
        for header in found.values():
            assert "httponly" in header
            assert "samesite=strict" in header or "samesite=lax" in header
            assert ("secure" in header.split("; ")) == secure
            assert "domain=" not in header
        assert "path=/review" in found["whatmatters_staff"]
        assert "path=/tablet" in found["whatmatters_device"]
