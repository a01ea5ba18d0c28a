"""Webhooks: what happened is written down with it, and tried until it arrives or is given up."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from storage import webhooks
from storage.base import now
from storage.change_records import Written
from storage.errors import StorageError
from storage.keeping_records import Periods
from storage.kinds import ChangeState, ReplyWay, Verdict
from storage.store import Store
from storage.webhooks import WAITS, DeliveryRecord, Event, WebhookRecord
from tests.saying import begin, tell

URL = "https://example.org/hook"
ALL = (Event.CHANGE_NEW, Event.CHANGE_CLOSED, Event.CONCERN_NEW)


def service(store: Store) -> UUID:
    return next(iter(store.exporting.services()))


def added(store: Store, *events: Event) -> WebhookRecord:
    staff = store.staff.add(f"s{uuid4().hex[:6]}", "Priya", "hash")
    hook, _ = store.webhooks.add({service(store)}, service(store), URL, events or ALL, staff.id)
    return hook


def begun(store: Store) -> UUID:
    talk = begin(store)
    answer = tell(store, talk, "It is too loud")
    staff = store.staff.add(f"s{uuid4().hex[:6]}", "Priya", "hash")
    return store.changes.begin(store.services.ids(), Written("It is too loud."), [answer.id], staff.id).id


def lately(store: Store) -> tuple[DeliveryRecord, ...]:
    return store.webhooks.all({service(store)})[0].lately


def later(monkeypatch: pytest.MonkeyPatch, waited: timedelta) -> None:
    monkeypatch.setattr(webhooks, "now", lambda: now() + waited)


def test_a_new_change_is_to_be_told_at_once(store: Store) -> None:
    added(store)
    change_id = begun(store)
    found = store.webhooks.take()
    assert found
    assert (found.delivery.event, found.delivery.subject_id, found.url) == ("change.new", change_id, URL)
    assert found.delivery.path == f"/review/changes/{change_id}"
    assert store.webhooks.take() is None  # whoever has it has it alone
    store.webhooks.arrived(found.delivery.id)
    assert lately(store)[0].arrived_at


def test_a_change_that_is_closed_is_told(store: Store) -> None:
    added(store, Event.CHANGE_CLOSED)
    change_id = begun(store)
    assert store.webhooks.take() is None
    change = store.changes.write(
        store.services.ids(), change_id, 0, ChangeState.DID, Written("Too loud.", did="Small tables.")
    )
    staff = store.staff.everyone()[0]
    talk = change.voices[0].conversation_id
    reply = store.replies.send(
        store.services.ids(), talk, staff.id, "Small tables.", ReplyWay.CHAT, change_id=change_id
    )
    store.replies.verdict(store.services.ids(), reply.id, Verdict.BETTER)
    again = store.changes.get(store.services.ids(), change_id)
    assert again
    store.changes.close(store.services.ids(), change_id, again.version)
    found = store.webhooks.take()
    assert found
    assert found.delivery.event == "change.closed"


def test_who_did_not_ask_for_it_is_not_told(store: Store) -> None:
    added(store, Event.CONCERN_NEW)
    begun(store)
    assert store.webhooks.take() is None
    assert lately(store) == ()


def test_what_fails_is_tried_five_times_more_and_then_given_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(store)
    begun(store)
    waited = timedelta()
    for wait in [*WAITS, None]:
        found = store.webhooks.take()
        assert found
        store.webhooks.failed(found.delivery.id, "It answered 500.")
        assert store.webhooks.take() is None
        waited += wait or timedelta(days=2)
        later(monkeypatch, waited + timedelta(seconds=1))
    (given_up,) = lately(store)
    assert (given_up.attempts, given_up.next_at, given_up.problem) == (6, None, "It answered 500.")
    assert store.webhooks.take() is None


def test_what_somebody_took_and_never_sent_is_taken_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(store)
    begun(store)
    first = store.webhooks.take()
    later(monkeypatch, webhooks.LEASE + timedelta(seconds=1))
    second = store.webhooks.take()
    assert first
    assert second
    assert first.delivery.id == second.delivery.id


def test_a_stopped_one_is_told_nothing_more(store: Store) -> None:
    hook = added(store)
    begun(store)
    assert not store.webhooks.stop({uuid4()}, hook.id)
    assert store.webhooks.stop({service(store)}, hook.id)
    begun(store)
    assert store.webhooks.take() is None
    assert store.webhooks.all({service(store)}) == []
    assert store.webhooks.test({service(store)}, hook.id) is None


def test_nothing_of_another_service_is_told_or_shown(store: Store) -> None:
    hook = added(store)
    assert store.webhooks.all({uuid4()}) == []
    assert store.webhooks.test({uuid4()}, hook.id) is None
    staff = store.staff.everyone()[0]
    with pytest.raises(StorageError, match="no such service"):
        store.webhooks.add({uuid4()}, service(store), URL, ALL, staff.id)


def test_one_that_does_not_answer_holds_nobody_up(store: Store) -> None:
    hook = added(store)
    added(store)
    begun(store)
    found = store.webhooks.take(besides={hook.id})
    assert found
    assert found.webhook_id != hook.id


def test_old_messages_go(store: Store) -> None:
    added(store)
    begun(store)
    found = store.webhooks.take()
    assert found
    store.webhooks.arrived(found.delivery.id)
    assert store.purging.run(Periods(), datetime.now(UTC) + timedelta(days=29)).gone == {}
    assert store.purging.run(Periods(), datetime.now(UTC) + timedelta(days=31)).gone == {"deliveries": 1}
    assert lately(store) == ()


@pytest.mark.parametrize(("url", "events"), [("", ALL), ("https://x.example/" + "x" * 500, ALL), (URL, ())])
def test_one_that_makes_no_sense_is_refused(store: Store, url: str, events: tuple[Event, ...]) -> None:
    staff = store.staff.add("priya", "Priya", "hash")
    with pytest.raises(StorageError) as refused:
        store.webhooks.add({service(store)}, service(store), url, events, staff.id)
    assert refused.value.code == "unusable"
