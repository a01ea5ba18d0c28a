"""Figures: medians and ratios, the goals they are held against, and the file they are written to."""

import json
import math
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` (above 0, up to 1) of them do not exceed."""
    if not values or not 0 < share <= 1:
        raise ValueError("A percentile needs values, and a share above 0 and not above 1.")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def latencies(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    return {
        "median_ms": round(statistics.median(seconds) * 1000, 2),
        "p95_ms": round(percentile(seconds, 0.95) * 1000, 2),
    }


def ratio(ours: float, other: float) -> float:
    """`ours` as so many times `other`; infinite if the other is nothing."""
    return round(ours / other, 3) if other else math.inf


def ratios(ours: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """The ratio of each figure that both have."""
    return {name: ratio(ours[name], other[name]) for name in ours if name in other}


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be."""

    what: str
    figure: float
    limit: float
    at_least: bool = False
    """The figure should not be below the limit; else not above it."""

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def line(self) -> str:
        """The goal in words."""
        bound = "at least" if self.at_least else "at most"
        return (
            f"{'met   ' if self.met else 'MISSED'} {self.what}: {self.figure:g}, goal {bound} {self.limit:g}"
        )

    def as_json(self) -> dict[str, Any]:
        """The goal with what came of it."""
        limit = {"at_least" if self.at_least else "at_most": self.limit}
        return {"what": self.what, "figure": self.figure, **limit, "met": self.met}


@dataclass(frozen=True, slots=True)
class Findings:
    """What a measurement found."""

    figures: dict[str, Any]
    lines: list[str]
    """The most important of them, to be printed."""
    goals: list[Goal] = field(default_factory=list)


def machine() -> dict[str, Any]:
    """What the figures depend on: usable cores, and how busy they were in the last minute."""
    return {"cores": len(os.sched_getaffinity(0)), "load": round(os.getloadavg()[0], 2)}


def write(  # noqa: PLR0913 (what a file of figures says)
    folder: Path, name: str, question: str, findings: Findings, before: Mapping[str, Any], *, quick: bool
) -> Path:
    """Write the figures to `folder`/`name`.json; `before` is the machine before the measurement."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "question": question,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "machine": {**before, "load_after": machine()["load"]},
        "goals": [goal.as_json() for goal in findings.goals],
        **findings.figures,
    }
    file = folder / f"{name}.json"
    file.write_text(json.dumps(content, indent=2) + "\n")
    return file
