"""Those who may read, their signed-in browsers, and the record of who read what."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from storage import base, staff
from storage.errors import StorageError
from storage.rights import StaffRecord
from storage.staff import SESSION_HOURS
from storage.store import Store


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah Brown", "hash of tulips")


def hours_later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    monkeypatch.setattr(staff, "now", lambda: base.now() + timedelta(hours=hours))


def test_a_new_member_of_staff_can_be_found(store: Store, sarah: StaffRecord) -> None:
    assert (sarah.username, sarah.name) == ("sarah", "Sarah Brown")
    assert store.staff.everyone() == [sarah]
    assert store.staff.credentials("sarah") == (sarah, "hash of tulips")


def test_everyone_comes_by_name(store: Store, sarah: StaffRecord) -> None:
    ahmed = store.staff.add("ahmed", "Ahmed", "hash")
    assert store.staff.everyone() == [ahmed, sarah]


@pytest.mark.parametrize(
    "username", ["", "nobody", "sarah ", "sar\x00ah", "\ud800", "x" * 10_000, "' OR 1=1 --"]
)
def test_a_stranger_has_no_credentials(store: Store, sarah: StaffRecord, username: str) -> None:
    assert store.staff.credentials(username) is None


def test_a_username_is_given_once(store: Store, sarah: StaffRecord) -> None:
    with pytest.raises(StorageError, match='already a user "sarah"') as refused:
        store.staff.add("sarah", "Another Sarah", "hash")
    assert refused.value.code == "taken"
    assert store.staff.everyone() == [sarah]


def test_a_signed_in_browser_is_known_by_its_secret(store: Store, sarah: StaffRecord) -> None:
    secret = store.staff.sign_in(sarah.id)
    assert store.staff.signed_in(secret) == sarah
    for wrong in ("", secret[:-1], "\ud800\x00"):
        assert store.staff.signed_in(wrong) is None


def test_the_secret_of_a_browser_is_not_kept(store: Store, sarah: StaffRecord) -> None:
    secret = store.staff.sign_in(sarah.id)
    with store._engine.connect() as connection:
        kept = connection.execute(text("SELECT * FROM staff_session")).one()
    assert secret not in repr(kept)


def test_signing_in_ends_after_a_long_shift(
    store: Store, sarah: StaffRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = store.staff.sign_in(sarah.id)
    hours_later(monkeypatch, SESSION_HOURS - 0.1)
    assert store.staff.signed_in(secret) == sarah
    hours_later(monkeypatch, SESSION_HOURS + 0.1)
    assert store.staff.signed_in(secret) is None


def test_what_has_ended_is_swept_away_by_the_next_who_signs_in(
    store: Store, sarah: StaffRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.staff.sign_in(sarah.id)
    hours_later(monkeypatch, SESSION_HOURS + 1)
    store.staff.sign_in(sarah.id)
    with store._engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM staff_session")) == 1


def test_signing_out_ends_this_browser_and_no_other(store: Store, sarah: StaffRecord) -> None:
    here, there = store.staff.sign_in(sarah.id), store.staff.sign_in(sarah.id)
    store.staff.sign_out(here)
    store.staff.sign_out("never signed in")
    assert store.staff.signed_in(here) is None
    assert store.staff.signed_in(there) == sarah


def test_a_new_password_signs_every_browser_of_that_person_out(store: Store, sarah: StaffRecord) -> None:
    ahmed = store.staff.add("ahmed", "Ahmed", "hash")
    hers, his = [store.staff.sign_in(sarah.id) for _ in range(2)], store.staff.sign_in(ahmed.id)
    store.staff.set_password("sarah", "hash of roses")
    assert store.staff.credentials("sarah") == (sarah, "hash of roses")
    assert [store.staff.signed_in(secret) for secret in hers] == [None, None]
    assert store.staff.signed_in(his) == ahmed


def test_a_password_of_nobody_cannot_be_changed(store: Store) -> None:
    with pytest.raises(StorageError, match='no user "sarah"') as refused:
        store.staff.set_password("sarah", "hash")
    assert refused.value.code == "unknown"


def test_somebody_who_left_may_not_read(store: Store, sarah: StaffRecord) -> None:
    secret = store.staff.sign_in(sarah.id)
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE staff SET disabled_at = created_at"))
    assert store.staff.everyone() == []
    assert store.staff.credentials("sarah") is None
    assert store.staff.signed_in(secret) is None


def test_who_read_what_is_remembered_newest_first(store: Store, sarah: StaffRecord) -> None:
    conversation = str(uuid4())
    store.staff.sign_in(sarah.id)
    store.audit.record(sarah.id, "read", conversation)
    assert store.staff.audit() == [("sarah", "read", conversation), ("sarah", "signed_in", None)]
    assert store.staff.audit(limit=1) == [("sarah", "read", conversation)]


def test_somebody_unknown_leaves_no_record(store: Store) -> None:
    with pytest.raises(StorageError) as refused:
        store.audit.record(uuid4(), "read", "all")
    assert refused.value.code == "taken"
