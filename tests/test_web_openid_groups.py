"""Which group is what here: as it is written, and as it is read."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from storage.grants import Post
from storage.rights import Role
from tests.provider import CLIENT_ID
from web.errors import WebError
from web.openid_groups import GroupRole, open_openid, posts_of, read_groups
from web.settings import Settings

ELM = uuid4()
WITHOUT_A_FILE: dict[str, Any] = {"_env_file": None}


def service_id(slug: str) -> UUID | None:
    return ELM if slug == "elm" else None


def test_each_group_says_its_role_and_perhaps_its_service() -> None:
    assert read_groups("a b=reader@elm; cn=x,ou=y=manager ;") == (
        GroupRole("a b", Role.READER, "elm"),
        GroupRole("cn=x,ou=y", Role.MANAGER),
    )


@pytest.mark.parametrize("written", ["care-staff", "=reader", "a=boss", "a=reader@", "a="])
def test_what_cannot_be_read_is_said_with_how_it_ought_to_be(written: str) -> None:
    with pytest.raises(WebError, match="care-staff=reviewer@rose-court"):
        read_groups(written)


def test_somebody_is_what_any_of_their_groups_is() -> None:
    roles = read_groups("a=reader@elm; b=manager; c=administrator@gone; d=reviewer")
    assert posts_of(["a", "b", "c", "x"], roles, service_id) == {Post(Role.READER, ELM), Post(Role.MANAGER)}
    assert posts_of([], roles, service_id) == set()


@pytest.mark.parametrize(
    "wrong",
    [{"oidc_client_id": ""}, {"oidc_roles": ""}, {"oidc_issuer": "http://login.example"},
     {"oidc_client_secret_file": "no such file"}],
    ids=str,
)  # fmt: skip
def test_settings_that_do_not_go_together_are_told_at_the_start(wrong: dict[str, str]) -> None:
    right = {"oidc_issuer": "https://login.example", "oidc_client_id": CLIENT_ID, "oidc_roles": "a=reader"}
    with pytest.raises(WebError, match="WM_OIDC_"):
        open_openid(Settings(**WITHOUT_A_FILE, **{**right, **wrong}))  # type: ignore[arg-type]


def test_without_an_issuer_there_is_no_such_sign_in() -> None:
    assert open_openid(Settings(**WITHOUT_A_FILE)) is None
