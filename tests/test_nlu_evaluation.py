"""The figures, against a tagger whose answers we know."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from nlu.errors import NluError
from nlu.evaluation import evaluate, load_rows
from nlu.understanding import PrincipleTag, Understanding


def understood(
    *tags: tuple[str, float], stance: str = "working", topics: tuple[str, ...] = ("staff",)
) -> Understanding:
    return Understanding(
        tuple(PrincipleTag(key, stance, confidence, ()) for key, confidence in tags), stance, topics, None
    )


def row(*principles: str, stance: str = "working", topics: tuple[str, ...] = ("staff",)) -> dict[str, object]:
    return {"text": "x", "principles": list(principles), "stance": stance, "topics": list(topics)}


class KnownTagger:
    """Says what it was told to say, in turn."""

    def __init__(self, *answers: Understanding) -> None:
        self._answers = list(answers)

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        return [self._answers.pop(0) for _ in texts]


def test_full_agreement_is_one() -> None:
    tagger = KnownTagger(understood(("equality", 1.0)), understood())
    report = evaluate(tagger, [row("equality"), row()])
    assert report.micro_f1 == report.macro_f1 == report.none_kept_clean == 1
    assert report.stance == report.topics_f1 == report.likely_precision == 1
    assert report.calibration_error == 0


def test_micro_counts_labels_and_macro_counts_principles() -> None:
    tagger = KnownTagger(understood(("equality", 0.9)), understood(("equality", 0.9)), understood())
    report = evaluate(tagger, [row("equality"), row("equality"), row("assets")])
    assert report.micro_f1 == pytest.approx(2 * 2 / (2 + 3))
    assert report.macro_f1 == pytest.approx((1 + 0) / 2)
    assert report.principles["equality"].f1 == 1
    assert report.principles["assets"].recall == 0


def test_an_ordinary_remark_with_a_tag_is_not_clean() -> None:
    tagger = KnownTagger(understood(("assets", 0.4)), understood(), understood(), understood())
    assert evaluate(tagger, [row(), row(), row(), row()]).none_kept_clean == 0.75


def test_confidence_is_compared_with_what_was_right() -> None:
    tagger = KnownTagger(*[understood(("equality", 0.95))] * 4)
    report = evaluate(tagger, [row("equality"), row("equality"), row("equality"), row()])
    assert report.calibration_error == pytest.approx(0.2)
    assert report.likely_precision == 0.75


def test_stance_and_topics_are_counted() -> None:
    tagger = KnownTagger(understood(stance="wish", topics=("food", "staff")), understood(topics=("other",)))
    report = evaluate(tagger, [row(topics=("food",)), row(topics=("other",))])
    assert report.stance == 0.5
    assert report.topics_f1 == pytest.approx(2 / 3)


def test_it_tells_how_far_it_is() -> None:
    told: list[tuple[str, int, int]] = []
    evaluate(KnownTagger(*[understood()] * 60), [row()] * 60, lambda *step: told.append(step))
    assert told[-1][1:] == (60, 60)


def test_a_report_can_be_written_down() -> None:
    report = evaluate(KnownTagger(understood(("equality", 0.5))), [row("equality")])
    raw = json.loads(json.dumps(report.as_json()))
    assert raw["principles"]["equality"] == {
        "given": 1,
        "true": 1,
        "both": 1,
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
    }


def test_rows_are_read_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row("equality")) + "\n\n" + json.dumps(row()) + "\n", encoding="utf-8")
    assert load_rows(path) == [row("equality"), row()]


@pytest.mark.parametrize(("line", "remedy"), [("{", "is not JSON"), ('{"text": "x"}', "write `principles`")])
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, remedy: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{json.dumps(row())}\n{line}\n", encoding="utf-8")
    with pytest.raises(NluError, match=f"line 2.*{remedy}"):
        load_rows(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NluError, match="cannot be read"):
        load_rows(tmp_path / "rows.jsonl")


def test_no_rows_give_no_figures_but_no_failure() -> None:
    assert evaluate(KnownTagger(), []).micro_f1 == 0
