"""Where one thing said ends and the next begins."""

import pytest

from nlu.clauses import LONGEST, clauses, stretches
from nlu.words import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def parts(reader: Reader, text: str) -> list[str]:
    doc = reader.read(text)
    return [doc[first:after].text for first, after in clauses(doc)]


def test_a_stop_ends_a_clause(reader: Reader) -> None:
    assert parts(reader, "They ask me first. Dinner was stone cold!") == [
        "they ask me first",
        "dinner was stone cold",
    ]


def test_a_turn_ends_a_clause_even_without_stops(reader: Reader) -> None:
    assert parts(reader, "the food is lovely but nobody ever asks me") == [
        "the food is lovely",
        "but nobody ever asks me",
    ]


def test_scraps_are_not_clauses(reader: Reader) -> None:
    assert parts(reader, "Yes. No. They ask me first.") == ["they ask me first"]


def test_long_talk_without_stops_is_cut_evenly(reader: Reader) -> None:
    doc = reader.read("well " * (2 * LONGEST + 10))
    lengths = [after - first for first, after in clauses(doc)]
    assert sum(lengths) == len(doc)
    assert max(lengths) <= LONGEST
    assert max(lengths) - min(lengths) <= 1


@pytest.mark.parametrize("text", ["", " ", "...", "?!"])
def test_there_is_nothing_in_nothing(reader: Reader, text: str) -> None:
    assert parts(reader, text) == []


def test_stretches_keep_every_word(reader: Reader) -> None:
    doc = reader.read("One. Two three; four")
    assert [doc[first:after].text for first, after in stretches(doc)] == ["one", "two three", "four"]
