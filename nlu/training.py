"""Trains a tagger from the labelled answers. The same data and code give the same tagger, to the last bit."""

from pathlib import Path

import numpy as np
from sklearn.model_selection import KFold

from nlu import artefact, heads
from nlu.artefact import Artefact, Card
from nlu.calibration import calibrate
from nlu.heads import Weights
from nlu.lesson import Lesson, load_lesson, named_topics
from nlu.linear import LinearModel
from nlu.look import Look
from nlu.progress import Progress, silent
from nlu.upkeep import fingerprint

SHOWN_FROM = 0.3
"""Confidence from which a principle is shown; docs/nlu.md has the figures that led to it."""
TOPICS_FROM = 0.25
"""Chance from which a topic is named."""
FOLDS = 5
FEWEST = 2 * FOLDS
"""Answers each principle needs, so that every fold has some to learn from."""
_STEPS = FOLDS + 3


def train(data: Path, out: Path, tell: Progress = silent) -> Path:
    """Learn from `data` (taxonomy.yml, lexicon.yml, answers/*.txt) and write `out/tagger-<hash>`; returns it.

    Takes well under a minute on one core and can be interrupted without harm.
    Raises NluError if the data is wrong or too little.
    """
    tell("reading the answers", 0, _STEPS)
    lesson = load_lesson(data, FEWEST)
    principles = _principles(lesson, tell)
    tell("learning stances and topics", FOLDS + 1, _STEPS)
    everything = np.arange(len(lesson.answers))
    stances = heads.fit(lesson.vectors, everything, lesson.stances(), heads.STANCES)
    topics = heads.fit(lesson.vectors, everything, lesson.topics(), heads.TOPICS)
    tell("writing the tagger", FOLDS + 2, _STEPS)
    folder = artefact.write(_artefact(lesson, fingerprint(data), (principles, stances, topics)), out)
    tell("done", _STEPS, _STEPS)
    return folder


def _principles(lesson: Lesson, tell: Progress) -> Weights:
    """Weights of the principles with the gate and the calibration folded in."""
    truth = lesson.principles()
    gated = np.column_stack([truth, truth.any(axis=1)])
    everything = np.arange(len(lesson.answers))
    looks: list[Look | None] = [None] * len(everything)
    for fold, (learn, check) in enumerate(KFold(FOLDS, shuffle=True, random_state=0).split(everything)):
        tell("learning principles", fold + 1, _STEPS)
        model = _model(lesson, heads.fit(lesson.vectors, learn, gated, heads.PRINCIPLES))
        for row in check:
            looks[row] = Look(lesson.docs[row], lesson.lexicon, model)
    calibration = calibrate([look for look in looks if look], truth)
    return calibration.folded(heads.fit(lesson.vectors, everything, gated, heads.PRINCIPLES))


def _model(lesson: Lesson, weights: Weights) -> LinearModel:
    outputs = [str(column) for column in range(len(weights.bias))]
    return LinearModel(lesson.vectors.names, lesson.vectors.idf, weights.table, weights.bias, outputs)


def _artefact(lesson: Lesson, made_from: str, learned: tuple[Weights, Weights, Weights]) -> Artefact:
    taxonomy = lesson.taxonomy
    parts = (
        (heads.PRINCIPLES, taxonomy.principle_keys),
        (heads.STANCES, taxonomy.stance_keys),
        (heads.TOPICS, named_topics(taxonomy)),
    )
    card = Card(
        fingerprint=made_from,
        taxonomy=taxonomy.version,
        answers=len(lesson.answers),
        shown_from=SHOWN_FROM,
        topics_from=TOPICS_FROM,
        outputs=[f"{head.part}:{key}" for head, keys in parts for key in keys],
        names=lesson.vectors.names,
        phrases=lesson.lexicon.phrases,
    )
    return Artefact(
        card,
        lesson.vectors.idf.astype(np.float32),
        np.column_stack([weights.table for weights in learned]).astype(np.float16),
        np.concatenate([weights.bias for weights in learned]),
    )
