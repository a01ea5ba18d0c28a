"""The measuring itself: figures are right, scripts are what the program does, a wrong reply is noticed."""

import json
import math
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest

from actions.flow import Flow
from bench.__main__ import NAMES, question
from bench.figures import Findings, Goal, latencies, percentile, ratio, ratios, write
from bench.importing import texts
from bench.load import Script, opened, talk_through
from bench.people import ANSWERS, PLACES, WINDOW, long_talker, short_visitor, visitor, window
from bench.processes import TICKS, CpuMeter, cpu_of, disk_mb
from bench.refit import MOST_CARRIED, corrections
from bench.screenplay import DIGRESSIONS, Step, filled, opening, questions
from bench.side import Visit, WrongError, check_answers, check_same_tags
from storage.kinds import Audience
from storage.store import Store
from tests.fakes import WordTagger
from tests.talker import Talker, Verb

FOLDER = Path(__file__).parent.parent / "bench"
SCRIPTS: list[Script] = [visitor, short_visitor, long_talker]


class TestFigures:
    def test_the_95th_percentile_is_a_value_that_95_of_100_do_not_exceed(self) -> None:
        assert percentile(list(range(100, 0, -1)), 0.95) == 95

    def test_of_a_few_values_the_95th_percentile_is_the_largest(self) -> None:
        assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0

    def test_the_whole_is_the_largest_and_a_little_the_smallest(self) -> None:
        assert percentile([5, 4, 6], 1) == 6
        assert percentile([5, 4, 6], 0.01) == 4

    @pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0), ([1.0], 1.1)])
    def test_a_percentile_of_nothing_is_refused(self, values: list[float], share: float) -> None:
        with pytest.raises(ValueError, match="percentile"):
            percentile(values, share)

    def test_seconds_become_milliseconds(self) -> None:
        assert latencies([0.001, 0.002, 0.004, 0.1]) == {"median_ms": 3.0, "p95_ms": 100.0}

    def test_a_ratio_says_how_many_times_the_other_ours_is(self) -> None:
        assert ratio(30, 10) == 3
        assert ratio(1, 0) == math.inf
        assert ratios({"a": 1, "b": 2}, {"b": 4, "c": 1}) == {"b": 0.5}

    def test_a_goal_is_met_at_its_limit(self) -> None:
        assert Goal("a", 1.2, 1.2).met
        assert not Goal("a", 1.21, 1.2).met
        assert Goal("a", 3.0, 3.0, at_least=True).met
        assert not Goal("a", 2.9, 3.0, at_least=True).met

    def test_a_missed_goal_is_told_in_words(self) -> None:
        assert Goal("turns", 2.5, 3, at_least=True).line() == "MISSED turns: 2.5, goal at least 3"

    def test_a_file_holds_question_machine_goals_and_figures(self, tmp_path: Path) -> None:
        findings = Findings({"rate": 7}, ["rate 7"], [Goal("rate", 7, 5, at_least=True)])
        machine = {"cores": 2, "load": 0.5}
        file = write(tmp_path / "results", "rate", "How many?", findings, machine, quick=True)
        found = json.loads(file.read_text())
        assert (found["question"], found["rate"], found["quick"]) == ("How many?", 7, True)
        assert found["machine"]["cores"] == 2
        assert found["goals"] == [{"what": "rate", "figure": 7, "at_least": 5, "met": True}]


class TestProcesses:
    def test_cpu_time_is_read_behind_a_name_with_brackets_and_blanks(self) -> None:
        stat = f"17 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 {3 * TICKS} {TICKS} 0 0 20 0"
        assert cpu_of(stat) == 4.0

    def test_a_meter_begins_at_nothing(self) -> None:
        assert set(CpuMeter({}).seconds()) == set()

    def test_a_file_with_two_names_is_counted_once(self, tmp_path: Path) -> None:
        (tmp_path / "one").write_bytes(b"x" * 1_000_000)
        alone = disk_mb(tmp_path)
        (tmp_path / "two").hardlink_to(tmp_path / "one")
        assert 0.9 < alone == disk_mb(tmp_path)


class TestQuestions:
    @pytest.mark.parametrize("name", NAMES)
    def test_each_measurement_names_its_question(self, name: str) -> None:
        module = import_module(f"bench.{name}")
        assert question(module).endswith("?")
        assert callable(module.run)

    def test_no_measurement_is_left_out(self) -> None:
        runs = {file.stem for file in FOLDER.glob("*.py") if "\ndef run(*, quick: bool)" in file.read_text()}
        assert runs == set(NAMES)


