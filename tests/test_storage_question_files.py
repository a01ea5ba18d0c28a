"""Question sets as files: read, refused with every mistake, written back exactly."""

import random
from dataclasses import replace

import pytest

from nlu.principles import load_taxonomy
from storage.errors import StorageError
from storage.kinds import Audience
from storage.question_files import ShippedSet, dump_sets, parse_sets, shipped_sets
from storage.records import NewQuestion
from storage.store import Store

GOOD = """\
audience: carer
language: en
questions:
  - key: matters
    text: What matters to you?
    simple: What is important?
    follow_up: Tell me more?
    hint: It may be a person.
    choices: [Yes, No, "Not: sure"]
    principles: [equality]
  - key: good_day
    text: What makes a good day?
    simple: What is a good day?
"""

SHOWN = """\
audience: resident
questions:
  - key: good_day
    text: What makes a good day?
    simple: What is a good day?
    picture: today
    pictures: [outside, hot_drink]
    closed: Are your days good?
    faces:
      - My days are good.
      - Some are good.
      - Few are good.
"""


def refusal(text: str, principles: tuple[str, ...] = (), pictures: tuple[str, ...] = ()) -> str:
    """What is said when a file is refused."""
    with pytest.raises(StorageError) as caught:
        parse_sets(text, principles, pictures)
    assert caught.value.code == "bad_set"
    return str(caught.value)


# The sets that come with the program ----------------------------------------------------------


def test_each_audience_has_six_to_eight_questions_of_its_own() -> None:
    sets = shipped_sets()
    assert [each.audience for each in sets] == list(Audience)
    assert all(6 <= len(each.questions) <= 8 for each in sets)
    openings = {each.questions[0].text for each in sets}
    assert len(openings) == len(sets)


def test_each_set_begins_open_and_offers_choices_once_at_most() -> None:
    for each in shipped_sets():
        assert each.questions[0].key == "matters"
        assert not each.questions[0].choices
        assert sum(bool(question.choices) for question in each.questions) <= 1


def test_each_set_asks_all_that_a_first_talk_is_for() -> None:
    for each in shipped_sets():
        assert {"matters", "good_day", "listens", "change", "good_at", "join_in"} <= {
            question.key for question in each.questions
        }


def test_every_open_question_has_a_hint_and_a_follow_up() -> None:
    for each in shipped_sets():
        for question in each.questions:
            assert question.hint
            assert question.follow_up or question.choices


def test_shipped_questions_name_only_known_principles_and_all_of_them() -> None:
    known = load_taxonomy().principle_keys
    for each in shipped_sets():
        assert parse_sets(dump_sets([each]), known) == [each]
        assert {key for question in each.questions for key in question.principles} == set(known)


def test_shipped_questions_can_be_kept(store: Store) -> None:
    for each in shipped_sets():
        kept = store.questions.add_version(each.audience, each.language, each.questions)
        assert tuple(question.key for question in kept.questions) == tuple(q.key for q in each.questions)


# Reading --------------------------------------------------------------------------------------


def test_a_file_becomes_a_set() -> None:
    [found] = parse_sets(GOOD, ["equality"])
    assert found == ShippedSet(
        Audience.CARER,
        "en",
        (
            NewQuestion(
                key="matters",
                text="What matters to you?",
                simple="What is important?",
                follow_up="Tell me more?",
                hint="It may be a person.",
                choices=("Yes", "No", "Not: sure"),
                principles=("equality",),
            ),
            NewQuestion(key="good_day", text="What makes a good day?", simple="What is a good day?"),
        ),
    )


def test_the_language_is_english_if_nothing_is_said() -> None:
    [found] = parse_sets(GOOD.replace("language: en\n", ""))
    assert found.language == "en"


def test_a_field_that_is_optional_may_stand_empty() -> None:
    text = GOOD.replace("Tell me more?", "").replace("It may be a person.", "~").replace("[equality]", "")
    [found] = parse_sets(text)
    assert found.questions[0].follow_up is None
    assert found.questions[0].hint is None
    assert found.questions[0].principles == ()


def test_a_question_may_be_answered_with_pictures_and_faces() -> None:
    [found] = parse_sets(SHOWN, (), ["today", "outside", "hot_drink"])
    [question] = found.questions
    assert question.picture == "today"
    assert question.pictures == ("outside", "hot_drink")
    assert question.closed == "Are your days good?"
    assert question.faces == ("My days are good.", "Some are good.", "Few are good.")


