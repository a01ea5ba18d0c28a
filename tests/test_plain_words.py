"""Everything that people are asked, told or shown in a talk is in plain words."""

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import consent_words
from storage.apart_rows import IN_THEIR_PLACE
from storage.consent_kinds import QUESTIONS
from storage.question_files import parse_sets, shipped_sets
from storage.records import NewQuestion
from storage.wishes import BUTTONS
from tests.plain_words import HIGHEST_GRADE, faults, grade, sentences, syllables, words
from web import choice_words
from web.pictures import load_pictures
from web.tablet_choices import TEXTS

ROOT = Path(__file__).resolve().parent.parent
QUESTION_FILES = sorted((ROOT / "storage" / "question_sets").glob("*.yml"))
DOMAIN_FILES = [*sorted((ROOT / "bot" / "domain").glob("*.yml")), ROOT / "actions" / "own_words.yml"]
"""What the bot says, and what is said without it."""


def all_faults(texts: Iterable[str], reader: str) -> list[str]:
    """What is wrong with any of the texts."""
    return [fault for text in texts for fault in faults(text, reader)]


def question_texts(question: NewQuestion) -> list[str]:
    """Everything of a question that somebody hears or sees."""
    asked = (question.text, question.simple, question.follow_up, question.hint, question.closed)
    return [text for text in (*asked, *question.choices, *question.faces) if text]


def response_texts(file: Path, *, resident: bool) -> list[str]:
    """The responses in a domain file, with their buttons, that residents get, or that everybody else gets.

    A variation without a channel is what everybody gets who has none of their own.
    """
    responses = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("responses") or {}
    return [text for variations in responses.values() for text in _said(variations, resident=resident)]


def _said(variations: list[dict[str, Any]], *, resident: bool) -> Iterator[str]:
    own = [each for each in variations if each.get("channel") == "resident"]
    others = [each for each in variations if each.get("channel") != "resident"]
    for each in (own or others) if resident else others:
        yield from filter(
            None, [each.get("text"), *(button["title"] for button in each.get("buttons") or ())]
        )


def phrases() -> list[str]:
    """The fixed sentences of the pages."""
    module = importlib.import_module("web.phrases")
    return [value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)]


def consent_texts() -> list[str]:
    """What the conversation and the page of somebody's own say about consent."""
    found = [*BUTTONS.values(), *QUESTIONS.values(), *TEXTS]
    for module in (consent_words, choice_words):
        found += [value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)]
    return [*found, IN_THEIR_PLACE, *choice_words.STANDS.values()]


# What people are asked and told ---------------------------------------------------------------


@pytest.mark.parametrize("file", QUESTION_FILES, ids=lambda file: file.stem)
def test_questions_are_in_plain_words(file: Path) -> None:
    for each in parse_sets(file.read_text(encoding="utf-8")):
        for question in each.questions:
            assert all_faults(question_texts(question), each.audience) == []


def test_questions_for_residents_are_easy_to_read() -> None:
    [resident] = [each for each in shipped_sets() if each.audience == "resident"]
    texts = [text for question in resident.questions for text in question_texts(question)]
    assert sum(len(words(text)) for text in texts) > 300
    assert grade(texts) <= HIGHEST_GRADE
    assert grade(question.text for question in resident.questions) <= HIGHEST_GRADE


def test_simpler_words_are_no_harder_than_the_question() -> None:
    for each in shipped_sets():
        simple = [question.simple for question in each.questions]
        assert grade(simple) <= grade(question.text for question in each.questions)


def test_what_the_faces_say_is_whole_sentences_in_the_voice_of_the_person() -> None:
    said = [face for each in shipped_sets() for question in each.questions for face in question.faces]
    assert len(said) > 20
    assert [face for face in said if len(sentences(face)) != 1 or not face.endswith(".")] == []
    assert [face for face in said if {"you", "your"} & set(words(face.lower()))] == []
    assert grade(said) <= HIGHEST_GRADE


def test_pictures_are_named_in_plain_words() -> None:
    texts = [text for each in load_pictures().values() for text in (each.label, each.phrase)]
    assert len(texts) > 140
    assert all_faults(texts, "resident") == []
    assert grade(texts) <= HIGHEST_GRADE


@pytest.mark.parametrize("file", DOMAIN_FILES, ids=lambda file: file.stem)
def test_responses_are_in_plain_words(file: Path) -> None:
    assert all_faults(response_texts(file, resident=True), "resident") == []
    assert all_faults(response_texts(file, resident=False), "carer") == []


