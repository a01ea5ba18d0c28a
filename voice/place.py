"""A word between its neighbours, and what a rule says for it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voice.short_forms import MONTHS


@dataclass(frozen=True, slots=True)
class Place:
    """A word, without the punctuation around it, between its neighbours."""

    word: str
    before: str
    """The word before it, in small letters; empty at the beginning."""
    after: str
    """The word after it, as it is written; empty at the end."""
    closed: str
    """The punctuation that follows it."""

    @property
    def month_follows(self) -> bool:
        """Whether the name of a month comes next."""
        return not self.closed.strip(".") and self.after.casefold() in MONTHS

    @property
    def follows_number(self) -> bool:
        """Whether figures come before."""
        return bool(re.match(r"[£€$]?\d", self.before))


type Rule = Callable[[Place], str | None]
"""What is said for a word; None if that is for another rule to say."""


def first(rules: Sequence[Rule], place: Place) -> str | None:
    """What the first rule says that knows it."""
    return next((found for rule in rules if (found := rule(place)) is not None), None)
