"""Whole conversations, word for word, through the trained model: Rasa's own test of stories."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from web.bot_model import train_if_changed
from web.rasa_process import run_bot_tool
from web.settings import ROOT

BOT = ROOT / "bot"
STORIES = BOT / "tests" / "test_stories.yml"


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def steps(kind: str) -> list[dict[str, str]]:
    """Every step of the stories that has this key."""
    return [step for story in read(STORIES)["stories"] for step in story["steps"] if kind in step]


def fault(stories: Path, folder: Path) -> str:
    """The first story that the model of today's files does not take as it is written, with the place."""
    model = train_if_changed(ROOT / "var" / "models", lambda _: None)
    done = run_bot_tool(
        "test", "core", "--e2e", "--fail-on-prediction-errors",
        "--stories", str(stories), "--model", str(model), "--out", str(folder),
    )  # fmt: skip
    _, found, told = done.stdout.partition("WrongPredictionException")
    assert bool(found) == bool(done.returncode), done.stderr
    return told


def test_every_rule_is_in_a_story() -> None:
    rules = read(BOT / "data" / "rules.yml")["rules"]
    ruled = {(rule["steps"][0]["intent"], rule["steps"][1]["action"]) for rule in rules}
    told = set()
    for story in read(STORIES)["stories"]:
        turns = story["steps"]
        told |= {(said["intent"], done["action"]) for said, done in zip(turns[::2], turns[1::2], strict=True)}
    assert told == ruled


def test_every_intent_has_a_rule_and_is_said_in_words() -> None:
    intents = set(read(BOT / "domain" / "intents.yml")["intents"])
    said = {step["intent"] for step in steps("user") if not step["user"].startswith("/")}
    assert (
        said == intents == {rule["steps"][0]["intent"] for rule in read(BOT / "data" / "rules.yml")["rules"]}
    )


def test_what_stands_on_each_button_is_in_a_story_with_what_it_means() -> None:
    responses = read(BOT / "domain" / "responses.yml")["responses"]
    on_buttons = {
        (button["title"], button["payload"].removeprefix("/"))
        for variations in responses.values()
        for variation in variations
        for button in variation.get("buttons", ())
    }
    assert len(on_buttons) > 4
    assert on_buttons <= {(step["user"], step["intent"]) for step in steps("user")}


def test_every_choice_of_the_shipped_questions_is_in_a_story_or_an_example() -> None:
    said = {step["user"] for step in steps("user")}
    answers = read(BOT / "data" / "nlu" / "answers.yml")["nlu"]
    said |= {line.removeprefix("- ") for group in answers for line in group["examples"].splitlines()}
    files = (ROOT / "storage" / "question_sets").glob("*.yml")
    choices = {
        choice
        for file in files
        for question in read(file)["questions"]
        for choice in question.get("choices", ())
    }
    assert len(choices) > 4
    assert choices <= said


@pytest.mark.slow
def test_the_trained_model_takes_every_story_as_it_is_written(tmp_path: Path) -> None:
    assert fault(STORIES, tmp_path) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "steps",
    [
        [{"user": "I can't stop thinking of her", "intent": "stop"}, {"action": "action_stop"}],
        [{"user": "I want to stop now", "intent": "stop"}, {"action": "action_pause"}],
    ],
    ids=["wrong intent", "wrong action"],
)
def test_a_story_that_is_not_so_is_found(tmp_path: Path, steps: list[dict[str, str]]) -> None:
    planted = tmp_path / "test_planted.yml"
    planted.write_text(yaml.safe_dump({"version": "3.1", "stories": [{"story": "planted", "steps": steps}]}))
    assert "planted" in fault(planted, tmp_path / "out")
