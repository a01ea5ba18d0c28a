"""Tagging earlier answers anew, while people go on talking."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from actions.tagging import AT_ONCE, tag_anew
from nlu.understanding import Understanding
from storage.records import ReviewAnswer
from storage.rights import StaffRecord
from storage.store import Store
from tests.fakes import WordTagger
from tests.saying import MODEL, begin, erase, say, tag, tags, tell


class NotingTagger(WordTagger):
    """Remembers what it read, and can be interrupted."""

    def __init__(self, until: int = 1_000_000) -> None:
        super().__init__()
        self.read: list[str] = []
        self._until = until

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """Each text in turn, until somebody presses Ctrl-C."""
        if len(self.read) >= self._until:
            raise KeyboardInterrupt
        self.read += texts
        return super().tag_many(texts)


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


def silent(done: int, of: int) -> None:
    """Nobody wants to know."""


def answers(store: Store, conversation_id: UUID) -> list[ReviewAnswer]:
    return store.review.answers(store.services.ids(), conversation_id)


def found(store: Store, conversation_id: UUID) -> list[tuple[str, str, str | None]]:
    every = (each for answer in answers(store, conversation_id) for each in answer.tags)
    return sorted((each.key, each.status, each.model_version) for each in every)


def test_suggestions_topics_and_stance_are_those_of_the_new_tagger(store: Store) -> None:
    conversation_id = begin(store)
    tell(store, conversation_id, "They listen in the garden", tags(tag("assets"), topics=("food",)))
    assert tag_anew(store, WordTagger(), silent) == 1
    assert found(store, conversation_id) == [("equality", "suggested", "words-1")]
    (answer,) = answers(store, conversation_id)
    assert (answer.topics, answer.stance) == (("garden",), "neutral")


def test_what_is_done_is_not_done_again(store: Store) -> None:
    conversation_id = begin(store)
    tell(store, conversation_id, "They listen")
    tag_anew(store, WordTagger(), silent)
    again = NotingTagger()
    assert tag_anew(store, again, silent) == 0
    assert again.read == []


def test_what_a_person_decided_or_gave_stays_with_the_version_that_made_it(
    store: Store, sarah: StaffRecord
) -> None:
    conversation_id = begin(store)
    suggested = tags(tag("equality", confidence=0.9), tag("assets", confidence=0.8), tag("diversity"))
    answer = tell(store, conversation_id, "They listen to me", suggested)
    equality, assets, _ = answers(store, conversation_id)[0].tags
    store.corrections.remove(store.services.ids(), equality.id, sarah.id)
    store.corrections.mark(store.services.ids(), assets.id, sarah.id, ((5, 11),))
    store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("reciprocity"))
    tag_anew(store, WordTagger(), silent)
    assert found(store, conversation_id) == [
        ("assets", "agreed", None),  # the same with other words: it stands beside the first
        ("assets", "removed", MODEL),
        ("equality", "removed", MODEL),
        ("reciprocity", "agreed", None),
    ]


def test_when_an_answer_was_given_stays_as_it_was(store: Store) -> None:
    conversation_id = begin(store)
    for text in ("They listen", "A walk"):
        tell(store, conversation_id, text)
    before = [each.at for each in answers(store, conversation_id)]
    tag_anew(store, WordTagger(), silent)
    assert [each.at for each in answers(store, conversation_id)] == before


def test_only_answers_with_words_that_a_tagger_has_seen_are_read(store: Store) -> None:
    conversation_id = begin(store)
    erase(store, conversation_id, tell(store, conversation_id, "gone"))
    with store.sheet(conversation_id, say(store, conversation_id, "never tagged")) as sheet:
        sheet.note()
    tell(store, conversation_id, "The others", tags(model="words-1"))
    tagger = NotingTagger()
    assert tag_anew(store, tagger, silent) == 0
    assert tagger.read == []


def test_the_oldest_are_read_first_and_how_far_it_is_is_told(store: Store) -> None:
    conversation_id = begin(store)
    texts = [f"answer {number}" for number in range(AT_ONCE + 3)]
    for text in texts:
        tell(store, conversation_id, text)
    tagger, told = NotingTagger(), list[tuple[int, int]]()
    tag_anew(store, tagger, lambda done, of: told.append((done, of)))
    assert sorted(tagger.read[:AT_ONCE]) == sorted(texts[:AT_ONCE])
    assert told == [(0, AT_ONCE + 3), (AT_ONCE, AT_ONCE + 3), (AT_ONCE + 3, AT_ONCE + 3)]


def test_stopped_in_the_middle_it_goes_on_where_it_was(store: Store) -> None:
    conversation_id = begin(store)
    for number in range(AT_ONCE * 2 + 1):
        tell(store, conversation_id, f"answer {number}")
    with pytest.raises(KeyboardInterrupt):
        tag_anew(store, NotingTagger(until=AT_ONCE), silent)
    rest = NotingTagger()
    assert tag_anew(store, rest, silent) == AT_ONCE + 1
    assert len(rest.read) == AT_ONCE + 1


def test_words_that_changed_meanwhile_are_left_to_whoever_changed_them(store: Store) -> None:
    conversation_id = begin(store)
    answer = tell(store, conversation_id, "They listen", tags(tag("assets")))

    class Interrupted(WordTagger):
        def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
            """Just then the person says it in other words."""
            with store.sheet(conversation_id, say(store, conversation_id, "They hear")) as sheet:
                sheet.tag(sheet.replace(answer), tags(tag("diversity")))
            return super().tag_many(texts)

    assert tag_anew(store, Interrupted(), silent) == 0
    assert found(store, conversation_id) == [("diversity", "suggested", MODEL)]


def test_people_talk_and_staff_decide_meanwhile(store: Store, sarah: StaffRecord) -> None:
    conversations = [begin(store) for _ in range(4)]
    for number in range(40):
        tell(store, conversations[number % 4], f"They listen {number}", tags(tag("assets")))

    def be_busy(conversation_id: UUID) -> None:
        for number in range(10):
            answer = tell(store, conversation_id, f"more {number}", tags(model="words-1"))
            store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("diversity"))

    with ThreadPoolExecutor(5) as people:
        work = [people.submit(tag_anew, store, WordTagger(), silent)]
        work += [people.submit(be_busy, each) for each in conversations]  # type: ignore[arg-type]
        for each in work:
            each.result()
    assert store.tags.stale("words-1") == []
    kept = [pair for each in conversations for pair in found(store, each)]
    assert kept.count(("equality", "suggested", "words-1")) == 40
    assert kept.count(("diversity", "agreed", None)) == 40
