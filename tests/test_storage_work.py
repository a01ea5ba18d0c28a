"""What staff do with conversations: who sees to them, by when, reviewed; two at once; undone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from storage.errors import StorageError
from storage.store import Store
from storage.work_records import Deed, Item
from tests.saying import begin, say, tell

MONDAY = date(2026, 11, 30)


@pytest.fixture
def priya(store: Store) -> UUID:
    return store.staff.add("priya", "Priya", "no password").id


@pytest.fixture
def ahmed(store: Store) -> UUID:
    return store.staff.add("ahmed", "Ahmed", "no password").id


@pytest.fixture
def home(store: Store) -> list[UUID]:
    return [store.services.get().id]


def talks(store: Store, count: int = 1) -> list[UUID]:
    found = [begin(store) for _ in range(count)]
    for each in found:
        tell(store, each, "I like the garden.")
    return found


def items(talks: list[UUID], version: int | None = None) -> list[Item]:
    return [Item(each, version) for each in talks]


def test_nothing_is_done_with_a_new_conversation(store: Store, home: list[UUID]) -> None:
    [talk] = talks(store)
    work = store.work.get(home, talk)
    assert work
    assert (work.assigned_to, work.due_on, work.is_reviewed, work.version) == (None, None, False, 0)


def test_many_are_given_to_somebody_and_taken_back_together(
    store: Store, home: list[UUID], priya: UUID, ahmed: UUID
) -> None:
    found = talks(store, 3)
    deed = store.work.assign(home, items(found), priya, ahmed)
    assert deed
    assert set(deed.done) == set(found)
    assert [each.work.assigned_name for each in store.work.mine(home, ahmed)] == ["Ahmed"] * 3
    undone = store.work.undo(home, deed.id, priya)
    assert set(undone.done) == set(found)
    assert store.work.mine(home, ahmed) == []


def test_what_somebody_else_changed_since_is_left_and_told(
    store: Store, home: list[UUID], priya: UUID, ahmed: UUID
) -> None:
    one, other = talks(store, 2)
    deed = store.work.assign(home, items([one, other]), priya, priya)
    store.work.assign(home, items([other]), ahmed, ahmed)
    assert deed
    undone = store.work.undo(home, deed.id, priya)
    assert undone.done == (one,)
    [left] = undone.left
    assert left.conversation_id == other
    assert left.by
    assert (left.by.name, left.by.after["assigned_to"]) == ("Ahmed", ahmed)
    assert store.work.get(home, other).assigned_to == ahmed  # type: ignore[union-attr]


def test_undo_sent_twice_undoes_once(store: Store, home: list[UUID], priya: UUID, ahmed: UUID) -> None:
    [talk] = talks(store)
    deed = store.work.assign(home, items([talk]), priya, priya)
    assert deed
    first = store.work.undo(home, deed.id, priya)
    store.work.assign(home, items([talk]), ahmed, priya)
    assert store.work.undo(home, deed.id, priya).id == first.id
    assert store.work.get(home, talk).assigned_to == priya  # type: ignore[union-attr]


def test_nobody_undoes_what_somebody_else_did(
    store: Store, home: list[UUID], priya: UUID, ahmed: UUID
) -> None:
    deed = store.work.assign(home, items(talks(store)), priya, priya)
    assert deed
    with pytest.raises(StorageError, match="nothing of yours") as refused:
        store.work.undo(home, deed.id, ahmed)
    assert refused.value.code == "unknown"


def test_whoever_comes_second_is_told_and_changes_nothing(
    store: Store, home: list[UUID], priya: UUID, ahmed: UUID
) -> None:
    [talk] = talks(store)
    store.work.assign(home, items([talk], 0), ahmed, ahmed)
    second = store.work.assign(home, items([talk], 0), priya, priya)
    assert second
    assert second.done == ()
    assert second.left[0].by
    assert second.left[0].by.name == "Ahmed"
    assert store.work.get(home, talk).assigned_to == ahmed  # type: ignore[union-attr]


def test_two_who_change_different_things_both_succeed(
    store: Store, home: list[UUID], priya: UUID, ahmed: UUID
) -> None:
    [talk] = talks(store)
    store.work.assign(home, items([talk], 0), ahmed, ahmed)
    store.work.due(home, items([talk], 0), priya, MONDAY)
    work = store.work.get(home, talk)
    assert work
    assert (work.assigned_to, work.due_on) == (ahmed, MONDAY)


def test_of_two_at_the_same_moment_one_is_told(store: Store, home: list[UUID], priya: UUID) -> None:
    [talk] = talks(store)
    people = [store.staff.add(f"staff{number}", f"Staff {number}", "no password").id for number in range(4)]

    def take(staff_id: UUID) -> bool:
        deed = store.work.assign(home, items([talk], 0), staff_id, staff_id)
        return bool(deed and deed.done)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, people)) == [False, False, False, True]


def test_the_same_again_is_no_deed(store: Store, home: list[UUID], priya: UUID) -> None:
    found = talks(store, 2)
    assert store.work.assign(home, items(found), priya, priya)
    assert store.work.assign(home, items(found, 0), priya, priya) is None
    assert store.work.reopen(home, items(found), priya) is None


def test_reviewed_until_the_person_says_more(store: Store, home: list[UUID], priya: UUID) -> None:
    [talk] = talks(store)
    assert store.work.review(home, items([talk]), priya)
    assert store.work.get(home, talk).is_reviewed  # type: ignore[union-attr]
    say(store, talk, "And the tomatoes.")
    work = store.work.get(home, talk)
    assert work
    assert (work.is_reviewed, work.words_since, work.reviewed_name) == (False, True, "Priya")
    assert store.work.review(home, items([talk]), priya)
    assert store.work.get(home, talk).is_reviewed  # type: ignore[union-attr]


def test_reviewed_once_is_reviewed(store: Store, home: list[UUID], priya: UUID, ahmed: UUID) -> None:
    [talk] = talks(store)
    store.work.review(home, items([talk]), priya)
    assert store.work.review(home, items([talk]), ahmed) is None
    assert store.work.get(home, talk).reviewed_name == "Priya"  # type: ignore[union-attr]


def test_words_that_nobody_saw_are_not_marked_as_reviewed(
    store: Store, home: list[UUID], priya: UUID
) -> None:
    quiet, talking = talks(store, 2)
    seen = datetime.now(UTC)
    say(store, talking, "One more thing.")
    deed = store.work.review(home, items([quiet, talking]), priya, seen)
    assert deed
    assert deed.done == (quiet,)
    assert [(left.conversation_id, left.by) for left in deed.left] == [(talking, None)]
    assert store.work.deed(home, deed.id, priya) == deed
    assert not store.work.get(home, talking).is_reviewed  # type: ignore[union-attr]


def test_reopened_is_new_again_and_undone_is_reviewed_as_before(
    store: Store, home: list[UUID], priya: UUID, ahmed: UUID
) -> None:
    [talk] = talks(store)
    store.work.review(home, items([talk]), priya)
    before = store.work.get(home, talk)
    deed = store.work.reopen(home, items([talk]), ahmed)
    assert deed
    assert not store.work.get(home, talk).is_reviewed  # type: ignore[union-attr]
    store.work.undo(home, deed.id, ahmed)
    after = store.work.get(home, talk)
    assert before
    assert after
    assert (after.reviewed_at, after.reviewed_name) == (before.reviewed_at, "Priya")


def test_mine_are_overdue_first_then_by_day_then_without_one(
    store: Store, home: list[UUID], priya: UUID
) -> None:
    never, later, overdue, done = talks(store, 4)
    store.work.assign(home, items([never, later, overdue, done]), priya, priya)
    store.work.due(home, items([later]), priya, MONDAY)
    store.work.due(home, items([overdue]), priya, MONDAY - timedelta(days=30))
    store.work.review(home, items([done]), priya)
    mine = store.work.mine(home, priya)
    assert [each.conversation.id for each in mine] == [overdue, later, never]
    assert mine[0].preview == "I like the garden."


def test_the_history_says_who_did_what(store: Store, home: list[UUID], priya: UUID, ahmed: UUID) -> None:
    [talk] = talks(store)
    store.work.plan(home, items([talk]), priya, {"assigned_to": ahmed, "due_on": MONDAY})
    deed = store.work.review(home, items([talk]), ahmed)
    assert deed
    store.work.undo(home, deed.id, ahmed)
    told = [(step.act, step.name) for step in store.work.history(home, talk)]
    assert told == [(Deed.UNDO, "Ahmed"), (Deed.REVIEW, "Ahmed"), (Deed.PLAN, "Priya")]
    assert store.work.history(home, talk)[2].after == {"assigned_to": ahmed, "due_on": MONDAY}


def test_what_is_at_another_service_is_as_if_it_were_not_there(
    store: Store, home: list[UUID], priya: UUID
) -> None:
    found, elsewhere = talks(store, 2), [uuid4()]
    deed = store.work.assign(home, items(found), priya, priya)
    assert deed
    assert store.work.get(elsewhere, found[0]) is None
    assert store.work.mine(elsewhere, priya) == []
    assert store.work.history(elsewhere, found[0]) == []
    assert store.work.deed(elsewhere, deed.id, priya) is None
    acts: list[Callable[[], object]] = [
        lambda: store.work.review(elsewhere, items(found), priya),
        lambda: store.work.undo(elsewhere, deed.id, priya),
        lambda: store.work.review(home, items([*found, uuid4()]), priya),
    ]
    for act in acts:
        with pytest.raises(StorageError) as refused:
            act()
        assert refused.value.code == "unknown"
    assert not store.work.get(home, found[0]).is_reviewed  # type: ignore[union-attr]


def test_nothing_is_given_to_somebody_who_does_not_work_here(
    store: Store, home: list[UUID], priya: UUID, ahmed: UUID
) -> None:
    found = talks(store)
    with store._engine.begin() as connection:  # nothing in the program ends an account yet
        connection.execute(text("UPDATE staff SET disabled_at = created_at WHERE username = 'ahmed'"))
    for nobody in (uuid4(), ahmed):
        with pytest.raises(StorageError, match="works here"):
            store.work.assign(home, items(found), priya, nobody)
    assert store.work.get(home, found[0]).version == 0  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [0, 201])
def test_none_and_too_many_are_refused_with_the_remedy(
    store: Store, home: list[UUID], priya: UUID, count: int
) -> None:
    with pytest.raises(StorageError, match="Choose at"):
        store.work.assign(home, items([uuid4() for _ in range(count)]), priya, priya)


def test_a_day_that_nobody_means_is_refused(store: Store, home: list[UUID], priya: UUID) -> None:
    with pytest.raises(StorageError, match="sooner"):
        store.work.due(home, items(talks(store)), priya, date(9999, 12, 31))
