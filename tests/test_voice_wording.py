"""A text as the engine gets it, and the way back to its own characters."""

import pytest

from voice.clips import Word, in_utf16
from voice.wording import BREATH, NO_BREAK, parts_of


def said(text: str) -> list[str]:
    return [part.said for part in parts_of(text)]


def lit(text: str) -> list[str]:
    """What lights up, if the engine tells of every token."""
    words = [
        word
        for part in parts_of(text)
        for word in part.words([(0, start) for start in part.starts], end=1_000)
    ]
    return [text[word.at : word.at + word.len] for word in words]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I like it. Do you? Yes", 3),
        ("Dr. Smith met J. Jones, i.e. John, at St. Mary's.", 1),
        ("One line\nanother line", 2),
        ("It costs 3.50 at 10:30", 1),
        ('She said "No!" Then she left.', 2),
        ("Well… yes", 2),
        ("کیا اہم ہے؟ کیوں؟", 2),
        ("", 0),
        (" \n\t ", 0),
    ],
)
def test_a_text_is_said_sentence_by_sentence(text: str, parts: int) -> None:
    assert len(parts_of(text)) == parts


def test_words_are_held_apart_but_a_comma_keeps_its_rest() -> None:
    assert said("one of the  two, or three") == [
        f"one{NO_BREAK}of{NO_BREAK}the{NO_BREAK}two, or{NO_BREAK}three"
    ]


def test_a_sentence_without_end_is_said_in_parts_that_the_engine_can_hold() -> None:
    for text in ("the garden is nice, " * 200, "garden " * 700, "x" * 5_000, "😀" * 5_000):
        assert max(len(part) for part in said(text)) < 750


def test_letters_are_composed_and_what_steers_the_engine_is_left_out() -> None:
    assert said("cafe\u0301 \x0112v a\x00b \ud800 \x07") == [f"café{NO_BREAK}12v{NO_BREAK}ab"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I don't, well-being “so”!", ["I", "don't", "well-being", "so"]),
        ("1,000 (3.50) 100% £5 x@y.org", ["1,000", "3.50", "100%", "£5", "x@y.org"]),
        ("😀 cafe\u0301? yes", ["😀", "cafe\u0301", "yes"]),
        ("... a", ["...", "a"]),
        ("ہے؟ है।", ["ہے", "है"]),
    ],
)
def test_a_word_lights_up_whole_and_without_the_punctuation_around_it(text: str, words: list[str]) -> None:
    assert lit(text) == words


def test_the_first_of_several_times_in_a_word_counts() -> None:
    (part,) = parts_of("pay 1,000 now")
    assert part.words([(0, 0), (300, 4), (700, 5), (900, 5), (1_400, 10)], end=1_800) == [
        Word(0, 0, 3),
        Word(300, 4, 5),
        Word(1_400, 10, 3),
    ]


def test_a_word_that_the_engine_passed_over_gets_a_time_between_its_neighbours() -> None:
    (part,) = parts_of("one of the town")
    assert [word.t for word in part.words([(0, 0), (200, 4), (600, 11)], end=900)] == [0, 200, 400, 600]
    assert [word.t for word in part.words([(100, 0)], end=900)] == [100, 300, 500, 700]


def test_a_dash_of_which_the_engine_says_nothing_is_no_word() -> None:
    (part,) = parts_of("yes – no")
    assert part.words([(0, 0), (500, 6)], end=900) == [Word(0, 0, 3), Word(500, 6, 2)]


def test_times_never_go_back_even_if_the_engine_does() -> None:
    (part,) = parts_of("at a to")
    assert [word.t for word in part.words([(300, 0), (200, 3), (500, 5)], end=900)] == [300, 300, 500]


def test_a_browser_counts_an_emoji_twice() -> None:
    text = "Hi 😀 cafe\u0301 👨‍👩‍👧 there"
    words = (Word(0, 0, 2), Word(1, 3, 1), Word(2, 5, 5), Word(3, 11, 5), Word(4, 17, 5))
    encoded = text.encode("utf-16-le")
    for word, other in zip(words, in_utf16(text, words), strict=True):
        found = encoded[2 * other.at : 2 * (other.at + other.len)].decode("utf-16-le")
        assert found == text[word.at : word.at + word.len]


LONG_SENTENCE = (
    "I like to sit by the window in the morning, because the birds come then and nobody is in a hurry."
)


def test_a_long_sentence_is_parted_where_a_clause_ends_as_near_to_the_middle_as_can_be() -> None:
    parts = parts_of(LONG_SENTENCE)
    assert [part.said.replace(NO_BREAK, " ") for part in parts] == [
        "I like to sit by the window in the morning,",
        "because the birds come then and nobody is in a hurry.",
    ]
    assert [part.rest(800) for part in parts] == [BREATH, 800]


def test_without_a_comma_it_is_parted_before_a_word_that_a_clause_begins_with() -> None:
    text = "We went to the old park by the river and we sat there until the sun had gone"
    assert [part.said.replace(NO_BREAK, " ") for part in parts_of(text)] == [
        "We went to the old park by the river,",
        "and we sat there until the sun had gone",
    ]


def test_a_short_sentence_is_said_in_one_breath_and_no_part_is_of_a_few_words() -> None:
    assert len(parts_of("It may be about your meals, your care or your day.")) == 1
    assert len(parts_of("Yes, " + "garden " * 20)) == 1


def test_what_is_said_for_a_word_keeps_its_place_in_the_text() -> None:
    text = "Tea at 10:30. Then rest"
    parts = parts_of(text, lambda words: [{"10:30.": "ten thirty."}.get(word, word) for word in words])
    assert [part.said for part in parts] == [
        f"Tea{NO_BREAK}at{NO_BREAK}ten{NO_BREAK}thirty.",
        f"Then{NO_BREAK}rest",
    ]
    assert parts[0].words([(0, 0), (200, 4), (400, 7), (600, 11)], end=900) == [
        Word(0, 0, 3),
        Word(200, 4, 2),
        Word(400, 7, 5),
    ]
