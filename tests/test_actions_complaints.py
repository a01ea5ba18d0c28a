"""Complaints in the question loop: asked about once, and passed on only by a yes."""

import pytest

from actions.complaint_signs import signs
from storage.kinds import Mode
from storage.store import Store
from tests.fakes import WordTagger
from tests.talker import Talker

COLD = "the food is always cold and I am fed up with it"
ORDINARY = "the garden and the people who sit with me"


@pytest.fixture
def person(sqlite_store: Store) -> Talker:
    """Somebody who was asked the first question."""
    talker = Talker(sqlite_store, WordTagger())
    talker.begins()
    return talker


@pytest.fixture
def staff(sqlite_store: Store) -> Store:
    return sqlite_store


def register(store: Store) -> list[str]:
    reader = next(iter(store.services.ids()))  # an identifier that is nobody's
    return [each.words for each in store.complaints.open(store.services.ids(), reader)]


def test_what_sounds_like_one_is_asked_about_after_it_was_agreed_to(person: Talker, staff: Store) -> None:
    assert person.says(COLD) == ["read_back"]
    assert person.does("affirm") == ["saved", "own_complaint_ask"]
    assert person.phase == "complaint"
    assert register(staff) == []


def test_a_yes_passes_it_on_and_the_talk_goes_on(person: Talker, staff: Store) -> None:
    person.says(COLD)
    person.does("affirm")
    assert person.does("affirm") == ["own_complaint_passed", "question"]
    assert register(staff) == [COLD]
    assert person.variables["question"] == "What makes a good day?"


@pytest.mark.parametrize("act", ["deny", "unsure"])
def test_without_a_yes_the_words_are_only_kept(person: Talker, staff: Store, act: str) -> None:
    person.says(COLD)
    person.does("affirm")
    assert person.does(act) == ["own_complaint_left", "question"]
    assert register(staff) == []
    assert COLD in person.kept_words


def test_of_one_answer_it_is_asked_once(person: Talker, staff: Store) -> None:
    person.says(COLD)
    person.does("affirm")
    person.does("deny")
    person.does("back")
    assert person.does("affirm") == ["saved", "question"]
    person.does("back")
    person.does("add")
    person.says("really fed up with it")
    assert "own_complaint_ask" not in person.does("affirm")
    assert register(staff) == []


def test_more_words_are_kept_with_it_and_read_back(person: Talker) -> None:
    person.says(COLD)
    person.does("affirm")
    assert person.says("and nobody listens about it") == ["read_back"]
    assert person.does("affirm") == ["saved", "question"]


def test_a_pause_there_comes_back_to_it(person: Talker) -> None:
    person.says(COLD)
    person.does("affirm")
    person.does("pause")
    assert person.does("resume") == ["welcome_back", "own_complaint_ask"]


def test_ordinary_words_are_not_asked_about(person: Talker) -> None:
    person.says(ORDINARY)
    assert person.does("affirm") == ["saved", "question"]


def test_words_on_pictures_are_ours_and_no_complaint(person: Talker) -> None:
    person.does(lambda flow: flow.answer(), COLD, mode=Mode.PICTURES)
    assert person.does("affirm", mode=Mode.PICTURES) == ["saved", "question"]


def test_somebody_who_wants_to_complain_is_asked_what_about_and_the_question_waits(
    person: Talker, staff: Store
) -> None:
    assert person.says("I want to make a complaint") == ["own_complaint_tell"]
    assert person.says("my washing was lost again") == ["read_back"]
    assert person.does("affirm") == ["saved", "own_complaint_ask"]
    assert person.does("affirm") == ["own_complaint_passed", "question"]
    assert register(staff) == ["I want to make a complaint\nmy washing was lost again"]
    assert person.variables["question"] == "What matters to you?"


def test_after_the_end_one_can_still_complain(person: Talker, staff: Store) -> None:
    person.does("stop")
    assert person.says("I'd like to complain please") == ["own_complaint_tell"]
    person.says("the lift is still not fixed")
    person.does("affirm")
    assert person.does("affirm")[0] == "own_complaint_passed"
    assert len(register(staff)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "I can't complain", "no complaints at all", "I never complain about it", "I have no complaints",
        "there is nothing to complain about", "I do not like to complain", "The food is very good here.",
        "nobody complains about the food",
    ],
)  # fmt: skip
def test_what_only_sounds_like_one_is_left_alone(words: str) -> None:
    assert not signs().are_in(words)


@pytest.mark.parametrize(
    "words",
    [
        "I want to complain about the food", "This is not good enough.", "it's a disgrace",
        "I've asked and asked",
        "I am sick and tired of cold toast", "nobody takes any notice", "I am not happy with my room",
        "they fob me off every time", "I want an apology",
    ],
)  # fmt: skip
def test_what_people_say_who_want_an_answer_is_heard(words: str) -> None:
    assert signs().are_in(words)
