"""Whether a new tagger may take the place of the one in use."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from nlu.answers import load_answers, read_answers, same_words
from nlu.concerns import Category, Urgency, load_lines, read_lines
from nlu.evaluation import GOLD
from nlu.gate import Verdict, compare
from nlu.principles import load_taxonomy
from nlu.understanding import Concern, PrincipleTag, Understanding

DANGER = "He hit me."
EACH = 100
"""Answers of each kind among the gold ones of these tests."""


class ListTagger:
    """Gives each text the principles it was told, and is alarmed at some."""

    def __init__(self, tags: Mapping[str, Sequence[str]], alarmed_at: Sequence[str] = (DANGER,)) -> None:
        self._tags = tags
        self._alarmed_at = alarmed_at

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        return [self._understood(text) for text in texts]

    def _understood(self, text: str) -> Understanding:
        alarm = Concern(Category.PHYSICAL, Urgency.SOON, 0.9, ())
        found = tuple(PrincipleTag(key, "wish", 0.9, ()) for key in self._tags.get(text, ()))
        return Understanding(found, "wish", (), alarm if text in self._alarmed_at else None)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A hundred answers on equality, a hundred on assets, a hundred that carry nothing."""
    labels = {"equality": "equality+", "assets": "assets-", "plain": "none+"}
    lines = [f"{labels[text.split()[0]]} | food | {text}" for text in texts("equality", "assets", "plain")]
    (tmp_path / "answers.txt").write_text("\n".join(lines), encoding="utf-8")
    smoke = f"# plain words\nphysical soon | {DANGER}\nordinary | The soup was hot.\n"
    (tmp_path / "smoke.txt").write_text(smoke, encoding="utf-8")
    return tmp_path


def texts(*kinds: str) -> list[str]:
    return [f"{kind} {number}" for kind in kinds for number in range(EACH)]


def finding(equality: int = 80, assets: int = 80, plain: int = 10) -> dict[str, Sequence[str]]:
    """So many of each found; so many plain ones tagged."""
    right = {
        f"{key} {n}": [key] for key, n_ in (("equality", equality), ("assets", assets)) for n in range(n_)
    }
    return {**right, **{f"plain {n}": ["equality"] for n in range(plain)}}


def judged(gold: Path, new: dict[str, Sequence[str]], alarmed_at: Sequence[str] = (DANGER,)) -> Verdict:
    return compare(ListTagger(finding()), ListTagger(new, alarmed_at), gold)


def test_one_that_does_the_same_may(gold: Path) -> None:
    verdict = judged(gold, finding())
    assert verdict.passed
    assert verdict.reasons == ()
    assert verdict.old == verdict.new
    assert (verdict.difference, verdict.between) == (0, (0, 0))


def test_the_figures_are_those_of_the_gold_answers(gold: Path) -> None:
    figures = judged(gold, finding()).new
    assert figures.micro_f1 == pytest.approx(2 * 160 / (170 + 200))
    assert figures.kept_clean == 0.9
    assert figures.recall == {"assets": 0.8, "equality": 0.8}
    assert figures.unnoticed == ()


def test_a_better_one_may(gold: Path) -> None:
    verdict = judged(gold, finding(equality=95, plain=5))
    assert verdict.passed
    assert verdict.between[0] > 0


def test_a_little_worse_by_chance_is_allowed(gold: Path) -> None:
    verdict = judged(gold, finding(equality=79))
    assert verdict.passed
    assert verdict.difference < 0 <= verdict.between[1]


def test_more_than_chance_worse_is_refused(gold: Path) -> None:
    verdict = judged(gold, finding(equality=71, assets=71))
    (reason,) = verdict.reasons
    assert "more than chance" in reason
    assert verdict.between[1] < 0


def test_the_interval_is_the_same_each_time(gold: Path) -> None:
    assert judged(gold, finding(equality=75)).between == judged(gold, finding(equality=75)).between


def test_tagging_ordinary_remarks_is_refused(gold: Path) -> None:
    assert judged(gold, finding(plain=12)).passed
    verdict = judged(gold, finding(equality=95, plain=13))
    assert verdict.reasons == (
        "It tags more remarks that carry no principle: 87% are left alone, before it were 90%.",
    )


def test_losing_sight_of_one_principle_is_refused_though_the_whole_is_better(gold: Path) -> None:
    assert judged(gold, finding(equality=100, assets=70)).passed
    verdict = judged(gold, finding(equality=100, assets=69))
    assert verdict.reasons == ("It misses more of assets: 69% are found, before it were 80%.",)


def test_a_plain_sign_of_danger_that_is_not_noticed_is_refused_by_its_words(gold: Path) -> None:
    verdict = judged(gold, finding(equality=100, assets=100, plain=0), alarmed_at=())
    assert verdict.reasons == (f'It does not notice that somebody may be unsafe: "{DANGER}"',)
    assert verdict.new.unnoticed == (DANGER,)


def test_a_tagger_that_says_nothing_is_refused_without_a_stumble(gold: Path) -> None:
    verdict = judged(gold, {})
    assert verdict.new.micro_f1 == 0
    assert len(verdict.reasons) == 3


def test_nobody_trains_on_the_gold_answers_and_lines() -> None:
    taxonomy = load_taxonomy()
    gold = {same_words(each.text) for each in read_answers(GOLD / "answers.txt", taxonomy)}
    assert gold & {same_words(each.text) for each in load_answers(taxonomy)} == set()


def test_every_kind_of_danger_is_among_the_plain_lines() -> None:
    lines = read_lines(GOLD / "smoke.txt")
    assert {line.category for line in lines} == set(Category)
    assert load_lines()
