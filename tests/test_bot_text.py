"""What of a person's text reaches Rasa."""

import pytest

from bot.text import LONGEST, NO_WORDS, clean


@pytest.mark.parametrize(
    ("said", "reaches"),
    [
        ("I like the garden.", "I like the garden."),
        ("  tea \n", "tea"),
        ("one\n\ntwo\tthree", "one\n\ntwo\tthree"),
        ("a\0b\x1bc\x7fd\x85e", "a b c d e"),
        ("half \ud83d a pair", "half  a pair"),
        ("🙂 أحب الحديقة", "🙂 أحب الحديقة"),
        ("tea/coffee, and/or cake", "tea/coffee, and/or cake"),
    ],
)
def test_words_stay_and_what_nobody_can_read_goes(said: str, reaches: str) -> None:
    assert clean(said) == reaches


@pytest.mark.parametrize(
    "typed", ["/stop", "//stop", " / stop", "\u00a0/stop", "/\u2003/\u3000/stop", "\0/\0/stop", "\ud800/stop"]
)
def test_a_slash_at_the_beginning_goes(typed: str) -> None:
    assert clean(typed) == "stop"


@pytest.mark.parametrize("nothing", ["", "   ", "\0", "///", "\ud800", "/ \u2003 /"])
def test_nothing_is_still_something_to_answer(nothing: str) -> None:
    assert clean(nothing) == NO_WORDS


def test_a_long_text_is_cut() -> None:
    assert clean("x" * 100_000) == "x" * LONGEST
    assert clean("word " * 100, longest=10) == "word word"
    assert len(clean("/" * 100_000 + "x" * 100_000)) == LONGEST


def test_what_is_clean_stays_as_it_is() -> None:
    for text in ("I like the garden.", "x" * 100_000, "/ /stop", "", "a\0\n/b"):
        assert clean(clean(text)) == clean(text)
