"""Conversations: begun, found again by their private link. Services: set up once."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from storage.conversations import hash_secret
from storage.errors import StorageError
from storage.kinds import Audience, Channel, Phase
from storage.records import Frame
from storage.store import Store
from tests.conftest import SERVICE
from tests.saying import begin, say


def test_a_new_conversation_knows_who_speaks_and_where_it_came_in(store: Store) -> None:
    begun = store.conversations.begin(Audience.STAFF, Channel.TERMINAL, "en")
    found = store.conversations.get(store.services.ids(), begun.id)
    assert found is not None
    assert (found.audience, found.channel, found.language) == ("staff", "terminal", "en")
    assert (found.phase, found.wants_person_at) == (Phase.NEW, None)


def test_times_are_utc(store: Store) -> None:
    found = store.conversations.get(store.services.ids(), begin(store))
    assert found is not None
    assert found.created_at.tzinfo is found.last_at.tzinfo is UTC
    assert datetime.now(UTC) - timedelta(minutes=5) < found.created_at <= datetime.now(UTC)


def test_the_phase_is_what_is_waited_for(store: Store) -> None:
    conversation_id = begin(store)
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        sheet.frames = [Frame(Phase.ASKING), Frame(Phase.PAUSED)]
    found = store.conversations.get(store.services.ids(), conversation_id)
    assert found is not None
    assert found.phase == Phase.PAUSED


def test_a_turn_makes_a_conversation_recent(store: Store) -> None:
    conversation_id = begin(store)
    before = store.conversations.get(store.services.ids(), conversation_id)
    say(store, conversation_id)
    after = store.conversations.get(store.services.ids(), conversation_id)
    assert before is not None
    assert after is not None
    assert after.last_at > before.last_at
    assert after.created_at == before.created_at


def test_a_private_link_leads_to_its_conversation_and_no_other(store: Store) -> None:
    mine = store.conversations.begin(Audience.CARER, Channel.WEB)
    other = store.conversations.begin(Audience.CARER, Channel.WEB)
    found = store.conversations.by_secret(mine.secret)
    assert found == store.conversations.get(store.services.ids(), mine.id)
    assert mine.secret != other.secret
    for wrong in (
        "",
        mine.secret[:-1],
        mine.secret.upper(),
        hash_secret(mine.secret),
        "\ud800\x00",
        "x" * 10_000,
    ):
        assert store.conversations.by_secret(wrong) is None


def test_the_secret_of_a_private_link_is_not_kept(store: Store) -> None:
    begun = store.conversations.begin(Audience.CARER, Channel.WEB)
    with store._engine.connect() as connection:
        kept = connection.execute(text("SELECT * FROM conversation")).one()
    assert begun.secret not in repr(kept)
    assert hash_secret(begun.secret) in kept


def test_a_secret_cannot_be_guessed() -> None:
    assert len(hash_secret("")) == 64
    assert len({hash_secret(str(n)) for n in range(100)}) == 100


def test_an_identifier_made_elsewhere_is_used_once(store: Store) -> None:
    made_elsewhere = uuid4()
    begun = store.conversations.begin(Audience.CARER, Channel.IMPORT, conversation_id=made_elsewhere)
    assert begun.id == made_elsewhere
    with pytest.raises(StorageError) as refused:
        store.conversations.begin(Audience.CARER, Channel.IMPORT, conversation_id=made_elsewhere)
    assert refused.value.code == "taken"


def test_there_is_no_conversation_that_was_never_begun(store: Store) -> None:
    assert store.conversations.get(store.services.ids(), uuid4()) is None


def test_a_conversation_without_questions_can_be_had(store: Store) -> None:
    begun = store.conversations.begin(Audience.CARER, Channel.WEB, "cy")
    with store.sheet(begun.id, say(store, begun.id)) as sheet:
        assert sheet.next_question() is None
        assert sheet.question_before(None) is None


def test_setting_up_again_changes_the_one_service(store: Store) -> None:
    before = store.services.get()
    assert (before.name, before.readers, before.phone) == SERVICE
    after = store.services.set_up("Rose House", "Sarah", "01632 960 019")
    assert (after.id, after.name, after.readers, after.phone) == (
        before.id,
        "Rose House",
        "Sarah",
        "01632 960 019",
    )
    assert store.services.get() == after


def test_without_a_service_the_remedy_is_told(store: Store) -> None:
    with store._engine.begin() as connection:
        connection.execute(text("DELETE FROM service"))
    for verb in (store.services.get, lambda: begin(store)):
        with pytest.raises(StorageError, match="make run") as refused:
            verb()
        assert refused.value.code == "unknown"
