"""Questions are data: written in versions, never changed."""

from dataclasses import replace
from uuid import UUID

import pytest

from storage.errors import StorageError
from storage.kinds import Audience
from storage.questions import as_new
from storage.records import NewQuestion
from storage.store import Store
from tests.conftest import QUESTIONS
from tests.saying import begin, say, tell

CHANGED = [replace(QUESTIONS[0], text="What is important to you?"), *QUESTIONS[2:]]


def test_the_questions_come_back_as_they_were_written(store: Store) -> None:
    found = store.questions.newest(Audience.RESIDENT)
    assert found is not None
    assert (found.audience, found.language, found.version) == ("resident", "en", 1)
    assert [question.position for question in found.questions] == [1, 2, 3]
    assert tuple(as_new(question) for question in found.questions) == QUESTIONS


def test_what_a_question_offers_besides_words_comes_back_as_it_was_written(store: Store) -> None:
    shown = replace(
        QUESTIONS[0],
        picture="love",
        pictures=("family", "tea"),
        closed="Do you have what matters to you?",
        faces=("I have it.", "I have some of it.", "I miss it."),
    )
    added = store.questions.add_version(Audience.CARER, "en", [shown])
    assert added.version == 2
    assert [as_new(question) for question in added.questions] == [shown]
    assert store.questions.newest(Audience.CARER) == added


def test_an_audience_or_language_without_questions_has_none(store: Store) -> None:
    assert store.questions.newest(Audience.RESIDENT, "cy") is None


def test_the_same_questions_again_add_nothing(store: Store) -> None:
    before = store.questions.newest(Audience.CARER)
    assert store.questions.add_version(Audience.CARER, "en", list(QUESTIONS)) == before
    assert len(store.questions.versions()) == 3


def test_changed_questions_are_a_new_version(store: Store) -> None:
    added = store.questions.add_version(Audience.CARER, "en", CHANGED)
    assert added.version == 2
    assert [as_new(question) for question in added.questions] == CHANGED
    assert store.questions.newest(Audience.CARER) == added
    unchanged = store.questions.newest(Audience.STAFF)
    assert unchanged is not None
    assert unchanged.version == 1


def test_going_back_to_earlier_questions_is_a_new_version_too(store: Store) -> None:
    store.questions.add_version(Audience.CARER, "en", CHANGED)
    assert store.questions.add_version(Audience.CARER, "en", QUESTIONS).version == 3


def test_another_order_is_a_new_version(store: Store) -> None:
    added = store.questions.add_version(Audience.CARER, "en", QUESTIONS[::-1])
    assert (added.version, [each.key for each in added.questions]) == (2, ["listens", "good_day", "matters"])


def test_every_version_is_listed_newest_first(store: Store) -> None:
    store.questions.add_version(Audience.CARER, "en", CHANGED)
    store.questions.add_version(Audience.CARER, "cy", CHANGED)
    listed = [(each.audience, each.language, each.version) for each in store.questions.versions()]
    assert listed == [
        ("carer", "cy", 1),
        ("carer", "en", 2),
        ("carer", "en", 1),
        ("resident", "en", 1),
        ("staff", "en", 1),
    ]
    newest = store.questions.newest(Audience.CARER)
    assert newest == store.questions.versions()[1]


def test_two_questions_with_one_key_are_refused_whole(store: Store) -> None:
    twice = [QUESTIONS[0], replace(QUESTIONS[1], key="matters")]
    with pytest.raises(StorageError) as refused:
        store.questions.add_version(Audience.CARER, "en", twice)
    assert refused.value.code == "taken"
    assert len(store.questions.versions()) == 3


def asked(store: Store, conversation_id: UUID) -> list[str]:
    """Every question of a conversation, by answering them all."""
    texts: list[str] = []
    while True:
        with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
            question = sheet.next_question()
        if question is None:
            return texts
        texts.append(question.text)
        tell(store, conversation_id, "I like tea")


def test_a_conversation_keeps_the_version_it_was_begun_with(store: Store) -> None:
    early = begin(store, Audience.CARER)
    store.questions.add_version(Audience.CARER, "en", CHANGED)
    late = begin(store, Audience.CARER)
    assert asked(store, early) == [question.text for question in QUESTIONS]
    assert asked(store, late) == [question.text for question in CHANGED]


def test_an_answer_shows_the_question_as_it_was_asked(store: Store) -> None:
    conversation_id = begin(store, Audience.CARER)
    tell(store, conversation_id, "I like tea")
    store.questions.add_version(Audience.CARER, "en", CHANGED)
    (seen,) = store.review.answers(store.services.ids(), conversation_id)
    assert seen.question is not None
    assert seen.question.text == "What matters to you?"


def test_a_set_may_be_empty(store: Store) -> None:
    empty: list[NewQuestion] = []
    assert store.questions.add_version(Audience.CARER, "en", empty).questions == ()
