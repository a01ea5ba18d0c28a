"""Whether words sound like a complaint that somebody wants an answer to: plain phrases, from a list.

The list stands beside that of the concerns but belongs to no tagger, so changing it trains nothing.
"""

import re
import threading
from functools import cache

from nlu.features import denial
from nlu.lexicon import Lexicon
from nlu.principles import DATA, read_yaml
from nlu.words import Reader

FILE = DATA / "complaints.yml"
SAYS_SO, SOUNDS_LIKE, NONE = "says so", "sounds like one", "is none"
_ALL_OF_IT = re.compile(
    r"(?:(?:hello|hi|please|well|yes|no|sorry|oh|look|right|actually|now|then|but|and|so)[\s,.!]+)*"
    r"(?:(?:i|we)(?:\s+would|\s+'d|\s*[’']d)?\s+(?:really\s+|just\s+)?(?:want|wish|like|need|have)\s+to\s+"
    r"(?:complain|(?:make|register|put\s+in|lodge|raise)\s+a\s+(?:formal\s+)?complaint)"
    r"|(?:i|we)\s+have\s+a\s+complaint(?:\s+to\s+make)?|(?:i|we)\s*[’']ve\s+got\s+a\s+complaint"
    r"|(?:can|could|may)\s+(?:i|we)\s+(?:complain|make\s+a\s+complaint)|complaint|a\s+complaint)"
    r"(?:\s+(?:please|now|about\s+something|about\s+it|here|today|to\s+you))*[\s.!?]*",
    re.IGNORECASE,
)


class Signs:
    """Finds them. Threads may share it."""

    def __init__(self) -> None:
        lists = read_yaml(FILE)
        self._reader = Reader()
        phrases = {name: tuple(lists[name]) for name in (SAYS_SO, SOUNDS_LIKE, NONE)}
        self._phrases = Lexicon(phrases, self._reader)
        self._turn = threading.Lock()

    def are_in(self, text: str) -> bool:
        """Whether a phrase of the list stands in a text and is not denied."""
        with self._turn, self._reader.forgetting():
            doc = self._reader.read(text)
            hits = list(self._phrases.hits(doc))
            none = [(hit.first, hit.after) for hit in hits if hit.label == NONE]
            return any(
                hit.label != NONE
                and denial(doc, hit.first) is None
                and not any(first <= hit.first and hit.after <= after for first, after in none)
                for hit in hits
            )

    def are_all_of(self, text: str) -> bool:
        """Whether somebody says that they want to complain, and not yet of what."""
        return _ALL_OF_IT.fullmatch(text.strip()) is not None


@cache
def signs() -> Signs:
    """The list, read once."""
    return Signs()
