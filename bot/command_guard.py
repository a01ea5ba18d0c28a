"""The last step of understanding: commands are recognised strictly, everything else a person says is an answer.

1. A sentence of the training data, or a whole-sentence pattern (`grammar.py`), decides.
2. Otherwise the classifier may, but only for short messages, only when it is sure, never for a strict intent.
3. Otherwise the message is an answer.
A classifier alone takes a fifth to a quarter of the answers for commands (docs/bot.md).
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.errors import ExampleError
from bot.grammar import Grammar, expand, words_of
from bot.sentence import normalise, readings
from bot.spelling import Speller

ANSWER = "answer"
MOST_CHARACTERS = 200
FILE = "guard.json"


class Decision(NamedTuple):
    """What a message is."""

    intent: str
    confidence: float
    how: str


class Rules:
    """Steps 1 and 3, without Rasa. `sentences`: normalised example -> intent; `patterns`: name -> expanded patterns."""

    def __init__(self, sentences: Mapping[str, str], patterns: Mapping[str, Sequence[str]]) -> None:
        self.sentences, self.patterns = dict(sentences), {name: list(found) for name, found in patterns.items()}
        commands = {sentence: intent for sentence, intent in sentences.items() if intent != ANSWER}
        self._grammar = Grammar(patterns, commands)
        written = {word for found in patterns.values() for pattern in found for word in words_of(pattern)}
        known = {word for sentence in sentences for word in sentence.split()}
        self._speller = Speller(written | {word for sentence in commands for word in sentence.split()}, known)

    def decide(self, text: str) -> Optional[Decision]:
        """The decision of the training data on `text`, or None when it knows no such sentence."""
        if len(text) > MOST_CHARACTERS:
            return Decision(ANSWER, 0.99, "long")
        found = readings(text)
        if not found:
            return Decision(ANSWER, 0.99, "no words")
        return self._known(found) or self._mended(found[-1])

    def _known(self, found: Sequence[str]) -> Optional[Decision]:
        if found[0] in self.sentences:
            return Decision(self.sentences[found[0]], 1.0, "example")
        for how, confidence, look in self._looks():
            for reading in found:
                intent = look(reading)
                if intent:
                    return Decision(intent, confidence, how)
        return None

    def _looks(self) -> List[Tuple[str, float, Any]]:
        return [
            ("pattern", 0.98, self._grammar.whole),
            ("example", 0.97, self.sentences.get),
            ("pieces", 0.95, self._grammar.made_of),
        ]

    def _mended(self, reading: str) -> Optional[Decision]:
        mended = self._speller.mend(reading)
        intent = mended and (self._grammar.whole(mended) or self._grammar.made_of(mended))
        return Decision(intent, 0.9, "mended") if intent else None

    def contradictions(self) -> Iterator[str]:
        """Examples that the patterns take for another intent, as sentences for the person who adds them."""
        for sentence, intent in sorted(self.sentences.items()):
            taken = self._grammar.whole(sentence)
            if intent == ANSWER:
                taken = taken or self._grammar.made_of(sentence)
            if taken and taken != intent:
                yield f"'{sentence}' is an example of {intent}, but a pattern makes it {taken}."


def read_examples(data: TrainingData) -> Dict[str, str]:
    """Normalised sentence -> intent. Raises ExampleError when two intents claim one sentence."""
    sentences: Dict[str, str] = {}
    for example in data.intent_examples:
        sentence, intent = normalise(example.get("text") or ""), example.get("intent")
        if sentences.setdefault(sentence, intent) != intent:
            raise ExampleError(f"'{sentence}' stands under {intent} and {sentences[sentence]}: remove one.")
    return sentences


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class CommandGuard(GraphComponent):  # type: ignore[misc]
    """The component named in config.yml. Rasa looks at the names and types of the arguments below: leave them."""

    def __init__(
        self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, rules: Optional[Rules] = None
    ) -> None:
        self._config, self._storage, self._resource = config, model_storage, resource
        self._rules = rules or Rules({}, {})

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See config.yml. `stages`: 1 leaves the classifier out, to measure what it adds."""
        return {"max_words": 6, "threshold": 0.9, "margin": 0.2, "strict": [], "stages": 2}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> CommandGuard:
        """An untrained guard."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep sentences and patterns. Raises ExampleError when they contradict each other."""
        sources = [(entry["name"], entry["pattern"]) for entry in training_data.regex_features]
        rules = Rules(read_examples(training_data), expand(sources))
        wrong = list(rules.contradictions())
        if wrong:
            raise ExampleError("Narrow the pattern or move the example:\n" + "\n".join(wrong))
        self._rules = rules
        with self._storage.write_to(self._resource) as folder:
            content = {"sentences": rules.sentences, "patterns": rules.patterns}
            (folder / FILE).write_text(json.dumps(content, sort_keys=True))
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **kwargs: Any,  # noqa: ARG003
    ) -> CommandGuard:
        """A guard from a trained model."""
        with model_storage.read_from(resource) as folder:
            content = json.loads((folder / FILE).read_text())
        return cls(config, model_storage, resource, Rules(**content))

    def process(self, messages: List[Message]) -> List[Message]:
        """Replace the classifier's intent by the guard's."""
        for message in messages:
            decision = self._decide(message)
            message.set("intent", {"name": decision.intent, **_details(decision)}, add_to_output=True)
        return messages

    def _decide(self, message: Message) -> Decision:
        text = message.get("text") or ""
        return self._rules.decide(text) or self._classified(text, message) or Decision(ANSWER, 0.9, "otherwise")

    def _classified(self, text: str, message: Message) -> Optional[Decision]:
        ranking = [*(message.get("intent_ranking") or []), {"confidence": 0.0}]
        best, settings = ranking[0], self._config
        sure = best["confidence"] >= settings["threshold"]
        clear = best["confidence"] - ranking[1]["confidence"] >= settings["margin"] if len(ranking) > 1 else False
        short = len(normalise(text).split()) <= settings["max_words"]
        allowed = best.get("name", ANSWER) not in {ANSWER, *settings["strict"]}
        if settings["stages"] > 1 and sure and clear and short and allowed:
            return Decision(best["name"], float(best["confidence"]), "classifier")
        return None


def _details(decision: Decision) -> Dict[str, Any]:
    return {"confidence": decision.confidence, "how": decision.how}
