"""A tablet that went on by itself: its screen says where the person was, and the conversation follows."""

from uuid import UUID

import pytest

from actions.flow import Flow
from storage.details import Details
from storage.kinds import Audience, Mode, Phase
from storage.store import Store
from tests.fakes import WordTagger
from tests.talker import Talker

YES = "Yes, that is right"


@pytest.fixture
def person(sqlite_store: Store) -> Talker:
    """Somebody who was welcomed and asked the first question."""
    talker = Talker(sqlite_store, WordTagger())
    talker.begins()
    return talker


@pytest.fixture
def asked(sqlite_store: Store) -> list[UUID]:
    """The questions, in order."""
    found = sqlite_store.questions.newest(Audience.RESIDENT)
    assert found
    return [question.id for question in found.questions]


def states(person: Talker) -> list[tuple[str, str, str]]:
    return [(each.answer.kind, each.answer.state, each.answer.text) for each in person.answers]


def on(question: UUID, screen: Phase) -> Details:
    return Details(question_id=question, screen=screen)


def test_a_yes_to_words_that_were_read_back_offline_agrees_to_them(person: Talker, asked: list[UUID]) -> None:
    assert person.does(Flow.answer, "tea", seen=on(asked[0], Phase.ASKING)) == ["follow_up"]
    assert person.does("affirm", YES, seen=on(asked[0], Phase.CONFIRMING)) == ["saved", "question"]
    assert states(person) == [("answer", "agreed", "tea")]


def test_a_whole_talk_without_us_is_the_same_talk_afterwards(person: Talker, asked: list[UUID]) -> None:
    for question, words in zip(asked, ("tea", "sun", "Nobody"), strict=True):
        person.does(Flow.answer, words, seen=on(question, Phase.ASKING))
        person.does("affirm", YES, seen=on(question, Phase.CONFIRMING))
    assert states(person) == [("answer", "agreed", words) for words in ("tea", "sun", "Nobody")]
    assert person.phase == Phase.DONE


def test_an_answer_to_another_question_than_ours_goes_to_that_one(person: Talker, asked: list[UUID]) -> None:
    person.does(Flow.answer, "sun and no rain at all", seen=on(asked[1], Phase.ASKING))
    assert [each.question.key for each in person.answers if each.question] == ["good_day"]


def test_a_yes_to_words_that_were_no_answer_changes_nothing(person: Talker, asked: list[UUID]) -> None:
    person.does("stop", "stop")  # typed, and understood as what it is
    assert person.does("affirm", YES, seen=on(asked[0], Phase.CONFIRMING)) == ["question"]
    assert states(person) == []


def test_an_answer_after_a_pause_needs_no_carry_on(person: Talker, asked: list[UUID]) -> None:
    person.does("pause")
    person.does(Flow.answer, "the people in the garden", seen=on(asked[0], Phase.ASKING))
    assert states(person) == [("answer", "read_back", "the people in the garden")]


def test_carrying_on_from_a_pause_is_still_said(person: Talker, asked: list[UUID]) -> None:
    person.does("pause", seen=on(asked[0], Phase.ASKING))
    assert person.does("resume", seen=on(asked[0], Phase.PAUSED)) == ["welcome_back", "question"]


def test_going_back_offline_and_changing_it_replaces_the_words(person: Talker, asked: list[UUID]) -> None:
    person.does(Flow.answer, "tea at four with them", seen=on(asked[0], Phase.ASKING))
    person.does("affirm", YES, seen=on(asked[0], Phase.CONFIRMING))
    person.does("back", seen=on(asked[1], Phase.ASKING))
    person.does("change", seen=on(asked[0], Phase.CONFIRMING))
    person.does(Flow.answer, "coffee at four with them", seen=on(asked[0], Phase.CORRECTING))
    person.does("affirm", YES, seen=on(asked[0], Phase.CONFIRMING))
    assert states(person) == [("answer", "agreed", "coffee at four with them")]


def test_taking_out_offline_takes_the_words_out(person: Talker, asked: list[UUID]) -> None:
    person.does(Flow.answer, "my secret", seen=on(asked[0], Phase.ASKING))
    person.does("delete", seen=on(asked[0], Phase.CONFIRMING))
    person.does("affirm", "Yes, take it out", seen=on(asked[0], Phase.DELETING))
    assert "secret" not in person.kept_words


@pytest.mark.parametrize("mode", [Mode.PICTURES, Mode.FACES])
def test_what_was_chosen_is_whole_and_gets_no_follow_up(person: Talker, mode: Mode) -> None:
    assert person.does(Flow.answer, "Tea.", mode=mode) == ["read_back"]


def test_a_question_of_another_version_is_not_gone_to(person: Talker) -> None:
    seen = on(UUID(int=7), Phase.ASKING)
    person.does(Flow.answer, "the people in the garden", seen=seen)
    assert [each.question.key for each in person.answers if each.question] == ["matters"]


@pytest.mark.parametrize(
    ("face", "stance"), [("going_well", "working"), ("so_so", "neutral"), ("not_going_well", "not_working")]
)
def test_a_chosen_face_says_the_stance_itself(
    person: Talker, asked: list[UUID], face: str, stance: str
) -> None:
    seen = Details(question_id=asked[0], screen=Phase.ASKING, face=face)
    person.does(Flow.answer, "They listen to me here.", mode=Mode.FACES, seen=seen)
    person.does("affirm", YES, seen=on(asked[0], Phase.CONFIRMING))
    answer = person.answers[0]
    assert answer.stance == stance
    assert [tag.stance for tag in answer.tags] == [stance]
