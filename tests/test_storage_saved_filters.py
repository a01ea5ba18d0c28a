"""Filters that staff keep under a name."""

from uuid import UUID, uuid4

import pytest

from storage.errors import StorageError
from storage.rights import StaffRecord
from storage.saved_filters import MOST
from storage.store import Store


@pytest.fixture
def within(store: Store) -> frozenset[UUID]:
    return frozenset({store.services.get().id})


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


@pytest.fixture
def ahmed(store: Store) -> StaffRecord:
    return store.staff.add("ahmed", "Ahmed", "hash")


def names(store: Store, within: frozenset[UUID], staff: StaffRecord) -> list[str]:
    return [each.name for each in store.saved_filters.of(within, staff.id)]


def test_one_is_there_for_who_kept_it(
    store: Store, within: frozenset[UUID], sarah: StaffRecord, ahmed: StaffRecord
) -> None:
    store.saved_filters.keep(within, sarah.id, "  Garden  wishes ", "topic=garden&stance=wish")
    (kept,) = store.saved_filters.of(within, sarah.id)
    assert (kept.name, kept.address, kept.mine, kept.shared, kept.by) == (
        "Garden wishes", "topic=garden&stance=wish", True, False, "Sarah",
    )  # fmt: skip
    assert names(store, within, ahmed) == []


def test_a_shared_one_is_there_for_all_who_may_read_at_the_service(
    store: Store, within: frozenset[UUID], sarah: StaffRecord, ahmed: StaffRecord
) -> None:
    (here,) = within
    store.saved_filters.keep(within, sarah.id, "Garden", "topic=garden", service_id=here)
    (seen,) = store.saved_filters.of(within, ahmed.id)
    assert (seen.name, seen.mine, seen.shared, seen.by) == ("Garden", False, True, "Sarah")
    assert names(store, frozenset({uuid4()}), ahmed) == []
    assert names(store, frozenset(), sarah) == ["Garden"]


def test_the_same_name_again_replaces_it(store: Store, within: frozenset[UUID], sarah: StaffRecord) -> None:
    first = store.saved_filters.keep(within, sarah.id, "Garden", "topic=garden")
    assert store.saved_filters.keep(within, sarah.id, "GARDEN", "topic=food") == first
    (kept,) = store.saved_filters.of(within, sarah.id)
    assert (kept.name, kept.address) == ("GARDEN", "topic=food")


def test_only_who_kept_it_removes_it(
    store: Store, within: frozenset[UUID], sarah: StaffRecord, ahmed: StaffRecord
) -> None:
    (here,) = within
    kept = store.saved_filters.keep(within, sarah.id, "Garden", "topic=garden", service_id=here)
    assert store.saved_filters.remove(ahmed.id, kept) is False
    assert store.saved_filters.remove(sarah.id, uuid4()) is False
    assert store.saved_filters.remove(sarah.id, kept) is True
    assert names(store, within, sarah) == []


@pytest.mark.parametrize(
    ("name", "address", "code"),
    [
        ("", "a=b", "bad_name"),
        (" \n", "a=b", "bad_name"),
        ("x" * 81, "a=b", "bad_name"),
        ("x", "y" * 2_001, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_told(store: Store, name: str, address: str, code: str) -> None:
    within, sarah = store.services.get().id, store.staff.add("sarah", "Sarah", "hash")
    with pytest.raises(StorageError) as refused:
        store.saved_filters.keep([within], sarah.id, name, address)
    assert refused.value.code == code
    assert names(store, frozenset({within}), sarah) == []


def test_any_characters_make_a_name(store: Store, within: frozenset[UUID], sarah: StaffRecord) -> None:
    store.saved_filters.keep(within, sarah.id, "a\x00\ud800 🙂", "q=x")
    assert names(store, within, sarah) == ["a\ufffd\ufffd 🙂"]


def test_nobody_shares_with_a_service_of_others(
    store: Store, within: frozenset[UUID], sarah: StaffRecord
) -> None:
    with pytest.raises(StorageError) as refused:
        store.saved_filters.keep(within, sarah.id, "Garden", "topic=garden", service_id=uuid4())
    assert refused.value.code == "unknown"


def test_there_is_an_end_to_how_many(store: Store, within: frozenset[UUID], sarah: StaffRecord) -> None:
    for n in range(MOST):
        store.saved_filters.keep(within, sarah.id, f"filter {n}", "q=x")
    store.saved_filters.keep(within, sarah.id, "filter 3", "q=y")
    with pytest.raises(StorageError) as refused:
        store.saved_filters.keep(within, sarah.id, "one more", "q=x")
    assert refused.value.code == "too_long"
