"""Words after which a person has to look, whatever a model makes of the rest: plain rules, from cues.yml."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc

from nlu.concerns import Category, Urgency
from nlu.errors import NluError
from nlu.features import denial
from nlu.lexicon import Lexicon
from nlu.principles import DATA, read_yaml
from nlu.words import Reader

type CueLists = Mapping[str, Sequence[str]]
"""`category urgency` -> phrases."""


class Cue(NamedTuple):
    """One that was found."""

    category: Category
    urgency: Urgency
    first: int
    """Index of its first word."""
    after: int
    """Index after its last word."""


class Cues:
    """Finds them."""

    def __init__(self, lists: CueLists, reader: Reader) -> None:
        self._phrases = Lexicon({label: tuple(phrases) for label, phrases in lists.items()}, reader)

    def find(self, doc: Doc) -> Cue | None:
        """The most urgent cue in an answer that is not denied; None if there is none."""
        found = [
            Cue(Category(category), Urgency(urgency), hit.first, hit.after)
            for hit in self._phrases.hits(doc)
            for category, urgency in [hit.label.split()]
            if denial(doc, hit.first) is None
        ]
        return min(found, key=lambda cue: (cue.urgency != Urgency.IMMEDIATE, cue.first), default=None)


def load_cues(data: Path = DATA) -> CueLists:
    """Read cues.yml. Raises NluError if a heading is no category with an urgency."""
    path = data / "cues.yml"
    lists = {label: phrases for label, phrases in read_yaml(path).items() if label != "version"}
    for label, phrases in lists.items():
        words = str(label).split()
        known = len(words) == 2 and words[0] in set(Category) and words[1] in set(Urgency)
        if not known or not isinstance(phrases, list):
            raise NluError(
                f"{path}: `{label}` is no heading. Write a category, an urgency and a list of phrases."
            )
    return lists
