"""Names of the people of the home: misspelt, shortened, initials; and family names that are words."""

import re

import pytest

from nlu.identity import Kind
from nlu.redaction import Redactor

ROSTER = ["Doreen Hathersage", "Rose Walker", "Will Baker", "Hope Adeyemi"]
ANYBODY = Redactor()
OURS = Redactor(ROSTER)


def names(redactor: Redactor, text: str) -> list[str]:
    return [text[span.start : span.end] for span in redactor.find(text) if span.kind is Kind.PERSON]


def check(redactor: Redactor, marked: str) -> None:
    assert names(redactor, re.sub(r"[{}]", "", marked)) == re.findall(r"\{(.*?)\}", marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{hathersege} keeps the telly on",
        "{Dorreen} was first down",
        "{agnieshka} brought poppy seed cake",
        "ask {Adeyemy} for it",
    ],
)
def test_a_name_on_the_roster_is_found_though_one_letter_is_wrong_or_sounds_alike(marked: str) -> None:
    check(Redactor([*ROSTER, "Agnieszka Voss"]), marked)


@pytest.mark.parametrize(
    "text",
    ["the doors are open", "roast beef", "a maker of clocks", "walkers in the hills", "it is hop picking"],
)
def test_a_word_is_not_taken_for_a_misspelt_name(text: str) -> None:
    assert names(OURS, text) == []


@pytest.mark.parametrize(
    "marked",
    [
        "{maggie} saves me a seat",
        "{Peg} and her jokes",
        "{meg thistle} is on my table",
        "{M. Thistle} it says on the door",
        "{W Ogden} has my chair",
        "{Bill Ogden} was a miner",
        "{billy ogden} snores",
    ],
)
def test_short_forms_and_initials_of_the_people_of_the_home_are_names(marked: str) -> None:
    check(Redactor(["Margaret Thistle", "William Ogden"]), marked)


@pytest.mark.parametrize(
    "text", ["i know my son best", "the old cook has gone", "i get short of breath", "it is a long field"]
)
def test_a_family_name_that_is_a_word_is_one_behind_another_name_only(text: str) -> None:
    ours = Redactor(["Terence Best", "George Cook", "Mary Short", "Rose Field"])
    assert names(ours, text) == []
    check(ours, "{mary short} and {Rose Field} ask for {Mr Best}")


def test_somebody_of_the_home_is_found_though_everybody_knows_another_of_that_name() -> None:
    assert names(ANYBODY, "Mary Berry bakes") == []
    check(Redactor(["Mary Berry"]), "{Mary Berry} bakes")


def test_a_roster_with_empty_lines_and_titles_alone_is_read() -> None:
    check(Redactor(["", "Mrs", "  ", "Mr. Qwzara"]), "ask {qwzara}")
