"""Words that a machine was not sure of are found again in an answer, whatever became of it."""

from uuid import uuid4

import pytest

from storage.records import RecordingRecord
from web.spoken_words import HeardWord, heard_words, unsure_spans


def heard(words: str, unsure: str = "") -> list[HeardWord]:
    """These words, some of them not sure."""
    return [(word, word not in unsure.split()) for word in words.split()]


def recording(words: list[tuple[str, float | None, int | None]], *, sure: bool) -> RecordingRecord:
    """A recording in which these words were heard."""
    return RecordingRecord(
        id=uuid4(),
        conversation_id=uuid4(),
        question_id=None,
        answer_id=None,
        state="whole",
        ms=1_000,
        began_at=None,
        keep=None,
        heard=" ".join(word for word, _, _ in words),
        engine="scripted",
        sure=sure,
        words=tuple(words),
        listened_at=None,
    )


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
    words = [("no", True), ("i", True), ("said", True), ("no", False)]
    text = "no I said no"
    assert unsure_spans(text, words) == [(10, 12)]


@pytest.mark.parametrize("sure", [True, False])
def test_of_words_that_an_engine_says_nothing_of_it_is_as_sure_as_of_the_whole(sure: bool) -> None:
    one = recording([("the", 0.9, 0), ("garden", None, 300), ("gate", 0.2, 700)], sure=sure)
    assert heard_words([one, one]) == [("the", True), ("garden", sure), ("gate", False)] * 2


@pytest.mark.parametrize("text", ["", "   ", "...", "😀", "\ufffd <b>&amp;</b>"])
def test_anything_can_stand_in_an_answer(text: str) -> None:
    assert dotted(text, heard("the garden", "garden")) == []
    assert unsure_spans("the garden", [(text, False)]) == []


def test_a_heard_piece_of_several_words_is_found() -> None:
    assert dotted("Well, thank you very much.", [("well", True), (" thank you", False)]) == ["thank you"]


def test_words_of_ten_minutes_that_are_all_alike_are_found_soon() -> None:
    words = [("no", place % 7 != 0) for place in range(1_800)]
    assert unsure_spans("no " * 30_000, words)[0] == (0, 2)


def test_a_long_answer_is_pointed_out_to_its_end() -> None:
    said = " ".join(f"the {number} garden" for number in range(600))
    words = [(word, word != "599") for word in said.split()]
    assert dotted(said, words) == ["599"]
