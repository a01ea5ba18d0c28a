"""Which words of an answer there are to choose from, and where typed ones stand."""

import pytest

from web.pieces import LONGEST_PIECE, MOST_PIECES, merged, pieces, places, read_span


def cut(text: str) -> list[str]:
    return [text[slice(*span)] for span in pieces(text)]


def test_each_sentence_can_be_chosen() -> None:
    assert cut("It is too loud. I cannot hear!\n\nSo I eat alone; it is fine") == [
        "It is too loud.",
        "I cannot hear!",
        "So I eat alone;",
        "it is fine",
    ]


def test_speech_without_a_stop_is_cut_into_even_parts() -> None:
    text = " ".join(f"word{number}" for number in range(2 * LONGEST_PIECE + 2))
    found = cut(text)
    assert [len(piece.split()) for piece in found] == [17, 17, 18]
    assert " ".join(found) == text


@pytest.mark.parametrize("text", ["", "   ", "\n.\n", "...", "?!", "\u202e"])
def test_what_has_no_words_does_no_harm(text: str) -> None:
    assert len(pieces(text)) <= 1


def test_of_a_very_long_answer_the_beginning_is_offered() -> None:
    assert len(pieces("So it goes. " * 5_000)) == MOST_PIECES


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("too loud", ["too loud"]),
        ("  TOO\n loud ", ["too loud"]),
        ("can't hear", ["can’t hear"]),
        ("“Quiet”", ['"Quiet"']),
        ("too quiet", []),
        ("", []),
        ("t.o loud", []),
        ("it", ["It", "it"]),
    ],
)
def test_typed_words_are_found_however_they_are_typed(typed: str, found: list[str]) -> None:
    text = 'It was too loud, I can’t hear. "Quiet", it said.'
    assert [text[slice(*span)] for span in places(text, typed)] == found


def test_looking_for_hostile_words_is_quick_and_finds_nothing() -> None:
    for typed in ("(a+)+$ " * 300, "\\", "[", "a" * 100_000, " ".join("a" * 1_000), "\x00"):
        assert places("a" * 20_000, typed) == [] or len(typed) == 100_000


@pytest.mark.parametrize("value", ["", "1", "-1-2", "1-2-3", "a-b", "1 - 2", "٣-٤", "9" * 30 + "-1", "1-2\n"])
def test_what_is_no_span_is_none(value: str) -> None:
    assert read_span(value) is None


def test_what_touches_becomes_one() -> None:
    assert merged([(5, 8), (0, 3), (2, 5), (10, 12), (10, 12)]) == ((0, 8), (10, 12))
