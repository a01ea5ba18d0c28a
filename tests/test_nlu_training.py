"""Training, on a small part of our answers."""

import shutil
from pathlib import Path

import pytest

from nlu import artefact
from nlu.answers import Answer
from nlu.errors import NluError
from nlu.lesson import load_lesson
from nlu.principles import DATA
from nlu.tagger import load_tagger
from nlu.training import FEWEST, train
from nlu.upkeep import fingerprint, trained

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty answers of every file."""
    data = tmp_path_factory.mktemp("data")
    for name in ("taxonomy.yml", "lexicon.yml", "cues.yml"):
        shutil.copy(DATA / name, data)
    for folder, most in (("answers", 40), ("concerns", 60)):
        (data / folder).mkdir()
        for path in DATA.glob(f"{folder}/**/*.txt"):
            lines = path.read_text(encoding="utf-8").splitlines()[:most]
            (data / folder / path.name).write_text("\n".join(lines), encoding="utf-8")
    return data


@pytest.fixture(scope="module")
def folder(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(data, tmp_path_factory.mktemp("out"))


@pytest.fixture
def changed(data: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(data, tmp_path / "changed"))


def test_the_same_data_gives_the_same_tagger(data: Path, folder: Path, tmp_path: Path) -> None:
    again = train(data, tmp_path)
    assert again.name == folder.name
    for path in folder.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()


def test_the_tagger_can_be_used_at_once(folder: Path) -> None:
    tagger = load_tagger(folder)
    assert folder.name == f"tagger-{tagger.model_version}"
    assert [tag.key for tag in tagger.tag("They respect me and they listen.").principles] == ["equality"]


def test_it_tells_how_far_it_is(data: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    train(data, tmp_path, lambda *step: told.append(step))
    assert [done for _, done, _ in told] == list(range(told[0][2] + 1))


def test_a_fingerprint_follows_the_data(data: Path, changed: Path) -> None:
    assert fingerprint(changed) == fingerprint(data)
    with (changed / "answers" / "equality.txt").open("a", encoding="utf-8") as file:
        file.write("\nequality+ | staff | she always asks what I think\n")
    assert fingerprint(changed) != fingerprint(data)


def test_a_tagger_of_the_same_data_is_found_again(data: Path, changed: Path, folder: Path) -> None:
    assert trained(data, folder.parent) == folder
    (changed / "lexicon.yml").write_text("cues:\n  wish: [hope]\n", encoding="utf-8")
    assert trained(changed, folder.parent) is None


def test_a_damaged_tagger_is_not_found_again(data: Path, folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / folder.name))
    (copy / "tagger.json").write_text("{", encoding="utf-8")
    assert trained(data, tmp_path) is None


def test_nothing_is_found_where_nothing_was_trained(data: Path, tmp_path: Path) -> None:
    assert trained(data, tmp_path / "nowhere") is None


PLACES = ("temple", "choir", "market", "chapel", "kitchen", "meadow")
OPEN = frozenset({"assets", "equality"})
CORRECTED = [
    Answer(f"{words} my quizzlewick {where}", (("diversity", "wish"),), "", (), undecided=OPEN)
    for where in PLACES
    for words in ("it has to be", "they let me have", "every week there is")
]
"""Answers that staff put right, with a word that ours never say."""


def test_what_people_put_right_is_learned(data: Path, folder: Path, tmp_path: Path) -> None:
    learned = train(data, tmp_path, corrected=CORRECTED)
    text = "Every week it has to be my quizzlewick."
    assert [tag.key for tag in load_tagger(folder).tag(text).principles] == []
    assert [tag.key for tag in load_tagger(learned).tag(text).principles] == ["diversity"]
    card = artefact.read_card(learned)
    assert card.corrections == len(CORRECTED)
    assert card.answers == artefact.read_card(folder).answers + len(CORRECTED)


def test_a_tagger_that_learned_from_people_is_found_again_by_what_they_said(
    data: Path, folder: Path, tmp_path: Path
) -> None:
    learned = train(data, tmp_path, corrected=CORRECTED)
    assert trained(data, tmp_path, CORRECTED) == learned
    assert trained(data, tmp_path, CORRECTED[:-1]) is None
    assert trained(data, tmp_path) is None
    card = artefact.read_card(learned)
    assert card.base == artefact.read_card(folder).base == fingerprint(data)
    assert card.fingerprint == fingerprint(data, CORRECTED) != card.base


def test_what_people_put_right_is_never_taken_for_harmless(data: Path) -> None:
    lesson = load_lesson(data, FEWEST, CORRECTED)
    assert len(lesson.of_answers) == len(lesson.of_ordinary) + len(CORRECTED)
    assert not {lesson.answers[row].text for row in lesson.of_ordinary} & {each.text for each in CORRECTED}


def test_too_few_answers_for_a_principle_are_refused_by_name(changed: Path, tmp_path: Path) -> None:
    for path in changed.glob("answers/*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if "assets" not in line.split("|")[0]]
        path.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(NluError, match=rf"Only 0 answers show `assets`\. Write at least {FEWEST}"):
        train(changed, tmp_path)


def test_a_wrong_line_stops_training_before_anything_is_written(changed: Path, tmp_path: Path) -> None:
    (changed / "answers" / "new.txt").write_text("equality | staff | no sign", encoding="utf-8")
    with pytest.raises(NluError, match=r"new\.txt, line 1"):
        train(changed, tmp_path / "out")
    assert not (tmp_path / "out").exists()
