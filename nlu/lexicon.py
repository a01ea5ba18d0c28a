"""Phrases that speak for a principle, a topic or a stance, found on lemmas: one sign among several."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from nlu.errors import NluError
from nlu.principles import DATA, Taxonomy, read_yaml
from nlu.words import Reader

type Phrases = Mapping[str, tuple[str, ...]]
"""Label such as `principles:equality`, `topics:food`, `cues:praise` -> phrases."""


@dataclass(frozen=True)
class Hit:
    """A phrase found in an answer."""

    label: str
    """What it speaks for."""
    first: int
    """Index of its first word."""
    after: int
    """Index after its last word."""


class Lexicon:
    """Finds the phrases, whatever their inflection: `promises kept` finds "promise keep"."""

    def __init__(self, phrases: Phrases, reader: Reader) -> None:
        self.phrases = phrases
        self._labels = {reader.vocab.strings.add(label): label for label in phrases}
        self._matcher = PhraseMatcher(reader.vocab, attr="LEMMA")
        for label, wordings in phrases.items():
            self._matcher.add(label, [reader.read(wording) for wording in wordings])

    def hits(self, doc: Doc) -> Iterator[Hit]:
        for label, first, after in self._matcher(doc):
            yield Hit(self._labels[label], first, after)


def load_phrases(taxonomy: Taxonomy, data: Path = DATA) -> Phrases:
    """Read `lexicon.yml`. Raises NluError if a heading is not in the taxonomy or a phrase stands twice."""
    path = data / "lexicon.yml"
    raw = read_yaml(path)
    known = {"principles": taxonomy.principle_keys, "topics": taxonomy.topic_keys}
    phrases: dict[str, tuple[str, ...]] = {}
    for part in ("principles", "topics", "cues"):
        for heading, wordings in (raw.get(part) or {}).items():
            if part in known and heading not in known[part]:
                raise NluError(
                    f"{path}: `{heading}` is not one of the {part} in taxonomy.yml. Correct or remove it."
                )
            phrases[f"{part}:{heading}"] = _checked(path, heading, wordings)
    return phrases


def _checked(path: Path, heading: str, wordings: object) -> tuple[str, ...]:
    if not isinstance(wordings, list) or not all(isinstance(wording, str) for wording in wordings):
        raise NluError(
            f"{path}: write the phrases under `{heading}` as a list of words; quote yes, no, on and off."
        )
    if len(set(wordings)) < len(wordings):
        double = next(wording for wording in wordings if wordings.count(wording) > 1)
        raise NluError(f"{path}: `{double}` stands twice under `{heading}`. Remove one.")
    return tuple(wordings)
