"""The tagger built in other ways: other blocks of features, other ways to decide, everything else the same.

To add one, write a line in `VARIANTS`. If it sees something new, give the course a block of that name first
(`Course.add`; `bench.blocks.Block` says what one has to do).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import NamedTuple

import numpy as np
from sklearn.model_selection import GroupKFold

from bench.course import Course
from nlu import heads
from nlu.calibration import Calibration, calibrate
from nlu.heads import Head, Truth, Weights
from nlu.lesson import named_topics
from nlu.linear import Floats, Ints
from nlu.principles import NEUTRAL, OTHER
from nlu.tagger import KNOWN_FROM, MOST_SHOWN
from nlu.training import FOLDS, SHOWN_FROM, TOPICS_FROM
from nlu.understanding import PrincipleTag, Understanding
from nlu.unseen import Fold, Scores, unseen_scores

WHAT_SHIPS = ("words", "letters", "phrases")
LOUD = heads.PRINCIPLES._replace(trust=(1.0, 1.0, 1.0))
"""Every block weighs the same."""


class Gate(Enum):
    """What is made of "does it carry any principle at all?"."""

    NONE = "not asked"
    LEARNED = "counts as much as was learned, for every principle"
    FIRST = "decides first; the principles are learned from answers that carry one"


@dataclass(frozen=True)
class Variant:
    """One way to build it. What is not said is as it ships."""

    blocks: tuple[str, ...] = WHAT_SHIPS
    gate: Gate = Gate.LEARNED
    calibrated: bool = True
    by_clause: bool = True
    shown_from: float = SHOWN_FROM
    principles: Head = heads.PRINCIPLES


SHIPS = "+ learned gate: what ships"
VARIANTS = {
    "words": Variant(("words",), Gate.NONE),
    "+ letters": Variant(("words", "letters"), Gate.NONE),
    "+ lexicon": Variant(gate=Gate.NONE),
    SHIPS: Variant(),
    "gate first, then which": Variant(gate=Gate.FIRST),
    "gate first, both from 0.5": Variant(gate=Gate.FIRST, shown_from=0.5),
    "without the lexicon": Variant(("words", "letters")),
    "phrases as loud as words": Variant(principles=LOUD),
    "without letters": Variant(("words", "phrases")),
    "with word clusters": Variant((*WHAT_SHIPS, "clusters")),
    "with patterns": Variant((*WHAT_SHIPS, "patterns")),
    "without clauses": Variant(by_clause=False),
    "neither gate nor calibration, from 0.5": Variant(gate=Gate.NONE, calibrated=False, shown_from=0.5),
    "shown from 0.5": Variant(shown_from=0.5),
}
"""The first build up to what ships, of which each of the rest leaves out, adds or changes one thing."""


class Learned(NamedTuple):
    """Principles, and in the last column the gate if all answers were learned from."""

    weights: Weights
    unseen: Scores
    """Of the answers that were learned from, by models that had not read their writers."""


class Builder:
    """Builds variants. What several have in common is learned once."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._truth = course.principles()
        self._carries = self._truth.any(axis=1)
        self._principles = cache(self._learn_principles)
        self._plain = cache(self._learn_plainly)

    def understood(self, variant: Variant) -> list[Understanding]:
        """What it makes of every text that is asked."""
        decide = self._in_two_stages if variant.gate is Gate.FIRST else self._at_once
        stances = self._scored(variant, self._plain(variant.blocks, heads.STANCES)).whole
        topics = self._chances(variant, self._plain(variant.blocks, heads.TOPICS))
        each = zip(self._course.asked.docs, decide(variant), stances, topics, strict=True)
        return [
            self._understanding(variant, principles, stance, about)
            if self._course.known(doc) >= KNOWN_FROM
            else Understanding((), NEUTRAL, (), None)
            for doc, principles, stance, about in each
        ]

    def _understanding(
        self, variant: Variant, principles: Floats, stances: Floats, topics: Floats
    ) -> Understanding:
        taxonomy = self._course.taxonomy
        stance = taxonomy.stance_keys[int(np.argmax(stances))]
        shown = _surest(taxonomy.principle_keys, principles, variant.shown_from)
        named = _surest(named_topics(taxonomy), topics, TOPICS_FROM)
        return Understanding(
            tuple(PrincipleTag(key, stance, chance, ()) for key, chance in shown),
            stance,
            tuple(topic for topic, _ in named) or (OTHER,),
            None,
        )

    def _at_once(self, variant: Variant) -> Floats:
        """Chances of the principles, by answers that are asked."""
        weights, unseen = self._learned(variant, carriers=False)
        if variant.gate is Gate.LEARNED:
            return self._chances(variant, calibrate(unseen, self._truth).folded(weights))
        alone = _columns(weights, slice(0, -1))
        if variant.calibrated:
            alone = _calibrated_alone(_scores_of(unseen, slice(0, -1)), self._truth).folded(alone)
        return self._chances(variant, alone)

    def _in_two_stages(self, variant: Variant) -> Floats:
        """The same: none if the first stage says so, else at least the one the second is surest of."""
        weights, unseen = self._learned(variant, carriers=False)
        gate = _calibrated_alone(_scores_of(unseen, slice(-1, None)), self._carries[:, None])
        any_at_all = self._chances(variant, gate.folded(_columns(weights, slice(-1, None))))
        weights, unseen = self._learned(variant, carriers=True)
        which = _calibrated_alone(unseen, self._truth[self._carries])
        chances = self._chances(variant, which.folded(weights))
        surest = chances == chances.max(axis=1, keepdims=True)
        chances = np.where(surest, np.maximum(chances, variant.shown_from), chances)
        return np.where(any_at_all >= variant.shown_from, chances, 0.0)

    def _learned(self, variant: Variant, *, carriers: bool) -> Learned:
        weights, unseen = self._principles(variant.blocks, variant.principles, carriers=carriers)
        return Learned(weights, unseen if variant.by_clause else _whole_only(unseen))

    def _scored(self, variant: Variant, weights: Weights) -> Scores:
        """Scores of what is asked, of weights in half precision, as they are kept."""
        table = weights.table.astype(np.float16).astype(np.float64)
        scores = self._course.asked.answers(self._course.asked_parts(variant.blocks) @ table + weights.bias)
        return scores if variant.by_clause else _whole_only(scores)

    def _chances(self, variant: Variant, weights: Weights) -> Floats:
        scored = self._scored(variant, weights)
        chances: Floats = 1 / (1 + np.exp(-np.clip(scored.together(), -50, 50)))
        return chances

    def _learn_principles(self, blocks: tuple[str, ...], head: Head, *, carriers: bool) -> Learned:
        """Of all answers, with the gate; or of those that carry one, without it."""
        rows = np.flatnonzero(self._carries) if carriers else np.arange(len(self._truth))
        truth = self._truth[rows] if carriers else np.column_stack([self._truth, self._carries])
        vectors = self._course.vectors(blocks)

        def learn(places: Ints) -> Weights:
            return heads.fit(vectors, rows[places], truth[places], head)

        unseen = unseen_scores(vectors, rows, truth.shape[1], self._folds(rows), learn)
        return Learned(learn(np.arange(len(rows))), unseen)

    def _folds(self, rows: Ints) -> Iterator[Fold]:
        """As in `nlu.training`: by writers."""
        writers = [self._course.answers[row].writer for row in rows]
        yield from GroupKFold(FOLDS).split(rows, groups=writers)

    def _learn_plainly(self, blocks: tuple[str, ...], head: Head) -> Weights:
        truth = self._course.stances() if head is heads.STANCES else self._course.topics()
        return heads.fit(self._course.vectors(blocks), np.arange(len(truth)), truth, head)


def _calibrated_alone(unseen: Scores, truth: Truth) -> Calibration:
    """Calibrated without a gate: one that always says the same teaches nothing."""
    outputs = truth.shape[1]
    blind = unseen.mapped(np.eye(outputs, outputs + 1), np.zeros(outputs + 1))
    with np.errstate(divide="ignore"):  # where every answer carries one, none without has to be weighed
        mix, shift = calibrate(blind, truth)
    return Calibration(mix[:-1], shift)


def _whole_only(scores: Scores) -> Scores:
    """As if no answer had several clauses."""
    return Scores(scores.whole, scores.clauses[:0], scores.owners[:0])


def _scores_of(scores: Scores, columns: slice) -> Scores:
    return scores._replace(whole=scores.whole[:, columns], clauses=scores.clauses[:, columns])


def _columns(weights: Weights, columns: slice) -> Weights:
    return Weights(weights.table[:, columns], weights.bias[columns])


def _surest(keys: Sequence[str], chances: Floats, at_least: float) -> list[tuple[str, float]]:
    enough = [(key, float(chance)) for key, chance in zip(keys, chances, strict=True) if chance >= at_least]
    return sorted(enough, key=lambda pair: -pair[1])[:MOST_SHOWN]
