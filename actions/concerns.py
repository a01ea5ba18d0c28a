"""From what the safety net of `nlu` notices to what is kept; without a tagger, the plain rules alone."""

import threading
from functools import cache

from nlu.cues import Cues, load_cues
from nlu.understanding import Concern
from nlu.words import Reader
from storage.concern_records import NewConcern, NoticedBy

RULES_ARE_SURE = 1.0
"""What stands for a chance where no model was asked: a rule is met or not."""


class Rules:
    """The plain phrases after which a person has to look. Threads may share it."""

    def __init__(self) -> None:
        self._reader = Reader()
        self._cues = Cues(load_cues(), self._reader)
        self._turn = threading.Lock()

    def find(self, text: str) -> NewConcern | None:
        """The most urgent phrase that stands in a text and is not denied."""
        with self._turn, self._reader.forgetting():
            doc = self._reader.read(text)
            cue = self._cues.find(doc)
            if cue is None:
                return None
            words = doc[cue.first : cue.after]
            evidence = ((words.start_char, words.end_char),)
        return NewConcern(cue.category, cue.urgency, RULES_ARE_SURE, evidence, NoticedBy.RULE)


@cache
def rules() -> Rules:
    """The rules, read once."""
    return Rules()


def as_concern(found: Concern | None, text: str, *, understood: bool) -> NewConcern | None:
    """What is kept of what a tagger noticed in a text.

    `understood`: it knew enough of the words to say anything. If it did not, the rules look alone.
    """
    if found is None:
        return None if understood else rules().find(text)
    ruled = rules().find(text)
    by = NoticedBy.RULE if ruled and ruled.evidence == found.evidence else NoticedBy.MODEL
    return NewConcern(found.category, found.urgency, found.confidence, found.evidence, by)
