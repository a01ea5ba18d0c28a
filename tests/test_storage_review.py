"""What staff see and find."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from storage.kinds import Audience
from storage.records import NewTags, TagRecord
from storage.rights import StaffRecord
from storage.store import Store
from tests.saying import begin, say, tag, tags, tell

TUESDAY = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


def told(store: Store, text: str, found: NewTags | None = None, audience: str = "resident") -> UUID:
    """A conversation with one answer."""
    conversation_id = begin(store, Audience(audience))
    tell(store, conversation_id, text, found)
    return conversation_id


def seen(store: Store, conversation_id: UUID) -> list[TagRecord]:
    return [each for answer in store.review.answers(conversation_id) for each in answer.tags]


class TestOneConversation:
    def test_answers_come_in_the_order_of_the_questions_and_notes_last(self, store: Store) -> None:
        conversation_id = begin(store)
        with store.sheet(conversation_id, say(store, conversation_id, "My window")) as sheet:
            sheet.note()
        with store.sheet(conversation_id, say(store, conversation_id, "skip")) as sheet:
            first = sheet.next_question()
            assert first is not None
            sheet.skip(first)
        tell(store, conversation_id, "A walk")
        answers = store.review.answers(conversation_id)
        assert [each.question.key if each.question else None for each in answers] == [
            "matters",
            "good_day",
            None,
        ]
        assert [each.answer.kind for each in answers] == ["skipped", "answer", "note"]

    def test_the_surest_tag_comes_first(self, store: Store) -> None:
        found = tags(
            tag("diversity", confidence=0.3), tag("equality", confidence=0.9), tag("assets", confidence=0.6)
        )
        conversation_id = told(store, "I like tea", found)
        assert [each.key for each in seen(store, conversation_id)] == ["equality", "assets", "diversity"]

    def test_one_that_is_not_there_has_no_answers(self, store: Store) -> None:
        assert store.review.answers(uuid4()) == []