def test_pictures_and_faces_may_be_left_out_or_stand_empty() -> None:
    [left_out] = parse_sets(GOOD)
    empty = (
        SHOWN[: SHOWN.index("    picture:")] + "    picture:\n    pictures: ~\n    closed: ~\n    faces:\n"
    )
    for question in (*left_out.questions, *parse_sets(empty)[0].questions):
        assert (question.picture, question.pictures, question.closed, question.faces) == (None, (), None, ())


def test_a_closed_question_needs_no_faces() -> None:
    [found] = parse_sets(SHOWN[: SHOWN.index("    faces:")])
    assert (found.questions[0].closed, found.questions[0].faces) == ("Are your days good?", ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("today", "To day", 'line 6, question 1 (good_day), picture: "To day" may hold only a-z, 0-9 and _'),
        ("today", "[today]", "picture: should be words"),
        ("today", "t" * 41, "picture: is 41 letters long. Say it in at most 40."),
        ("[outside, hot_drink]", "[outside]", "line 7, question 1 (good_day), pictures: there are 1. Give 2"),
        ("[outside, hot_drink]", str([f"p{at}" for at in range(25)]), "pictures: there are 25. Give 2 to 24"),
        ("[outside, hot_drink]", "outside", "pictures: should be a list"),
        ("hot_drink", "outside", 'pictures: "outside" stands twice'),
        ("hot_drink", "hot-drink", 'pictures: "hot-drink" may hold only a-z, 0-9 and _'),
        ("Are your days good?", "x" * 301, "closed: is 301 letters long. Say it in at most 300."),
        ("      - Few are good.\n", "", "line 10, question 1 (good_day), faces: there are 2. Give 3"),
        ("Few are good.", "Few.\n      - None.", "faces: there are 4. Give 3, or leave `faces` out."),
        ("Few are good.", "x" * 121, "faces: is 121 letters long. Say it in at most 120."),
        ("Few are good.", "Some are good.", 'faces: "Some are good." stands twice'),
        ("    closed: Are your days good?\n", "", "(good_day), faces: they answer `closed`. Add it, or take"),
    ],
)  # fmt: skip
def test_a_mistake_in_pictures_and_faces_is_named_with_its_place(old: str, new: str, said: str) -> None:
    assert old in SHOWN
    assert said in refusal(SHOWN.replace(old, new, 1))


def test_a_picture_that_there_is_not_is_named_with_what_may_be_meant() -> None:
    said = refusal(SHOWN, (), ("outside", "cold_drink", "day"))
    assert 'line 6, question 1 (good_day), picture: "today" is not known. Did you mean "day"?' in said
    assert (
        'line 7, question 1 (good_day), pictures: "hot_drink" is not known. Did you mean "cold_drink"?'
        in said
    )


def test_several_sets_stand_in_one_file() -> None:
    both = parse_sets(f"{GOOD}---\n{GOOD.replace('carer', 'staff')}")
    assert [each.audience for each in both] == ["carer", "staff"]


