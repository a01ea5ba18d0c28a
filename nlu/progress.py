"""How long work tells how far it is."""

from collections.abc import Callable

type Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done and how many there are."""


def silent(doing: str, done: int, steps: int) -> None:
    """For whoever does not want to know."""
    del doing, done, steps
