"""Says which principles, stance and topics an answer speaks of, how sure that is and which words show it."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from nlu import artefact
from nlu.concerns import ANY, NOW, Category, Urgency
from nlu.cues import Cue, Cues
from nlu.errors import NluError
from nlu.evidence import evidence
from nlu.lexicon import Lexicon
from nlu.linear import Floats, LinearModel, Numbers
from nlu.look import Look
from nlu.meaning import Encodes
from nlu.principles import NEUTRAL, OTHER
from nlu.understanding import Concern, PrincipleTag, Understanding
from nlu.words import Reader

MOST_SHOWN = 3
"""Principles, and topics: an answer that speaks of more is rare, and a longer list is not read."""
LIKELY_FROM = 0.8
"""Confidence from which staff are told `likely` instead of `suggested`."""
KNOWN_FROM = 0.34
"""Share of known words below which nothing is claimed: it is another language, or no language."""


class Tagger:
    """A trained tagger. Threads may share it: it reads one answer at a time."""

    def __init__(
        self, trained: artefact.Artefact, model_version: str, encoder: Encodes | None = None
    ) -> None:
        card = trained.card
        self.model_version = model_version
        """Hash of the artefact, to be stored beside every tag it gives."""
        self.shown_from = card.shown_from
        """Confidence from which a principle is shown."""
        self._topics_from, self._concern_from, self._now_from = (
            card.topics_from,
            card.concern_from,
            card.now_from,
        )
        self._reader = Reader()
        self._lexicon = Lexicon({label: tuple(words) for label, words in card.phrases.items()}, self._reader)
        self._model = LinearModel(card.names, trained.idf, trained.weights, trained.bias, card.outputs)
        self._principles = self._model.columns("principles")
        self._stances = self._model.columns("stances")
        self._topics = self._model.columns("topics")
        self._safety = self._model.columns("concerns")
        self._cues = Cues(card.cues, self._reader)
        self._encoder = encoder if card.encoder else None
        self._turn = threading.Lock()

    def tag(self, text: str) -> Understanding:
        """What is understood of one answer. Any text will do; nothing is known of an empty one."""
        return self.tag_many([text])[0]

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """The same for many, in order."""
        meanings = self._encoder.encode(texts) if self._encoder else [None] * len(texts)
        with self._turn, self._reader.forgetting():
            return [
                self._understand(self._reader.read(text), meaning)
                for text, meaning in zip(texts, meanings, strict=True)
            ]

    def _understand(self, doc: Doc, meaning: Numbers | None) -> Understanding:
        look = Look(doc, self._lexicon, self._model, meaning)
        if look.known < KNOWN_FROM:
            return Understanding((), NEUTRAL, (), None)
        chances = _chances(look.scores())
        tags = (
            self._tag(doc, look, key, float(chances[column]))
            for key, column in _surest_first(self._principles, chances, self.shown_from)
        )
        topics = [topic for topic, _ in _surest_first(self._topics, chances, self._topics_from)]
        concern = self._concern(doc, look, chances) if self._safety else None
        return Understanding(tuple(tags), self._stance(look.whole), tuple(topics or [OTHER]), concern)

    def _tag(self, doc: Doc, look: Look, key: str, confidence: float) -> PrincipleTag:
        """The stance towards a principle is heard mostly in the clause that speaks of it."""
        column = self._principles[key]
        clause = look.best(column)
        stance = self._stance(look.whole if clause is None else look.whole + 2 * clause.scores)
        return PrincipleTag(key, stance, confidence, evidence(doc, look.shares(column)))

    def _concern(self, doc: Doc, look: Look, chances: Floats) -> Concern | None:
        """What the model or a plain cue takes for a sign that somebody is unsafe."""
        chance = float(chances[self._safety[ANY]])
        cue = self._cues.find(doc)
        if chance < self._concern_from:
            return self._cued(doc, cue, chance) if cue else None
        now = chances[self._safety[NOW]] >= self._now_from or (cue and cue.urgency == Urgency.IMMEDIATE)
        urgency = Urgency.IMMEDIATE if now else Urgency.SOON
        category = cue.category if cue else self._category(look)
        return Concern(category, urgency, chance, evidence(doc, look.shares(self._safety[ANY])))

    def _cued(self, doc: Doc, cue: Cue, chance: float) -> Concern:
        words = doc[cue.first : cue.after]
        return Concern(cue.category, cue.urgency, chance, ((words.start_char, words.end_char),))

    def _category(self, look: Look) -> Category:
        """Of what kind it is, is heard mostly in the clause that alarms."""
        clause = look.best(self._safety[ANY])
        scores = look.whole if clause is None else look.whole + 2 * clause.scores
        return max(Category, key=lambda each: float(scores[self._safety[each]]))

    def _stance(self, scores: Floats) -> str:
        return max(self._stances, key=lambda stance: float(scores[self._stances[stance]]))


def load_tagger(folder: Path, encoder: Encodes | None = None) -> Tagger:
    """The tagger in a folder that `training.train` returned; one that was trained with an encoder needs it.

    Raises NluError, which says how to make one, if it is missing, damaged, of another format or encoder.
    """
    trained = artefact.read(folder)
    needed = trained.card.encoder
    if needed and (encoder is None or encoder.identity != needed):
        raise NluError(
            f"The tagger in {folder} needs the sentence encoder that it was trained with, but has none. "
            "Get it with `whatmatters encoder fetch` and name its folder in WM_ENCODER, "
            "or do without: empty WM_ENCODER and run `whatmatters train`."
        )
    return Tagger(trained, artefact.version(folder), encoder)


def _chances(scores: Floats) -> Floats:
    """Log-odds to chances, without overflow."""
    chances: Floats = 1 / (1 + np.exp(-np.clip(scores, -50, 50)))
    return chances


def _surest_first(columns: dict[str, int], chances: Floats, at_least: float) -> list[tuple[str, int]]:
    enough = [(name, column) for name, column in columns.items() if chances[column] >= at_least]
    return sorted(enough, key=lambda pair: -chances[pair[1]])[:MOST_SHOWN]
