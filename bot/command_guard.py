"""The last step of understanding: commands are recognised strictly, everything else a person says is an answer.

1. A sentence of the training data, or a whole-sentence pattern (`grammar.py`), decides.
2. Otherwise the classifier (`classifier.py`) may, when it is very sure that the message is no answer, or sure and the
   message begins or ends with the command it means; for a strict intent only if it is very sure *and* this is so.
3. Otherwise the message is an answer.
A classifier alone takes a fifth to a quarter of the answers for commands (docs/bot.md).
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.classifier import Classifier, Guess, trained
from bot.decision import ANSWER, Decision, Rules
from bot.errors import ExampleError
from bot.grammar import LITTLE
from bot.sentence import normalise

FILE = "guard.json"


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

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, model_storage, resource
        self._rules = Rules({}, [])
        self._classifier: Optional[Classifier] = None

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See config.yml. `max_words`: 0 leaves the classifier out, to measure what it adds."""
        return {
            "min_words": 4, "max_words": 16, "unknown": 2, "least": 0.4, "no_answer": 0.85, "agreed": 0.65,
            "strict_agreed": 0.95, "strict": [],
        }  # fmt: skip

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
        rules = Rules(read_examples(training_data), sources)
        wrong = list(rules.contradictions())
        if wrong:
            raise ExampleError("Narrow the pattern or move the example:\n" + "\n".join(wrong))
        self._rules, self._classifier = rules, trained(rules.sentences)
        with self._storage.write_to(self._resource) as folder:
            content = {"sentences": rules.sentences, "sources": rules.sources}
            (folder / FILE).write_text(json.dumps(content, sort_keys=True))
            self._classifier.save(folder)
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
        guard = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            guard._rules = Rules(**json.loads((folder / FILE).read_text()))
            guard._classifier = Classifier.load(folder)
        return guard

    def process(self, messages: List[Message]) -> List[Message]:
        """Give each message its intent."""
        for message in messages:
            decision = self._decide(message.get("text") or "")
            message.set("intent", {"name": decision.intent, **_details(decision)}, add_to_output=True)
        return messages

    def _decide(self, text: str) -> Decision:
        return self._rules.decide(text) or self._classified(text) or Decision(ANSWER, 0.9, "otherwise")

    def _classified(self, text: str) -> Optional[Decision]:
        sentence = normalise(text)
        words = len(sentence.split())
        if self._classifier is None or not self._config["min_words"] <= words <= self._config["max_words"]:
            return None
        guess = self._classifier.guess(sentence)
        strange = guess.unknown > self._config["unknown"] or 2 * guess.unknown > words
        if guess.intent == ANSWER or strange or not self._sure(guess, text):
            return None
        return Decision(guess.intent, guess.confidence, "classifier")

    def _sure(self, guess: Guess, text: str) -> bool:
        """Whether the classifier is sure enough, given what the patterns find at either end of `text`."""
        settings = self._config
        agreed = guess.intent in self._rules.at_an_end(text)
        if guess.intent in settings["strict"]:
            return agreed and guess.confidence >= settings["strict_agreed"]
        # A yes or a hello before something else says nothing about the rest.
        wanted = settings["agreed" if agreed and guess.intent not in LITTLE else "no_answer"]
        return guess.confidence >= settings["least"] and 1 - guess.likely.get(ANSWER, 0.0) >= wanted


def _details(decision: Decision) -> Dict[str, Any]:
    return {"confidence": decision.confidence, "how": decision.how}
