"""The classifier of steering, and the answers it learns from."""

from pathlib import Path

import pytest

from bot import sample_answers
from bot.classifier import Classifier, blocks_of, trained

SENTENCES = {
    "please speak up": "louder",
    "speak up love": "louder",
    "please go slower": "slower",
    "go slower love": "slower",
    "the garden and my dog": "answer",
    "my dog and the birds": "answer",
}


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return trained(SENTENCES)


def test_a_sentence_like_the_examples_is_known_for_what_it_is(classifier: Classifier) -> None:
    assert classifier.guess("could you speak up please").intent == "louder"
    assert classifier.guess("my dog in the garden").intent == "answer"


def test_the_shares_of_all_intents_add_up_to_one(classifier: Classifier) -> None:
    guess = classifier.guess("go slower")
    assert sum(guess.likely.values()) == pytest.approx(1)
    assert guess.confidence == guess.likely[guess.intent] == max(guess.likely.values())


def test_words_of_no_two_examples_are_unknown(classifier: Classifier) -> None:
    assert classifier.guess("speak up kangaroo").unknown == 1


def test_a_message_without_a_known_piece_is_guessed_at_without_failing(classifier: Classifier) -> None:
    assert classifier.guess("日本").unknown == 1


def test_a_stored_classifier_says_the_same(classifier: Classifier, tmp_path: Path) -> None:
    classifier.save(tmp_path)
    assert Classifier.load(tmp_path).guess("speak up my dog") == classifier.guess("speak up my dog")


def test_where_a_sentence_begins_and_ends_is_a_piece_of_it() -> None:
    of_words, of_letters = blocks_of("go on")
    assert {"^ go", "on $", "^ go on"} <= set(of_words)
    assert {"# go", "#on "} <= set(of_letters)


def test_the_short_answers_are_those_that_the_program_makes(capsys: pytest.CaptureFixture[str]) -> None:
    sample_answers.main()
    file = sample_answers.EXAMPLES / sample_answers.OWN
    assert capsys.readouterr().out == file.read_text(encoding="utf-8")
