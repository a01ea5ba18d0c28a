"""Words on their way out: without names and numbers, unless somebody chose otherwise and was written down."""

from collections import Counter
from functools import lru_cache

from nlu.redaction import Redactor
from storage.store import Store


class CleanWords:
    """Takes out of words what would tell who is meant, and counts it. They are never anonymous for that."""

    def __init__(self, store: Store, *, as_said: bool = False) -> None:
        """as_said: leave everything as it was said."""
        self.as_said = as_said
        self.taken: Counter[str] = Counter()
        """How many of each kind of name or number were taken out."""
        self._redactor = None if as_said else _redactor(store.exporting.roster())

    def of(self, text: str) -> str:
        """The words as they may go out."""
        if self._redactor is None or not text:
            return text
        found = self._redactor.redact(text)
        self.taken.update(str(span.kind) for span in found.spans)
        return found.text


@lru_cache(maxsize=4)
def _redactor(roster: tuple[str, ...]) -> Redactor:
    # To make one takes a fifth of a second, and the names of a home hardly change.
    return Redactor(roster)