class TestScripts:
    """What people in the measurements say, against the question loop itself."""

    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: getattr(script, "__name__", ""))
    def test_every_reply_and_every_answer_is_what_the_program_gives(
        self, sqlite_store: Store, script: Script
    ) -> None:
        sqlite_store.questions.add_version(Audience.CARER, "en", questions())
        steps = script(3)
        talker = Talker(sqlite_store, WordTagger(), Audience.CARER)
        talker.does("greet")
        for step in steps:
            assert tuple(heard(talker, step.words)) == step.replies
        visit = Visit(talker.conversation_id, "", steps, len(steps), list(steps))
        check_answers(sqlite_store, visit)

    def test_the_opening_is_the_welcome_and_the_first_question(self) -> None:
        welcome, first = opening()
        assert "computer program" in welcome
        assert first == questions()[0].text

    def test_a_long_conversation_has_the_same_kinds_of_turns_in_each_window(self) -> None:
        steps = long_talker(1)
        kinds = [
            [len(step.replies) for step in steps[window(place).start : window(place).stop]]
            for place in PLACES
        ]
        assert len(steps) == PLACES[-1] + WINDOW // 2
        assert kinds[0] == kinds[1] == kinds[2]

    def test_a_window_lies_around_its_turn(self) -> None:
        assert [number + 1 for number in window(10)] == list(range(6, 16))

    def test_people_do_not_all_say_the_same(self) -> None:
        assert len({visitor(number)[0].words for number in range(len(ANSWERS))}) > 20

    def test_imported_answers_are_all_different_and_the_same_in_every_run(self) -> None:
        assert len(set(texts(500))) == 500
        assert texts(500) == texts(500)

    def test_answers_to_put_right_are_all_different_and_the_same_in_every_run(self) -> None:
        made = corrections(500)
        assert len({each.text for each in made}) == 500
        assert all(0 < len(each.principles) <= MOST_CARRIED for each in made)
        assert made == corrections(500)


def heard(talker: Talker, words: str) -> list[str]:
    """What the question loop replies, in full."""
    digressions = {words: response.removeprefix("utter_") for words, response in DIGRESSIONS}
    verbs: dict[str, Verb] = {
        "yes": Flow.affirm,
        "I want to change that": Flow.change_answer,
        "skip this question": Flow.skip,
        "go back": Flow.back,
    }
    if words in digressions:
        names = talker.does(lambda flow: flow.digress(digressions[words]), words)
    else:
        names = talker.does(verbs.get(words, Flow.answer), words)
    return [filled(f"utter_{name}", talker.variables) for name in names]


class Echo:
    """Honours bench.side.Side: says everything back, but for one word."""

    name = "echo"

    def __init__(self, store: Store) -> None:
        self.store = store
        self.pids: dict[str, int] = {}
        self.heard: list[str] = []

    async def open(self, steps: Sequence[Step]) -> Visit:
        """A new conversation."""
        return Visit(uuid4(), "", steps)

    async def say(self, visit: Visit, words: str) -> list[str]:
        """The same words."""
        self.heard.append(f"{visit.steps[0].words}: {words}")
        return [words] if words != "wrong" else ["right"]

    async def close(self) -> None:
        """Nothing."""

    def check_transcript(self, visit: Visit) -> None:
        """Nothing."""


def steps_of(*words: str) -> list[Step]:
    """Each word said back, nothing kept."""
    return [Step(word, (word,), ()) for word in words]


class TestLoad:
    async def test_everybody_says_all_of_it_in_order(self, sqlite_store: Store) -> None:
        side = Echo(sqlite_store)
        visits = await opened(side, [steps_of("a", "a1", "a2"), steps_of("b", "b1"), steps_of("c")])
        measured = await talk_through(side, visits, at_once=2)
        assert len(measured.seconds) == len(side.heard) == 6
        assert [heard for heard in side.heard if heard[0] == "a"] == ["a: a", "a: a1", "a: a2"]
        assert all(visit.done == len(visit.steps) for visit in measured.visits)

    async def test_a_wrong_reply_ends_the_measurement(self, sqlite_store: Store) -> None:
        side = Echo(sqlite_store)
        visits = await opened(side, [steps_of("a", "wrong", "a2")])
        with pytest.raises(WrongError, match="'wrong' was replied to by"):
            await talk_through(side, visits, at_once=1)
        assert side.heard == ["a: a", "a: wrong"]


class TestChecks:
    def test_a_lost_answer_is_noticed(self, sqlite_store: Store) -> None:
        talker = Talker(sqlite_store, WordTagger(), Audience.CARER)
        talker.does("greet")
        step = Step("They listen", (), (("matters", "They listen"),))
        with pytest.raises(WrongError, match="Kept are the answers"):
            check_answers(sqlite_store, Visit(talker.conversation_id, "", [step], 1, [step]))

    def test_different_principles_in_the_same_words_are_noticed(self) -> None:
        assert check_same_tags({"a": ("equality",), "b": ()}, {"a": ("equality",)}) == 1
        with pytest.raises(WrongError, match="different principles"):
            check_same_tags({"a": ("equality",)}, {"a": ("assets",)})

    def test_nothing_in_common_proves_nothing(self) -> None:
        with pytest.raises(WrongError, match="in common"):
            check_same_tags({"a": ("equality",)}, {"b": ("equality",)})
