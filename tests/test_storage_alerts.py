"""Calls for help: raised once, taken by whoever was first, done with, and never lost for want of a name."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from storage import alerts, base
from storage.alerts import SHOWN_DAYS
from storage.errors import StorageError
from storage.kinds import Audience
from storage.store import Store


@pytest.fixture
def priya(store: Store) -> UUID:
    return store.staff.add("priya", "Priya", "hash").id


@pytest.fixture
def ahmed(store: Store) -> UUID:
    return store.staff.add("ahmed", "Ahmed", "hash").id


@pytest.fixture
def tablet(store: Store, priya: UUID) -> UUID:
    return store.devices.add(store.services.get().id, "Lavender wing", "a pin", priya)[0].id


def talk(store: Store, tablet: UUID) -> UUID:
    """A conversation that was begun on this tablet."""
    asked = store.questions.newest(Audience.RESIDENT)
    assert asked
    return store.tablet_talks.begin(tablet, uuid4(), asked.id).id


def days_later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    monkeypatch.setattr(alerts, "now", lambda: base.now() + timedelta(days=days))


# Calling --------------------------------------------------------------------------------------


def test_a_call_says_where_who_and_when(store: Store, tablet: UUID) -> None:
    joan, conversation = store.people.add(store.services.get().id, "Joan"), talk(store, tablet)
    at = datetime.now(UTC) - timedelta(minutes=3)
    call = store.alerts.call(uuid4(), tablet, joan.id, conversation, at)
    assert (call.place, call.person, call.conversation_id, call.at) == (
        "Lavender wing",
        "Joan",
        conversation,
        at,
    )
    assert (call.taken_at, call.taken_by, call.done_at) == (None, None, None)
    assert store.alerts.get(store.services.ids(), call.id) == call
    assert store.alerts.open(store.services.ids()) == [call]


def test_somebody_unnamed_may_call(store: Store, tablet: UUID) -> None:
    call = store.alerts.call(uuid4(), tablet)
    assert (call.person, call.conversation_id) == (None, None)
    assert abs(base.now() - call.at) < timedelta(minutes=1)


def test_the_same_call_again_is_the_same_call(store: Store, tablet: UUID, priya: UUID) -> None:
    call = store.alerts.call(uuid4(), tablet)
    taken = store.alerts.take(store.services.ids(), call.id, priya)
    joan = store.people.add(store.services.get().id, "Joan")
    assert store.alerts.call(call.id, tablet, joan.id, at=base.now()) == taken
    assert store.alerts.open(store.services.ids()) == [taken]


def test_the_same_call_twice_at_once_is_one(store: Store, tablet: UUID) -> None:
    for _ in range(5):
        call_id, both = uuid4(), Barrier(2)

        def press(_: int, call_id: UUID = call_id, both: Barrier = both) -> UUID:
            both.wait()
            return store.alerts.call(call_id, tablet).id

        with ThreadPoolExecutor(2) as tries:
            assert list(tries.map(press, range(2))) == [call_id, call_id]
    assert len(store.alerts.open(store.services.ids())) == 5


def test_who_called_is_known_even_if_their_talk_has_not_reached_us(store: Store, tablet: UUID) -> None:
    joan = store.people.add(store.services.get().id, "Joan")
    call = store.alerts.call(uuid4(), tablet, joan.id, uuid4())
    assert (call.person, call.conversation_id) == ("Joan", None)


def test_a_call_of_somebody_unknown_counts_all_the_same(store: Store, tablet: UUID) -> None:
    conversation = talk(store, tablet)
    call = store.alerts.call(uuid4(), tablet, uuid4(), conversation)
    assert (call.place, call.person, call.conversation_id) == ("Lavender wing", None, conversation)


def test_a_call_from_no_tablet_of_ours_is_refused(store: Store) -> None:
    with pytest.raises(StorageError, match="no such tablet") as refused:
        store.alerts.call(uuid4(), uuid4())
    assert refused.value.code == "unknown"
    assert store.alerts.open(store.services.ids()) == []


def test_a_clock_that_is_ahead_calls_from_now(store: Store, tablet: UUID) -> None:
    call = store.alerts.call(uuid4(), tablet, at=base.now() + timedelta(days=2))
    assert call.at <= base.now()


def test_a_moment_of_another_zone_is_the_same_moment(store: Store, tablet: UUID) -> None:
    at = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    call = store.alerts.call(uuid4(), tablet, at=at)
    found = store.alerts.get(store.services.ids(), call.id)
    assert found
    assert found.at == at
    assert found.at.isoformat() == "2026-06-30T22:30:00+00:00"


# Going ----------------------------------------------------------------------------------------


def test_who_took_it_first_stays(store: Store, tablet: UUID, priya: UUID, ahmed: UUID) -> None:
    call = store.alerts.call(uuid4(), tablet)
    first = store.alerts.take(store.services.ids(), call.id, priya)
    assert first.taken_by == "Priya"
    assert store.alerts.take(store.services.ids(), call.id, ahmed) == first
    assert store.alerts.finish(store.services.ids(), call.id, ahmed).taken_by == "Priya"


def test_of_two_who_go_at_once_both_hear_the_same_name(
    store: Store, tablet: UUID, priya: UUID, ahmed: UUID
) -> None:
    call, both = store.alerts.call(uuid4(), tablet), Barrier(2)

    def go(staff_id: UUID) -> str | None:
        both.wait()
        return store.alerts.take(store.services.ids(), call.id, staff_id).taken_by

    with ThreadPoolExecutor(2) as staff:
        assert len(set(staff.map(go, (priya, ahmed)))) == 1


def test_who_finishes_a_call_that_nobody_took_was_the_one_who_went(
    store: Store, tablet: UUID, priya: UUID, ahmed: UUID
) -> None:
    call = store.alerts.call(uuid4(), tablet)
    done = store.alerts.finish(store.services.ids(), call.id, priya)
    assert done.taken_by == "Priya"
    assert done.taken_at is not None
    assert done.done_at is not None
    assert (
        store.alerts.finish(store.services.ids(), call.id, ahmed)
        == store.alerts.take(store.services.ids(), call.id, ahmed)
        == done
    )


def test_a_call_that_is_not_there_is_told(store: Store, priya: UUID) -> None:
    assert store.alerts.get(store.services.ids(), uuid4()) is None
    for verb in (store.alerts.take, store.alerts.finish):
        with pytest.raises(StorageError, match="no such alert") as refused:
            verb(store.services.ids(), uuid4(), priya)
        assert refused.value.code == "unknown"


# Lists ----------------------------------------------------------------------------------------


def test_open_calls_come_longest_waiting_first_and_the_rest_newest_first(
    store: Store, tablet: UUID, priya: UUID
) -> None:
    ago = {minutes: base.now() - timedelta(minutes=minutes) for minutes in (5, 20, 10, 1)}
    calls = {minutes: store.alerts.call(uuid4(), tablet, at=at).id for minutes, at in ago.items()}
    store.alerts.take(store.services.ids(), calls[20], priya)
    assert [call.id for call in store.alerts.open(store.services.ids())] == [
        calls[20],
        calls[10],
        calls[5],
        calls[1],
    ]
    for minutes in (5, 20):
        store.alerts.finish(store.services.ids(), calls[minutes], priya)
    assert [call.id for call in store.alerts.open(store.services.ids())] == [calls[10], calls[1]]
    assert [call.id for call in store.alerts.lately(store.services.ids())] == [calls[5], calls[20]]


def test_what_is_done_with_is_shown_for_some_days_and_what_is_open_for_ever(
    store: Store, tablet: UUID, priya: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, waits = (store.alerts.call(uuid4(), tablet).id for _ in range(2))
    store.alerts.finish(store.services.ids(), done, priya)
    days_later(monkeypatch, SHOWN_DAYS - 0.1)
    assert [call.id for call in store.alerts.lately(store.services.ids())] == [done]
    days_later(monkeypatch, SHOWN_DAYS + 0.1)
    assert store.alerts.lately(store.services.ids()) == []
    assert [call.id for call in store.alerts.open(store.services.ids())] == [waits]


def test_a_call_stays_when_its_tablet_goes_and_its_person_leaves(store: Store, tablet: UUID) -> None:
    joan = store.people.add(store.services.get().id, "Joan")
    store.alerts.call(uuid4(), tablet, joan.id)
    store.devices.revoke(store.services.ids(), tablet)
    store.people.leave(store.services.ids(), joan.id)
    assert [(call.place, call.person) for call in store.alerts.open(store.services.ids())] == [
        ("Lavender wing", "Joan")
    ]
