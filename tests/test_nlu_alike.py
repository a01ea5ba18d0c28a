"""Near-duplicates: that they are found, and that none are learned from or measured with."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from nlu.alike import ALIKE_FROM, likeness, near_duplicates, runs
from nlu.answers import Answer, load_answers, read_answers, same_words
from nlu.concerns import Line, load_lines, read_lines
from nlu.evaluation import GOLD
from nlu.principles import load_taxonomy

TAXONOMY = load_taxonomy()


@dataclass(frozen=True)
class Text:
    """A line of ours, whatever file it is in."""

    words: str
    label: object
    """Of two near-duplicates with different labels one says what the other denies: both teach something."""
    gold: bool = False


def of_answer(answer: Answer) -> Text:
    return Text(answer.text, (answer.principles, answer.stance))


def of_line(line: Line) -> Text:
    return Text(line.text, (line.category, line.urgency, line.hard))


def faults(texts: Sequence[Text]) -> list[tuple[str, str]]:
    """Near-duplicates that teach nothing: of the same label, in the same words, or measured with."""
    pairs = [(texts[one], texts[other]) for one, other in near_duplicates([each.words for each in texts])]
    return [
        (one.words, other.words)
        for one, other in pairs
        if one.gold != other.gold
        or (not one.gold and (one.label == other.label or same_words(one.words) == same_words(other.words)))
    ]


@pytest.fixture(scope="module")
def learned() -> list[Text]:
    return [*map(of_answer, load_answers(TAXONOMY)), *map(of_line, load_lines())]


@pytest.fixture(scope="module")
def measured() -> list[Text]:
    answers = read_answers(GOLD / "answers.txt", TAXONOMY)
    lines = [*read_lines(GOLD / "concerns.txt"), *read_lines(GOLD / "smoke.txt")]
    texts = [*(answer.text for answer in answers), *(line.text for line in lines)]
    return [Text(text, None, gold=True) for text in texts]


@pytest.mark.slow
def test_no_two_lines_say_nearly_the_same_and_none_is_measured_with(
    learned: list[Text], measured: list[Text]
) -> None:
    assert faults([*learned, *measured]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("They act on what I say.", "they act on what i said"),
        ("I got the help I needed.", "Got the help I needed"),
        ("Don't go there, it's grim!", "DONT GO THERE ITS GRIM"),
        ("More gravy.", "more gravy"),
        ("ok", "OK!"),
    ],
)
def test_a_near_duplicate_is_a_fault(one: str, other: str) -> None:
    assert faults([Text(one, "a"), Text("quite another thing", "a"), Text(other, "a")]) == [(one, other)]


def test_a_near_duplicate_of_a_gold_line_is_a_fault_whatever_its_label() -> None:
    learned, gold = Text("They act on what I say.", "a"), Text("they act on what i said", None, gold=True)
    assert faults([learned, gold]) == [(learned.words, gold.words)]


def test_one_that_says_the_opposite_is_wanted() -> None:
    assert faults([Text("They always listen to me here", "a"), Text("They listen to me here", "b")]) == []


def test_the_same_words_under_two_labels_are_a_fault() -> None:
    assert faults([Text("Not allowed out", "a"), Text("not allowed out!", "b")]) != []


@pytest.mark.parametrize("other", ["They listen to the wireless.", "I got the tea I needed.", ""])
def test_what_only_begins_alike_is_no_duplicate(other: str) -> None:
    assert list(near_duplicates(["They listen to me.", "I got the help I needed.", other])) == []


def test_none_is_missed_by_looking_only_at_rare_runs(learned: list[Text]) -> None:
    texts = [text.words for text in learned[:400]] + [f"{text.words} now" for text in learned[200:300]]
    found = [runs(text) for text in texts]
    pairs = {
        (one, other)
        for other in range(len(texts))
        for one in range(other)
        if likeness(found[one], found[other]) >= ALIKE_FROM
    }
    assert set(near_duplicates(texts)) == pairs
    assert len(pairs) > 50
