"""How well a tagger agrees with labels given by reading. The figures are defined as in scikit-learn."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from nlu.answers import read_answers
from nlu.errors import NluError
from nlu.principles import OTHER, load_taxonomy
from nlu.progress import Progress, silent
from nlu.understanding import Understanding

type Row = Mapping[str, Any]
"""An answer with its labels: `text`, `principles`, `stance`, `topics`; other keys are ignored."""

_BATCH = 50
_BINS = 10


class Tags(Protocol):
    """Whatever can say what it understands of answers."""

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]: ...


@dataclass(frozen=True)
class Agreement:
    """How the labels given compare with the true ones."""

    given: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.given + self.true) if self.given + self.true else 0.0


@dataclass(frozen=True)
class Report:
    """The figures. All lie between 0 and 1; higher is better but for `calibration_error`."""

    answers: int
    micro_f1: float
    """F1 of principles over all answers."""
    macro_f1: float
    """Mean of the principles' own F1."""
    principles: Mapping[str, Agreement]
    none_kept_clean: float
    """Share of the answers that carry no principle which were given none."""
    stance: float
    """Share of answers whose stance is right."""
    topics_f1: float
    """F1 of topics over all answers; `other` is not counted, it names nothing."""
    calibration_error: float
    """Expected calibration error (Naeini et al. 2015) of the principles shown, in ten equal bins."""
    likely_precision: float
    """Precision of the principles shown with a confidence of 0.8 and more."""

    def as_json(self) -> dict[str, Any]:
        principles = {
            key: {**asdict(found), "precision": found.precision, "recall": found.recall, "f1": found.f1}
            for key, found in self.principles.items()
        }
        return {**asdict(self), "principles": principles}


GOLD = Path(__file__).parent / "gold"
"""Answers and lines that nobody trains on."""


def load_rows(path: Path) -> list[Row]:
    """Labelled answers: one JSON object a line, or lines as the training answers are written (`.txt`).

    Raises NluError naming the first line that is not one.
    """
    if path.suffix == ".txt":
        return [
            {"text": each.text, "principles": each.keys, "stance": each.stance, "topics": each.topics}
            for each in read_answers(path, load_taxonomy())
        ]
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NluError(f"{path} cannot be read ({error}). Name a file of labelled answers.") from error
    return [_row(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def evaluate(tagger: Tags, rows: Sequence[Row], tell: Progress = silent) -> Report:
    """Tag every row's text and compare. A label that is not on our list counts as missed."""
    understood = list(_understood(tagger, rows, tell))
    pairs = list(zip(rows, understood, strict=True))
    given = [({tag.key for tag in found.principles}, set(row["principles"])) for row, found in pairs]
    keys = sorted({key for labels in given for key in labels[0] | labels[1]})
    principles = {key: _agreement([({*a} & {key}, {*b} & {key}) for a, b in given]) for key in keys}
    topics = [(set(found.topics) - {OTHER}, set(row["topics"]) - {OTHER}) for row, found in pairs]
    sure = [
        (tag.confidence, tag.key in row["principles"]) for row, found in pairs for tag in found.principles
    ]
    return Report(
        answers=len(rows),
        micro_f1=_agreement(given).f1,
        macro_f1=_mean([found.f1 for found in principles.values()]),
        principles=principles,
        none_kept_clean=_mean([not tags for tags, labels in given if not labels]),
        stance=_mean([found.stance == row["stance"] for row, found in pairs]),
        topics_f1=_agreement(topics).f1,
        calibration_error=_calibration_error(sure),
        likely_precision=_mean([right for confidence, right in sure if confidence >= 0.8]),
    )


def _row(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise NluError(f"{path}, line {number} is not JSON ({error}). Correct or remove it.") from error
    missing = [key for key in ("text", "principles", "stance", "topics") if key not in row]
    if missing:
        raise NluError(f"{path}, line {number}: write `{missing[0]}` beside the rest.")
    return dict(row)


def _understood(tagger: Tags, rows: Sequence[Row], tell: Progress) -> Iterator[Understanding]:
    done = 0
    for some in batched(rows, _BATCH):
        yield from tagger.tag_many([row["text"] for row in some])
        done += len(some)
        tell("tagging", done, len(rows))


def _agreement(pairs: Sequence[tuple[set[str], set[str]]]) -> Agreement:
    return Agreement(
        given=sum(len(given) for given, _ in pairs),
        true=sum(len(true) for _, true in pairs),
        both=sum(len(given & true) for given, true in pairs),
    )


def _calibration_error(sure: Sequence[tuple[float, bool]]) -> float:
    if not sure:
        return 0.0
    confidence, right = np.array(sure, dtype=np.float64).T
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, weights=right) - np.bincount(bins, weights=confidence)
    return float(np.abs(gaps).sum() / len(sure))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
