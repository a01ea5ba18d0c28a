"""Signing in: guessing is slow and stays so, a second step, and being signed out loses nothing written."""

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest

from storage import base, lockouts, second_steps, sessions
from storage.people import PersonRecord
from storage.store import Store
from tests.site import PASSWORD, Site, running
from web.second_step import half_minute, new_codes, new_secret


@pytest.fixture
def store_with_key(sqlite_address: str, key_file: object) -> Iterator[Store]:
    store = Store(sqlite_address, key_file=key_file)  # type: ignore[arg-type]
    yield store
    store.close()


@pytest.fixture
def site(store_with_key: Store) -> Iterator[Site]:
    with running(store_with_key, sign_in_tries=3) as site:
        site.add_staff()
        yield site


def later(monkeypatch: pytest.MonkeyPatch, **after: float) -> None:
    """Let time go on where sign-ins, codes and browsers are kept."""
    for module in (lockouts, second_steps, sessions):
        monkeypatch.setattr(module, "now", lambda: base.now() + timedelta(**after))


def fail(site: Site, times: int, username: str = "priya") -> None:
    for _ in range(times):
        assert site.sign_in(username, "a wrong guess").status_code == 401


def turn_on(site: Site, username: str = "priya") -> tuple[str, list[str]]:
    """A second step for somebody: the telephone's secret, the codes on paper."""
    staff = next(each for each in site.store.staff.everyone() if each.username == username)
    secret, codes = new_secret(), new_codes()
    site.store.second_steps.begin(staff.id, secret)
    assert site.store.second_steps.turn_on(staff.id, 1, codes)
    return secret, codes


def is_signed_in(site: Site) -> bool:
    return site.client.get("/review", follow_redirects=False).status_code == 200


