"""What looks whether a database is whole finds what is half-written."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from storage.store import Store
from tests.keeping import somebody
from tests.saying import begin, erase, record, tag, tags, tell
from tests.whole import not_whole


@pytest.fixture
def filled(store: Store) -> Store:
    for number in range(3):
        conversation = begin(store)
        for _ in range(2):
            answer = tell(
                store, conversation, f"I like the garden {uuid4()}", tags(tag(), topics=("garden",))
            )
        record(store, conversation, 1)
        if number == 0:
            erase(store, conversation, answer)
    store.audit.record(None, "exported", "a", "b")
    somebody(store)
    store.erasures.person(store.services.ids(), somebody(store, "Iris Quill").person_id)
    return store


def test_a_database_in_use_is_whole(filled: Store) -> None:
    assert not_whole(filled) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE turn SET seq = 99 WHERE seq = 2", "a gap or a double"),
        ("UPDATE conversation SET next_seq = next_seq + 1", "the next number"),
        ("UPDATE turn SET answer_id = NULL", "no turn that it was said in"),
        ("UPDATE turn SET outcome = NULL", "no reply and no outcome"),
        ("UPDATE answer SET state = 'deleted' WHERE state <> 'deleted'", "of an erased answer"),
        ("UPDATE turn SET text = 'I like tea' WHERE erased_at IS NOT NULL", "of an erased answer"),
        ("DELETE FROM consent_today", "does not count today"),
        ("UPDATE answer SET text = '' WHERE state <> 'deleted'", "that was not erased"),
        ("UPDATE recording SET chunks = 0", "a piece of sound"),
        ("DELETE FROM listed", "not in the list"),
        ("UPDATE answer SET text = 'I like tea' WHERE state <> 'deleted'", "the list says something else"),
        ("DELETE FROM audit_event WHERE seq = 1", "the audit is broken"),
    ],
)
def test_what_is_half_written_is_found(filled: Store, statement: str, fault: str) -> None:
    with filled._engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))
    assert any(fault in found for found in not_whole(filled))
