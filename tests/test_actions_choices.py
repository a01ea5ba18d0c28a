"""What people say in a talk about who may see and use their words, by any door."""

import pytest

from actions.choices import Asks
from actions.consent_words import FORGET_CHECK, KEPT_UNNAMED, OFFER, wish_of
from storage.consent_kinds import QUESTIONS, Decision, HowOften, Share, Use
from storage.kinds import Mode
from storage.store import Store
from storage.wishes import BUTTONS, Wish
from tests.fakes import WordTagger
from tests.talker import Talker

LONG = "the people who sit with me in the garden"


@pytest.fixture
def person(sqlite_store: Store) -> Talker:
    talker = Talker(sqlite_store, WordTagger())
    talker.begins()
    return talker


def apart(store: Store, person: Talker) -> list[tuple[str, str]]:
    return [(each.words, each.share) for each in store.apart.own(person.conversation_id)]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        *((label, wish) for wish, label in BUTTONS.items()),
        ("without my name please", Wish.UNNAMED),
        ("Don’t say it was me!", Wish.UNNAMED),
        ("please keep my name out of it", Wish.UNNAMED),
        ("Only if I'm not safe.", Wish.SAFETY),
        ("forget me", Wish.FORGET),
        ("don't tell my family", Wish.NO_FAMILY),
        ("dont use my words", Wish.NO_REPORTS),
    ],
)
def test_a_few_words_are_a_choice(words: str, wish: Wish) -> None:
    assert wish_of(words) == wish


@pytest.mark.parametrize(
    "words",
    [
        "they forget me when it is busy",
        "don't forget me that's all",
        "they talk about me without my name ever being used",
        "I can do nothing without my name badge",
        "tell my family I love them",
        "use my words? I have no words for it",
        "",
    ],
)
def test_anything_longer_is_an_answer(words: str) -> None:
    assert wish_of(words) is None


def test_without_my_name_at_the_read_back_is_a_yes_and_sets_it_apart(
    sqlite_store: Store, person: Talker
) -> None:
    person.says(LONG)
    assert person.says("Without my name") == ["own_plain", "question"]
    assert person.variables["text"].startswith(KEPT_UNNAMED)
    assert person.variables["question"] == "What makes a good day?"
    assert apart(sqlite_store, person) == [(LONG, Share.UNNAMED)]
    assert person.answers == []


def test_it_counts_for_what_is_said_next_until_they_say_otherwise(
    sqlite_store: Store, person: Talker
) -> None:
    person.says(LONG)
    person.says("without my name")
    person.says("when the sun is out all day")
    assert person.answers == []  # while it is talked about
    person.does("affirm")
    assert len(apart(sqlite_store, person)) == 2
    person.says("with my name")
    person.says("Nobody")
    person.does("affirm")
    assert [each.answer.text for each in person.answers] == ["Nobody"]


def test_said_later_it_reaches_the_last_answer(sqlite_store: Store, person: Talker) -> None:
    person.says(LONG)
    person.does("affirm")
    assert person.says("do not say it was me") == ["own_plain", "question"]
    assert apart(sqlite_store, person) == [(LONG, Share.UNNAMED)]


def test_what_is_said_besides_the_questions_is_set_apart_too(sqlite_store: Store, person: Talker) -> None:
    person.says("without my name")
    person.does("stop")
    person.says("the tea is cold in the mornings")
    assert apart(sqlite_store, person) == [("the tea is cold in the mornings", Share.UNNAMED)]


def test_the_same_turn_sent_by_a_button_means_the_same(sqlite_store: Store, person: Talker) -> None:
    person.says(LONG)
    person.does("affirm", "Only if I am not safe", mode=Mode.BUTTON)
    assert apart(sqlite_store, person) == [(LONG, Share.SAFETY)]
    today = sqlite_store.consents.of_talk(person.conversation_id)
    assert (today[Use.SHARE_UNNAMED].decision, today[Use.SHARE_UNNAMED].how) == (Decision.REFUSED, "pressed")


def test_forgetting_is_asked_once_more_and_then_reaches_everything(
    sqlite_store: Store, person: Talker
) -> None:
    person.says(LONG)
    person.says("without my name")
    person.says("when the sun is out all day")
    person.does("affirm")
    assert person.says("forget me") == ["own_plain"]
    assert person.variables["text"] == FORGET_CHECK
    assert apart(sqlite_store, person)
    person.says(BUTTONS[Wish.FORGET_ALL])
    assert apart(sqlite_store, person) == []
    assert person.kept_words.strip() == ""
    today = sqlite_store.consents.of_talk(person.conversation_id)
    assert today[Use.KEEP_WORDS].decision == Decision.WITHDRAWN


def test_with_nothing_said_there_is_nothing_to_forget(person: Talker) -> None:
    assert person.says("forget me") == ["own_plain", "question"]


# What is asked ---------------------------------------------------------------------------------------


def test_once_a_talk_they_hear_that_their_name_can_be_left_out(person: Talker) -> None:
    person.asks = Asks(HowOften.TALK)
    assert person.says(LONG) == ["own_plain", "read_back"]
    assert person.variables["text"] == OFFER
    person.does("affirm")
    assert person.says("when the sun is out all day") == ["read_back"]


def test_or_with_each_answer_or_never(person: Talker) -> None:
    person.asks = Asks(HowOften.EACH)
    person.says(LONG)
    person.does("affirm")
    assert person.says("when the sun is out all day") == ["own_plain", "read_back"]
    person.asks = Asks(HowOften.NEVER)
    person.does("affirm")
    assert person.says("Nobody") == ["read_back"]


def test_when_the_questions_are_done_each_use_is_asked_about_once(
    sqlite_store: Store, person: Talker
) -> None:
    person.asks = Asks(uses=(Use.REPORTS, Use.FAMILY))
    for _ in range(2):
        person.does("skip")
    assert person.does("skip") == ["skipped", "done", "own_plain"]
    assert person.variables["text"] == QUESTIONS[Use.REPORTS]
    titles = [button["title"] for button in person.variables["buttons"]]
    assert titles == [BUTTONS[Wish.REPORTS], BUTTONS[Wish.NO_REPORTS]]
    assert person.says(titles[1]) == ["own_plain", "done", "own_plain"]
    assert person.variables["text"] == QUESTIONS[Use.FAMILY]
    assert person.says(BUTTONS[Wish.FAMILY]) == ["own_plain", "done"]
    today = sqlite_store.consents.of_talk(person.conversation_id)
    assert (today[Use.REPORTS].decision, today[Use.FAMILY].decision) == (Decision.REFUSED, Decision.GIVEN)
    assert today[Use.FAMILY].sentence == QUESTIONS[Use.FAMILY]
