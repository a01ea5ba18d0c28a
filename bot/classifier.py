"""What a sentence is most likely, by the words, pairs and triples of words and groups of letters in it.

Logistic regression over TF-IDF, two blocks (words, letters), each of length one. Only training needs scikit-learn;
a trained classifier is a list of pieces and a table of weights, read without running anything from the file.
"""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence, Tuple

import numpy as np

PIECES, WEIGHTS = "pieces.json", "weights.npz"
MOST_WORDS_TOGETHER = 3
MOST_LETTERS_TOGETHER = 4
LEAST_SENTENCES = 2
"""A piece of fewer sentences than this tells nothing about the next one."""
STRENGTH = 20.0
"""How closely the weights follow the examples (`C` of scikit-learn); chosen by cross-validation."""
RARE = 0.5
"""How much more an example of a rare intent counts: 0 not at all, 1 so that all intents weigh the same."""

Blocks = Tuple["Counter[str]", ...]


class Guess(NamedTuple):
    """The likeliest intent, how likely it and each of them is (0 to 1), and how many words are unknown."""

    intent: str
    confidence: float
    likely: Mapping[str, float]
    unknown: int


def blocks_of(sentence: str) -> Blocks:
    """The pieces of a normalised sentence: of words, where it begins and ends being one too; of letters."""
    words = sentence.split()
    marked = ["^", *words, "$"]
    together = range(1, MOST_WORDS_TOGETHER + 1)
    of_words = Counter(" ".join(marked[at : at + n]) for n in together for at in range(len(marked) - n + 1))
    of_letters: "Counter[str]" = Counter()
    for word in (f" {word} " for word in words):
        for n in range(1, MOST_LETTERS_TOGETHER + 1):
            of_letters.update("#" + word[at : at + n] for at in range(max(1, len(word) - n + 1)))
    return of_words, of_letters


class Classifier:
    """`pieces`: piece -> (row of the table, how telling the piece is); `weights`: a row a piece, a column an intent."""

    def __init__(
        self, intents: Sequence[str], pieces: Mapping[str, Tuple[int, float]], weights: Any, starts: Any
    ) -> None:
        self._intents, self._pieces, self._weights, self._starts = list(intents), dict(pieces), weights, starts

    def guess(self, sentence: str) -> Guess:
        """What the normalised `sentence` most likely is."""
        found = [entry for block in blocks_of(sentence) for entry in _values(block, self._pieces)]
        rows, values = [row for row, _ in found], np.array([value for _, value in found], dtype=np.float32)
        scores = self._starts + (values @ self._weights[rows] if rows else 0.0)
        shares = np.exp(scores - scores.max())
        likely = dict(zip(self._intents, (shares / shares.sum()).tolist(), strict=True))
        best = max(likely, key=likely.__getitem__)
        unknown = sum(word not in self._pieces for word in sentence.split())
        return Guess(best, likely[best], likely, unknown)

    def save(self, folder: Path) -> None:
        """Write `PIECES` and `WEIGHTS` into `folder`."""
        content = {"intents": self._intents, "pieces": self._pieces}
        (folder / PIECES).write_text(json.dumps(content), encoding="utf-8")
        np.savez(folder / WEIGHTS, weights=self._weights, starts=self._starts)

    @classmethod
    def load(cls, folder: Path) -> "Classifier":
        """What `save` wrote."""
        content = json.loads((folder / PIECES).read_text(encoding="utf-8"))
        tables = np.load(folder / WEIGHTS, allow_pickle=False)
        pieces = {piece: (row, telling) for piece, (row, telling) in content["pieces"].items()}
        return cls(content["intents"], pieces, tables["weights"], tables["starts"])


def trained(sentences: Mapping[str, str]) -> Classifier:
    """A classifier that has learned from `sentences` (normalised sentence -> intent), at least two intents."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  slow to import, and only training needs them
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    examples = [blocks_of(sentence) for sentence in sentences]
    pieces = _telling(examples)
    rows = [[entry for block in blocks for entry in _values(block, pieces)] for blocks in examples]
    ends = np.cumsum([0, *map(len, rows)])
    columns, values = zip(*(entry for row in rows for entry in row), strict=True)
    table = csr_matrix((np.array(values, dtype=np.float64), columns, ends), shape=(len(rows), len(pieces)))
    intents = list(sentences.values())
    model = LogisticRegression(C=STRENGTH, class_weight=_importance(intents), max_iter=300, random_state=42)
    model.fit(table, intents)
    weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
    return Classifier(list(model.classes_), pieces, weights, model.intercept_.astype(np.float32))


def _importance(intents: Sequence[str]) -> Dict[str, float]:
    counts = Counter(intents)
    usual = len(intents) / len(counts)
    return {intent: (usual / count) ** RARE for intent, count in counts.items()}


def _telling(examples: Sequence[Blocks]) -> Dict[str, Tuple[int, float]]:
    """The pieces of more than one sentence; the fewer sentences hold a piece, the more telling it is."""
    held = Counter(piece for blocks in examples for block in blocks for piece in block)
    kept = sorted(piece for piece, count in held.items() if count >= LEAST_SENTENCES)
    return {piece: (row, 1 + math.log((1 + len(examples)) / (1 + held[piece]))) for row, piece in enumerate(kept)}


def _values(block: "Counter[str]", pieces: Mapping[str, Tuple[int, float]]) -> List[Tuple[int, float]]:
    """(row, value) of the known pieces of a block; the squares of the values add up to one."""
    found = [(*pieces[piece], count) for piece, count in block.items() if piece in pieces]
    values = [(row, (1 + math.log(count)) * telling) for row, telling, count in found]
    length = math.sqrt(sum(value * value for _, value in values)) or 1.0
    return [(row, value / length) for row, value in values]
