"""Roles: who is what and where, given and taken without leaving a service to nobody."""

from uuid import UUID, uuid4

import pytest

from storage.errors import StorageError
from storage.grants import Post, version_of
from storage.rights import POWERS_OF, Power, Role, StaffRecord
from storage.store import Store

ADMIN, MANAGER, READER = Role.ADMINISTRATOR, Role.MANAGER, Role.READER


@pytest.fixture
def home(store: Store) -> UUID:
    return store.services.get().id


@pytest.fixture
def elm(store: Store) -> UUID:
    return store.services.add("Elm House", "Bo", "01632").id


@pytest.fixture
def sarah(store: Store, home: UUID) -> StaffRecord:
    """Administrator at the first service."""
    return store.staff.add("sarah", "Sarah", "hash", [Post(ADMIN, home)])


def somebody(store: Store, *posts: Post) -> StaffRecord:
    return store.staff.add(f"staff-{uuid4().hex[:6]}", "Priya", "hash", posts)


def signed_in(store: Store, staff: StaffRecord) -> StaffRecord:
    found = store.staff.signed_in(store.staff.sign_in(staff.id))
    assert found
    return found


def posts_of(store: Store, staff_id: UUID) -> frozenset[Post]:
    found = store.grants.get(store.services.ids(), staff_id)
    return found.posts if found else frozenset()


# What roles let somebody do -----------------------------------------------------------------------


def test_a_role_counts_where_it_was_given(store: Store, home: UUID, elm: UUID) -> None:
    found = signed_in(store, somebody(store, Post(READER, home), Post(MANAGER, elm)))
    assert found.services(Power.READ) == {home, elm}
    assert found.services(Power.MANAGE) == {elm}
    assert found.services(Power.ADMINISTER) == frozenset()
    assert found.at(home) == POWERS_OF[READER]
    assert found.everywhere() == {home, elm}


def test_who_looks_at_one_service_may_there_what_they_may_there(store: Store, home: UUID, elm: UUID) -> None:
    found = signed_in(store, somebody(store, Post(READER, home), Post(MANAGER, elm))).only_at(home)
    assert found.services(Power.READ) == {home}
    assert not found.may(Power.MANAGE)
    assert found.everywhere() == {home, elm}


def test_a_role_of_the_group_counts_at_services_that_come_later(store: Store, home: UUID) -> None:
    staff = somebody(store, Post(READER))
    later = store.services.add("Oak Lodge", "Cy", "01632").id
    assert signed_in(store, staff).services(Power.READ) == {home, later}


def test_without_a_role_nothing_may_be_done(store: Store) -> None:
    found = signed_in(store, somebody(store))
    assert found.rights == {}
    assert not any(found.may(power) for power in Power)


def test_an_administrator_reads_nothing_by_that(store: Store, sarah: StaffRecord) -> None:
    assert not signed_in(store, sarah).may(Power.READ)


# Given and taken ----------------------------------------------------------------------------------


def test_roles_are_written_as_they_are_to_be(store: Store, sarah: StaffRecord, home: UUID, elm: UUID) -> None:
    priya = somebody(store, Post(READER, home), Post(READER, elm))
    seen = store.grants.get({home}, priya.id)
    assert seen
    assert seen.posts == {Post(READER, home)}
    written = store.grants.write({home}, priya.id, {Post(MANAGER, home)}, sarah.id, seen.version)
    assert written.posts == {Post(MANAGER, home)}
    assert posts_of(store, priya.id) == {Post(MANAGER, home), Post(READER, elm)}


def test_who_is_second_is_told(store: Store, sarah: StaffRecord, home: UUID) -> None:
    priya = somebody(store, Post(READER, home))
    version = version_of([Post(READER, home)])
    store.grants.write({home}, priya.id, {Post(MANAGER, home)}, sarah.id, version)
    with pytest.raises(StorageError) as refused:
        store.grants.write({home}, priya.id, set(), sarah.id, version)
    assert refused.value.code == "changed"
    assert posts_of(store, priya.id) == {Post(MANAGER, home)}


