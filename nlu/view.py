"""A word of an answer with its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.names import Sense
from nlu.spoken import Word

NOBODY = Word("", 0, 0, Sense.OTHER, capital=False, opens=False, joined=False, possessive=False)
"""Stands where there is no word."""


@dataclass(frozen=True, slots=True)
class View:
    """The place of a word in an answer, and what can be seen from there."""

    words: Sequence[Word]
    at: int

    def near(self, step: int) -> Word:
        """The word so many steps on (or back, if negative)."""
        at = self.at + step
        return self.words[at] if 0 <= at < len(self.words) else NOBODY

    def moved(self, step: int) -> "View":
        return View(self.words, self.at + step)

    @property
    def word(self) -> Word:
        return self.words[self.at]

    @property
    def after(self) -> Word:
        return self.near(1)

    @property
    def before(self) -> str:
        """The word before, if any, as text."""
        return self.near(-1).text

    @property
    def two_before(self) -> str:
        return self.near(-2).text

    @property
    def behind(self) -> str:
        """The word behind as text, if nothing but a blank stands between."""
        return self.after.text if self.after.joined else ""
