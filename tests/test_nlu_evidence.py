"""The words shown to staff: readable phrases at the right places."""

from itertools import pairwise

import numpy as np
import pytest

from nlu.evidence import evidence
from nlu.words import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def shown(reader: Reader, text: str, strong: dict[str, float]) -> list[str]:
    """The phrases shown when only some words speak for a tag."""
    doc = reader.read(text)
    shares = np.array([strong.get(token.text, 0.0) for token in doc])
    return [text[start:end] for start, end in evidence(doc, shares)]


def test_neighbours_make_one_phrase(reader: Reader) -> None:
    assert shown(reader, "They never listen to me here", {"listen": 2.0, "me": 1.0}) == ["listen to me"]


def test_words_far_apart_make_two(reader: Reader) -> None:
    text = "Ask me first, and when it is done then tell me"
    assert shown(reader, text, {"ask": 1.0, "tell": 1.0}) == ["Ask", "tell"]


def test_a_phrase_does_not_run_over_a_stop(reader: Reader) -> None:
    assert shown(reader, "They listen. Respect too.", {"listen": 1.0, "respect": 1.0}) == [
        "listen",
        "Respect",
    ]


def test_little_words_at_the_edge_are_left_out(reader: Reader) -> None:
    assert shown(reader, "it is the choice of it", {"the": 1.0, "choice": 1.0, "of": 0.9}) == ["choice"]


def test_a_little_word_is_shown_if_it_is_all_there_is(reader: Reader) -> None:
    assert shown(reader, "it is", {"it": 1.0}) == ["it"]


def test_a_written_word_is_never_cut(reader: Reader) -> None:
    assert shown(reader, "He isn't allowed", {"n't": 1.0}) == ["isn't"]


def test_words_that_speak_against_it_are_not_shown(reader: Reader) -> None:
    assert shown(reader, "food and choice", {"food": -2.0, "choice": 1.0}) == ["choice"]


def test_nothing_is_shown_if_nothing_speaks_for_it(reader: Reader) -> None:
    assert shown(reader, "food and choice", {}) == []


def test_phrases_never_overlap(reader: Reader) -> None:
    text = "ask😀😀😀😀😀me"
    doc = reader.read(text)
    spans = evidence(doc, np.array([1.0, *[0.0] * (len(doc) - 2), 1.0]))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
