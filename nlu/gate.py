"""Decides whether a newly trained tagger may take the place of the one in use.

Both read the same labelled answers and lines, which nobody trains on (`nlu/gold`). Whether the new one is
worse or was only unlucky is told by a paired bootstrap (Efron 1979) over answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.answers import Answer, read_answers
from nlu.concerns import Line, read_lines
from nlu.evaluation import GOLD, Tags
from nlu.principles import DATA, load_taxonomy
from nlu.progress import Progress, silent

RESAMPLES = 1_000
SEED = 0
BETWEEN = (2.5, 97.5)
"""Percentiles that hold 95 % of the resamples."""
CLEAN_DROP = 0.02
"""How much lower the share of answers without a principle that are kept clean may be."""
RECALL_DROP = 0.10
"""How much lower the recall of any principle may be."""

_BATCH = 50

type Counts = NDArray[np.int64]
"""Answers by (given, true, both)."""


@dataclass(frozen=True)
class Figures:
    """How one tagger did. Shares from 0 to 1."""

    micro_f1: float
    kept_clean: float
    """Share of the answers without a principle that were given none."""
    recall: Mapping[str, float]
    """By principle; those that no gold answer shows are left out."""
    unnoticed: tuple[str, ...]
    """The plain lines about somebody unsafe at which it raised no alarm."""


@dataclass(frozen=True)
class Verdict:
    """What speaks against the new tagger, and the figures of both."""

    old: Figures
    new: Figures
    difference: float
    """New micro-F1 less old."""
    between: tuple[float, float]
    """The 95 % interval of the difference."""
    reasons: tuple[str, ...]
    """Why it may not, in plain words; empty if it may."""

    @property
    def passed(self) -> bool:
        """Whether it may take the place of the old one."""
        return not self.reasons


def compare(old: Tags, new: Tags, gold: Path = GOLD, tell: Progress = silent) -> Verdict:
    """Let both read `gold/answers.txt` and `gold/smoke.txt`. Raises NluError if these cannot be read."""
    answers = read_answers(gold / "answers.txt", load_taxonomy(DATA))
    lines = read_lines(gold / "smoke.txt")
    found = []
    for done, tagger in enumerate((old, new)):
        tell("comparing", done, 2)
        found.append((_read(tagger, answers), _unnoticed(tagger, lines)))
    tell("comparing", 2, 2)
    return _judge(answers, *found)


type _Found = tuple[list[set[str]], tuple[str, ...]]
"""Principles given to each answer, and the lines that were not noticed."""


def _read(tagger: Tags, answers: Sequence[Answer]) -> list[set[str]]:
    return [
        {tag.key for tag in understood.principles}
        for some in batched(answers, _BATCH)
        for understood in tagger.tag_many([answer.text for answer in some])
    ]


def _unnoticed(tagger: Tags, lines: Sequence[Line]) -> tuple[str, ...]:
    understood = tagger.tag_many([line.text for line in lines])
    pairs = zip(lines, understood, strict=True)
    return tuple(line.text for line, found in pairs if line.category and found.concern is None)


def _judge(answers: Sequence[Answer], old: _Found, new: _Found) -> Verdict:
    counts = [_counts(answers, given) for given, _ in (old, new)]
    figures = [_figures(answers, found, each) for found, each in zip((old, new), counts, strict=True)]
    between = _between(*counts)
    return Verdict(
        old=figures[0],
        new=figures[1],
        difference=figures[1].micro_f1 - figures[0].micro_f1,
        between=between,
        reasons=tuple(_reasons(figures[0], figures[1], between)),
    )


def _counts(answers: Sequence[Answer], given: Sequence[set[str]]) -> Counts:
    pairs = [(found, set(answer.keys)) for found, answer in zip(given, answers, strict=True)]
    return np.array([(len(found), len(true), len(found & true)) for found, true in pairs])


def _figures(answers: Sequence[Answer], found: _Found, counts: Counts) -> Figures:
    given, unnoticed = found
    pairs = list(zip(answers, given, strict=True))
    clean = [not keys for answer, keys in pairs if not answer.principles]
    shown = sorted({key for answer in answers for key in answer.keys})
    hits = {key: [key in keys for answer, keys in pairs if key in answer.keys] for key in shown}
    return Figures(
        micro_f1=float(_f1(counts.sum(axis=0))),
        kept_clean=float(np.mean(clean)) if clean else 1.0,
        recall={key: float(np.mean(each)) for key, each in hits.items()},
        unnoticed=unnoticed,
    )


def _f1(sums: Counts) -> NDArray[np.float64]:
    """Of sums of (given, true, both) in the last axis."""
    labels = sums[..., 0] + sums[..., 1]
    f1: NDArray[np.float64] = 2 * sums[..., 2] / np.maximum(labels, 1)
    return f1


def _between(old: Counts, new: Counts) -> tuple[float, float]:
    """95 % of the differences in micro-F1 over drawings of as many answers, with replacement."""
    draw = np.random.default_rng(SEED).integers(len(old), size=(RESAMPLES, len(old)))
    differences = _f1(new[draw].sum(axis=1)) - _f1(old[draw].sum(axis=1))
    low, high = np.percentile(differences, BETWEEN)
    return float(low), float(high)


def _reasons(old: Figures, new: Figures, between: tuple[float, float]) -> list[str]:
    reasons = []
    if between[1] < 0:
        reasons.append(
            f"It finds the principles less well: F1 {new.micro_f1:.2f} after {old.micro_f1:.2f}, "
            f"a difference between {between[0]:+.3f} and {between[1]:+.3f}, which is more than chance."
        )
    if _lower(new.kept_clean, old.kept_clean, CLEAN_DROP):
        reasons.append(
            f"It tags more remarks that carry no principle: {new.kept_clean:.0%} are left alone, "
            f"before it were {old.kept_clean:.0%}."
        )
    reasons += [
        f"It misses more of {key.replace('_', ' ')}: {new.recall[key]:.0%} are found, "
        f"before it were {share:.0%}."
        for key, share in old.recall.items()
        if _lower(new.recall[key], share, RECALL_DROP)
    ]
    reasons += [f'It does not notice that somebody may be unsafe: "{text}"' for text in new.unnoticed]
    return reasons


def _lower(new: float, old: float, at_most: float) -> bool:
    return old - new > at_most + 1e-9
