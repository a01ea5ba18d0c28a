"""The taxonomy: what can be said of an answer."""

from pathlib import Path

import pytest

from nlu.errors import NluError
from nlu.principles import DATA, NEUTRAL, OTHER, load_taxonomy

NINE = {
    "equality",
    "diversity",
    "accessibility",
    "reciprocity",
    "assets",
    "capabilities",
    "peer_support",
    "shared_roles",
    "facilitation",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "taxonomy.yml").write_text(
        (DATA / "taxonomy.yml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    return tmp_path


def reword(data: Path, before: str, after: str) -> None:
    path = data / "taxonomy.yml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_there_are_nine_principles() -> None:
    assert set(load_taxonomy().principle_keys) == NINE


def test_every_principle_has_words_for_staff_and_for_residents() -> None:
    for principle in load_taxonomy().principles:
        assert principle.label
        assert principle.description
        assert 1 <= len(principle.plain.split()) <= 6, principle.plain


def test_the_words_that_code_relies_on_are_there() -> None:
    taxonomy = load_taxonomy()
    assert NEUTRAL in taxonomy.stance_keys
    assert OTHER in taxonomy.topic_keys
    assert set(taxonomy.signs) == {"+", "-", "?", "~"}


def test_a_home_may_reword_a_label_without_code(data: Path) -> None:
    reword(data, "label: Equality", "label: An equal say")
    principle = load_taxonomy(data).principle("equality")
    assert principle is not None
    assert principle.label == "An equal say"


def test_a_key_of_an_older_list_is_simply_not_known() -> None:
    assert load_taxonomy().principle("kindness") is None


def test_a_key_that_stands_twice_is_refused(data: Path) -> None:
    reword(data, "key: diversity", "key: equality")
    with pytest.raises(NluError, match="`equality` twice"):
        load_taxonomy(data)


def test_a_missing_field_is_named(data: Path) -> None:
    reword(data, "plain: having a say", "plane: having a say")
    with pytest.raises(NluError, match="plane"):
        load_taxonomy(data)


def test_a_missing_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NluError, match="git checkout"):
        load_taxonomy(tmp_path)


@pytest.mark.parametrize("text", ["principles: [", "just words", ""])
def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "taxonomy.yml").write_text(text, encoding="utf-8")
    with pytest.raises(NluError, match=r"taxonomy\.yml"):
        load_taxonomy(tmp_path)
