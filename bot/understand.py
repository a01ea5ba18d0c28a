"""What a trained model makes of a text, without the conversation around it.

Only the part of the model that understands is loaded: no policies, no channel, no tracker. Call
`stand_ins.install()` and set the environment (`rasa_cli.set_environment`) before `load`.
"""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Callable, Tuple

from bot.errors import ModelError
from bot.text import clean

PUBLIC = {"add_more": "change_answer"}
"""How intents that only the bot knows are called outside."""

Understand = Callable[[str], Tuple[str, float]]


def load(model: Path) -> Understand:
    """A function from a text to (intent, confidence 0 to 1). Raises ModelError when `model` cannot be used."""
    if not model.is_file():
        raise ModelError(f"There is no trained model at '{model}': train one first (docs/bot.md has the command).")
    from rasa.core.channels.channel import UserMessage  # noqa: PLC0415  slow, and only after the stand-in
    from rasa.engine.constants import PLACEHOLDER_MESSAGE  # noqa: PLC0415

    runner, target = _runner(model)

    def understand(text: str) -> Tuple[str, float]:
        found = runner.run(inputs={PLACEHOLDER_MESSAGE: [UserMessage(clean(text))]}, targets=[target])
        intent = found[target][0].get("intent")
        return PUBLIC.get(intent["name"], intent["name"]), float(intent["confidence"])

    return understand


def _runner(model: Path):  # type: ignore[no-untyped-def]  # Rasa's types, which must not be imported above
    from rasa.engine.graph import ExecutionContext  # noqa: PLC0415
    from rasa.engine.runner.dask import DaskGraphRunner  # noqa: PLC0415
    from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: PLC0415

    logging.getLogger("rasa").setLevel(logging.ERROR)
    with TemporaryDirectory() as unpacked:
        try:
            storage, metadata = LocalModelStorage.from_model_archive(Path(unpacked), model)
        except Exception as error:
            raise ModelError(f"'{model}' is not a model of this Rasa: train it again.") from error
        if metadata.nlu_target is None:
            raise ModelError(f"'{model}' was trained to speak only: train it again with its NLU data.")
        schema = metadata.predict_schema.minimal_graph_schema([metadata.nlu_target])
        context = ExecutionContext(graph_schema=schema, model_id=metadata.model_id)
        return DaskGraphRunner.create(schema, storage, context), metadata.nlu_target