def test_responses_for_residents_are_easy_to_read() -> None:
    by_file = {file.name: response_texts(file, resident=True) for file in DOMAIN_FILES}
    long_enough = {name: texts for name, texts in by_file.items() if len(words(" ".join(texts))) >= 10}
    grades = {name: grade(texts) for name, texts in long_enough.items()}
    assert grades, "no file in bot/domain holds responses"
    assert max(grades.values()) <= HIGHEST_GRADE, grades


def test_fixed_sentences_of_the_pages_are_in_plain_words() -> None:
    texts = phrases()
    assert len(texts) > 3
    assert all_faults(texts, "resident") == []
    assert grade(texts) <= HIGHEST_GRADE


def test_what_people_are_asked_about_consent_is_in_plain_words() -> None:
    texts = consent_texts()
    assert len(texts) > 25
    assert all_faults(texts, "resident") == []
    assert grade(texts) <= HIGHEST_GRADE


# The check itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("One two three four five six seven eight nine ten eleven twelve thirteen.", "more than 12 words"),
        ("Fine. You can tell me as much or as little as you want to today.", "more than 12 words"),
        ("You can say: yes, no, next, back, wait, stop, help, again, or slower.", "more than 12 words"),
        ("We would love your co-production.", "jargon (co-produc)"),
        ("Please Submit it.", "jargon (submit)"),
        ("Your session is over.", "jargon (session)"),
        ("That was an invalid answer.", "jargon (invalid)"),
        ("Take your time — there is no rush.", "a dash"),
        ("Take your time - there is no rush.", "a dash"),
        ("Well done.", "childish (well done)"),
        ("Great!", "childish (!)"),
        ("{service} is run by {readers} and they read all that you tell me here.", "more than 12 words"),
    ],
)
def test_a_planted_fault_is_found(text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(text, "resident"))


@pytest.mark.parametrize(
    "text",
    [
        "What matters most to you?",
        "One two three four five six seven eight nine ten eleven twelve.",
        "You said: {said}",
        "It's five o'clock. A part-time job is fine.",
        "I am not a person. I am a computer program.",
    ],
)
def test_plain_words_have_no_fault(text: str) -> None:
    assert faults(text, "resident") == []


def test_carers_may_have_longer_sentences() -> None:
    twenty = " ".join(["word"] * 20)
    assert faults(f"{twenty}.", "carer") == []
    assert faults(f"{twenty}.", "resident") != []
    assert faults(f"{twenty} word.", "carer") != []


def test_a_text_is_cut_into_sentences() -> None:
    assert sentences('Yes. No? It is 3.5 miles!\nThat is "all." Bye…') == [
        "Yes.", "No?", "It is 3.5 miles!", 'That is "all.', "Bye…"
    ]  # fmt: skip


SYLLABLES = {
    1: "home see times asked whole while clothes thing some friend here what lived friends eyes said changed",
    2: "table people being going listen listened needed pages something someone sometimes somewhere safely "
    "carer answer dishes question choices nation careful movement helpful myself many doing playing moment "
    "social special patient tables goodbye quiet",
    3: "idea family everyone anyone together remember somebody important video piano usual racism decided "
    "computer exactly hospital decision opinion telephone area beautiful",
    4: "information community television understanding ability independent conversation",
    5: "opportunity university",
}
"""Counted by ear."""


@pytest.mark.parametrize("count", SYLLABLES)
def test_syllables_are_counted_as_they_are_heard(count: int) -> None:
    assert {word: syllables(word) for word in SYLLABLES[count].split()} == dict.fromkeys(
        SYLLABLES[count].split(), count
    )


def test_the_grade_is_that_of_the_formula() -> None:
    # 12 words in 2 sentences, 14 syllables: 0.39 * 6 + 11.8 * 14 / 12 - 15.59
    assert grade(["The dog ran to the table.", "We ate our bread and honey."]) == pytest.approx(
        0.5167, abs=0.001
    )


def test_hard_words_have_a_high_grade() -> None:
    hard = "All individuals participating in consultation exercises require more comprehensive information."
    assert grade([hard]) > HIGHEST_GRADE


def test_a_few_words_have_no_grade() -> None:
    with pytest.raises(ValueError, match="pool them"):
        grade(["Yes, that is right."])


def test_responses_are_found_for_whom_they_are_said(tmp_path: Path) -> None:
    file = tmp_path / "domain.yml"
    file.write_text(
        "responses:\n"
        "  utter_a:\n  - {text: Resident A., channel: resident}\n  - {text: Other A.}\n"
        "  utter_b:\n  - text: Both B.\n    buttons: [{title: Go on, payload: /affirm}]\n"
    )
    assert response_texts(file, resident=True) == ["Resident A.", "Both B.", "Go on"]
    assert response_texts(file, resident=False) == ["Other A.", "Both B.", "Go on"]