class TestGuessing:
    def test_after_too_many_wrong_ones_the_right_one_has_to_wait_too(self, site: Site) -> None:
        fail(site, 3)
        refused = site.sign_in()
        assert refused.status_code == 429
        assert "Please wait 30 seconds" in refused.text
        assert 0 < int(refused.headers["retry-after"]) <= 30

    def test_after_the_wait_the_right_one_clears_it(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fail(site, 3)
        later(monkeypatch, seconds=31)
        assert site.sign_in().status_code == 303
        fail(site, 2)
        assert site.sign_in().status_code == 303

    def test_each_further_failure_doubles_the_wait(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        fail(site, 3)
        gone, waits = 0, []
        for _ in range(7):
            waits.append(int(site.sign_in().headers["retry-after"]))
            gone += waits[-1] + 1
            later(monkeypatch, seconds=gone)
            fail(site, 1)
        assert [round(wait, -1) for wait in waits[:5]] == [30, 60, 120, 240, 480]
        assert waits[5:] == pytest.approx([900, 900], abs=2)

    def test_a_restart_forgets_nothing(self, site: Site) -> None:
        fail(site, 3)
        with running(site.store, sign_in_tries=3) as again:
            assert again.sign_in().status_code == 429

    def test_somebody_else_is_not_kept_out(self, site: Site) -> None:
        site.add_staff("ahmed")
        fail(site, 3)
        assert site.sign_in("ahmed").status_code == 303

    def test_names_that_nobody_has_are_counted_as_well(self, site: Site) -> None:
        fail(site, 3, "nobody")
        assert site.sign_in("NOBODY ", "x").status_code == 429

    def test_an_address_that_tries_many_names_has_to_wait(self, site: Site) -> None:
        for number in range(12):
            fail(site, 1, f"name-{number}")
        assert site.sign_in().status_code == 429

    def test_signing_in_between_wins_nothing_for_an_address(self, site: Site) -> None:
        for number in range(12):
            fail(site, 1, f"name-{number}")
            if number < 11:
                assert site.sign_in().status_code == 303
        assert site.sign_in().status_code == 429

    def test_the_name_that_was_typed_is_not_kept(self, site: Site) -> None:
        fail(site, 1, "my password by mistake")
        with site.store._engine.connect() as connection:
            kept = connection.exec_driver_sql("SELECT * FROM sign_in_try").fetchall()
        assert kept
        assert "by mistake" not in repr(kept)


class TestTheSecondStep:
    def test_after_the_password_a_code_of_the_telephone_is_asked_for(self, site: Site) -> None:
        secret, _ = turn_on(site)
        led = site.sign_in()
        assert led.headers["location"] == "/review/login/code?next=%2Freview"
        assert not is_signed_in(site)
        shown = site.client.post("/review/login/code", data={"code": pyotp.TOTP(secret).now()})
        assert shown.status_code == 200
        assert is_signed_in(site)

    def test_a_code_is_good_once(self, site: Site) -> None:
        secret, _ = turn_on(site)
        code = pyotp.TOTP(secret).now()
        site.sign_in()
        site.client.post("/review/login/code", data={"code": code})
        site.client.post("/review/logout")
        site.sign_in()
        assert site.client.post("/review/login/code", data={"code": code}).status_code == 401
        assert not is_signed_in(site)

    def test_a_code_on_paper_is_good_once_however_it_is_written(self, site: Site) -> None:
        _, codes = turn_on(site)
        for answer in (303, 401):
            site.sign_in()
            written = codes[0].lower().replace("-", " ")
            shown = site.client.post("/review/login/code", data={"code": written}, follow_redirects=False)
            assert shown.status_code == answer
        assert ("priya", "used_recovery_code", None) in site.store.staff.audit()

    @pytest.mark.parametrize(
        "code", ["", "000000", "12345", "١٢٣٤٥٦", "AAAA-AAAA-AAAA-AAAA", "\x00", "x" * 150]
    )
    def test_a_wrong_code_is_told(self, site: Site, code: str) -> None:
        turn_on(site)
        site.sign_in()
        refused = site.client.post("/review/login/code", data={"code": code})
        assert refused.status_code == 401
        assert "That code is not right" in refused.text

    def test_codes_are_not_guessed_either(self, site: Site) -> None:
        secret, _ = turn_on(site)
        site.sign_in()
        for _ in range(3):
            site.client.post("/review/login/code", data={"code": "000000"})
        refused = site.client.post("/review/login/code", data={"code": pyotp.TOTP(secret).now()})
        assert refused.status_code == 429

    def test_a_code_without_a_password_before_leads_to_the_start(self, site: Site) -> None:
        secret, _ = turn_on(site)
        sent = {"code": pyotp.TOTP(secret).now(), "next": "/review/people"}
        led = site.client.post("/review/login/code", data=sent, follow_redirects=False)
        assert led.headers["location"] == "/review/login?next=%2Freview%2Fpeople"
        assert site.client.get("/review/login/code", follow_redirects=False).status_code == 303

    def test_the_time_between_password_and_code_ends(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, codes = turn_on(site)
        site.sign_in()
        later(monkeypatch, minutes=11)
        led = site.client.post("/review/login/code", data={"code": codes[0]}, follow_redirects=False)
        assert led.headers["location"].startswith("/review/login?")

    def test_without_the_key_of_this_program_paper_still_works(self, site: Site, sqlite_address: str) -> None:
        secret, codes = turn_on(site)
        keyless = Store(sqlite_address)
        with running(keyless) as without:
            without.sign_in()
            told = without.client.post("/review/login/code", data={"code": pyotp.TOTP(secret).now()})
            assert told.status_code == 503
            assert "Use a code from your paper" in told.text
            without.client.post("/review/login/code", data={"code": codes[0]})
            assert is_signed_in(without)
        keyless.close()

    def test_what_telephones_know_is_sealed(self, site: Site) -> None:
        secret, codes = turn_on(site)
        with site.store._engine.connect() as connection:
            kept = repr([connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()
                         for table in ("second_step", "recovery_code")])  # fmt: skip
        assert secret not in kept
        assert not any(code in kept for code in codes)


class TestBeingAway:
    @pytest.fixture
    def joan(self, site: Site) -> PersonRecord:
        site.come_in()
        return site.store.people.add(site.store.services.get().id, "Joan")

    def test_after_an_hour_without_use_one_signs_in_again_and_goes_on(
        self, site: Site, joan: PersonRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later(monkeypatch, minutes=59)
        assert is_signed_in(site)
        later(monkeypatch, minutes=118)
        assert is_signed_in(site)
        later(monkeypatch, minutes=179)
        led = site.client.get("/review/people", follow_redirects=False)
        assert led.headers["location"] == "/review/login?next=%2Freview%2Fpeople"

    def test_calls_for_help_still_come_and_keep_nobody_signed_in(
        self, site: Site, joan: PersonRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later(monkeypatch, minutes=61)
        assert site.client.get("/review/calls/open", follow_redirects=False).status_code == 200
        assert not is_signed_in(site)

    def test_what_was_being_written_is_still_there_and_can_be_sent(
        self, site: Site, joan: PersonRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form = {"own_words": "She hears better\non the left & <b>", "doors": ["talk", "faces"], "pin": "2468"}
        later(monkeypatch, minutes=61)
        kept = site.client.post(f"/review/people/{joan.id}?x=1", data=form)
        assert kept.status_code == 401
        assert f'action="/review/people/{joan.id}?x=1"' in kept.text
        assert "She hears better\non the left &amp; &lt;b&gt;" in kept.text
        assert kept.text.count('name="doors"') == 2
        assert "2468" not in kept.text

    def test_idle_time_can_be_turned_off(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        with running(site.store, idle_minutes=0) as patient:
            patient.come_in()
            later(monkeypatch, hours=11)
            assert is_signed_in(patient)

    def test_who_was_never_signed_in_is_led_there_without_a_form(self, site: Site) -> None:
        for method in ("get", "post"):
            led = getattr(site.client, method)("/review/people", follow_redirects=False)
            assert led.status_code == 303

    @pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain"])
    def test_what_is_no_form_does_no_harm(self, site: Site, kind: str) -> None:
        sent = site.client.post(
            "/review/people", content=b"{", headers={"content-type": kind}, follow_redirects=False
        )
        assert sent.status_code in (303, 400)


def test_signing_in_anew_ends_what_was_signed_in_here_before(site: Site) -> None:
    site.sign_in()
    before = site.client.cookies["whatmatters_staff"]
    site.sign_in()
    assert site.store.staff.signed_in(before) is None


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "\ud800".encode("utf-16", "surrogatepass"),
        "'; DROP TABLE staff; --",
        "{{ 7*7 }}",
        "x" * 100_000,
    ],
)
def test_hostile_names_and_passwords_are_just_wrong(site: Site, text: str | bytes) -> None:
    for fields in ({"username": text, "password": PASSWORD}, {"username": "priya", "password": text}):
        refused = site.client.post("/review/login", data=fields)
        assert refused.status_code == 401
        assert "49" not in refused.text.replace("x49", "")


class TestTheCodes:
    """RFC 6238, appendix B, for SHA-1, cut to six figures."""

    SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    @pytest.mark.parametrize(
        ("at", "code"),
        [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
         (2000000000, "279037"), (20000000000, "353130")],
    )  # fmt: skip
    def test_they_are_those_of_the_standard(self, at: int, code: str) -> None:
        assert half_minute(self.SECRET, code, at) == at // 30
        assert half_minute(self.SECRET, f"{code[:3]} {code[3:]}", at) == at // 30

    @pytest.mark.parametrize(("apart", "good"), [(-60, False), (-30, True), (30, True), (60, False)])
    def test_clocks_may_be_half_a_minute_apart(self, apart: int, good: bool) -> None:
        assert (half_minute(self.SECRET, "050471", 1111111111 + apart) is not None) is good
