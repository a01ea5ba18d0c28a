"""Answers on their way out: all of them once, in order, with what is left out; only of one's own services."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from storage import wanted as wanted_module
from storage.exporting import OutAnswer
from storage.kinds import Audience
from storage.store import Store
from storage.wanted import FEW, Wanted
from tests.saying import begin, erase, say, tag, tags, tell, tell_aloud

NOBODY = uuid4()


def here(store: Store) -> frozenset[UUID]:
    return frozenset(store.exporting.services())


def every(store: Store, wanted: Wanted | None = None) -> list[OutAnswer]:
    return [each for some in store.exporting.every(here(store), wanted or Wanted()) for each in some]


def test_every_answer_goes_out_once_in_the_order_of_the_conversations(store: Store) -> None:
    talks = [begin(store) for _ in range(3)]
    for number in range(3):
        for talk in talks:
            tell(store, talk, f"{talks.index(talk)} {number}")
    after, found = None, list[OutAnswer]()
    while some := store.exporting.page(here(store), Wanted(), after, 2):
        found += some
        after = some[-1].place
    texts = [each.text for each in found]
    assert texts == [f"{talk} {number}" for talk in range(3) for number in range(3)]
    pages = store.exporting.every(here(store), Wanted(), 2)
    assert [[each.text for each in page] for page in pages] == [texts[at : at + 2] for at in range(0, 9, 2)]


def test_an_answer_goes_out_with_its_question_tags_topics_and_how_it_was_said(store: Store) -> None:
    staff = store.staff.add("priya", "Priya", "hash")
    talk = begin(store, Audience.CARER)
    tell(store, talk, "I like the garden", tags(tag(), tag("equality"), tag("assets"), topics=("garden",)))
    (seen,) = store.review.answers(store.services.ids(), talk)
    by_key = {each.key: each for each in seen.tags}
    store.corrections.agree(store.services.ids(), by_key["equality"].id, staff.id)
    store.corrections.remove(store.services.ids(), by_key["assets"].id, staff.id)
    (found,) = every(store)
    assert (found.text, found.audience, found.channel) == ("I like the garden", "carer", "web")
    assert (found.question, found.asked) == ("matters", "What matters to you?")
    assert {each.key: each.status for each in found.tags} == {"diversity": "suggested", "equality": "agreed"}
    assert (found.topics, found.ways, found.helped) == (("garden",), ("typed",), ())


def test_what_is_left_out_is_counted_by_its_reason(store: Store) -> None:
    talk = begin(store)
    gone = tell(store, talk, "Take this out")
    erase(store, talk, gone)
    tell(store, begin(store), "This stays")
    tell_aloud(store, begin(store), "Nobody confirmed this")
    skipped = begin(store)
    with store.sheet(skipped, say(store, skipped, "skip")) as sheet:
        question = sheet.next_question()
        assert question
        sheet.skip(question)
    assert [each.text for each in every(store)] == ["This stays"]
    counts = store.exporting.counts(here(store), Wanted())
    assert counts == {
        "given": 1, "not_kept": 0, "taken_out": 1, "skipped": 1, "not_agreed": 0, "not_confirmed": 1,
        "no_words": 0,
    }  # fmt: skip


@pytest.mark.parametrize("few", [0, 1, FEW])
def test_filters_combine(few: int, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted_module, "FEW", few)  # so many conversations are looked through one by one
    tell(store, begin(store), "I like the garden", tags(tag("equality", "wish"), topics=("garden",)))
    tell(store, begin(store, Audience.STAFF), "We need chairs", tags(tag("assets", "wish")))
    asked = {
        Wanted(audience="staff"): ["We need chairs"],
        Wanted(principle="equality", stance="wish"): ["I like the garden"],
        Wanted(principle="equality", stance="working"): [],
        Wanted(stance="wish", status="suggested"): ["I like the garden", "We need chairs"],
        Wanted(topic="garden", audience="staff"): [],
        Wanted(channel="tablet"): [],
    }
    assert {wanted: [each.text for each in every(store, wanted)] for wanted in asked} == asked


def test_a_period_is_of_when_the_answer_was_given(store: Store) -> None:
    tell(store, begin(store), "Today")
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert len(every(store, Wanted(since=now - hour, until=now + hour))) == 1
    assert every(store, Wanted(since=now + hour)) == []
    assert every(store, Wanted(until=now - hour)) == []
    assert len(every(store, Wanted(since=datetime.min.replace(tzinfo=UTC)))) == 1


def test_nothing_of_another_service_goes_out(store: Store) -> None:
    answer = tell(store, begin(store), "Ours")
    assert list(store.exporting.every({NOBODY}, Wanted())) == []
    assert list(store.exporting.every((), Wanted())) == []
    assert store.exporting.one({NOBODY}, answer.id) is None
    assert store.exporting.services({NOBODY}) == {}
    assert set(store.exporting.counts({NOBODY}, Wanted()).values()) == {0}
    assert store.api_lists.conversations({NOBODY}, Wanted()) == []
    found = store.exporting.one(here(store), answer.id)
    assert found
    assert found.text == "Ours"


def test_no_more_are_counted_than_somebody_may_wait_for(store: Store) -> None:
    talk = begin(store)
    for number in range(4):
        tell(store, talk, f"answer {number}")
    assert store.exporting.counts(here(store), Wanted(), 3)["given"] == 3
    assert store.exporting.counts(here(store), Wanted(), 5)["given"] == 4


def test_what_was_seen_in_earlier_words_is_not_given(store: Store) -> None:
    talk, priya = begin(store), store.staff.add("priya", "Priya", "hash")
    answer = tell(store, talk, "I like the garden", tags(tag("equality", "wish")))
    (given,) = store.review.answers(here(store), talk)
    store.corrections.agree(here(store), given.tags[0].id, priya.id)
    with store.sheet(talk, say(store, talk, "I like tea")) as sheet:
        sheet.replace(answer)
    assert [each.tags for each in every(store)] == [()]


def test_conversations_come_in_pages_with_how_many_answers_can_be_read(store: Store) -> None:
    talks = [begin(store) for _ in range(3)]
    tell(store, talks[1], "I like tea")
    first = store.api_lists.conversations(here(store), Wanted(), None, 2)
    rest = store.api_lists.conversations(here(store), Wanted(), first[-1].key, 2)
    assert [each.id for each in [*first, *rest]] == talks
    assert [each.answers for each in [*first, *rest]] == [0, 1, 0]
