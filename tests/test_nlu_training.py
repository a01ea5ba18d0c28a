"""Training, on a small part of our answers."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from nlu import artefact
from nlu.answers import Answer
from nlu.encoder import Encoder, load_encoder
from nlu.errors import NluError
from nlu.lesson import load_lesson
from nlu.lexicon import Lexicon
from nlu.linear import LinearModel
from nlu.look import Look
from nlu.principles import DATA
from nlu.tagger import load_tagger
from nlu.training import FEWEST, train
from nlu.upkeep import fingerprint, trained
from nlu.words import Reader
from tests.small_encoder import WIDTH, write_encoder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first lines of every file: of fewer, some principles are not learned at all."""
    data = tmp_path_factory.mktemp("data")
    for name in ("taxonomy.yml", "lexicon.yml", "cues.yml"):
        shutil.copy(DATA / name, data)
    for folder, most in (("answers", 60), ("concerns", 60)):
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


PLACES = (
    "temple", "choir", "market", "chapel", "kitchen", "meadow", "garden", "reading room", "green", "bakery",
)  # fmt: skip
OPEN = frozenset({"assets", "equality"})
CORRECTED = [
    Answer(f"{words} my quizzlewick {where}", (("diversity", "wish"),), "", (), undecided=OPEN)
    for where in PLACES
    for words in ("it has to be", "they let me have", "every week there is")
]
"""Answers that staff put right, with a word that ours never say."""


def test_what_people_put_right_is_learned(data: Path, folder: Path, tmp_path: Path) -> None:
    learned = train(data, tmp_path, corrected=CORRECTED)
    text = "It has to be my quizzlewick by the river."
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


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    folder = tmp_path_factory.mktemp("encoder")
    return load_encoder(folder, write_encoder(folder))


@pytest.fixture(scope="module")
def with_encoder(data: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(data, tmp_path_factory.mktemp("with"), encoder=encoder)


def test_with_an_encoder_another_tagger_is_learned_and_it_says_which_it_needs(
    data: Path, folder: Path, encoder: Encoder, with_encoder: Path
) -> None:
    card, plain = artefact.read_card(with_encoder), artefact.read_card(folder)
    assert (card.encoder, card.width) == (encoder.identity, WIDTH)
    assert card.fingerprint == card.base == fingerprint(data, encoder=encoder.identity) != plain.base
    assert trained(data, with_encoder.parent, encoder=encoder.identity) == with_encoder
    assert trained(data, with_encoder.parent) is None


def test_without_one_nothing_is_said_of_it(folder: Path) -> None:
    assert "encoder" not in (folder / "tagger.json").read_text(encoding="utf-8")


def test_training_again_with_an_encoder_gives_the_same(
    data: Path, encoder: Encoder, with_encoder: Path, tmp_path: Path
) -> None:
    shutil.copy(next(with_encoder.parent.glob("vectors-*")), tmp_path)
    assert train(data, tmp_path, encoder=encoder).name == with_encoder.name


def test_vectors_of_what_people_said_are_not_kept(data: Path, encoder: Encoder, tmp_path: Path) -> None:
    learned = train(data, tmp_path, corrected=CORRECTED, encoder=encoder)
    (file,) = tmp_path.glob("vectors-*")
    with np.load(file) as held:
        assert len(held["keys"]) <= artefact.read_card(learned).answers - len(CORRECTED)


def test_a_tagger_that_needs_an_encoder_says_so_if_it_has_none_or_another(
    with_encoder: Path, tmp_path: Path
) -> None:
    other = load_encoder(tmp_path, write_encoder(tmp_path, seed=1))
    for given in (None, other):
        with pytest.raises(NluError, match=r"needs the sentence encoder.*whatmatters encoder fetch"):
            load_tagger(with_encoder, given)


def test_a_tagger_that_needs_none_does_without(folder: Path, encoder: Encoder) -> None:
    text = "They respect me and they listen."
    assert load_tagger(folder, encoder).tag(text) == load_tagger(folder).tag(text)


def test_many_texts_are_understood_like_each_alone(with_encoder: Path, encoder: Encoder) -> None:
    tagger = load_tagger(with_encoder, encoder)
    texts = [
        "They never listen to me.",
        "",
        "the food is cold",
        "I want to go out. But my son never listens.",
    ]
    alone = [tagger.tag(text).as_json() for text in texts]
    assert [each.as_json() for each in tagger.tag_many(texts)] == alone  # but for the last of many digits


@pytest.mark.parametrize(
    "text", ["they never listen to me", "The food is cold. But I want to go out, my son."]
)
def test_words_sentence_and_bias_sum_to_every_score(with_encoder: Path, encoder: Encoder, text: str) -> None:
    trained = artefact.read(with_encoder)
    card, reader = trained.card, Reader()
    lexicon = Lexicon({label: tuple(words) for label, words in card.phrases.items()}, reader)
    model = LinearModel(card.names, trained.idf, trained.weights, trained.bias, card.outputs)
    (meaning,) = encoder.encode([text])
    look = Look(reader.read(text), lexicon, model, meaning)
    for column, score in enumerate(look.scores()):
        summed = look.shares(column).sum() + look.meant[column] + trained.bias[column]
        assert summed == pytest.approx(score, abs=1e-9)
    heard = [not name.startswith("concerns:") for name in card.outputs]
    assert (look.meant != 0).tolist() == heard