def test_every_mistake_is_named_at_once_with_its_line() -> None:
    text = """\
audience: residents
langage: en
questions:
  - key: Good Day
    text: "  "
    simple: What is a good day?
    choices: [Yes]
  - key: listens
    text: Who listens?
    simple: Who?
    principles: [equalty]
  - key: listens
    text: Who listens?
"""
    lines = refusal(text, ("equality", "assets")).splitlines()
    assert lines[0] == "These questions have 9 mistakes; nothing was changed."
    assert lines[1:] == [
        'line 1, audience: "residents" is not known. Did you mean "resident"?',
        'line 2, the set: there is no field "langage". Did you mean "language"?',
        'line 4, question 1, key: "Good Day" may hold only a-z, 0-9 and _, such as good_day.',
        "line 5, question 1 (Good Day), text: is empty. Write the words there.",
        "line 7, question 1 (Good Day), choices: there are 1. Give 2 to 6, or leave `choices` out.",
        'line 11, question 2 (listens), principles: "equalty" is not known. Did you mean "equality"?',
        'line 12, key: "listens" stands twice. Change or take out one of them.',
        'line 12, question 3: "simple" is missing. Add a line `simple: ...`.',
        'line 12, text: "Who listens?" stands twice. Change or take out one of them.',
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("carer", "", "line 1, audience: is empty"),
        ("carer", "[carer]", "line 1, audience: should be words"),
        ("language: en", "language: english language", "line 2, language:"),
        ("audience: carer\n", "", '"audience" is missing'),
        ("    simple: What is important?\n", "", '"simple" is missing'),
        ("Yes, No", "Yes, Yes", 'choices: "Yes" stands twice'),
        ('[Yes, No, "Not: sure"]', "Yes", "line 9, question 1 (matters), choices: should be a list"),
        ('[Yes, No, "Not: sure"]', "[1, 2, 3, 4, 5, 6, 7]", "there are 7. Give 2 to 6"),
        ('[Yes, No, "Not: sure"]', "[Yes, [No]]", "choices: should be words"),
        ("Tell me more?", "x" * 301, "follow_up: is 301 letters long. Say it in at most 300."),
        ("Tell me more?", '"a\\0b"', "holds a character that cannot be shown"),
        ("Tell me more?", "why: because", "line 7: this is not readable YAML"),
        ("    hint:", "    text: Again?\n    hint:", 'line 8, question 1: "text" stands twice'),
        (GOOD[GOOD.index("  - key: good_day") :], "  - 7\n", "question 2: should be lines"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert said in refusal(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n# nothing\n",
        "---\n---\n",
        "just words",
        "[1, 2]",
        "a: *b",
        "&a [*a]",
        "\x00",
        "[" * 5000,
        "x" * 600_000,
    ],
    ids=["empty", "comment", "documents", "words", "list", "alias", "ring", "nul", "deep", "long"],
)
def test_what_is_no_question_file_is_refused_kindly(text: str) -> None:
    assert "nothing was changed" in refusal(text)


@pytest.mark.parametrize("questions", ["[]", "{}", "none"])
def test_a_set_without_questions_is_refused(questions: str) -> None:
    assert "line 2, questions:" in refusal(f"audience: staff\nquestions: {questions}")


def test_a_set_may_not_stand_twice() -> None:
    assert "line 16, the set: carer (en) stands twice" in refusal(f"{GOOD}---\n\n{GOOD}")


def test_an_unknown_audience_is_one_mistake_and_no_more() -> None:
    assert (
        refusal(
            f"audience: resident\n{GOOD.partition(chr(10))[2]}---\n{GOOD.replace('carer', 'guest')}"
        ).count("line")
        == 1
    )


# Writing --------------------------------------------------------------------------------------


ODD = (
    *("yes", "null", "~", "1.0", "a: b", "# not a comment", "- dash", "'q'", '"', "x " * 60, "{a}", "[b]"),
    *(
        "*c",
        "&d",
        "!e",
        "%f",
        "@g",
        "`h",
        "|",
        ">",
        "a\\n",
        "two\nlines",
        "\u2028",
        "\u200f\u05d0",
        "\ufeff",
        "😀",
    ),
)
"""What YAML could take for something else."""


def odd_question(key: str, dice: random.Random) -> NewQuestion:
    """A question of odd texts."""

    def words() -> str:
        return f"{' '.join(dice.sample(ODD, 3))[:250]}.".strip()

    choices = tuple(f"{at} {words()}"[:80].strip() for at in range(3))
    faces = tuple(f"{at} {words()}"[:120].strip() for at in range(3))
    question = NewQuestion(key, f"{key} {words()}", words(), words(), None, choices)
    return replace(question, picture=key, pictures=("yes", "no"), closed=words(), faces=faces)


def test_what_is_written_is_read_back_exactly() -> None:
    dice = random.Random(7)
    for _ in range(50):
        questions = tuple(odd_question(key, dice) for key in ("a", "b", "c"))
        wanted = [ShippedSet(Audience.STAFF, "cy", questions), *shipped_sets()]
        assert parse_sets(dump_sets(wanted)) == wanted


def test_a_written_file_is_readable() -> None:
    text = dump_sets(parse_sets(GOOD))
    assert (
        "audience: carer\nlanguage: en\nquestions:\n  - key: matters\n    text: What matters to you?" in text
    )
    assert "null" not in text
    assert "[]" not in text
