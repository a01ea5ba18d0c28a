"""What may be read aloud on a tablet is all that its page, its scripts and its questions may want to say."""

import re
from uuid import uuid4

import pytest

from storage.kinds import Audience
from storage.records import QuestionRecord
from storage.store import Store
from web.pages import STATIC, templates
from web.pictures import Picture, load_pictures
from web.tablet_texts import script_words, spoken_parts, tablet_texts

FOLDER = STATIC / "js" / "tablet"
PAGE = templates.get_template("tablet.html").render(service={}, device={})
TEXTS = tablet_texts((), ())


def question(**more: object) -> QuestionRecord:
    usual: dict[str, object] = {
        "id": uuid4(), "key": "day", "position": 1, "text": "What makes a good day?",
        "simple": "What is a good day?", "follow_up": None, "hint": None, "choices": (), "principles": (),
    }  # fmt: skip
    return QuestionRecord(**(usual | more))  # type: ignore[arg-type]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


# Questions and pictures -----------------------------------------------------------------------


def test_every_wording_of_a_question_is_spoken_and_every_face() -> None:
    asked = question(
        follow_up="Can you say more?",
        hint="It may be a place.",
        closed="Was it good?",
        faces=("Good.", "So-so."),
    )
    assert tablet_texts([asked], ())[:7] == [
        "What makes a good day?",
        "What is a good day?",
        "Can you say more?",
        "It may be a place.",
        "Was it good?",
        "Good.",
        "So-so.",
    ]


def test_what_a_question_does_not_have_is_left_out() -> None:
    assert None not in tablet_texts([question()], ())
    assert "" not in tablet_texts([question(hint="")], ())


def test_every_picture_is_spoken_by_its_label() -> None:
    pictures = load_pictures()
    assert {picture.label for picture in pictures.values()} <= set(tablet_texts((), pictures.values()))


def test_each_text_is_there_once() -> None:
    texts = tablet_texts([question(), question()], [Picture("yes", "Write", "write")])
    assert len(texts) == len(set(texts))


def test_what_people_said_is_never_among_them(sqlite_store: Store) -> None:
    sqlite_store.people.add(sqlite_store.services.get().id, "Zebrafinch")
    asked = sqlite_store.questions.newest(Audience.RESIDENT)
    assert asked
    assert "Zebrafinch" not in " ".join(tablet_texts(asked.questions, load_pictures().values()))


# The page -------------------------------------------------------------------------------------


def test_everything_that_a_switch_can_stop_at_is_spoken() -> None:
    stops = re.findall(r"<(button|a)\b[^>]*data-scan-order[^>]*>(.*?)</\1>", PAGE, re.DOTALL)
    assert len(stops) == PAGE.count("data-scan-order") > 30
    texts = {*TEXTS, ""}  # some get their words from the home
    assert [plain(inner) for _, inner in stops if plain(inner) not in texts] == []


def test_every_heading_is_spoken() -> None:
    headings = [plain(inner) for _, inner in re.findall(r"<(h[1-6])\b[^>]*>(.*?)</\1>", PAGE, re.DOTALL)]
    assert "Would you like to tell us what matters?" in headings
    assert [heading for heading in headings if heading and heading not in TEXTS] == []


def test_no_name_of_a_service_or_its_people_is_spoken_ahead() -> None:
    named = templates.get_template("tablet.html").render(
        service={"name": "Zebrafinch", "readers": "Zebrafinch", "phone": "Zebrafinch"},
        device={"name": "Zebrafinch"},
    )
    assert "Zebrafinch" in named
    assert "Zebrafinch" not in " ".join(spoken_parts(named))


@pytest.mark.parametrize(
    ("html", "spoken"),
    [
        ('<button data-scan-order="1"><svg></svg><span>Carry\n on</span></button>after', ["Carry on"]),
        ('<div data-scan-order="1"><div>one</div> two</div> three', ["one two"]),
        ("<h1>One &amp; two</h1><p>three</p><h2>four</h2>", ["One & two", "four"]),
        ('<h2><span data-scan-order="1">one</span></h2>', ["one"]),
        ("<p>nothing</p>", []),
    ],
)
def test_of_a_page_only_headings_and_stops_are_taken_whole(html: str, spoken: list[str]) -> None:
    assert spoken_parts(html) == spoken


# The scripts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["words.js", "words_doors.js"])
def test_every_sentence_of_the_scripts_is_spoken_if_no_name_is_filled_into_it(name: str) -> None:
    lines = re.findall(r"^ +(\w+):(.*)$", (FOLDER / name).read_text(), re.MULTILINE)
    assert len(lines) > 20
    for key, value in lines:
        written = re.fullmatch(r' "([^"\\]*)",', value)
        assert written, f"{name}: write {key} on one line, in double quotes"
        assert (written[1] in TEXTS) is ("{" not in written[1]), written[1]


def test_what_a_cue_says_of_a_group_is_spoken() -> None:
    """Scan says the names of groups, and the label of the way out."""
    scripts = (FOLDER / "stops.js").read_text() + (FOLDER / "scan.js").read_text()
    used = set(re.findall(r"\bwords\.(\w+)", scripts))
    assert used == {"answers", "rest", "backToAll"}
    assert {"Answers", "Everything else", "Back to all"} <= set(script_words())


def test_the_sentences_of_every_file_of_words_are_spoken() -> None:
    files = sorted(FOLDER.glob("words*.js"))
    assert len(files) >= 2
    for file in files:
        sentences = re.findall(r'^  \w+: "(.*)",$', file.read_text(encoding="utf-8"), re.MULTILINE)
        assert sentences, file.name
        assert {each for each in sentences if "{" not in each and "\\" not in each} <= set(TEXTS), file.name


def test_every_key_that_can_be_pressed_is_spoken() -> None:
    assert {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *"0123456789"} <= set(TEXTS)
    assert {"Rub out", "Space", "Full stop", "Comma", "Question mark", "Apostrophe"} <= set(TEXTS)
