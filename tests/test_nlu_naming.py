"""How the finding of names is measured, and that it stays as good as it was."""

from pathlib import Path

import pytest

from nlu.errors import NluError
from nlu.identity import Identifier, Kind
from nlu.naming import GOLD, Marked, load_marked, measure
from nlu.redaction import Redactor


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text("# roster: Doreen Hill, Rose Walker\n\nask {person:Doreen} in {room:room 3}\nthe soup\n")
    return path


def test_roster_and_marks_are_read(marked: Path) -> None:
    roster, answers = load_marked(marked)
    assert roster == ["Doreen Hill", "Rose Walker"]
    spans = (Identifier(4, 10, Kind.PERSON), Identifier(14, 20, Kind.ROOM))
    assert answers == [Marked("ask Doreen in room 3", spans), Marked("the soup", ())]


def test_a_mark_of_no_kind_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("fine\n{colour:red}\n")
    with pytest.raises(NluError, match="line 2"):
        load_marked(path)
    with pytest.raises(NluError, match="cannot be read"):
        load_marked(tmp_path / "none.txt")


def test_figures_count_what_is_covered_and_what_touches_nothing() -> None:
    answers = [
        Marked("ask Doreen Hill", (Identifier(4, 15, Kind.PERSON),)),
        Marked("Doreen's chair", (Identifier(0, 8, Kind.PERSON),)),
        Marked("ring 999999", (Identifier(0, 4, Kind.PERSON),)),
        Marked("Maureen is not marked", ()),
    ]
    figures = measure(Redactor(), answers)
    assert (figures.marked[Kind.PERSON], figures.found[Kind.PERSON]) == (3, 2)
    assert (figures.false[Kind.PERSON], figures.false[Kind.PHONE]) == (1, 1)
    assert figures.false_per_100 == 50


def test_on_answers_that_no_rule_was_made_for_the_page_tells_the_truth() -> None:
    roster, answers = load_marked(GOLD.with_name("names_unseen.txt"))
    page = (Path(__file__).parent.parent / "docs" / "redaction.md").read_text(encoding="utf-8")
    for which, redactor in enumerate((Redactor(), Redactor(roster)), 2):
        figures = measure(redactor, answers)
        told = next(line for line in page.splitlines() if line.startswith("| unseen: found of all")).split(
            "|"
        )
        assert f"{sum(figures.found.values())} ({figures.recall:.3f})" == told[which].strip()
        assert figures.false_per_100 <= 3


def test_names_and_numbers_are_found_as_well_as_they_were() -> None:
    roster, answers = load_marked(GOLD)
    without, with_roster = measure(Redactor(), answers), measure(Redactor(roster), answers)
    assert without.recall >= 0.97
    assert with_roster.recall >= 0.98
    assert with_roster.false_per_100 <= 2
    for kind in Kind:
        assert with_roster.found[kind] >= 0.9 * with_roster.marked[kind], kind
