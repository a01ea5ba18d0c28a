"""The pictures people answer with: their words, their drawings, the questions they answer, a home's own."""

import gzip
import logging
import re
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from storage.question_files import shipped_sets
from web.errors import WebError
from web.pictures import FILE, Picture, load_pictures, own_pictures, sentence

SPRITE = FILE.parent / "static" / "img" / "pictures.svg"
SVG = "{http://www.w3.org/2000/svg}"
STYLE = {
    "viewBox": "0 0 96 96",
    "fill": "none",
    "stroke": "#1D2B2A",
    "stroke-width": "4",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
FLAT = {
    *(
        "#A3CBA6",
        "#F6C65B",
        "#E28F6C",
        "#AFD3DE",
        "#F3C0B0",
        "#C79A6B",
        "#CFE3C4",
        "#FFF3D6",
        "#5F8193",
        "#FFF",
    ),
    *("#F1CDAB", "#C08A62", "#7B5138"),  # skin
    *("#1D2B2A", "none"),
}
SKIN = ("#F1CDAB", "#C08A62", "#7B5138")
PNG = b"\x89PNG\r\n\x1a\n and the rest"


def drawings() -> dict[str, ET.Element]:
    """The drawings of the sprite by their id."""
    return {part.attrib["id"]: part for part in ET.parse(SPRITE).getroot()}


# Their words ----------------------------------------------------------------------------------


def test_there_are_pictures_for_most_of_what_people_speak_of() -> None:
    assert len(load_pictures()) >= 70


def test_a_label_is_at_most_three_words_and_no_two_are_alike() -> None:
    pictures = load_pictures().values()
    assert [each for each in pictures if not 1 <= len(each.label.split()) <= 3] == []
    assert len({each.label for each in pictures}) == len(pictures)


def test_a_label_begins_with_a_capital_and_a_phrase_does_not() -> None:
    for each in load_pictures().values():
        assert each.label[0].isupper()
        assert each.phrase[0].islower() or each.phrase.startswith("I ")
        assert not each.label.endswith(".")


def test_pictures_become_a_sentence_in_the_order_they_were_chosen() -> None:
    pictures = load_pictures()
    assert sentence(["outside"], pictures) == "Time outside."
    assert sentence(["outside", "music"], pictures) == "Time outside and music."
    assert sentence(["outside", "music", "family"], pictures) == "Time outside, music and my family."
    assert sentence(["family", "music"], pictures) == "My family and music."


def test_a_picture_chosen_twice_is_said_once() -> None:
    assert sentence(["tea", "music", "tea"], load_pictures()) == "A hot drink and music."


def test_no_picture_says_nothing_and_that_is_an_error() -> None:
    with pytest.raises(WebError, match="Choose one or more") as caught:
        sentence([], load_pictures())
    assert caught.value.code == "no_picture"


def test_an_unknown_picture_is_named_with_what_may_be_meant() -> None:
    with pytest.raises(WebError, match=r'no picture "familly"\. Did you mean "family"') as caught:
        sentence(["tea", "familly"], load_pictures())
    assert caught.value.code == "unknown_picture"
    with pytest.raises(WebError, match=r"web/pictures\.yml"):
        sentence(["xyzzy"], load_pictures())


def test_a_file_of_pictures_is_read_in_its_order(tmp_path: Path) -> None:
    file = tmp_path / "pictures.yml"
    file.write_text("tea: {label: Tea, phrase: tea}\nbed: {label: My bed, phrase: my bed}\n")
    assert list(load_pictures(file).values()) == [
        Picture("tea", "Tea", "tea"),
        Picture("bed", "My bed", "my bed"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "should hold lines"),
        ("- tea", "should hold lines"),
        ("tea: [", "cannot be read"),
        ("tea: Tea", "tea: give it a label and a phrase"),
        ("tea: {label: Tea}", "tea: give it a label and a phrase"),
        ("tea: {label: Tea, phrase: ''}", "tea: give it a label and a phrase"),
        ("no: {label: No, phrase: no}", "False: give it a label and a phrase in words"),
        ("tea: {label: Tea, phrase: tea, colour: red}", "nothing else"),
    ],
)
def test_a_wrong_file_of_pictures_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "pictures.yml"
    file.write_text(text)
    with pytest.raises(WebError, match=re.escape(said)) as caught:
        load_pictures(file)
    assert caught.value.code == "bad_pictures"


