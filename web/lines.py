"""The lines that are held open to us, and how many of them somebody may have."""

from typing import Protocol

MOST_LINES = 2
"""Of one tablet or one conversation: one in use, and one that broke and that nobody has noticed yet."""


class Held(Protocol):
    """A line that is held open."""

    used_at: float
    """When something last came over it, by a clock that only goes on."""


class Lines[ALine: Held]:
    """By who holds them. For one event loop."""

    def __init__(self) -> None:
        self._held: dict[str, list[ALine]] = {}

    def add(self, key: str, line: ALine) -> list[ALine]:
        """One more; returns those that are too many now: the ones over which nothing came for the longest."""
        held = self._held.setdefault(key, [])
        too_many = sorted(held, key=lambda each: each.used_at)[: max(0, len(held) + 1 - MOST_LINES)]
        self._held[key] = [each for each in held if each not in too_many] + [line]
        return too_many

    def remove(self, key: str, line: ALine) -> None:
        """It is closed."""
        left = [each for each in self._held.get(key, []) if each is not line]
        if left:
            self._held[key] = left
        else:
            self._held.pop(key, None)
