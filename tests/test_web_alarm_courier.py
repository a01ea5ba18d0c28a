"""E-mails and pushes of alarms: really sent, without anybody's words, tried again when they fail."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage.alarm_records import AlarmRecord, Deed, Rung
from storage.base import at
from storage.duties import DutyRecord
from storage.store import Store
from tests.post_office import MailServer, Pushes, mail_server, push_server
from tests.saying import begin, tell
from tests.test_storage_concerns import HIT, NOW, noticed
from web.alarm_courier import Courier
from web.alarm_routes import ways_out
from web.errors import WebError
from web.pushes import require_push
from web.settings import Settings

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as office:
        yield office


@pytest.fixture
def pushes() -> Iterator[Pushes]:
    with push_server() as found:
        yield found


def courier(store: Store, mail: MailServer | None = None, **more: object) -> Courier:
    known = {"smtp_host": "127.0.0.1", "smtp_port": mail.port} if mail else {}
    usual = {"smtp_security": "none", "smtp_from": "what-matters@rose.example", "private_webhooks": True}
    settings = Settings(_env_file=None, **{**usual, **known, **more})  # type: ignore[arg-type, call-arg]
    return Courier(store, ways_out(settings), "https://rose.example/")


def on_duty(store: Store, name: str, rung: Rung, **ways: str) -> None:
    store.duties.write(store.services.ids(), DutyRecord(store.services.get().id, name, rung, **ways))  # type: ignore[arg-type]


def alarm_now(store: Store) -> AlarmRecord:
    tell(store, begin(store), HIT, noticed(NOW))
    (concern,) = store.concerns.open(store.services.ids())
    found = store.alarms.raise_for(concern.id)
    assert found
    return found


def again(store: Store, alarm: AlarmRecord) -> AlarmRecord:
    assert alarm.concern_id
    found = store.alarms.raise_for(alarm.concern_id)
    assert found
    return found


def test_an_email_says_that_somebody_is_needed_and_where_and_nothing_else(
    sqlite_store: Store, mail: MailServer
) -> None:
    on_duty(sqlite_store, "Grace", Rung.FIRST, email="grace@example.org")
    alarm = alarm_now(sqlite_store)
    courier(sqlite_store, mail, smtp_user="us", smtp_password="secret").keep_up()
    ((to, found),) = mail.mails
    text = found.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert to == "grace@example.org"
    assert "Somebody needs you now" in str(found["subject"]) or "Somebody_needs_you_now" in str(
        found["subject"]
    )
    assert f"https://rose.example/review/alarms/{alarm.id}" in text.decode()
    assert "hit" not in text.decode().lower()
    assert "arm " not in text.decode().replace("alarm", "")
    assert len(mail.signed_in) == 1
    assert again(sqlite_store, alarm).log[-1].deed == Deed.SENT
    courier(sqlite_store, mail).keep_up()
    assert len(mail.mails) == 1


def test_a_push_goes_by_apprise(sqlite_store: Store, pushes: Pushes) -> None:
    on_duty(sqlite_store, "Grace", Rung.FIRST, push=f"json://127.0.0.1:{pushes.port}/")
    alarm_now(sqlite_store)
    courier(sqlite_store).keep_up()
    (found,) = pushes.found
    assert "Somebody needs you now" in found["title"]
    assert "hit" not in found["message"].lower()


def test_a_route_that_fails_is_shown_and_tried_again_until_it_works(
    sqlite_store: Store, mail: MailServer, pushes: Pushes
) -> None:
    on_duty(sqlite_store, "Grace", Rung.FIRST, email="g@example.org", push=f"json://127.0.0.1:{pushes.port}/")
    mail.refuse, pushes.status = "451 later", 500
    with at(START):
        alarm = alarm_now(sqlite_store)
        courier(sqlite_store, mail).keep_up()
        failed = [
            (each.route, each.note) for each in again(sqlite_store, alarm).log if each.deed == Deed.FAILED
        ]
    assert sorted(route for route, _ in failed) == ["email", "push"]
    assert any("does not take mail for this address" in note for _, note in failed)
    mail.refuse, pushes.status = "", 200
    with at(START + timedelta(seconds=11)):
        courier(sqlite_store, mail).keep_up()
    assert len(mail.mails) == len(pushes.found) == 1


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"smtp_host": ""}, "WM_SMTP_HOST"),
        ({"smtp_host": "127.0.0.1", "smtp_port": 1}, "could not be used"),
        ({"smtp_from": ""}, "WM_SMTP_FROM"),
        ({"smtp_security": "starttls"}, "could not be used"),
    ],
)
def test_what_is_not_set_up_is_said_with_what_to_do(
    sqlite_store: Store, mail: MailServer, settings: dict[str, object], says: str
) -> None:
    on_duty(sqlite_store, "Grace", Rung.FIRST, email="g@example.org")
    alarm = alarm_now(sqlite_store)
    courier(sqlite_store, mail, **settings).keep_up()
    assert says in again(sqlite_store, alarm).log[-1].note


def test_nobody_goes_so_the_next_is_written_to_and_then_a_drill_says_that_it_is_one(
    sqlite_store: Store, mail: MailServer
) -> None:
    on_duty(sqlite_store, "Grace", Rung.FIRST, email="grace@example.org")
    on_duty(sqlite_store, "Mona", Rung.MANAGER, email="mona@example.org")
    with at(START):
        sqlite_store.alarms.drill(sqlite_store.services.get().id)
        courier(sqlite_store, mail).keep_up()
    with at(START + timedelta(minutes=15)):
        courier(sqlite_store, mail).keep_up()
    assert [to for to, _ in mail.mails] == ["grace@example.org", "mona@example.org"]
    assert all("DRILL" in str(found["subject"]) for _, found in mail.mails)


@pytest.mark.parametrize(
    "address", ["", "nonsense", "syslog://", "dbus://", "file:///etc/passwd", "mailto://a:b@example.org",
                "json://127.0.0.1/", "json://[::1]:80/", "json://2130706433/", "json://[", "json://10.0.0.1:99999/",
                "jsons://127.0.0.1/", "jsons://[::1]/", "jsons://[::ffff:127.0.0.1]/", "jsons://2130706433/",
                "ntfys://127.0.0.1/topic", "ntfys://localhost/topic", "jsons://10.0.0.1/?verify=no",
                "json://example.org/", "SYSLOG://", "jsons://0.0.0.0/"]
)  # fmt: skip
def test_a_push_goes_nowhere_on_this_machine_or_in_our_own_network(address: str) -> None:
    with pytest.raises(WebError):
        require_push(address, private=False)


@pytest.mark.parametrize("address", ["ntfys://our-topic", "tgram://123456789:abcdefg_hijklmnop/12315544/"])
def test_a_service_that_has_an_address_of_its_own_will_do(address: str) -> None:
    for server in require_push(address + "?redirect=yes&verify=no", private=False):
        assert (server.redirects, server.verify_certificate) == (False, True)


def test_a_push_follows_nobody_who_answers_with_another_address(sqlite_store: Store, pushes: Pushes) -> None:
    on_duty(sqlite_store, "Grace", Rung.FIRST, push=f"json://127.0.0.1:{pushes.port}/?redirect=yes")
    pushes.status, pushes.elsewhere = 307, f"http://127.0.0.1:{pushes.port}/elsewhere"
    alarm = alarm_now(sqlite_store)
    courier(sqlite_store).keep_up()
    assert pushes.asked == 1
    assert again(sqlite_store, alarm).log[-1].deed == Deed.FAILED
