"""Words that the writing door offers: our own list, and what is often said in this home."""

from web.suggestions import MOST, suggestions

OURS = suggestions([])
RUDE = (
    "arse", "bastard", "bitch", "bloody", "bollocks", "bugger", "crap", "cunt", "damn", "dick", "fuck",
    "idiot", "piss", "shit", "slag", "slut", "stupid", "twat", "wanker",
)  # fmt: skip


def test_our_own_list_is_long_enough_and_no_longer() -> None:
    assert 1_000 < len(OURS) < 1_500


def test_no_word_of_our_list_is_there_twice() -> None:
    lower = [word.lower() for word in OURS]
    assert [word for word in lower if lower.count(word) > 1] == []


def test_no_word_of_our_list_is_rude() -> None:
    assert [word for word in OURS if word.lower().startswith(RUDE)] == []


def test_our_list_is_words_and_nothing_else() -> None:
    assert [word for word in OURS if not word.replace("’", "").isalpha() or len(word) > 16] == []


def test_our_list_is_in_british_spelling() -> None:
    american = {"favorite", "color", "center", "mom", "neighbor", "program", "realize", "gray", "theater"}
    assert american.isdisjoint(OURS)


def test_the_most_useful_words_come_first() -> None:
    assert {"i", "the", "to", "my", "like", "want"} <= set(OURS[:12])


def test_a_word_that_three_people_say_is_offered() -> None:
    assert "greenhouse" not in OURS
    assert suggestions(["The greenhouse.", "Our greenhouse is open", "greenhouse!"])[0] == "greenhouse"


def test_a_word_said_by_fewer_than_three_people_is_never_offered() -> None:
    secret = "Between us: fibroids. " * 20
    assert "fibroids" not in suggestions([secret, "fibroids, too", "nothing of the kind"])


def test_somebody_who_says_a_word_often_counts_once() -> None:
    assert "fibroids" not in suggestions(["fibroids fibroids fibroids fibroids"])


def test_words_of_the_home_come_before_ours_and_none_comes_twice() -> None:
    found = suggestions(["the greenhouse and garden"] * 3)
    assert set(found[:4]) == {"the", "greenhouse", "and", "garden"}
    assert len(found) == len(set(found))


def test_a_day_keeps_its_capital_also_when_it_is_often_said() -> None:
    found = suggestions(["on monday"] * 3)
    assert "Monday" in found
    assert "monday" not in found


def test_either_apostrophe_is_the_same_word() -> None:
    found = suggestions(["don't", "don’t", "Don't"])
    assert found.count("don’t") == 1
    assert "don't" not in found


def test_a_word_with_an_accent_is_offered_whole() -> None:
    found = suggestions(["the café"] * 3)
    assert "café" in found
    assert "caf" not in found


def test_there_are_never_more_than_a_tablet_needs() -> None:
    many = " ".join(
        f"{first}{second}{third}x"
        for first in "abcdefghijklm"
        for second in "abcdefghijklm"
        for third in "abcdefghijklm"
    )
    assert len(suggestions([many] * 3)) == MOST