def test_a_missing_file_of_pictures_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(WebError, match="cannot be read"):
        load_pictures(tmp_path / "none.yml")


# Their drawings -------------------------------------------------------------------------------


def test_every_picture_has_a_drawing_and_every_drawing_a_picture() -> None:
    assert drawings().keys() == load_pictures().keys()


def test_drawings_are_all_in_one_style() -> None:
    assert {key: each.attrib for key, each in drawings().items()} == {
        key: {"id": key, **STYLE} for key in drawings()
    }


def test_drawings_have_flat_colours_of_one_palette_and_three_skin_tones() -> None:
    text = SPRITE.read_text(encoding="utf-8")
    used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', text))
    assert used <= FLAT
    assert all(text.count(tone) > 5 for tone in SKIN)


def test_drawings_stand_by_themselves_and_only_draw() -> None:
    names = {part.tag.removeprefix(SVG) for each in drawings().values() for part in each.iter()}
    assert names <= {"symbol", "g", "path", "circle", "ellipse", "rect"}
    kinds = {name for each in drawings().values() for part in each.iter() for name in part.attrib}
    assert not kinds & {"class", "style", "href"}


def test_numbers_in_drawings_are_rounded() -> None:
    assert re.findall(r"\d*\.\d\d+", SPRITE.read_text(encoding="utf-8")) == []


def test_no_drawing_is_empty_and_no_two_are_alike() -> None:
    insides = [b"".join(map(ET.tostring, each)) for each in drawings().values()]
    assert all(insides)
    assert len(set(insides)) == len(insides)


def test_the_drawings_are_light_enough_for_a_slow_line() -> None:
    content = SPRITE.read_bytes()
    assert len(content) <= 45_000
    assert len(gzip.compress(content, 9)) <= 9_000


# The questions they answer --------------------------------------------------------------------


def test_every_picture_that_a_shipped_question_names_is_one_we_have() -> None:
    questions = list(chain.from_iterable(each.questions for each in shipped_sets()))
    named = {key for each in questions for key in (*each.pictures, each.picture) if key}
    assert named
    assert named <= load_pictures().keys()


def test_a_resident_can_answer_every_question_without_speech_and_without_reading() -> None:
    [resident] = [each for each in shipped_sets() if each.audience == "resident"]
    for each in resident.questions:
        assert each.picture, f"{each.key}: nothing shows what it is about to somebody who does not read"
        assert 6 <= len(each.pictures) <= 12, f"{each.key}: no pictures to answer with"
        assert each.closed, f"{each.key}: the faces have nothing to answer"
        assert len(each.faces) == 3, f"{each.key}: no faces to answer with"


def test_a_resident_whose_answer_is_not_among_the_pictures_can_say_so() -> None:
    [resident] = [each for each in shipped_sets() if each.audience == "resident"]
    assert {each.pictures[-1] for each in resident.questions} == {"something_else"}


# A home's own ---------------------------------------------------------------------------------


def test_a_home_without_pictures_of_its_own_has_none(tmp_path: Path) -> None:
    assert own_pictures(tmp_path / "pictures") == {}


@pytest.mark.parametrize("name", ["tea.png", "tea.jpg", "tea.jpeg", "tea.webp", "tea.svg", "Tea.PNG"])
def test_a_home_can_show_its_own_picture(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PNG)
    assert own_pictures(tmp_path) == {"tea": tmp_path / name}


def test_files_that_cannot_be_used_are_left_out_and_named_in_one_sentence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("tea.png", "coffe.png", "tea.webp", "bed.gif", ".hidden"):
        (tmp_path / name).write_bytes(PNG)
    (tmp_path / "dog.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    (tmp_path / "cat.jpg").mkdir()
    with caplog.at_level(logging.WARNING):
        assert own_pictures(tmp_path) == {"tea": tmp_path / "tea.png"}
    [record] = caplog.records
    said = record.getMessage()
    assert 'coffe.png (There is no picture "coffe".' in said
    assert 'tea.webp (There is another one for "tea". Take one of them out.)' in said
    assert "bed.gif (Save it as one of: .svg, .jpg, .jpeg, .png, .webp.)" in said
    assert "dog.svg (It cannot be used: it holds <script>. Save it as a PNG.)" in said
    assert "cat.jpg (It cannot be read" in said
    assert "hidden" not in said


def test_nothing_is_said_when_all_is_well(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "tea.png").write_bytes(PNG)
    own_pictures(tmp_path)
    assert caplog.records == []
