"""Scores of many answers at once: they are those of one look at each, by the model of the right fold."""

import numpy as np

from nlu.clauses import several
from nlu.features import features
from nlu.heads import Weights
from nlu.lexicon import Lexicon
from nlu.linear import Floats, Ints, LinearModel
from nlu.look import Look
from nlu.unseen import Scores, unseen_scores
from nlu.vectors import FEWEST, Vectors, vectors
from nlu.words import Reader

KINDS = (
    "They listen to me. But they never tell me why.",
    "I like the tea",
    "They never rush me. I like tea.",
)
TEXTS = KINDS * max(FEWEST)
READER = Reader()
LEXICON = Lexicon({}, READER)


def read() -> Vectors:
    docs = [READER.read(text) for text in TEXTS]
    return vectors((features(doc, LEXICON), several(doc)) for doc in docs)


def some_weights(space: Vectors, seed: int = 0) -> Weights:
    random = np.random.default_rng(seed)
    rows = len(space.idf) + (0 if space.meaning is None else space.meaning.shape[1])
    return Weights(random.normal(size=(rows, 2)), random.normal(size=2))


def looked_at(space: Vectors, weights: Weights, row: int) -> Floats:
    model = LinearModel(space.names, space.idf, weights.table, weights.bias, ["a", "b"])
    meaning = None if space.meaning is None else space.meaning[row]
    return Look(READER.read(TEXTS[row]), LEXICON, model, meaning).scores()


def test_many_at_once_are_scored_like_one_by_one() -> None:
    space = read()
    weights = some_weights(space)
    rows = np.array([7, 2, 1, 0])
    scores = unseen_scores(space, rows, 2, [(rows, np.arange(4))], lambda _: weights).together()
    np.testing.assert_allclose(scores, [looked_at(space, weights, row) for row in rows], atol=1e-12)


def test_a_sentence_vector_counts_as_in_one_look() -> None:
    meaning = np.random.default_rng(1).normal(size=(len(TEXTS), 5)).astype(np.float16)
    space = read()._replace(meaning=meaning)
    weights = some_weights(space)
    rows = np.array([7, 2, 1, 0])
    scores = unseen_scores(space, rows, 2, [(rows, np.arange(4))], lambda _: weights).together()
    np.testing.assert_allclose(scores, [looked_at(space, weights, row) for row in rows], atol=1e-12)


def test_each_is_scored_by_a_model_that_had_not_read_it() -> None:
    space = read()
    rows = np.arange(4)
    folds = [(np.array([0, 1]), np.array([2, 3])), (np.array([2, 3]), np.array([0, 1]))]

    def learn(places: Ints) -> Weights:
        return some_weights(space, seed=int(places[0]))

    scores = unseen_scores(space, rows, 2, folds, learn).together()
    expected = [looked_at(space, some_weights(space, seed), row) for row, seed in enumerate((2, 2, 0, 0))]
    np.testing.assert_allclose(scores, expected, atol=1e-12)


def test_some_of_the_answers_keep_their_own_clauses() -> None:
    scores = Scores(np.array([[1.0], [2.0], [3.0]]), np.array([[5.0], [7.0], [9.0]]), np.array([0, 0, 2]))
    assert scores.together().tolist() == [[4.0], [2.0], [6.0]]
    assert scores.of(np.array([2, 1])).together().tolist() == [[6.0], [2.0]]
    assert scores.of(np.array([1])).together().tolist() == [[2.0]]


def test_other_outputs_are_sums_over_these() -> None:
    scores = Scores(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [0.0, 9.0]]), np.array([0, 0]))
    mapped = scores.mapped(np.array([[1.0], [10.0]]), np.array([0.5]))
    assert mapped.together().tolist() == [[(21.5 + 90.5) / 2]]
