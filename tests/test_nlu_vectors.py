"""The matrices that are learned from: scikit-learn's own numbers, and the clauses beside the answers."""

from functools import partial

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.clauses import Stretch, several
from nlu.features import LETTERS, WORDS, Feature, features, names_of
from nlu.lexicon import Lexicon, load_phrases
from nlu.principles import load_taxonomy
from nlu.vectors import BLOCKS, FEWEST, Vectors, vectors
from nlu.words import Reader

TEXTS = [
    "They listen to me. They never rush me.",
    "I love a banana, a banana and a cup of tea.",
    "nobody listens",
    "They listen, but nobody tells me what it is for; they rush.",
    "?",
] * max(FEWEST)
"""Each as often as a feature has to be there to count."""


@pytest.fixture(scope="module")
def read() -> list[tuple[list[Feature], list[Stretch]]]:
    reader = Reader()
    lexicon = Lexicon(load_phrases(load_taxonomy()), reader)
    docs = [reader.read(text) for text in TEXTS]
    return [(features(doc, lexicon), several(doc)) for doc in docs]


@pytest.fixture(scope="module")
def space(read: list[tuple[list[Feature], list[Stretch]]]) -> Vectors:
    return vectors(read)


def of_block(block: int, found: list[Feature]) -> list[str]:
    return [name for each in found if each.block == block for name in names_of(block, each.name)]


@pytest.mark.parametrize("block", BLOCKS)
def test_the_numbers_are_those_of_scikit_learn(
    block: int, read: list[tuple[list[Feature], list[Stretch]]], space: Vectors
) -> None:
    theirs = TfidfVectorizer(
        analyzer=partial(of_block, block), sublinear_tf=True, min_df=FEWEST[BLOCKS.index(block)]
    )
    expected = theirs.fit_transform([found for found, _ in read]).toarray()
    columns = space.block == block
    assert space.names[BLOCKS.index(block)] == theirs.get_feature_names_out().tolist()
    np.testing.assert_allclose(space.idf[columns], theirs.idf_)
    np.testing.assert_allclose(space.matrix.toarray()[:, columns], expected)


def test_a_clause_is_valued_like_an_answer_of_its_words() -> None:
    listen, never = Feature(WORDS, "listen", 0, 1), Feature(WORDS, "never", 1, 2)
    run, word = Feature(WORDS, "listen never", 0, 2), Feature(LETTERS, "never", 1, 2)
    whole = [listen, never, run, word]
    space = vectors([(whole, [(0, 1), (1, 2)]), ([listen], []), ([never, word], [])] * max(FEWEST))
    rows = space.matrix.toarray()
    np.testing.assert_allclose(space.clauses.toarray()[:2], rows[1:3])
    assert space.owners.tolist()[:4] == [0, 0, 3, 3]


def test_an_answer_of_one_clause_has_no_clauses_beside_it(space: Vectors) -> None:
    assert {TEXTS[row] for row in space.owners} == {TEXTS[0], TEXTS[3]}


def test_what_too_few_said_is_left_out() -> None:
    said = [Feature(WORDS, "quizzlewick", 0, 1), Feature(LETTERS, "tea", 1, 2)]
    often = vectors([(said, [])] * max(FEWEST))
    seldom = vectors([(said, [])] * (min(FEWEST[:2]) - 1))
    assert often.names[:2] == [["quizzlewick"], sorted(names_of(LETTERS, "tea"))]
    assert seldom.names[:2] == [[], []]
