"""Words that a machine was not sure of are found again in an answer, whatever became of it."""

import pytest

from web.spoken_words import HeardWord, unsure_spans


def heard(words: str, unsure: str = "") -> list[HeardWord]:
    """These words, some of them not sure."""
    return [(word, 0.2 if word in unsure.split() else 0.9) for word in words.split()]


def dotted(text: str, words: list[HeardWord]) -> list[str]:
    """What is pointed out in a text."""
    return [text[start:end] for start, end in unsure_spans(text, words)]


def test_a_word_that_was_not_sure_is_pointed_out_where_it_stands() -> None:
    words = heard("i can not hear what anybody says", "anybody")
    assert dotted("i can not hear what anybody says", words) == ["anybody"]


def test_capitals_and_full_stops_make_no_difference_and_stay_undotted() -> None:
    assert dotted(
        "I cannot hear, “Anybody”. Says who?", heard("i cannot hear anybody says who", "anybody who")
    ) == [
        "Anybody",
        "who",
    ]


def test_neighbours_are_pointed_out_as_one() -> None:
    assert dotted("too loud in there", heard("too loud in there", "loud in")) == ["loud in"]


def test_a_word_that_somebody_put_right_is_sure() -> None:
    assert dotted("I eat in my room", heard("i heat in my room", "heat")) == []


def test_only_the_one_that_was_not_sure_of_several_like_it() -> None:
    words = [("no", 0.9), ("i", 0.9), ("said", 0.9), ("no", 0.1)]
    text = "no I said no"
    assert unsure_spans(text, words) == [(10, 12)]


def test_words_of_an_engine_that_does_not_know_are_not_pointed_out() -> None:
    assert dotted("the garden", [("the", None), ("garden", None)]) == []


@pytest.mark.parametrize("text", ["", "   ", "...", "😀", "\ufffd <b>&amp;</b>"])
def test_anything_can_stand_in_an_answer(text: str) -> None:
    assert dotted(text, heard("the garden", "garden")) == []
    assert unsure_spans("the garden", [(text, 0.1)]) == []


def test_a_heard_piece_of_several_words_is_found() -> None:
    assert dotted("Well, thank you very much.", [("well", 0.9), (" thank you", 0.1)]) == [
        "thank you"
    ]


def test_words_of_ten_minutes_that_are_all_alike_are_found_soon() -> None:
    words = [("no", 0.1 if place % 7 == 0 else 0.9) for place in range(1_800)]
    assert unsure_spans("no " * 30_000, words)[0] == (0, 2)


def test_a_long_answer_is_pointed_out_to_its_end() -> None:
    said = " ".join(f"the {number} garden" for number in range(600))
    words = [(word, 0.1 if word == "599" else 0.9) for word in said.split()]
    assert dotted(said, words) == ["599"]
