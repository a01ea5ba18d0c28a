"""The question loop: what each act changes, and that nothing a person says is lost on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from actions.tagging import tag_waiting
from storage.kinds import Audience
from storage.store import Store
from tests.fakes import WordTagger
from tests.talker import NOT_ANSWERS, Talker

LONG = "the people who sit with me in the garden"


@pytest.fixture
def tagger() -> WordTagger:
    return WordTagger()


@pytest.fixture
def person(sqlite_store: Store, tagger: WordTagger) -> Talker:
    """Somebody who was welcomed and asked the first question."""
    talker = Talker(sqlite_store, tagger)
    talker.begins()
    return talker


def states(person: Talker) -> list[tuple[str, str, str]]:
    return [(each.answer.kind, each.answer.state, each.answer.text) for each in person.answers]


def test_it_welcomes_and_asks_the_first_question(sqlite_store: Store, tagger: WordTagger) -> None:
    person = Talker(sqlite_store, tagger)
    assert person.begins() == ["welcome", "question"]
    assert person.variables["readers"] == "Sarah and Ahmed"
    assert person.variables["question"] == "What matters to you?"


def test_an_answer_is_read_back_in_the_same_words_and_kept_on_yes(person: Talker) -> None:
    assert person.says(LONG) == ["read_back"]
    assert person.variables["said"] == LONG
    assert person.does("affirm") == ["saved", "question"]
    assert states(person) == [("answer", "agreed", LONG)]


def test_a_short_answer_gets_one_follow_up_and_no_more(person: Talker) -> None:
    assert person.says("my wife") == ["follow_up"]
    assert person.says("still short") == ["read_back"]
    assert person.variables["said"] == "my wife\nstill short"


def test_a_question_without_a_follow_up_reads_a_short_answer_back_at_once(person: Talker) -> None:
    person.does("skip")
    assert person.says("sun") == ["read_back"]


def test_no_to_the_follow_up_goes_straight_to_reading_back(person: Talker) -> None:
    person.says("my wife")
    assert person.does("deny", "no") == ["read_back"]
    assert person.variables["said"] == "my wife"


def test_closed_questions_offer_their_choices_and_take_other_words_too(person: Talker) -> None:
    person.does("skip")
    assert person.does("skip") == ["skipped", "question"]
    assert [button["title"] for button in person.variables["buttons"]] == [
        "Everybody",
        "Some people",
        "Nobody",
    ]
    assert person.says("Nobody") == ["read_back"]


def test_a_person_may_answer_in_several_messages(person: Talker) -> None:
    person.says(LONG)
    person.says("and my sister on Sundays")
    assert person.variables["said"] == f"{LONG}\nand my sister on Sundays"


def test_no_asks_again_and_the_new_words_take_the_place_of_the_old(person: Talker) -> None:
    person.says(LONG)
    assert person.does("deny", "no") == ["correct"]
    person.says("the people who listen to me")
    person.does("affirm")
    assert states(person) == [("answer", "agreed", "the people who listen to me")]


def test_a_change_can_be_taken_back(person: Talker) -> None:
    person.says(LONG)
    person.does("change")
    assert person.does("deny", "leave it") == ["left_as_it_was", "read_back"]
    person.does("affirm")
    assert states(person) == [("answer", "agreed", LONG)]


def test_something_can_be_added_to_an_agreed_answer_and_the_next_question_waits(person: Talker) -> None:
    person.says(LONG)
    person.does("affirm")
    assert person.does("add") == ["add"]
    assert person.says("and peace at night") == ["read_back"]
    assert person.does("affirm") == ["saved", "question"]
    assert person.variables["question"] == "What makes a good day?"
    assert states(person) == [("answer", "agreed", f"{LONG}\nand peace at night")]


def test_adding_can_be_taken_back(person: Talker) -> None:
    person.says(LONG)
    person.does("affirm")
    person.does("add")
    assert person.does("deny") == ["left_as_it_was", "question"]
    assert states(person) == [("answer", "agreed", LONG)]


def test_deleting_asks_once_more_and_then_the_words_are_gone(person: Talker) -> None:
    person.says(LONG)
    assert person.does("delete") == ["delete_check"]
    assert person.does("affirm") == ["deleted", "question"]
    assert person.variables["question"] == "What makes a good day?"
    assert states(person) == [("answer", "deleted", "")]


def test_deleting_can_be_taken_back(person: Talker) -> None:
    person.says(LONG)
    person.does("affirm")
    person.does("delete")
    assert person.does("deny") == ["delete_kept", "question"]
    assert person.variables["question"] == "What makes a good day?"
    assert states(person) == [("answer", "agreed", LONG)]


def test_deleting_is_not_done_on_an_unsure_word_or_on_silence(person: Talker) -> None:
    person.says(LONG)
    person.does("delete")
    assert person.does("unsure") == ["delete_kept", "read_back"]
    person.does("delete")
    person.says("well it was about the garden")
    assert LONG in person.kept_words


def test_going_back_shows_what_was_said_and_going_on_returns(person: Talker) -> None:
    person.says(LONG)
    person.does("affirm")
    assert person.does("back") == ["read_back"]
    assert person.variables["said"] == LONG
    assert person.does("affirm") == ["saved", "question"]
    assert person.variables["question"] == "What makes a good day?"


def test_going_back_to_a_skipped_question_asks_it(person: Talker) -> None:
    person.does("skip")
    assert person.does("back") == ["question"]
    assert person.variables["question"] == "What matters to you?"
    person.says(LONG)
    person.does("affirm")
    assert person.variables["question"] == "What makes a good day?"


def test_going_back_before_the_first_question_says_so(person: Talker) -> None:
    assert person.does("back") == ["first_question", "question"]


def test_a_half_said_answer_waits_while_somebody_goes_back(person: Talker) -> None:
    person.does("skip")
    person.says("a walk to the shop and the paper")
    person.does("back")
    person.says(LONG)
    assert person.does("affirm") == ["saved", "read_back"]
    assert person.variables["said"] == "a walk to the shop and the paper"


def test_skipping_keeps_what_was_said(person: Talker) -> None:
    person.says(LONG)
    assert person.does("skip") == ["skipped_kept", "question"]
    assert states(person) == [("answer", "read_back", LONG)]


def test_a_pause_and_a_stop_come_back_to_exactly_the_same_place(person: Talker) -> None:
    person.says(LONG)
    for rest in ("pause", "stop"):
        person.does(rest)
        assert person.does("resume") == ["welcome_back", "read_back"]
        assert person.variables["said"] == LONG


def test_answering_in_a_pause_carries_on(person: Talker) -> None:
    person.does("pause")
    assert person.says(LONG) == ["read_back"]


def test_words_after_a_stop_are_kept_as_a_note(person: Talker) -> None:
    person.does("stop")
    assert person.says("thank the cook from me please") == ["note_kept"]
    assert states(person) == [("note", "heard", "thank the cook from me please")]
    assert person.phase == "stopped"


def test_a_change_of_an_earlier_answer_during_a_stop_comes_back_to_the_stop(person: Talker) -> None:
    person.says(LONG)
    person.does("affirm")
    person.does("stop")
    person.does("change")
    person.says("other words that I like better")
    assert person.does("affirm") == ["saved", "stopped"]


def test_digressions_come_back_to_what_was_asked(person: Talker) -> None:
    assert person.does("digress") == ["who_sees_this", "question"]
    person.says(LONG)
    assert person.does("digress") == ["who_sees_this", "read_back"]
    assert person.does("person") == ["ask_for_person", "read_back"]
    assert person.does("greet") == ["hello_again", "read_back"]


def test_asking_what_is_meant_gives_simpler_words_and_a_hint(person: Talker) -> None:
    assert person.does("explain") == ["explained", "hint"]
    assert person.variables["simple"] == "What do you care about?"


def test_not_knowing_is_all_right(person: Talker) -> None:
    assert person.does("unsure") == ["unsure", "explained", "hint"]


def test_asking_for_a_person_is_seen_by_staff(person: Talker, sqlite_store: Store) -> None:
    person.does("person")
    found = sqlite_store.conversations.get(sqlite_store.services.ids(), person.conversation_id)
    assert found is not None
    assert found.wants_person_at is not None


def test_the_end_says_how_much_was_kept_and_still_takes_words(person: Talker) -> None:
    person.says(LONG)
    person.does("affirm")
    person.does("skip")
    assert person.does("skip") == ["skipped", "done"]
    assert person.variables["kept"] == "1 answer"
    assert person.says("one more thing") == ["note_kept"]
    assert person.does("greet") == ["hello_again", "done"]
    assert person.variables["kept"] == "2 answers"


def test_one_answer_is_enough_and_none_is_fine(person: Talker) -> None:
    assert person.does("stop") == ["stopped"]
    assert person.variables["kept"] == "no answers yet"


def test_nobody_is_asked_the_same_question_twice(person: Talker) -> None:
    asked = ["What matters to you?"]
    for _ in range(2):
        person.says("this is a long enough answer to keep")
        person.does("affirm")
        asked.append(person.variables["question"])
    assert len(set(asked)) == 3


def test_tags_belong_to_the_words_as_they_now_stand(person: Talker) -> None:
    person.says("I wish somebody would listen to me")
    person.does("affirm")
    (tagged,) = person.answers
    assert [(tag.key, tag.stance, tag.evidence) for tag in tagged.tags] == [("equality", "wish", ((22, 28),))]
    person.does("change")
    person.says("more time in the garden please")
    assert person.answers[0].tags == ()
    person.does("affirm")
    assert (person.answers[0].tags, person.answers[0].topics) == ((), ("garden",))


def test_each_wording_is_tagged_once_when_it_is_settled(person: Talker, tagger: WordTagger) -> None:
    for words in ("I wish somebody would listen to me", "and give me time", "to say what I want"):
        person.says(words)
    assert tagger.calls == 0
    person.does("affirm")
    person.does("back")
    person.does("affirm")
    assert tagger.calls == 1


@pytest.mark.parametrize("act", ["skip", "stop", "pause", "back"])
def test_words_that_are_left_without_a_yes_are_tagged_too(person: Talker, act: str) -> None:
    person.says("I wish somebody would listen to me")
    person.does(act)
    assert [tag.key for tag in person.answers[0].tags] == ["equality"]


def test_words_that_somebody_just_walked_away_from_are_tagged_later(
    person: Talker, sqlite_store: Store, tagger: WordTagger
) -> None:
    person.says("I wish somebody would listen to me")
    assert tag_waiting(sqlite_store, tagger, datetime.now(UTC) - timedelta(minutes=10)) == 0
    assert tag_waiting(sqlite_store, tagger, datetime.now(UTC)) == 1
    assert [tag.key for tag in person.answers[0].tags] == ["equality"]
    assert tag_waiting(sqlite_store, tagger, datetime.now(UTC)) == 0


def test_when_tagging_fails_the_answer_is_not_saved_and_nobody_is_thanked(
    person: Talker, tagger: WordTagger
) -> None:
    person.says(LONG)
    tagger.broken = True
    with pytest.raises(RuntimeError):
        person.does("affirm")
    assert states(person) == [("answer", "read_back", LONG)]
    assert person.phase == "confirming"
    tagger.broken = False
    assert person.does("affirm") == ["saved", "question"]


def test_long_answers_are_read_back_in_part_and_kept_whole(person: Talker) -> None:
    words = "word " * 20_000
    assert person.says(words) == ["read_back_long"]
    assert len(person.variables["said"]) <= 300
    assert person.kept_words == words


@pytest.mark.parametrize("words", ["", "   ", "\n\t"])
def test_nothing_said_asks_again(person: Talker, words: str) -> None:
    assert person.says(words) == ["question"]


PLACES = {
    "asking": [],
    "probing": ["my wife"],
    "confirming": [LONG],
    "correcting": [LONG, "!change"],
    "adding": [LONG, "!add"],
    "deleting": [LONG, "!delete"],
    "changing an earlier answer": [LONG, "!affirm", "!change"],
    "adding to an earlier answer": [LONG, "!affirm", "!add"],
    "deleting an earlier answer": [LONG, "!affirm", "!delete"],
    "paused": [LONG, "!pause"],
    "stopped": [LONG, "!stop"],
    "gone back": [LONG, "!affirm", "!back"],
    "done": [LONG, "!affirm", "!skip", "!skip"],
}
"""Ways to every stage of a question; "!" stands before an act."""


def lead(person: Talker, way: list[str]) -> None:
    for step in way:
        if step.startswith("!"):
            person.does(step[1:])
        else:
            person.says(step)


@pytest.mark.slow
@pytest.mark.parametrize("act", NOT_ANSWERS)
@pytest.mark.parametrize("place", PLACES)
def test_every_act_at_every_stage_replies_and_loses_no_words(person: Talker, place: str, act: str) -> None:
    lead(person, PLACES[place])
    before = person.kept_words
    said = person.does(act, "the words of the act")
    assert said
    if not (act == "affirm" and "deleting" in place):
        assert before in person.kept_words


@pytest.mark.slow
@pytest.mark.parametrize("second", NOT_ANSWERS)
@pytest.mark.parametrize("first", NOT_ANSWERS)
def test_after_any_two_acts_an_answer_is_still_taken(
    sqlite_store: Store, tagger: WordTagger, first: str, second: str
) -> None:
    person = Talker(sqlite_store, tagger, Audience.CARER)
    person.begins()
    person.says(LONG)
    person.does(first)
    person.does(second)
    person.says("these words come last")
    assert "these words come last" in person.kept_words


@pytest.mark.parametrize("act", sorted(set(NOT_ANSWERS) - {"affirm", "deny"}))
def test_an_interruption_comes_back_to_the_same_words(person: Talker, act: str) -> None:
    person.says(LONG)
    person.does(act)
    person.does("resume")
    for _ in range(3):
        if person.phase == "confirming":
            break
        person.does("deny")
    assert LONG in person.kept_words
    assert person.does("repeat")


def test_two_hundred_turns_end_where_they_should(person: Talker) -> None:
    for turn in range(200):
        person.does("digress" if turn % 2 else "repeat")
    person.says(LONG)
    assert person.does("affirm") == ["saved", "question"]
