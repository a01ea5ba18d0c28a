"""The labelled answers: that the format is read, and that what we wrote keeps to its own rules."""

import re
from collections import Counter
from pathlib import Path

import pytest

from nlu.answers import Answer, load_answers, read_answers, same_words
from nlu.errors import NluError
from nlu.evaluation import GOLD
from nlu.principles import load_taxonomy

TAXONOMY = load_taxonomy()
ANSWERS = load_answers(TAXONOMY)


def read(tmp_path: Path, text: str) -> list[Answer]:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "somebody.txt").write_text(text, encoding="utf-8")
    return load_answers(TAXONOMY, tmp_path)


def test_a_line_is_labels_topics_and_text(tmp_path: Path) -> None:
    answers = read(
        tmp_path, "# a note\n\nequality+ accessibility- | staff, health | they ask but never tell\n"
    )
    assert answers == [
        Answer(
            text="they ask but never tell",
            principles=(("equality", "working"), ("accessibility", "not_working")),
            stance="working",
            topics=("staff", "health"),
            writer="somebody",
        )
    ]


def test_none_says_that_it_carries_no_principle(tmp_path: Path) -> None:
    (answer,) = read(tmp_path, "none? | food | more gravy")
    assert answer.principles == ()
    assert answer.stance == "wish"


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("equality+ | staff", "two upright strokes"),
        ("equality | staff | they ask", "end `equality` with one of"),
        ("kindness+ | staff | they smile", "`kindness` is not a principle"),
        ("none+ equality+ | staff | they ask", "cannot stand beside"),
        ("equality+ | weather | they ask", "`weather` is not a topic"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, remedy: str) -> None:
    with pytest.raises(NluError, match=r"somebody\.txt, line 2: .*" + re.escape(remedy)):
        read(tmp_path, f"# first\n{line}\n")


def test_a_folder_without_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NluError, match="holds no answers"):
        load_answers(TAXONOMY, tmp_path)


def test_there_are_at_least_four_thousand_answers() -> None:
    assert len(ANSWERS) >= 4_000


def test_every_principle_has_at_least_four_hundred_answers() -> None:
    counts = Counter(key for answer in ANSWERS for key in answer.keys)
    assert {key: counts[key] for key in TAXONOMY.principle_keys if counts[key] < 400} == {}


def test_at_least_sixteen_hundred_answers_carry_none() -> None:
    assert sum(not answer.principles for answer in ANSWERS) >= 1_600


def test_nothing_that_is_measured_with_is_learned_from() -> None:
    learned = {same_words(answer.text) for answer in ANSWERS}
    gold = read_answers(GOLD / "answers.txt", TAXONOMY)
    assert [answer.text for answer in gold if same_words(answer.text) in learned] == []


def test_no_answer_stands_there_twice() -> None:
    counts = Counter(same_words(answer.text) for answer in ANSWERS)
    assert [words for words, count in counts.items() if count > 1] == []


def test_no_answer_names_a_principle_twice_or_more_than_three() -> None:
    assert [answer.text for answer in ANSWERS if len(set(answer.keys)) < len(answer.keys)] == []
    assert max(len(answer.keys) for answer in ANSWERS) <= 3


def test_a_fifth_is_written_as_a_recogniser_writes() -> None:
    spoken = [answer for answer in ANSWERS if not re.search(r"[A-Z.,;:?!'’]", answer.text)]
    assert len(spoken) / len(ANSWERS) >= 0.2


def test_every_stance_and_topic_has_examples() -> None:
    stances = Counter(answer.stance for answer in ANSWERS)
    topics = Counter(topic for answer in ANSWERS for topic in answer.topics)
    assert min(stances[stance] for stance in TAXONOMY.stance_keys) >= 200
    assert min(topics[topic] for topic in TAXONOMY.topic_keys) >= 10


def test_the_same_words_are_known_whatever_their_dress() -> None:
    assert same_words("They DON'T  listen, café!") == same_words("they dont listen cafe")
    assert same_words("they listen") != same_words("they listened")
