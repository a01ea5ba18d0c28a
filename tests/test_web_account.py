"""One's own sign-in: the password, the second step, the browsers."""

import re
from collections.abc import Iterator

import pyotp
import pytest

from storage.store import Store
from tests.site import PASSWORD, Site, running
from web.browser_names import browser_name

NEW = "seven quiet green chairs"


@pytest.fixture
def site(sqlite_address: str, key_file: object) -> Iterator[Site]:
    store = Store(sqlite_address, key_file=key_file)  # type: ignore[arg-type]
    with running(store, sign_in_tries=3) as site:
        site.add_staff()
        site.come_in()
        yield site
    store.close()


def change(site: Site, current: str = PASSWORD, new: str = NEW, again: str = NEW) -> str:
    sent = {"current": current, "new": new, "again": again}
    answer = site.client.post("/review/account/password", data=sent)
    return answer.text


def test_a_new_password_is_the_password_and_signs_out_every_other_browser(site: Site) -> None:
    (priya,) = site.store.staff.everyone()
    elsewhere = site.store.staff.sign_in(priya.id)
    assert "Your password is changed." in change(site)
    assert site.client.get("/review/account", follow_redirects=False).status_code == 200
    assert site.store.staff.signed_in(elsewhere) is None
    assert site.sign_in(password=PASSWORD).status_code == 401
    assert site.sign_in(password=NEW).status_code == 303
    assert ("priya", "changed_password", None) in site.store.staff.audit()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"current": "not mine"}, "That is not your password."),
        ({"again": "seven quiet green chair"}, "are not the same"),
        ({"new": "too short", "again": "too short"}, "at least 12 characters"),
        ({"new": "", "again": ""}, "at least 12 characters"),
    ],
)
def test_a_wrong_one_changes_nothing_and_says_why(site: Site, wrong: dict[str, str], told: str) -> None:
    answer = change(site, **wrong)
    assert "Nothing was changed" in answer
    assert told in answer
    assert site.sign_in(password=PASSWORD).status_code == 303


def test_at_a_browser_that_somebody_left_the_password_cannot_be_guessed(site: Site) -> None:
    for _ in range(3):
        change(site, current="a wrong guess")
    assert "tried too often" in change(site)


def begin(site: Site) -> str:
    """Begin with a telephone: the secret that the page shows."""
    page = site.client.post("/review/account/second-step/begin", data={"current": PASSWORD}).text
    assert "data:image/svg+xml" in page
    found = re.search(r'class="code secret">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def test_the_second_step_is_on_once_a_first_code_was_right(site: Site) -> None:
    secret = begin(site)
    assert begin(site) == secret
    refused = site.client.post("/review/account/second-step", data={"code": "000000"})
    assert (refused.status_code, "It is not on yet" in refused.text) == (400, True)
    assert site.sign_in().headers["location"] == "/review"
    shown = site.client.post("/review/account/second-step", data={"code": pyotp.TOTP(secret).now()}).text
    codes = re.findall(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", shown)
    assert len(set(codes)) == 10
    assert site.sign_in().headers["location"].startswith("/review/login/code")
    site.client.post("/review/login/code", data={"code": codes[3]})
    page = site.client.get("/review/account").text
    assert "9 codes are" in page
    assert secret not in page


def turn_on(site: Site) -> None:
    site.client.post("/review/account/second-step", data={"code": pyotp.TOTP(begin(site)).now()})


def test_its_secret_is_not_shown_again(site: Site) -> None:
    turn_on(site)
    shown = site.client.get("/review/account/second-step", follow_redirects=False)
    assert shown.headers["location"] == "/review/account"
    again = site.client.post("/review/account/second-step/begin", data={"current": PASSWORD})
    assert "Turn it off first." in again.text


def test_it_is_begun_changed_and_turned_off_only_with_the_password(site: Site) -> None:
    for act in ("begin", "codes", "off"):
        answer = site.client.post(f"/review/account/second-step/{act}", data={"current": "not mine"})
        assert answer.status_code == 400
        site.store.lockouts.succeeded([f"code:{site.store.staff.everyone()[0].id}"])
    turn_on(site)
    (priya,) = site.store.staff.everyone()
    site.client.post("/review/account/second-step/off", data={"current": "not mine"})
    assert site.store.second_steps.get(priya.id)
    answer = site.client.post("/review/account/second-step/off", data={"current": PASSWORD})
    assert "The second step is off." in answer.text
    assert site.store.second_steps.get(priya.id) is None


def test_other_codes_for_paper_end_those_from_before(site: Site) -> None:
    turn_on(site)
    (priya,) = site.store.staff.everyone()
    page = site.client.post("/review/account/second-step/codes", data={"current": PASSWORD}).text
    assert "Those from before are good no more." in page
    found = site.store.second_steps.get(priya.id)
    assert found
    assert found.codes_left == 10


def test_every_browser_is_listed_and_can_be_signed_out(site: Site) -> None:
    (priya,) = site.store.staff.everyone()
    phone = site.store.staff.sign_in(priya.id, "Firefox on Android")
    page = site.client.get("/review/account").text
    assert "Firefox on Android" in page
    assert "This one" in page
    (other,) = re.findall(r"/review/account/browsers/([0-9a-f]{16})", page)
    assert "That browser is signed out." in site.client.post(f"/review/account/browsers/{other}").text
    assert site.store.staff.signed_in(phone) is None
    assert site.client.post(f"/review/account/browsers/{other}").status_code == 404


def test_nobody_signs_out_somebody_else(site: Site) -> None:
    site.add_staff("ahmed")
    ahmed = next(each for each in site.store.staff.everyone() if each.username == "ahmed")
    his = site.store.staff.sign_in(ahmed.id)
    (browser,) = site.store.sessions.of(ahmed.id)
    assert site.client.post(f"/review/account/browsers/{browser.id}").status_code == 404
    site.client.post("/review/account/browsers/others")
    assert site.store.staff.signed_in(his)


def test_signing_out_everywhere_else_leaves_this_browser(site: Site) -> None:
    (priya,) = site.store.staff.everyone()
    others = [site.store.staff.sign_in(priya.id) for _ in range(3)]
    assert "Every other browser is signed out." in site.client.post("/review/account/browsers/others").text
    assert [site.store.staff.signed_in(secret) for secret in others] == [None] * 3


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)  # fmt: skip
def test_browsers_are_called_as_people_call_them(agent: str, name: str) -> None:
    assert browser_name(agent) == name
