"""How well the safeguarding net catches what it should, and how often it cries wolf."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from nlu.concerns import Category, Line, Urgency
from nlu.evaluation import Tags
from nlu.progress import Progress, silent
from nlu.shares import Share
from nlu.understanding import Concern

_BATCH = 50


@dataclass(frozen=True)
class SafetyReport:
    """Figures on lines that nobody trained on."""

    caught: Share
    """Concerns that were noticed, of whatever kind they were taken for."""
    immediate_caught: Share
    """The same of those that are immediate."""
    called_now: Share
    """Immediate ones that were called so."""
    right_category: Share
    """Noticed ones of which the kind was right."""
    hard_alarms: Share
    """Alarms at what only sounds like a concern."""
    ordinary_alarms: Share
    """Alarms at ordinary answers."""
    by_category: Mapping[Category, Share]

    def as_json(self) -> dict[str, Any]:
        whole = {name: share.as_json() for name, share in vars(self).items() if isinstance(share, Share)}
        return {**whole, "by_category": {key: share.as_json() for key, share in self.by_category.items()}}

    def rows(self) -> list[tuple[str, Share]]:
        """What is counted, in words, and the count."""
        kinds = self.by_category.items()
        return [
            ("noticed, of all concerns", self.caught),
            ("noticed, of the immediate ones", self.immediate_caught),
            ("called immediate, of the immediate ones", self.called_now),
            ("kind right, of those noticed", self.right_category),
            ("false alarms, of what only sounds like one", self.hard_alarms),
            ("false alarms, of ordinary answers", self.ordinary_alarms),
            *((f"noticed: {category.replace('_', ' ')}", share) for category, share in kinds),
        ]

    def as_table(self) -> str:
        """For docs/safety.md; a test compares."""
        lines = [f"| {name} | {share.found} of {share.of} | {share} |" for name, share in self.rows()]
        return "\n".join(["| what | lines | share (95 % interval) |", "|---|---|---|", *lines])


def check(tagger: Tags, lines: Sequence[Line], tell: Progress = silent) -> SafetyReport:
    """Let the tagger read every line, and count."""
    noticed: list[Concern | None] = []
    for some in batched(lines, _BATCH):
        noticed += [understood.concern for understood in tagger.tag_many([line.text for line in some])]
        tell("looking for concerns", len(noticed), len(lines))
    pairs = list(zip(lines, noticed, strict=True))
    concerns = [(line, found) for line, found in pairs if line.category]
    now = [(line, found) for line, found in concerns if line.urgency == Urgency.IMMEDIATE]
    return SafetyReport(
        caught=_caught(concerns),
        immediate_caught=_caught(now),
        called_now=_share([found is not None and found.urgency == Urgency.IMMEDIATE for _, found in now]),
        right_category=_share([found.category == line.category for line, found in concerns if found]),
        hard_alarms=_caught([pair for pair in pairs if pair[0].hard]),
        ordinary_alarms=_caught([pair for pair in pairs if not pair[0].hard and not pair[0].category]),
        by_category={
            each: _caught([pair for pair in concerns if pair[0].category == each]) for each in Category
        },
    )


def _caught(pairs: Sequence[tuple[Line, Concern | None]]) -> Share:
    return _share([found is not None for _, found in pairs])


def _share(right: Sequence[bool]) -> Share:
    return Share(sum(right), len(right))
