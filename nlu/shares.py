"""Counted shares, with the range in which they lie for all we know."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.96
"""Half the width of 95 % of a normal distribution, in standard deviations."""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    found: int
    of: int

    @property
    def value(self) -> float:
        """0 to 1; 0 of none."""
        return self.found / self.of if self.of else 0.0

    @property
    def between(self) -> tuple[float, float]:
        """The 95 % interval of Wilson (1927), which is sound for small counts too."""
        if not self.of:
            return 0.0, 1.0
        square = _Z * _Z
        middle = (self.found + square / 2) / (self.of + square)
        spread = _Z / (self.of + square) * sqrt(self.found * (self.of - self.found) / self.of + square / 4)
        return max(middle - spread, 0.0), min(middle + spread, 1.0)

    def as_json(self) -> dict[str, object]:
        low, high = self.between
        return {
            "found": self.found,
            "of": self.of,
            "share": round(self.value, 4),
            "from": round(low, 4),
            "to": round(high, 4),
        }

    def __str__(self) -> str:
        low, high = self.between
        return f"{self.value:.0%} ({low:.0%} to {high:.0%})"
