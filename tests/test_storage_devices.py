"""Tablets: a code pairs one browser, once and until its time; a revoked tablet opens nothing any more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from storage import base, devices
from storage.devices import CODE_LETTERS, CODE_MINUTES
from storage.errors import StorageError
from storage.people import CODE_LETTERS as LETTERS
from storage.store import Store


@pytest.fixture
def staff_id(store: Store) -> UUID:
    return store.staff.add("priya", "Priya", "hash").id


@pytest.fixture
def tablet(store: Store, staff_id: UUID) -> tuple[UUID, str]:
    """A new tablet and its code."""
    device, code = store.devices.add(store.services.get().id, "Lavender wing", "a pin", staff_id)
    return device.id, code


def minutes_later(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    monkeypatch.setattr(devices, "now", lambda: base.now() + timedelta(minutes=minutes))


def pair(store: Store, code: str) -> str:
    """The secret for a code that is good."""
    secret = store.devices.pair(code)
    assert secret is not None
    return secret


def holder(store: Store, secret: str) -> UUID | None:
    """Which tablet this secret opens."""
    found = store.devices.by_secret(secret)
    return found.id if found else None


# Pairing --------------------------------------------------------------------------------------


def test_a_new_tablet_is_not_paired_and_its_code_is_good_for_a_while(
    store: Store, tablet: tuple[UUID, str]
) -> None:
    device = store.devices.get(store.services.ids(), tablet[0])
    assert device
    assert (device.name, device.pin, device.waiting) == ("Lavender wing", "a pin", 0)
    assert (device.paired_at, device.seen_at, device.waiting_since) == (None, None, None)
    assert device.code_until
    assert timedelta(0) < device.code_until - base.now() <= timedelta(minutes=CODE_MINUTES)


def test_a_code_is_short_and_of_letters_that_are_not_taken_for_each_other(tablet: tuple[UUID, str]) -> None:
    assert len(tablet[1]) == CODE_LETTERS
    assert set(tablet[1]) <= set(LETTERS)
    assert not set(LETTERS) & set("IO01")


def test_a_code_pairs_one_browser_once(store: Store, tablet: tuple[UUID, str]) -> None:
    device_id, code = tablet
    secret = pair(store, code)
    assert holder(store, secret) == device_id
    assert store.devices.pair(code) is None
    assert holder(store, secret) == device_id
    device = store.devices.get(store.services.ids(), device_id)
    assert device
    assert device.paired_at == device.seen_at is not None
    assert device.code_until is None


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: f" {code[:4]} {code[4:]} ",
        lambda code: f"{code[:4]}-{code[4:]}\n",
        lambda code: "\t".join(code.lower()),
    ],
)
def test_a_code_may_be_typed_with_spaces_and_in_small_letters(
    store: Store, tablet: tuple[UUID, str], typed: Callable[[str], str]
) -> None:
    assert holder(store, pair(store, typed(tablet[1]))) == tablet[0]


@pytest.mark.parametrize(
    "typed", ["", " ", "0101", "AAAAAAAA", "\x00", "\ud800", "x" * 10_000, "' OR 1=1 --"]
)
def test_what_is_no_code_pairs_nothing(store: Store, tablet: tuple[UUID, str], typed: str) -> None:
    assert store.devices.pair(typed) is None
    assert store.devices.pair(tablet[1][:-1]) is None
    assert store.devices.pair(tablet[1] + "A") is None


def test_a_code_works_until_its_time_and_not_after(
    store: Store, tablet: tuple[UUID, str], staff_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, late = store.devices.add(store.services.get().id, "Rowan wing", "a pin", staff_id)
    minutes_later(monkeypatch, CODE_MINUTES - 1)
    pair(store, tablet[1])
    minutes_later(monkeypatch, CODE_MINUTES + 1)
    assert store.devices.pair(late) is None


def test_of_two_who_type_the_same_code_at_once_one_is_paired(store: Store, staff_id: UUID) -> None:
    for _ in range(5):
        device, code = store.devices.add(store.services.get().id, "Lavender wing", "a pin", staff_id)
        both = Barrier(2)

        def type_it(_: int, code: str = code, both: Barrier = both) -> str | None:
            both.wait()
            return store.devices.pair(code)

        with ThreadPoolExecutor(2) as people:
            secrets = [secret for secret in people.map(type_it, range(2)) if secret]
        assert [holder(store, secret) for secret in secrets] == [device.id]


def test_neither_code_nor_secret_is_kept(store: Store, tablet: tuple[UUID, str]) -> None:
    def kept() -> str:
        with store._engine.connect() as connection:
            return repr(connection.execute(text("SELECT * FROM device")).one())

    assert tablet[1] not in kept()
    assert pair(store, tablet[1]) not in kept()


# A new code -----------------------------------------------------------------------------------


def test_a_new_code_ends_the_browser_before_only_when_it_is_used(
    store: Store, tablet: tuple[UUID, str]
) -> None:
    device_id, code = tablet
    before = pair(store, code)
    code = store.devices.new_code(store.services.ids(), device_id)
    assert holder(store, before) == device_id
    after = pair(store, code)
    assert (holder(store, before), holder(store, after)) == (None, device_id)


def test_a_new_code_ends_the_code_before(store: Store, tablet: tuple[UUID, str]) -> None:
    code = store.devices.new_code(store.services.ids(), tablet[0])
    assert store.devices.pair(tablet[1]) is None
    assert holder(store, pair(store, code)) == tablet[0]


def test_a_new_code_has_its_own_time(
    store: Store, tablet: tuple[UUID, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes_later(monkeypatch, CODE_MINUTES + 1)
    code = store.devices.new_code(store.services.ids(), tablet[0])
    minutes_later(monkeypatch, 2 * CODE_MINUTES)
    assert holder(store, pair(store, code)) == tablet[0]


# Letting go -----------------------------------------------------------------------------------


def test_a_revoked_tablet_opens_nothing_and_stays_revoked(store: Store, tablet: tuple[UUID, str]) -> None:
    device_id, code = tablet
    secret = pair(store, code)
    store.devices.revoke(store.services.ids(), device_id)
    store.devices.revoke(store.services.ids(), device_id)
    assert holder(store, secret) is None
    assert store.devices.all(store.services.ids()) == []
    with pytest.raises(StorageError, match="Add it as a new one") as refused:
        store.devices.new_code(store.services.ids(), device_id)
    assert refused.value.code == "unknown"
    assert store.devices.get(store.services.ids(), device_id) is not None


def test_a_code_that_was_given_out_before_a_tablet_was_revoked_pairs_nothing(
    store: Store, tablet: tuple[UUID, str]
) -> None:
    store.devices.revoke(store.services.ids(), tablet[0])
    assert store.devices.pair(tablet[1]) is None


def test_letting_one_go_leaves_the_others(store: Store, tablet: tuple[UUID, str], staff_id: UUID) -> None:
    other, code = store.devices.add(store.services.get().id, "Rowan wing", "a pin", staff_id)
    secret = pair(store, code)
    store.devices.revoke(store.services.ids(), tablet[0])
    assert holder(store, secret) == other.id
    assert [device.id for device in store.devices.all(store.services.ids())] == [other.id]


def test_a_tablet_that_is_not_there_is_told(store: Store) -> None:
    assert store.devices.get(store.services.ids(), uuid4()) is None
    assert store.devices.by_secret("") is None
    for verb in (store.devices.new_code, store.devices.revoke):
        with pytest.raises(StorageError, match="no such tablet") as refused:
            verb(store.services.ids(), uuid4())
        assert refused.value.code == "unknown"


# What is known of them ------------------------------------------------------------------------


def test_all_come_by_name(store: Store, tablet: tuple[UUID, str], staff_id: UUID) -> None:
    store.devices.add(store.services.get().id, "Garden room", "a pin", staff_id)
    assert [device.name for device in store.devices.all(store.services.ids())] == [
        "Garden room",
        "Lavender wing",
    ]


def test_what_waits_on_a_tablet_is_known_until_nothing_does(store: Store, tablet: tuple[UUID, str]) -> None:
    since = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    store.devices.heard_of(tablet[0], 3, since)
    (device,) = store.devices.all(store.services.ids())
    assert (device.waiting, device.waiting_since) == (3, since)
    assert device.seen_at
    store.devices.heard_of(tablet[0], 0, since)
    (device,) = store.devices.all(store.services.ids())
    assert (device.waiting, device.waiting_since) == (0, None)


# Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Lavender \n wing ", "Lavender wing"),
        ("Lavender\x00wing", "Lavender wing"),
        ("\x07Lavender\x1b wing\x9f", "Lavender wing"),
        ("\u202eLavender wing\u2066", "Lavender wing"),
        ("Lavender \ud800", "Lavender \ufffd"),
        ("Ŵy Môn 🌸", "Ŵy Môn 🌸"),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_place_is_kept_on_one_line_that_can_be_read(
    store: Store, staff_id: UUID, given: str, kept: str
) -> None:
    device, _ = store.devices.add(store.services.get().id, given, "a pin", staff_id)
    found = store.devices.get(store.services.ids(), device.id)
    assert found
    assert device.name == found.name == kept


@pytest.mark.parametrize("given", ["", " \n ", "\x00", "\x07\x1b", "\u200b\u200b", "\u202e", "x" * 61])
def test_a_place_that_cannot_be_read_is_refused_with_what_to_write(
    store: Store, staff_id: UUID, given: str
) -> None:
    with pytest.raises(StorageError, match="where the tablet lives, in 1 to 60 letters") as refused:
        store.devices.add(store.services.get().id, given, "a pin", staff_id)
    assert refused.value.code == "bad_name"
    assert store.devices.all(store.services.ids()) == []