def test_nobody_gives_roles_elsewhere(store: Store, sarah: StaffRecord, home: UUID, elm: UUID) -> None:
    priya = somebody(store, Post(READER, home))
    for wanted in ({Post(READER, home), Post(READER, elm)}, {Post(READER, home), Post(READER)}):
        with pytest.raises(StorageError, match="not yours to give"):
            store.grants.write({home}, priya.id, wanted, sarah.id, version_of([Post(READER, home)]))
    with pytest.raises(StorageError, match="not yours to give"):
        store.grants.add({home}, "bo", "Bo", "hash", {Post(ADMIN)}, sarah.id)
    assert store.staff.credentials("bo") is None
    assert posts_of(store, priya.id) == {Post(READER, home)}


def test_who_looks_after_the_group_gives_roles_of_the_group(store: Store, home: UUID) -> None:
    chief = somebody(store, Post(ADMIN))
    new = store.grants.add({home}, "bo", "Bo", "hash", {Post(READER)}, chief.id)
    assert posts_of(store, new) == {Post(READER)}


def test_who_has_no_role_here_is_not_there(store: Store, sarah: StaffRecord, home: UUID, elm: UUID) -> None:
    other, nobody = somebody(store, Post(READER, elm)), somebody(store)
    assert [each.id for each in store.grants.everyone({home})] == [sarah.id]
    for hidden in (other.id, nobody.id, uuid4()):
        assert store.grants.get({home}, hidden) is None
        with pytest.raises(StorageError) as refused:
            store.grants.write({home}, hidden, {Post(READER, home)}, sarah.id, "")
        assert refused.value.code == "unknown"


@pytest.mark.parametrize("by_command", [True, False])
def test_the_last_administrator_stays(store: Store, sarah: StaffRecord, home: UUID, by_command: bool) -> None:
    def take() -> None:
        if by_command:
            store.grants.take("sarah", [Post(ADMIN, home)])
        else:
            store.grants.write({home}, sarah.id, set(), sarah.id, version_of([Post(ADMIN, home)]))

    with pytest.raises(StorageError, match="Make somebody else administrator first"):
        take()
    assert posts_of(store, sarah.id) == {Post(ADMIN, home)}
    somebody(store, Post(ADMIN))
    take()
    assert posts_of(store, sarah.id) == frozenset()


def test_a_service_that_has_no_administrator_yet_is_in_nobodys_way(
    store: Store, sarah: StaffRecord, home: UUID, elm: UUID
) -> None:
    priya = somebody(store, Post(ADMIN, home))
    assert elm not in signed_in(store, sarah).everywhere()
    store.grants.take("sarah", [Post(ADMIN, home)])
    assert posts_of(store, priya.id) == {Post(ADMIN, home)}


def test_commands_give_and_take(store: Store, home: UUID) -> None:
    priya = somebody(store)
    store.grants.give(priya.username, [Post(READER, home), Post(READER, home)])
    store.grants.give(priya.username, [Post(READER, home)])
    assert posts_of(store, priya.id) == {Post(READER, home)}
    with pytest.raises(StorageError, match="no such role there"):
        store.grants.take(priya.username, [Post(MANAGER, home)])
    store.grants.take(priya.username, [Post(READER, home)])
    assert posts_of(store, priya.id) == frozenset()
    for verb in (store.grants.give, store.grants.take):
        with pytest.raises(StorageError, match="no user"):
            verb("nobody", [Post(READER, home)])


def test_an_account_comes_with_its_role_or_not_at_all(store: Store, sarah: StaffRecord, home: UUID) -> None:
    with pytest.raises(StorageError, match="at least one role"):
        store.grants.add({home}, "bo", "Bo", "hash", set(), sarah.id)
    with pytest.raises(StorageError, match="already a user"):
        store.grants.add({home}, "sarah", "Sarah", "hash", {Post(READER, home)}, sarah.id)
    assert store.staff.credentials("bo") is None
