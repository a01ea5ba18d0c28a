"""The comparison of builds: its figures are right, and what it calls shipped is what ships."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from spacy.tokens import Doc

from bench.blocks import Parts
from bench.comparison import check_same, table
from bench.course import Course
from bench.paired import compared, drawings, figures, marks
from bench.patterns import Patterns
from bench.side import WrongError
from bench.variants import SHIPS, VARIANTS, WHAT_SHIPS, Builder, Gate, Variant
from nlu.evaluation import GOLD, Row, evaluate, load_rows
from nlu.features import WORDS
from nlu.principles import DATA
from nlu.tagger import load_tagger
from nlu.training import train
from nlu.understanding import PrincipleTag, Understanding
from nlu.words import Reader

ROWS: list[Row] = [
    {"text": "a", "principles": ["equality"], "stance": "working", "topics": ["staff", "other"]},
    {"text": "b", "principles": ["equality", "assets"], "stance": "wish", "topics": ["food"]},
    {"text": "c", "principles": [], "stance": "working", "topics": ["other"]},
    {"text": "d", "principles": [], "stance": "neutral", "topics": ["pets"]},
]


def understanding(*keys: str, stance: str = "working", topics: tuple[str, ...] = ("other",)) -> Understanding:
    return Understanding(tuple(PrincipleTag(key, stance, 0.8, ()) for key in keys), stance, topics, None)


RIGHT = [
    understanding("equality", topics=("staff",)),
    understanding("equality", "assets", stance="wish", topics=("food",)),
    understanding(),
    understanding(stance="neutral", topics=("pets",)),
]
FAIR = [
    understanding("equality", topics=("staff",)),
    understanding("diversity", "equality", topics=("food", "pets")),
    understanding(),
    understanding("assets"),
]


class Fixed:
    """Honours nlu.evaluation.Tags: says what it was given."""

    def __init__(self, understood: list[Understanding]) -> None:
        self._understood = understood

    def tag_many(self, texts: object) -> list[Understanding]:
        return self._understood


class TestFigures:
    @pytest.mark.parametrize("understood", [RIGHT, FAIR])
    def test_they_are_those_of_the_evaluation(self, understood: list[Understanding]) -> None:
        found = figures(marks(ROWS, understood), np.ones((1, len(ROWS))))
        report = evaluate(Fixed(understood), ROWS)
        for name, values in found.items():
            assert values[0] == pytest.approx(getattr(report, name)), name

    def test_an_answer_drawn_twice_counts_twice(self) -> None:
        times = np.array([[2.0, 0.0, 1.0, 1.0]])
        drawn = [0, 0, 2, 3]
        found = figures(marks(ROWS, FAIR), times)
        report = evaluate(Fixed([FAIR[place] for place in drawn]), [ROWS[place] for place in drawn])
        for name, values in found.items():
            assert values[0] == pytest.approx(getattr(report, name)), name

    def test_every_drawing_has_as_many_answers_as_the_set_and_is_the_same_each_time(self) -> None:
        times = drawings(40, 100)
        assert times.shape == (100, 40)
        assert set(times.sum(axis=1)) == {40}
        assert (times == drawings(40, 100)).all()


class TestDifferences:
    def test_a_way_does_not_differ_from_itself(self) -> None:
        found = compared({"a": marks(ROWS, FAIR), "b": marks(ROWS, FAIR)}, "a", 50)["b"]
        for difference in found["difference"].values():
            assert difference == {"is": 0, "between": [0, 0], "beyond_chance": False}

    def test_what_is_worse_on_many_answers_is_beyond_chance(self) -> None:
        found = self._compared_on(30)
        assert found["difference"]["micro_f1"]["beyond_chance"]
        assert found["difference"]["micro_f1"]["between"][1] < 0
        assert found["difference"]["micro_f1"]["is"] == pytest.approx(found["micro_f1"] - 1, abs=1e-4)

    def test_the_same_on_few_answers_is_not(self) -> None:
        assert not self._compared_on(1)["difference"]["none_kept_clean"]["beyond_chance"]

    def _compared_on(self, times: int) -> dict[str, Any]:
        ways = {"right": marks(ROWS * times, RIGHT * times), "fair": marks(ROWS * times, FAIR * times)}
        return compared(ways, "right", 200)["fair"]

    def test_the_table_marks_what_is_beyond_chance(self) -> None:
        ways = {"right": marks(ROWS * 30, RIGHT * 30), "fair": marks(ROWS * 30, FAIR * 30)}
        head, line, *rows = table("made up", compared(ways, "right", 200))
        assert head.count("|") == line.count("|") == rows[0].count("|")
        assert rows[0].startswith("| right | 1.000 |")
        assert [" *" in row for row in rows] == [False, True]


class TestShipped:
    def test_the_same_is_let_through(self) -> None:
        check_same(FAIR, FAIR, ["a", "b", "c", "d"])

    def test_so_is_what_differs_by_rounding(self) -> None:
        tag = PrincipleTag("equality", "working", 0.7999, ())
        check_same([Understanding((tag,), "working", ("other",), None)], [understanding("equality")], ["a"])

    def test_another_confidence_is_noticed(self) -> None:
        tag = PrincipleTag("equality", "working", 0.79, ())
        with pytest.raises(WrongError, match=r"0\.79.*0\.8"):
            check_same(
                [Understanding((tag,), "working", ("other",), None)], [understanding("equality")], ["a"]
            )

    def test_another_tag_is_noticed(self) -> None:
        with pytest.raises(WrongError, match=r"'a' one makes .* Bring the steps"):
            check_same(FAIR[1:], RIGHT[1:], ["a", "b", "c"])


class TestPatterns:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("Nobody ever asked me.", "nobody ever asked"),
            ("They don't listen", "n't listen"),
            ("I wish we had a piano", "i wish"),
            ("just let me sleep", "let me"),
            ("we used to cook together", "used to"),
            ("more choice, more gravy please", "more gravy please"),
        ],
    )
    def test_it_is_found_in_what_people_say(self, words: str, found: str) -> None:
        reader = Reader()
        doc = reader.read(words)
        assert found in [doc[each.first : each.after].text for each in Patterns(reader)(doc)]

    @pytest.mark.parametrize("words", ["", "The soup was hot.", "it is much too dear"])
    def test_nothing_is_found_where_nothing_is(self, words: str) -> None:
        reader = Reader()
        assert list(Patterns(reader)(reader.read(words))) == []


class TestParts:
    def test_each_answer_is_a_whole_and_its_clauses(self) -> None:
        reader = Reader()
        read = [reader.read(text) for text in ("Very nice.", "They always ask me. The tea is never hot.")]
        parts = Parts(read)
        assert [len(each) for each in parts.stretches] == [1, 3]
        found = parts.answers(np.array([[5.0], [1.0], [3.0], [2.0]]))
        assert found.whole.tolist() == [[5.0], [1.0]]
        assert found.clauses.tolist() == [[3.0], [2.0]]
        assert found.owners.tolist() == [1, 1]


class Length:
    """Honours bench.blocks.Block: whether an answer is long."""

    trusted_as = WORDS

    def learn(self, docs: Sequence[Doc]) -> csr_matrix:
        """One column."""
        return csr_matrix([[float(len(doc) > 8)] for doc in docs])

    def matrix(self, parts: Parts) -> csr_matrix:
        """The same."""
        return csr_matrix([[float(end - start > 8)] for each in parts.stretches for start, end in each])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    for name in ("taxonomy.yml", "lexicon.yml", "cues.yml"):
        shutil.copy(DATA / name, data)
    for folder in ("answers", "concerns"):
        (data / folder).mkdir()
        for path in DATA.glob(f"{folder}/**/*.txt"):
            lines = path.read_text(encoding="utf-8").splitlines()[:30]
            (data / folder / path.name).write_text("\n".join(lines), encoding="utf-8")
    return data


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return ["", "xyzzy", *(row["text"] for row in load_rows(GOLD / "answers.txt"))]


@pytest.fixture(scope="module")
def course(data: Path, texts: list[str]) -> Course:
    return Course(data, texts)


@pytest.fixture(scope="module")
def builder(course: Course) -> Builder:
    return Builder(course)


@pytest.mark.slow
class TestVariants:
    """Built from a small part of our answers."""

    def test_what_it_calls_shipped_is_what_ships(
        self, data: Path, texts: list[str], builder: Builder, tmp_path: Path
    ) -> None:
        shipped = load_tagger(train(data, tmp_path)).tag_many(texts)
        check_same(builder.understood(VARIANTS[SHIPS]), shipped, texts)

    def test_every_variant_understands_every_text_in_its_own_way(
        self, texts: list[str], builder: Builder
    ) -> None:
        found = {name: builder.understood(variant) for name, variant in VARIANTS.items()}
        assert {len(each) for each in found.values()} == {len(texts)}
        assert len({tuple(each) for each in found.values()}) == len(VARIANTS)

    def test_when_the_gate_comes_first_it_alone_says_whether_there_is_any(self, builder: Builder) -> None:
        low, high = (
            builder.understood(Variant(gate=Gate.FIRST, shown_from=shown_from)) for shown_from in (0.4, 0.9)
        )
        assert all(one.principles for one, other in zip(low, high, strict=True) if other.principles)
        assert sum(bool(one.principles) for one in low) > sum(bool(one.principles) for one in high)

    def test_somebody_else_can_add_a_block(self, data: Path) -> None:
        course = Course(data, ["They ask me what I want, and then they do it."], every=2)
        course.add("length", Length())
        assert course.asked_parts(("words", "length")).shape[1] == course.asked_parts(("words",)).shape[1] + 1
        (found,) = Builder(course).understood(Variant((*WHAT_SHIPS, "length")))
        assert found.stance in course.taxonomy.stance_keys
