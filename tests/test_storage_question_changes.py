"""What changed from one version of the questions to the next."""

import pytest

from storage.question_changes import Change, ChangeKind, FieldChange, difference
from storage.records import NewQuestion


def question(key: str, text: str = "", hint: str | None = None) -> NewQuestion:
    """A question with as little as it needs."""
    return NewQuestion(key=key, text=text or f"What about {key}?", simple="And?", hint=hint)


def test_equal_sets_have_no_difference() -> None:
    assert difference([question("a"), question("b")], [question("a"), question("b")]) == []


def test_added_and_retired_questions_are_told_apart() -> None:
    assert difference([question("a"), question("b")], [question("b"), question("c")]) == [
        Change(ChangeKind.ADDED, "c", "What about c?"),
        Change(ChangeKind.RETIRED, "a", "What about a?"),
    ]


def test_a_reworded_question_shows_each_field_before_and_after() -> None:
    before, after = question("a", "Old?"), question("a", "New?", hint="Such as?")
    assert difference([before], [after]) == [
        Change(
            ChangeKind.REWORDED,
            "a",
            "New?",
            (FieldChange("text", "Old?", "New?"), FieldChange("hint", None, "Such as?")),
        )
    ]


def test_other_pictures_and_faces_are_shown_before_and_after() -> None:
    before = NewQuestion("a", "What?", "And?", picture="tea", pictures=("tea", "bed"))
    after = NewQuestion("a", "What?", "And?", closed="Is it?", faces=("It is.", "A bit.", "No."))
    [change] = difference([before], [after])
    assert change.fields == (
        FieldChange("picture", "tea", None),
        FieldChange("pictures", ("tea", "bed"), ()),
        FieldChange("closed", None, "Is it?"),
        FieldChange("faces", (), ("It is.", "A bit.", "No.")),
    )


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("abcde", "eabcd", {"e": (5, 1)}),
        ("abcde", "bcdea", {"a": (1, 5)}),
        ("abc", "xabc", {}),
        ("abc", "ac", {}),
        ("abcd", "badc", {"a": (1, 2), "c": (3, 4)}),
        ("", "abc", {}),
        ("abc", "", {}),
    ],
)
def test_only_the_fewest_questions_count_as_moved(
    old: str, new: str, moved: dict[str, tuple[int, int]]
) -> None:
    changes = difference([question(key) for key in old], [question(key) for key in new])
    found = {change.key: change.places for change in changes if change.kind == ChangeKind.MOVED}
    assert len(found) == len(moved)
    still = [key for key in old if key in new and key not in found]
    assert still == [key for key in new if key in old and key not in found]
    if len(moved) == 1:
        assert found == moved


def test_a_question_may_be_moved_and_reworded() -> None:
    changes = difference(
        [question("a"), question("b"), question("c")], [question("c", "New?"), question("a"), question("b")]
    )
    assert [(change.kind, change.key) for change in changes] == [("reworded", "c"), ("moved", "c")]
