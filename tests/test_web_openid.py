"""Signing in at the sign-in of a group: a real provider, real tokens, and every lie that it might tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from httpx2 import Response
from joserfc.jwk import RSAKey

from storage.rights import Power
from storage.store import Store
from tests.provider import CLIENT_ID, OTHER_KEY, OUR_SECRET, SECRET, Provider, providing
from tests.site import Site, running

ROLES = "care-staff=reviewer@rose-court; directors=manager"


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture
def provider(one_provider: Provider) -> Provider:
    """A provider that tells the truth about Priya."""
    fresh = Provider(issuer=one_provider.issuer)
    vars(one_provider).update(vars(fresh))
    return one_provider


@contextmanager
def open_to(store: Store, provider: Provider, **settings: Any) -> Iterator[Site]:
    """A site whose staff sign in there."""
    ours = {"oidc_client_id": CLIENT_ID, "oidc_client_secret": SECRET, "oidc_roles": ROLES}
    with running(store, **{"oidc_issuer": provider.issuer, **ours, **settings}) as site:
        yield site


@pytest.fixture
def site(sqlite_store: Store, provider: Provider) -> Iterator[Site]:
    with open_to(sqlite_store, provider) as site:
        yield site


def there(site: Site, wanted: str = "/review/people") -> str:
    """Press "Sign in with ..." and sign in there: the address that one comes back to."""
    led = site.client.get("/review/login/openid", params={"next": wanted}, follow_redirects=False)
    assert led.status_code == 303, led.text
    signed_in = httpx2.get(led.headers["location"])
    assert signed_in.status_code == 307, signed_in.text
    return str(signed_in.headers["location"]).removeprefix("http://testserver")


def there_and_back(site: Site, wanted: str = "/review/people") -> Response:
    return site.client.get(there(site, wanted), follow_redirects=False)


def assert_refused(answer: Response, site: Site, status: int = 403) -> None:
    assert answer.status_code == status
    assert "You are not signed in" in answer.text
    assert "whatmatters_staff" not in answer.headers.get("set-cookie", "")
    assert site.store.staff.everyone() == []


def test_who_is_in_a_group_with_a_role_gets_an_account_and_comes_in(site: Site) -> None:
    back = there_and_back(site)
    assert (back.status_code, back.headers["location"]) == (303, "/review/people")
    assert site.client.get("/review/people").status_code == 200
    (priya,) = site.store.staff.everyone()
    assert (priya.username, priya.name) == ("priya.shah", "Priya Shah")
    signed_in = site.store.staff.signed_in(site.client.cookies["whatmatters_staff"])
    assert signed_in
    home = site.store.services.get().id
    assert signed_in.services(Power.REVIEW) == {home}
    assert not signed_in.may(Power.MANAGE)


def test_the_second_time_it_is_the_same_account_with_the_roles_of_today(
    site: Site, provider: Provider
) -> None:
    there_and_back(site)
    provider.groups = ["directors"]
    there_and_back(site)
    (priya,) = site.store.staff.everyone()
    signed_in = site.store.staff.signed_in(site.client.cookies["whatmatters_staff"])
    assert signed_in
    assert signed_in.id == priya.id
    assert signed_in.may(Power.MANAGE)
    assert ("priya.shah", "roles_from_group", None) in site.store.staff.audit()


def test_who_is_in_no_group_of_ours_gets_no_account(site: Site, provider: Provider) -> None:
    for groups in ([], ["somebody-else"], None):
        provider.groups = groups
        refused = there_and_back(site)
        assert_refused(refused, site)
        assert "none of your groups has a role here" in refused.text


def test_who_left_the_group_is_signed_out_everywhere_at_the_next_sign_in(
    site: Site, provider: Provider
) -> None:
    there_and_back(site)
    before = site.client.cookies["whatmatters_staff"]
    provider.groups = []
    assert there_and_back(site).status_code == 403
    assert site.store.staff.signed_in(before) is None


def test_a_name_that_somebody_has_here_already_does_not_open_their_account(
    site: Site, provider: Provider
) -> None:
    site.add_staff("priya.shah")
    there_and_back(site)
    assert [each.username for each in site.store.staff.everyone()] == ["priya.shah", "priya.shah-2"]


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "http://elsewhere.example"},
        {"aud": "another program"},
        {"aud": [CLIENT_ID, "another program"]},
        {"aud": [CLIENT_ID, "another program"], "azp": "another program"},
        {"nonce": "from another sign-in"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": 99_999_999_999},
        {"nbf": 99_999_999_999},
        {"sub": None},
        {"sub": ""},
        {"at_hash": "of another token"},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_or_not_for_now_is_refused(
    site: Site, provider: Provider, lies: dict[str, Any]
) -> None:
    provider.lies = lies
    assert_refused(there_and_back(site), site)


def test_a_token_signed_by_somebody_else_is_refused(site: Site, provider: Provider) -> None:
    provider.key = OTHER_KEY
    assert_refused(there_and_back(site), site)


def test_a_token_signed_with_a_secret_that_others_may_know_is_refused(site: Site, provider: Provider) -> None:
    provider.key, provider.algorithm = OUR_SECRET, "HS256"
    assert_refused(there_and_back(site), site)


def test_a_token_that_nobody_signed_is_refused(site: Site, provider: Provider) -> None:
    provider.unsigned = True
    assert_refused(there_and_back(site), site)


def test_new_keys_of_the_provider_are_fetched(site: Site, provider: Provider) -> None:
    there_and_back(site)
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    assert there_and_back(site).status_code == 303


def test_groups_may_stand_in_what_the_provider_tells_besides(site: Site, provider: Provider) -> None:
    provider.in_userinfo = True
    assert there_and_back(site).status_code == 303


def test_groups_may_stand_deeper_or_be_one_alone(sqlite_store: Store, provider: Provider) -> None:
    provider.groups, provider.lies = None, {"realm": {"roles": "directors"}}
    with open_to(sqlite_store, provider, oidc_groups_claim="realm.roles") as site:
        assert there_and_back(site).status_code == 303


def test_another_state_is_refused(site: Site, provider: Provider) -> None:
    back = there(site)
    refused = site.client.get(back.replace("state=", "state=x"), follow_redirects=False)
    assert_refused(refused, site)
    assert provider.asked == []


def test_coming_back_in_another_browser_is_refused(site: Site, provider: Provider) -> None:
    back = there(site)
    site.client.cookies.clear()
    refused = site.client.get(back, follow_redirects=False)
    assert_refused(refused, site)
    assert "another browser" in refused.text
    assert provider.asked == []


def test_the_same_answer_is_good_once(site: Site) -> None:
    back = there(site)
    assert site.client.get(back, follow_redirects=False).status_code == 303
    site.client.cookies.clear()
    assert site.client.get(back, follow_redirects=False).status_code == 403


def test_an_answer_of_another_provider_is_refused(site: Site) -> None:
    back = there(site) + "&iss=http://elsewhere.example"
    assert_refused(site.client.get(back, follow_redirects=False), site)


def test_who_said_no_there_is_told_so(site: Site, provider: Provider) -> None:
    provider.denies = True
    refused = there_and_back(site)
    assert_refused(refused, site)
    assert "You were not signed in there." in refused.text


@pytest.mark.parametrize("cookie", ["", "x", "e30=", "WzFd", "bnVsbA==", "\x7f"])
def test_a_cookie_of_rubbish_does_no_harm(site: Site, cookie: str) -> None:
    site.client.cookies.set("whatmatters_openid", cookie, path="/review/login/openid")
    refused = site.client.get("/review/login/openid/back?code=x&state=y", follow_redirects=False)
    assert_refused(refused, site)


def test_the_secret_may_go_in_the_form_if_the_provider_wants_it_there(
    sqlite_store: Store, provider: Provider
) -> None:
    provider.about = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    with open_to(sqlite_store, provider) as site:
        assert there_and_back(site).status_code == 303
        assert provider.asked[0]["client_secret"] == SECRET


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "http://elsewhere.example"},
        {"authorization_endpoint": "http://elsewhere.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
def test_a_provider_that_cannot_be_right_is_not_used(
    sqlite_store: Store, provider: Provider, about: dict[str, Any]
) -> None:
    provider.about = about
    with open_to(sqlite_store, provider) as site:
        answer = site.client.get("/review/login/openid", follow_redirects=False)
        assert_refused(answer, site, status=503)


def test_when_the_provider_is_gone_passwords_still_work(sqlite_store: Store, provider: Provider) -> None:
    with open_to(sqlite_store, provider, oidc_issuer="http://127.0.0.1:9") as site:
        answer = site.client.get("/review/login/openid", follow_redirects=False)
        assert_refused(answer, site, status=503)
        assert "use your password" in answer.text
        site.add_staff()
        assert site.sign_in().status_code == 303


def test_the_way_there_is_offered_only_if_there_is_one(site: Site, sqlite_store: Store) -> None:
    assert "Sign in with your organisation" in site.client.get("/review/login").text
    with running(sqlite_store) as without:
        assert "your organisation" not in without.client.get("/review/login").text
        assert without.client.get("/review/login/openid").status_code == 404
        assert without.client.get("/review/login/openid/back").status_code == 404


def test_signing_in_there_never_leads_anywhere_else(site: Site) -> None:
    assert there_and_back(site, "https://elsewhere.example/").headers["location"] == "/review"


def test_nobody_has_a_password_who_signs_in_there(site: Site) -> None:
    there_and_back(site)
    page = site.client.get("/review/account").text
    assert "You sign in with your organisation." in page
    assert "New password" not in page
    for guess in ("", "a password that nobody has"):
        assert site.sign_in("priya.shah", guess).status_code == 401


def test_a_closed_account_stays_closed(site: Site) -> None:
    there_and_back(site)
    with site.store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE staff SET disabled_at = created_at")
    refused = there_and_back(site)
    assert refused.status_code == 403
    assert "This account was closed." in refused.text


def test_the_secret_can_stand_in_a_file(sqlite_store: Store, provider: Provider, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    with open_to(sqlite_store, provider, oidc_client_secret="", oidc_client_secret_file=file) as site:
        assert there_and_back(site).status_code == 303
