"""What another site, a crooked proxy or a broken program sends: refused with words, and nothing is done."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from storage.store import Store
from tests.doors import Doors, addresses, open_doors
from tests.ladder import LADDER, Door
from tests.post_office import mail_server
from tests.site import ACTION_SECRET, running
from web.alarm_routes import Note, send_email
from web.errors import WebError
from web.settings import Settings

CHANGING = [key for key in addresses() if not key.startswith("GET ")]
FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "nonsense"},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"origin": "http://["},
    {"origin": ""},
    {"origin": "http://testserver.elsewhere.example"},
    {"origin": "http://elsewhere.example/testserver"},
    {"origin": "http://testserver@elsewhere.example"},
)


@pytest.fixture(scope="module")
def doors(sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """One for all of these tests: what they send changes nothing."""
    folder = tmp_path_factory.mktemp("doors")
    store = Store(f"sqlite:///{shutil.copy(sqlite_file, folder / 'w.db')}", key_file=folder / "key")
    with open_doors(store) as doors:
        doors.come_in()
        yield doors
    store.close()


def test_nothing_is_changed_for_another_sites_page_by_any_address(doors: Doors) -> None:
    for key in CHANGING:
        for headers in FOREIGN:
            method, path = key.split()[0], doors.path(key)
            refused = doors.site.client.request(method, path, headers=headers, follow_redirects=False)
            assert refused.status_code == 403, (key, headers)
            assert "another site" in refused.text


@pytest.mark.parametrize("origin", ["http://[", "null", "", "https://elsewhere.example"])
def test_a_line_is_opened_by_our_own_pages_only(doors: Doors, origin: str) -> None:
    for path in ("/tablet/listen", f"/chat/{doors.found['token']}/listen"):
        line = doors.site.client.websocket_connect(path, headers={"origin": origin})
        with pytest.raises(WebSocketDisconnect) as refused, line:
            pass
        assert refused.value.code == 1008


def test_reading_changes_nothing_but_what_says_who_read(doors: Doors) -> None:
    """So a picture or a link on another site does nothing either: browsers send cookies along with those."""
    kept = ("conversation", "answer", "tag", "change", "reply", "person", "staff", "concern")

    def rows() -> dict[str, list[object]]:
        with doors.site.store._engine.connect() as connection:
            return {each: list(connection.exec_driver_sql(f"SELECT * FROM {each}").all()) for each in kept}

    doors.come_in()
    before = rows()
    for key in addresses():
        if key.startswith("GET ") and LADDER[key] not in (Door.TABLET, Door.LINK):
            doors.site.client.get(doors.path(key), follow_redirects=False)
    assert rows() == before


# Crooked requests ---------------------------------------------------------------------------------


@pytest.mark.parametrize("length", ["-1", "+1", "1e3", "0x10", "", "1, 1", " ", "9" * 30, "١"])
def test_a_length_that_is_none_is_refused(doors: Doors, length: str) -> None:
    sent = {b"content-length": length.encode()}
    refused = doors.site.client.post("/chat", headers=sent, content=b"a")
    assert refused.status_code in (400, 413)


def test_two_lengths_are_refused(doors: Doors) -> None:
    twice = [("content-length", "1"), ("content-length", "5")]
    assert doors.site.client.post("/chat", headers=twice, content=b"a").status_code == 400


def test_what_is_packed_is_not_unpacked(doors: Doors) -> None:
    """A small body that would become a large one stays small: nobody unpacks what is sent."""
    bomb = gzip.compress(b'{"id": "' + b" " * 50_000_000)
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    answer = doors.site.client.post(f"/chat/{doors.found['token']}/turns", content=bomb, headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("nested", [b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000])
def test_what_is_nested_or_long_without_end_is_unreadable(doors: Doors, nested: bytes) -> None:
    headers = {"content-type": "application/json", "x-app-secret": ACTION_SECRET}
    for path in (
        f"/chat/{doors.found['token']}/turns",
        "/tablet/beat",
        "/rasa/actions",
        "/api/conversations",
    ):
        answer = doors.site.client.post(path, content=nested, headers=headers)
        assert answer.status_code == 400, path
        assert answer.text


@pytest.mark.parametrize("kind", ["application/xml", "text/xml", "application/zip", "image/svg+xml"])
def test_no_address_takes_xml_or_archives(doors: Doors, kind: str) -> None:
    entity = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    for key in CHANGING:
        answer = doors.ask(key, content=entity, headers={"content-type": kind})
        assert answer.status_code < 500, key
        assert "root:" not in answer.text


def test_a_form_with_a_thousand_fields_or_with_files_is_refused(doors: Doors) -> None:
    many = {f"field{number}": "a" for number in range(1_500)}
    assert doors.ask("POST /review/people", data=many).status_code == 400
    files = {"name": ("a.txt", b"words")}
    assert doors.ask("POST /review/people", files=files).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2fsettings.py",
        "/static/%2e%2e%2f%2e%2e%2fpyproject.toml", "/static//etc/passwd", "/static/css/%00",
        "/static/..%5csettings.py", "/tablet/pictures/..%2f..%2fsettings", "/tablet/pictures/%2e%2e",
        "/tablet/spoken/..%2f..%2fkeys.wav", "/tablet/spoken/%00.wav", "/chat/%2e%2e/review",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_its_folder(doors: Doors, path: str) -> None:
    answer = doors.site.client.get(path, follow_redirects=False)
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text
    assert "import" not in answer.text


TEMPLATE = "{{ 7 * 191 }}{% raw %}${7*191}<%= 7*191 %>#{7*191}<script>alert(1)</script>"


def test_words_are_words_on_every_page_that_shows_them(doors: Doors) -> None:
    """Neither the templates here nor a browser there run what somebody wrote, wherever it is shown."""
    token = doors.site.begin()
    assert doors.site.say(token, TEMPLATE).status_code == 201
    talk = doors.site.store.conversations.by_secret(token)
    assert talk
    shown = 0
    doors.come_in()
    for path in ("/review", "/review?q=raw", f"/review/{talk.id}", f"/chat/{token}", "/review/people"):
        page = doors.site.client.get(path).text
        assert "1337" not in page
        assert "<script>alert(1)" not in page
        shown += "&lt;script&gt;" in page
    assert shown >= 2


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/reviewer",
     "javascript:alert(1)", "/review\r\nset-cookie: a=b", "/review/../../\r\nx: y",
     "/review@elsewhere.example", "\\review/"],
)  # fmt: skip
def test_after_signing_in_one_goes_nowhere_else(sqlite_store: Store, wanted: str) -> None:
    with running(sqlite_store) as site:
        site.add_staff()
        fields = {"username": "priya", "password": "correct horse battery", "next": wanted}
        answer = site.client.post("/review/login", data=fields, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].partition("?")[0].startswith("/review")
        assert "elsewhere" not in answer.headers["location"].partition("?")[0].removeprefix("/review")
        assert "\n" not in answer.headers["location"]
        assert "x" not in answer.headers
        assert {each.name for each in site.client.cookies.jar} == {"whatmatters_staff"}


# The actions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"1", b'"a"', b"{}", b'{"next_action": 1}', b'{"tracker": []}', b"\xff\xfe"]
)
def test_a_broken_call_of_an_action_is_refused_with_words(doors: Doors, body: bytes) -> None:
    answer = doors.site.client.post(
        "/rasa/actions",
        content=body,
        headers={"x-app-secret": ACTION_SECRET, "content-type": "application/json"},
    )
    assert answer.status_code == 400
    assert "JSON object" in answer.json()["error"]


@pytest.mark.parametrize(
    "secret", ["", "wrong", ACTION_SECRET[:-1], ACTION_SECRET + "x", ACTION_SECRET.upper(), "é"]
)
def test_without_the_secret_an_action_is_refused_before_its_call_is_read(doors: Doors, secret: str) -> None:
    answer = doors.site.client.post(
        "/rasa/actions", content=b"not even read", headers={b"x-app-secret": secret.encode()}
    )
    assert answer.status_code == 403


def test_no_name_and_no_address_adds_a_line_to_the_head_of_an_email() -> None:
    usual = {"smtp_host": "127.0.0.1", "smtp_security": "none", "smtp_from": "what-matters@rose.example"}
    with mail_server() as office:
        settings = Settings(_env_file=None, smtp_port=office.port, **usual)  # type: ignore[arg-type, call-arg]
        for ending in ("\r\n", "\n", "\r", "\x0b", "\u2028", "\x85"):
            more = f"{ending}Bcc: thief@elsewhere.example{ending}{ending}Words"
            send_email(settings, "grace@rose.example", Note(f"Rose Court{more}", "Somebody needs you."))
            with pytest.raises(WebError):
                send_email(settings, f"grace@rose.example{more}", Note("Rose Court", "Somebody needs you."))
        assert {to for to, _ in office.mails} == {"grace@rose.example"}
        assert len(office.mails) == 6
        for _, mail in office.mails:
            assert mail["bcc"] is None
            assert mail.get_payload(decode=True) == b"Somebody needs you.\r\n"
