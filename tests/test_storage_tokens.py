"""Tokens: shown once, good for a while, at one service, until somebody revokes them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from storage import tokens
from storage.base import now
from storage.errors import StorageError
from storage.store import Store
from storage.tokens import Scope, TokenRecord


def service(store: Store) -> UUID:
    return next(iter(store.exporting.services()))


def made(store: Store, *scopes: Scope, days: int = 30) -> tuple[TokenRecord, str]:
    return store.tokens.make({service(store)}, service(store), "Dashboard", scopes or (Scope.ANSWERS,), days)


def test_who_has_the_secret_is_let_in(store: Store) -> None:
    token, secret = made(store, Scope.ANSWERS, Scope.CHANGES)
    found = store.tokens.holder(secret)
    assert found
    assert (found.id, found.service_id) == (token.id, service(store))
    assert found.scopes == {Scope.ANSWERS, Scope.CHANGES}
    assert store.tokens.holder(secret + "x") is None
    assert store.tokens.holder("") is None
    assert store.tokens.holder("\ud800\x00") is None


def test_that_it_was_used_is_written_down(store: Store) -> None:
    _, secret = made(store)
    assert store.tokens.all({service(store)})[0].used_at is None
    store.tokens.holder(secret)
    assert store.tokens.all({service(store)})[0].used_at


def test_a_revoked_one_lets_nobody_in(store: Store) -> None:
    token, secret = made(store)
    assert store.tokens.revoke({uuid4()}, token.id) is None
    assert store.tokens.holder(secret)
    assert store.tokens.revoke({service(store)}, token.id)
    assert store.tokens.holder(secret) is None
    assert not store.tokens.all({service(store)})[0].good


def test_one_that_has_ended_lets_nobody_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    _, secret = made(store, days=1)
    monkeypatch.setattr(tokens, "now", lambda: now() + timedelta(days=2))
    assert store.tokens.holder(secret) is None


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [
        ("", {Scope.ANSWERS}, 30),
        ("x" * 81, {Scope.ANSWERS}, 30),
        ("Dashboard", set(), 30),
        ("Dashboard", {Scope.WORDS}, 30),
        ("Dashboard", {Scope.ANSWERS}, 0),
        ("Dashboard", {Scope.ANSWERS}, 367),
    ],
)
def test_one_that_makes_no_sense_is_refused_with_what_to_do(
    store: Store, name: str, scopes: set[Scope], days: int
) -> None:
    with pytest.raises(StorageError) as refused:
        store.tokens.make({service(store)}, service(store), name, scopes, days)
    assert refused.value.code == "unusable"
    assert store.tokens.all({service(store)}) == []


def test_nobody_makes_one_for_a_service_that_is_not_theirs(store: Store) -> None:
    with pytest.raises(StorageError, match="no such service"):
        store.tokens.make({uuid4()}, service(store), "Dashboard", {Scope.ANSWERS}, 30)
    other = uuid4()
    with pytest.raises(StorageError, match="no such service"):
        store.tokens.make({other}, other, "Dashboard", {Scope.ANSWERS}, 30)
    assert store.tokens.all({other}) == []


def test_a_form_that_is_sent_twice_makes_one(store: Store) -> None:
    token_id = uuid4()
    store.tokens.make({service(store)}, service(store), "Once", {Scope.ANSWERS}, 30, None, token_id)
    with pytest.raises(StorageError, match="made already"):
        store.tokens.make({service(store)}, service(store), "Once", {Scope.ANSWERS}, 30, None, token_id)
    assert len(store.tokens.all({service(store)})) == 1
