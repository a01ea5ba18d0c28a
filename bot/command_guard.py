"""The last step of understanding: commands are recognised strictly, everything else a person says is an answer.

1. A sentence of the training data, or a whole-sentence pattern (`grammar.py`), decides.
2. Otherwise the classifier may, but only for short messages, only when it is sure, never for a strict intent.
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

from bot.decision import ANSWER, Decision, Rules
from bot.errors import ExampleError
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

    def __init__(
        self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, rules: Optional[Rules] = None
    ) -> None:
        self._config, self._storage, self._resource = config, model_storage, resource
        self._rules = rules or Rules({}, [])

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
        rules = Rules(read_examples(training_data), sources)
        wrong = list(rules.contradictions())
        if wrong:
            raise ExampleError("Narrow the pattern or move the example:\n" + "\n".join(wrong))
        self._rules = rules
        with self._storage.write_to(self._resource) as folder:
            content = {"sentences": rules.sentences, "sources": rules.sources}
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
