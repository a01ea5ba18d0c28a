"""What staff see and find."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from storage import turns
from storage.kinds import Audience
from storage.records import NewTags, ReviewItem, TagRecord
from storage.review import PREVIEW_CHARACTERS, Filter
from storage.rights import StaffRecord
from storage.store import Store
from tests.saying import begin, erase, say, tag, tags, tell

TUESDAY = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


def listed(store: Store, wanted: Filter | None = None) -> list[UUID]:
    return [
        item.conversation.id
        for item in store.review.conversations(store.services.ids(), wanted or Filter())[0]
    ]


def only(store: Store) -> ReviewItem:
    (item,), total = store.review.conversations(store.services.ids(), Filter())
    assert total == 1
    return item


def told(store: Store, text: str, found: NewTags | None = None, audience: str = "resident") -> UUID:
    """A conversation with one answer."""
    conversation_id = begin(store, Audience(audience))
    tell(store, conversation_id, text, found)
    return conversation_id


def seen(store: Store, conversation_id: UUID) -> list[TagRecord]:
    return [
        each for answer in store.review.answers(store.services.ids(), conversation_id) for each in answer.tags
    ]


class TestTheList:
    def test_conversations_with_words_are_listed_newest_first(self, store: Store) -> None:
        first, second = told(store, "I like tea"), told(store, "A walk")
        assert listed(store) == [second, first]
        tell(store, first, "and cake")
        assert listed(store) == [first, second]

    def test_a_conversation_without_an_answer_is_not_listed(self, store: Store) -> None:
        empty, skipped = begin(store), begin(store)
        say(store, empty, "hello")
        with store.sheet(skipped, say(store, skipped, "skip")) as sheet:
            question = sheet.next_question()
            assert question is not None
            sheet.skip(question)
        gone = begin(store)
        erase(store, gone, tell(store, gone, "I like tea"))
        assert listed(store) == []

    def test_somebody_who_only_asked_for_a_person_is_listed(self, store: Store) -> None:
        conversation_id = begin(store)
        with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
            sheet.want_person()
        item = only(store)
        assert item.conversation.id == conversation_id
        assert item.conversation.wants_person_at is not None
        assert (item.preview, item.answers, item.tags) == ("", 0, ())

    def test_a_line_shows_the_first_words_how_many_answers_and_each_tag_once(self, store: Store) -> None:
        long = "I like tea. " * 50
        conversation_id = told(store, long, tags(tag("diversity", confidence=0.9), tag("equality")))
        tell(store, conversation_id, "A walk", tags(tag("diversity"), tag("diversity", "lived", 0.7)))
        item = only(store)
        assert item.preview == long[:PREVIEW_CHARACTERS]
        assert item.answers == 2
        assert item.tags == (("diversity", "hoped_for"), ("equality", "hoped_for"), ("diversity", "lived"))

    def test_it_is_read_in_pages_that_neither_overlap_nor_leave_out(self, store: Store) -> None:
        conversations = [told(store, f"answer {n}") for n in range(7)]
        pages = [store.review.conversations(store.services.ids(), Filter(), page, 3) for page in (1, 2, 3, 4)]
        assert [total for _, total in pages] == [7] * 4
        assert [item.conversation.id for items, _ in pages for item in items] == conversations[::-1]
        assert store.review.conversations(store.services.ids(), Filter(), 0, 3) == pages[0]
        assert store.review.conversations(store.services.ids(), Filter(), -9, 3) == pages[0]

    def test_conversations_of_one_moment_keep_their_order_over_pages(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(turns, "now", lambda: TUESDAY)
        conversations = {told(store, f"answer {n}") for n in range(7)}
        pages = [
            store.review.conversations(store.services.ids(), Filter(), page, 2)[0] for page in (1, 2, 3, 4)
        ]
        assert {item.conversation.id for items in pages for item in items} == conversations


class TestTheFilter:
    def test_by_audience(self, store: Store) -> None:
        resident, carer = told(store, "I like tea"), told(store, "She likes tea", audience="carer")
        assert listed(store, Filter(audience="carer")) == [carer]
        assert listed(store, Filter(audience="resident")) == [resident]
        assert listed(store, Filter(audience="staff")) == []

    def test_by_principle(self, store: Store) -> None:
        diverse = told(store, "I like tea", tags(tag("diversity"), tag("assets")))
        told(store, "A walk", tags(tag("equality")))
        assert listed(store, Filter(principle="diversity")) == [diverse]
        assert listed(store, Filter(principle="assets")) == [diverse]
        assert listed(store, Filter(principle="nonsense")) == []

    def test_a_tag_that_staff_removed_is_not_found(self, store: Store, sarah: StaffRecord) -> None:
        conversation_id = told(store, "I like tea", tags(tag("diversity")))
        store.corrections.change(
            store.services.ids(), seen(store, conversation_id)[0].id, sarah.id, tag("equality")
        )
        assert listed(store, Filter(principle="diversity")) == []
        assert listed(store, Filter(principle="equality")) == [conversation_id]
        assert only(store).tags == (("equality", "hoped_for"),)

    def test_by_day_from_and_up_to_but_not_including(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        days = [TUESDAY + timedelta(days=n) for n in range(3)]
        conversations = []
        for day in days:
            monkeypatch.setattr(turns, "now", lambda day=day: day)
            conversations.append(told(store, "I like tea"))
        assert listed(store, Filter(since=days[1])) == conversations[:0:-1]
        assert listed(store, Filter(until=days[1])) == conversations[:1]
        assert listed(store, Filter(since=days[1], until=days[2])) == conversations[1:2]

    def test_a_time_of_another_zone_means_the_same_moment(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(turns, "now", lambda: TUESDAY)
        conversation_id = told(store, "I like tea")
        in_sydney = TUESDAY.astimezone(tz=datetime.strptime("+1000", "%z").tzinfo)
        assert listed(store, Filter(since=in_sydney)) == [conversation_id]
        assert listed(store, Filter(until=in_sydney)) == []

    def test_a_time_without_a_zone_is_refused(self, store: Store) -> None:
        with pytest.raises(Exception, match="time without a zone"):
            listed(store, Filter(since=TUESDAY.replace(tzinfo=None)))

    def test_all_together(self, store: Store) -> None:
        told(store, "I like tea", tags(tag("diversity")))
        wanted = told(store, "She likes tea", tags(tag("diversity")), audience="carer")
        told(store, "She likes cake", tags(tag("equality")), audience="carer")
        long_ago = datetime(2001, 1, 1, tzinfo=UTC)
        assert listed(store, Filter("diversity", "carer", long_ago, TUESDAY)) == [wanted]


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
        answers = store.review.answers(store.services.ids(), conversation_id)
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
        assert store.review.answers(store.services.ids(), uuid4()) == []
