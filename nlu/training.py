"""Trains a tagger from the labelled answers. The same data and code give the same tagger, to the last bit."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold, KFold
from threadpoolctl import threadpool_limits

from nlu import artefact, heads, net
from nlu.answers import Answer
from nlu.artefact import Artefact, Card
from nlu.calibration import calibrate
from nlu.concerns import OUTPUTS
from nlu.heads import Head, Truth, Weights
from nlu.lesson import Lesson, load_lesson, named_topics
from nlu.linear import Ints, Numbers
from nlu.meaning import Encodes, encoded, remembered
from nlu.progress import Progress, silent
from nlu.unseen import Fold, unseen_scores
from nlu.upkeep import fingerprint

SHOWN_FROM = 0.4
"""Confidence from which a principle is shown; docs/nlu.md has the figures that led to it."""
TOPICS_FROM = 0.25
"""Chance from which a topic is named."""
FOLDS = 3
FEWEST = 10
"""Answers each principle needs, so that every fold has some to learn from."""
_STEPS = FOLDS + 4


def train(
    data: Path,
    out: Path,
    tell: Progress = silent,
    corrected: Sequence[Answer] = (),
    encoder: Encodes | None = None,
) -> Path:
    """Learn from `data` (taxonomy, lexicon, answers, concerns), write `out/tagger-<hash>`, return it.

    `corrected` are answers that people put right. Takes less than a minute, also with 10,000 of them, and
    can be interrupted without harm. With an encoder a minute more, and the first time another one; then `out`
    holds the vectors of our own answers, for the next.
    Raises NluError if the data is wrong or too little.
    """
    with threadpool_limits(1):  # sums in another order are other sums: the same bits whatever the machine
        return _train(data, out, tell, corrected, encoder)


def _train(
    data: Path, out: Path, tell: Progress, corrected: Sequence[Answer], encoder: Encodes | None
) -> Path:
    tell("reading the answers", 0, _STEPS)
    lesson = load_lesson(data, FEWEST, corrected, partial(_encode, encoder, out, tell) if encoder else None)
    principles = _principles(lesson, tell)
    tell("learning stances and topics", FOLDS + 1, _STEPS)
    learned = [
        principles,
        _plainly(lesson, lesson.stances(), heads.STANCES),
        _plainly(lesson, lesson.topics(), heads.TOPICS),
    ]
    tell("learning what may be unsafe", FOLDS + 2, _STEPS)
    safety = net.learn(lesson)
    tell("writing the tagger", FOLDS + 3, _STEPS)
    needs = encoder.identity if encoder else ""
    made_from = (fingerprint(data, corrected, needs), fingerprint(data, encoder=needs))
    folder = artefact.write(_artefact(lesson, made_from, learned, safety, needs), out)
    tell("done", _STEPS, _STEPS)
    return folder


def _encode(
    encoder: Encodes, keep: Path, tell: Progress, own: Sequence[Answer], corrected: Sequence[Answer]
) -> Numbers:
    """What people said is not kept: it may have to be erased."""

    def still_reading(doing: str, done: int, of: int) -> None:
        tell(f"{doing}, {done:,} of {of:,}", 0, _STEPS)

    ours = remembered([answer.text for answer in own], encoder, keep, still_reading)
    theirs = encoded([answer.text for answer in corrected], encoder, still_reading)
    return np.vstack([ours, theirs])


def _plainly(lesson: Lesson, truth: Truth, head: Head) -> Weights:
    """A head without gate or calibration, from the answers of which somebody said it."""
    said = np.flatnonzero(truth.any(axis=1) | np.array([bool(answer.topics) for answer in lesson.answers]))
    return heads.fit(lesson.vectors, lesson.of_answers[said], truth[said], head)


def _principles(lesson: Lesson, tell: Progress) -> Weights:
    """Weights of the principles with the gate and the calibration folded in."""
    truth, decided = lesson.principles(), lesson.decided()
    carries = truth.any(axis=1)
    gated = np.column_stack([truth, carries])
    counts = np.column_stack([decided, carries | (decided.min(axis=1) > 0)])
    rows = lesson.of_answers

    def learn(learn_from: Ints) -> Weights:
        return heads.fit(
            lesson.vectors, rows[learn_from], gated[learn_from], heads.PRINCIPLES, counts[learn_from]
        )

    scores = unseen_scores(lesson.vectors, rows, gated.shape[1], _told(_folds(lesson), tell), learn)
    whole = np.flatnonzero(decided.min(axis=1) > 0)  # of the others nobody knows what would be right
    return calibrate(scores.of(whole), truth[whole]).folded(learn(rows))


def _told(folds: Iterator[Fold], tell: Progress) -> Iterator[Fold]:
    for done, fold in enumerate(folds, start=1):
        tell("learning principles", done, _STEPS)
        yield fold


def _folds(lesson: Lesson) -> Iterator[Fold]:
    """Confidence is learned on writers whom the model had not read: people who answer are strangers too."""
    writers = [answer.writer for answer in lesson.answers]
    if len(set(writers)) < FOLDS:
        yield from KFold(FOLDS, shuffle=True, random_state=0).split(lesson.of_answers)
    else:
        yield from GroupKFold(FOLDS).split(lesson.of_answers, groups=writers)


def _artefact(
    lesson: Lesson,
    made_from: tuple[str, str],
    learned: list[Weights],
    safety: net.Net | None,
    encoder: str = "",
) -> Artefact:
    taxonomy = lesson.taxonomy
    parts = [
        (heads.PRINCIPLES, taxonomy.principle_keys),
        (heads.STANCES, taxonomy.stance_keys),
        (heads.TOPICS, named_topics(taxonomy)),
        *([(heads.CONCERNS, OUTPUTS)] if safety else []),
    ]
    weights = [*learned, *([safety.weights] if safety else [])]
    card = Card(
        fingerprint=made_from[0],
        base=made_from[1],
        taxonomy=taxonomy.version,
        answers=len(lesson.answers),
        corrections=lesson.corrected,
        lines=len(lesson.lines),
        shown_from=SHOWN_FROM,
        topics_from=TOPICS_FROM,
        concern_from=safety.concern_from if safety else 2.0,
        now_from=safety.now_from if safety else 2.0,
        outputs=[f"{head.part}:{key}" for head, keys in parts for key in keys],
        names=lesson.vectors.names,
        cues=lesson.cues,
        phrases=lesson.phrases,
        encoder=encoder,
        width=0 if lesson.vectors.meaning is None else lesson.vectors.meaning.shape[1],
    )
    return Artefact(
        card,
        lesson.vectors.idf.astype(np.float32),
        np.column_stack([each.table for each in weights]).astype(np.float16),
        np.concatenate([each.bias for each in weights]),
    )
