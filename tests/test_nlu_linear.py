"""The sums: they are those that were learned, and every share can be laid back onto a word."""

import numpy as np
import pytest

from nlu.features import LETTERS, PHRASES, WORDS, Feature
from nlu.linear import LinearModel
from nlu.vectors import FEWEST, Vectors, vectors

ANSWERS = [
    [Feature(WORDS, "ask", 0, 1), Feature(WORDS, "ask me", 0, 2), Feature(LETTERS, "ask", 0, 1)],
    [Feature(WORDS, "ask", 0, 1), Feature(WORDS, "ask", 2, 3), Feature(PHRASES, "cues:wish", 1, 3)],
    [Feature(WORDS, "tea", 0, 1), Feature(LETTERS, "tea", 0, 1)],
] * max(FEWEST)
"""Each as often as a feature has to be there to count."""


def learned_from() -> Vectors:
    return vectors((found, []) for found in ANSWERS)


@pytest.fixture
def model() -> LinearModel:
    space = learned_from()
    random = np.random.default_rng(0)
    weights = random.normal(size=(len(space.idf), 2))
    return LinearModel(
        space.names, space.idf, weights, np.array([0.5, -1.0]), ["topics:food", "topics:staff"]
    )


def test_scores_are_those_of_training(model: LinearModel) -> None:
    space = learned_from()
    weights = np.random.default_rng(0).normal(size=(len(space.idf), 2))
    expected = space.matrix @ weights + np.array([0.5, -1.0])
    ours = np.array([model.scores(model.signs(found)) for found in ANSWERS])
    np.testing.assert_allclose(ours, expected, atol=1e-12)


@pytest.mark.parametrize("found", ANSWERS[:3])
def test_the_shares_of_the_words_sum_to_the_score(model: LinearModel, found: list[Feature]) -> None:
    signs = model.signs(found)
    for column, bias in enumerate((0.5, -1.0)):
        assert model.shares(signs, column, 3).sum() + bias == pytest.approx(model.scores(signs)[column])


def test_a_phrase_shares_among_all_its_words(model: LinearModel) -> None:
    shares = model.shares(model.signs([Feature(PHRASES, "cues:wish", 1, 3)]), 0, 4)
    assert shares[0] == shares[3] == 0
    assert shares[1] == shares[2] != 0


def test_what_is_not_known_adds_nothing(model: LinearModel) -> None:
    signs = model.signs([Feature(WORDS, "quockerwodger", 0, 1)])
    np.testing.assert_array_equal(model.scores(signs), [0.5, -1.0])
    assert model.known_words(signs) == 0


def test_letters_alone_do_not_make_a_word_known(model: LinearModel) -> None:
    signs = model.signs([Feature(LETTERS, "tea", 0, 1), Feature(WORDS, "ask", 1, 2)])
    assert model.known_words(signs) == 1


def test_a_stretch_takes_only_what_lies_wholly_in_it(model: LinearModel) -> None:
    found = [Feature(WORDS, "ask", 0, 1), Feature(WORDS, "ask me", 0, 2), Feature(WORDS, "tea", 1, 2)]
    assert len(model.signs(found).within(0, 1).rows) == 1


def test_outputs_are_found_by_part(model: LinearModel) -> None:
    assert model.columns("topics") == {"food": 0, "staff": 1}
    assert model.columns("stances") == {}
