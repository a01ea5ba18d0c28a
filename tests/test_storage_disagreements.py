"""What the person says against a tag stands beside what staff decided; both are kept."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from storage.disagreements import MOST_LETTERS
from storage.errors import StorageError
from storage.kinds import TagStatus
from storage.records import AnswerRecord
from storage.store import Store
from tests.saying import begin, erase, tag, tags, tell


class Told:
    """A conversation with one answer and one tag that Priya agreed to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.home = [store.services.get().id]
        self.priya = store.staff.add("priya", "Priya", "no password").id
        self.talk = begin(store)
        self.answer: AnswerRecord = tell(store, self.talk, "I like the garden", tags(tag()))
        self.tag: UUID = store.review.answers(self.talk)[0].tags[0].id
        store.corrections.agree(self.tag, self.priya)

    def said(self) -> list[tuple[str, str | None, bool]]:
        """What was said against it, to whom, and whether it still stands."""
        found = self.store.disagreements.of_conversation(self.talk).get(self.answer.id, [])
        return [(each.text, each.told_to, each.withdrawn_at is None) for each in found]


@pytest.fixture
def told(store: Store) -> Told:
    return Told(store)


def test_both_sides_are_kept(told: Told) -> None:
    told.store.disagreements.said(told.talk, told.tag, "I only meant the roses.")
    told.store.disagreements.told(told.home, told.tag, told.priya, "No wish, just a thought.")
    assert told.said() == [
        ("I only meant the roses.", None, True),
        ("No wish, just a thought.", "Priya", True),
    ]
    assert told.store.review.answers(told.talk)[0].tags[0].status == TagStatus.AGREED


def test_the_same_twice_is_said_once(told: Told) -> None:
    for _ in range(2):
        told.store.disagreements.said(told.talk, told.tag)
    assert told.said() == [("", None, True)]


def test_that_it_was_said_stays_when_it_is_taken_back(told: Told) -> None:
    told.store.disagreements.said(told.talk, told.tag)
    told.store.disagreements.told(told.home, told.tag, told.priya)
    first, second = told.store.disagreements.of_conversation(told.talk)[told.answer.id]
    told.store.disagreements.take_back(told.talk, first.id)
    told.store.disagreements.withdraw(told.home, second.id)
    assert told.said() == [("", None, False), ("", "Priya", False)]
    told.store.disagreements.said(told.talk, told.tag)
    assert told.said()[-1] == ("", None, True)


def test_it_goes_with_the_words(told: Told) -> None:
    told.store.disagreements.said(told.talk, told.tag, "I only meant the roses.")
    erase(told.store, told.talk, told.answer)
    assert told.said() == []


def test_nobody_says_it_of_what_is_not_theirs(told: Told) -> None:
    told.store.disagreements.said(told.talk, told.tag)
    [mine] = told.store.disagreements.of_conversation(told.talk)[told.answer.id]
    other, elsewhere = begin(told.store), [uuid4()]
    acts: list[Callable[[], object]] = [
        lambda: told.store.disagreements.said(other, told.tag),
        lambda: told.store.disagreements.take_back(other, mine.id),
        lambda: told.store.disagreements.told(elsewhere, told.tag, told.priya),
        lambda: told.store.disagreements.withdraw(elsewhere, mine.id),
        lambda: told.store.disagreements.said(told.talk, uuid4()),
        lambda: told.store.disagreements.withdraw(told.home, uuid4()),
    ]
    for act in acts:
        with pytest.raises(StorageError) as refused:
            act()
        assert refused.value.code == "unknown"
    assert told.said() == [("", None, True)]


def test_too_many_words_are_refused_with_the_remedy(told: Told) -> None:
    with pytest.raises(StorageError, match="at most"):
        told.store.disagreements.said(told.talk, told.tag, "a" * (MOST_LETTERS + 1))
