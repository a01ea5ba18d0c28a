"""The safeguarding net of today's data: figures on lines that nobody trained on; what it must never miss."""

from pathlib import Path

import pytest

from nlu.concerns import Category, Line, Urgency, read_lines
from nlu.evaluation import GOLD
from nlu.safety import SafetyReport, check
from nlu.shares import Share
from nlu.tagger import Tagger, load_tagger
from nlu.understanding import Concern, Understanding
from web.settings import ROOT


class Cautious:
    """Takes whatever holds "hurt" for an immediate physical concern."""

    def tag_many(self, texts: list[str]) -> list[Understanding]:
        return [self._understood(text) for text in texts]

    def _understood(self, text: str) -> Understanding:
        found = Concern(Category.PHYSICAL, Urgency.IMMEDIATE, 0.9, ((0, 4),)) if "hurt" in text else None
        return Understanding((), "neutral", (), found)


@pytest.fixture(scope="module")
def tagger(tagger_folder: Path) -> Tagger:
    return load_tagger(tagger_folder)


@pytest.fixture(scope="module")
def report(tagger: Tagger) -> SafetyReport:
    return check(tagger, read_lines(GOLD / "concerns.txt"))


def test_every_kind_of_right_and_wrong_is_counted() -> None:
    lines = [
        Line("he hurt me", Category.PHYSICAL, Urgency.IMMEDIATE, hard=False, writer=""),
        Line("it hurts down there", Category.SEXUAL, Urgency.SOON, hard=False, writer=""),
        Line("nobody came", Category.NEGLECT, Urgency.IMMEDIATE, hard=False, writer=""),
        Line("hurt pride", None, None, hard=True, writer=""),
        Line("tea", None, None, hard=False, writer=""),
    ]
    found = check(Cautious(), lines)  # type: ignore[arg-type]
    assert found.caught == Share(2, 3)
    assert found.immediate_caught == found.called_now == Share(1, 2)
    assert found.right_category == Share(1, 2)
    assert found.hard_alarms == Share(1, 1)
    assert found.ordinary_alarms == Share(0, 1)
    assert found.by_category[Category.NEGLECT] == Share(0, 1)


def test_nothing_on_the_list_of_what_must_not_be_missed_is_missed(tagger: Tagger) -> None:
    lines = read_lines(GOLD / "smoke.txt")
    found = tagger.tag_many([line.text for line in lines])
    assert [line.text for line, each in zip(lines, found, strict=True) if each.concern is None] == []


def test_evidence_of_a_concern_lies_in_the_text(tagger: Tagger) -> None:
    text = "😀 The food is lovely, but one of the carers hit me this morning and I am frightened."
    concern = tagger.tag(text).concern
    assert concern is not None
    assert concern.evidence
    assert "hit me" in " ".join(text[start:end] for start, end in concern.evidence)


def test_the_page_says_what_the_net_of_today_does(report: SafetyReport) -> None:
    page = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    assert report.as_table() in page, f"Put this table into docs/safety.md:\n{report.as_table()}"


def test_it_has_not_become_worse(report: SafetyReport) -> None:
    assert report.caught.value >= 0.91
    assert report.immediate_caught.value >= 0.94
    assert report.hard_alarms.value <= 0.3
    assert report.ordinary_alarms.value <= 0.07
