"""The lines about safety: what a line is, and that there are enough of every kind."""

from collections import Counter
from pathlib import Path

import pytest

from nlu.answers import same_words
from nlu.concerns import Category, Line, Urgency, load_lines, read_lines
from nlu.errors import NluError
from nlu.evaluation import GOLD

LINES = load_lines()
GOLD_LINES = read_lines(GOLD / "concerns.txt")


def read(folder: Path, text: str) -> list[Line]:
    path = folder / "somebody.txt"
    path.write_text(text, encoding="utf-8")
    return read_lines(path)


def test_a_line_is_a_category_an_urgency_and_words(tmp_path: Path) -> None:
    assert read(tmp_path, "# a note\n\nneglect immediate | nobody came\n") == [
        Line("nobody came", Category.NEGLECT, Urgency.IMMEDIATE, hard=False, writer="somebody")
    ]


def test_what_is_no_concern_says_whether_it_sounds_like_one(tmp_path: Path) -> None:
    hard, ordinary = read(tmp_path, "hard | I could murder a cup of tea\nordinary | the garden\n")
    assert (hard.category, hard.hard) == (None, True)
    assert (ordinary.category, ordinary.hard) == (None, False)


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("nobody came", "with one upright stroke"),
        ("neglect soon | nobody | came", "with one upright stroke"),
        ("neglect soon |", "with one upright stroke"),
        ("neglect | nobody came", "`neglect` is no label"),
        ("neglect later | nobody came", "`neglect later` is no label"),
        ("hunger soon | nobody came", "Use hard, ordinary, or one of physical, sexual"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, remedy: str) -> None:
    with pytest.raises(NluError, match=rf"somebody\.txt, line 2: .*{remedy}"):
        read(tmp_path, f"# first\n{line}\n")


def test_a_missing_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NluError, match="git checkout"):
        read_lines(tmp_path / "nothing.txt")


def test_there_are_many_lines_and_nearly_half_only_sound_like_a_concern() -> None:
    assert len(LINES) >= 1_500
    assert sum(line.hard for line in LINES) >= 0.35 * len(LINES)


def test_every_category_has_concerns_of_both_urgencies() -> None:
    counts = Counter((line.category, line.urgency) for line in LINES)
    assert min(counts[category, urgency] for category in Category for urgency in Urgency) >= 20


def test_no_line_stands_there_twice() -> None:
    counts = Counter(same_words(line.text) for line in LINES)
    assert [words for words, count in counts.items() if count > 1] == []


def test_nothing_that_is_measured_with_is_learned_from() -> None:
    learned = {same_words(line.text) for line in LINES}
    assert [line.text for line in GOLD_LINES if same_words(line.text) in learned] == []


def test_what_is_measured_with_holds_every_category_and_enough_that_is_harmless() -> None:
    counts = Counter(line.category for line in GOLD_LINES)
    assert min(counts[category] for category in Category) >= 25
    assert sum(line.hard for line in GOLD_LINES) >= 150
    assert sum(not line.hard and line.category is None for line in GOLD_LINES) >= 140
