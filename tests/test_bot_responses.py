"""The wording fits the question loop: whatever the loop says is in the domain, and gets what it needs."""

import re
import shutil
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from actions.flow import Flow
from storage.details import Details
from storage.kinds import Mode
from storage.records import Outcome
from storage.store import Store
from tests.fakes import WordTagger
from tests.talker import NOT_ANSWERS, Talker
from tests.test_actions_flow import PLACES, lead
from web.settings import ROOT

BOT = ROOT / "bot"
Variations = list[dict[str, Any]]
Said = dict[str, list[set[str]]]


def read(path: str) -> Any:
    return yaml.safe_load((BOT / path).read_text(encoding="utf-8"))


RESPONSES: dict[str, Variations] = read("domain/responses.yml")["responses"]
DIGRESSIONS = [
    rule["steps"][0]["intent"]
    for rule in read("data/rules.yml")["rules"]
    if rule["steps"][1]["action"] == "action_digress"
]


class Recorder(Talker):
    """Remembers which variables came with each response."""

    def __init__(self, store: Store, said: Said) -> None:
        super().__init__(store, WordTagger())
        self._said = said

    def _heard(self, outcome: Outcome) -> list[str]:
        for name, variables in outcome.says:
            self._said[name].append(set(variables))
        return super()._heard(outcome)


def needs(variation: dict[str, Any]) -> set[str]:
    """The variables of a response."""
    return set(re.findall(r"\{(\w+)\}", variation["text"]))


def buttons(variation: dict[str, Any]) -> list[tuple[str, str]]:
    return [(button["title"], button["payload"]) for button in variation.get("buttons", ())]


@pytest.fixture(scope="module")
def said(sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What the loop says for every act at every stage: response -> the variables of each time."""
    said: Said = defaultdict(list)
    store = Store(f"sqlite:///{shutil.copy(sqlite_file, tmp_path_factory.mktemp('said') / 'whatmatters.db')}")
    for way in PLACES.values():
        for act in NOT_ANSWERS.values():
            person = Recorder(store, said)
            person.begins()
            lead(person, way)
            person.does(act)
            person.says("a few more words about it")
    person = Recorder(store, said)
    person.begins()
    person.does(Flow.answer, "", mode=Mode.VOICE, seen=Details(recording_id=uuid4()))
    person.does("delete")
    person = Recorder(store, said)
    for intent in DIGRESSIONS:
        person.does(partial(Flow.digress, intent=intent))
    person.says("long " * 200)
    store.close()
    return said


def test_all_that_the_loop_says_is_in_the_domain_and_the_domain_holds_no_more(
    said: Said,
) -> None:
    assert set(said) == set(RESPONSES)


def test_every_response_gets_what_it_needs(said: Said) -> None:
    for name, times in said.items():
        for variation in RESPONSES[name]:
            assert needs(variation) <= set.intersection(*times), name


@pytest.mark.parametrize("name", RESPONSES)
def test_residents_and_others_are_told_the_same_in_words_of_their_own(name: str) -> None:
    resident, others = RESPONSES[name]
    assert resident["channel"] == "resident"
    assert "channel" not in others
    assert needs(resident) == needs(others)
    assert buttons(resident) == buttons(others)


def test_every_button_means_something_that_rasa_knows() -> None:
    known = {f"/{intent}" for intent in read("domain/intents.yml")["intents"]}
    pressed = {payload for each in RESPONSES.values() for one in each for _, payload in buttons(one)}
    assert pressed
    assert pressed <= known


def test_only_the_response_to_what_was_saved_thanks() -> None:
    thanking = {name for name, each in RESPONSES.items() for one in each if "thank" in one["text"].lower()}
    assert thanking == {"utter_saved"}


@pytest.mark.parametrize("variation", RESPONSES["utter_welcome"], ids=["resident", "others"])
def test_the_welcome_says_what_everybody_must_know_first(variation: dict[str, Any]) -> None:
    text = variation["text"]
    for each in (
        "computer program",
        "not a person",
        "read by {readers}",
        "stop at any time",
        "must act",
    ):
        assert each in text
