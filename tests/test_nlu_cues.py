"""The plain rules of the safeguarding net."""

from pathlib import Path

import pytest

from nlu.concerns import Category, Urgency
from nlu.cues import Cue, Cues, load_cues
from nlu.errors import NluError
from nlu.words import Reader

READER = Reader()
CUES = Cues(load_cues(), READER)


def find(text: str) -> Cue | None:
    return CUES.find(READER.read(text))


@pytest.mark.parametrize(
    ("text", "category", "urgency"),
    [
        ("He hits me when nobody is there.", Category.PHYSICAL, Urgency.IMMEDIATE),
        ("i want to die", Category.SELF_HARM, Urgency.SOON),
        ("There is a pain in my chest", Category.MEDICAL_EMERGENCY, Urgency.IMMEDIATE),
        ("they tied me to the chair", Category.RESTRAINT, Urgency.SOON),
        ("My nephew took my pension", Category.FINANCIAL, Urgency.SOON),
    ],
)
def test_plain_words_are_found_whatever_their_form(text: str, category: Category, urgency: Urgency) -> None:
    found = find(text)
    assert found is not None
    assert (found.category, found.urgency) == (category, urgency)


@pytest.mark.parametrize(
    "text", ["I never want to die in a hospital", "Nobody took my money.", "The tea was cold", ""]
)
def test_what_is_denied_or_harmless_is_passed_over(text: str) -> None:
    assert find(text) is None


def test_of_several_the_most_urgent_counts() -> None:
    found = find("they took my money and now i can not breathe")
    assert found is not None
    assert found.category == Category.MEDICAL_EMERGENCY


@pytest.mark.parametrize("heading", ["hunger soon", "neglect", "neglect later"])
def test_a_heading_that_means_nothing_is_refused(tmp_path: Path, heading: str) -> None:
    (tmp_path / "cues.yml").write_text(f"version: 1\n{heading}: [nobody came]\n", encoding="utf-8")
    with pytest.raises(NluError, match=f"`{heading}` is no heading"):
        load_cues(tmp_path)
