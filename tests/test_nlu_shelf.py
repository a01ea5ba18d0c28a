"""The folder of taggers: which one is in use, and what happens when it is not there."""

import json
import shutil
from pathlib import Path

import pytest

from nlu.encoder import Encoder, load_encoder
from nlu.errors import NluError
from nlu.principles import DATA
from nlu.shelf import POINTER, Shelf
from nlu.upkeep import fingerprint
from tests.small_encoder import write_encoder
from tests.small_taggers import damage, write_tagger


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


def opened(shelf: Shelf) -> tuple[str | None, list[str]]:
    """The version that is opened, and what was told."""
    told: list[str] = []
    tagger = shelf.open(told.append)
    return tagger.model_version if tagger else None, told


def test_an_empty_shelf_has_nothing_and_says_nothing(shelf: Shelf) -> None:
    assert (shelf.taggers(), shelf.history(), shelf.active()) == ([], [], None)
    assert opened(shelf) == (None, [])


def test_taggers_are_listed_newest_first_with_what_is_known_of_them(shelf: Shelf) -> None:
    old = write_tagger(shelf.folder, "a", at=1_000)
    new = write_tagger(shelf.folder, "b", corrections=7, at=2_000)
    other = write_tagger(shelf.folder, "c", base="other", at=1_500)
    found = shelf.taggers()
    assert [each.version for each in found] == [new, other, old]
    assert [each.usable for each in found] == [True, False, True]
    assert [each.at.timestamp() for each in found] == [2_000, 1_500, 1_000]
    assert (found[0].card.corrections, found[0].card.answers, found[0].card.lines) == (7, 3, 2)


def test_what_cannot_be_read_is_not_listed(shelf: Shelf) -> None:
    version = write_tagger(shelf.folder, "a")
    (shelf.path(version) / "tagger.json").write_text("{", encoding="utf-8")
    assert shelf.taggers() == []


def test_the_active_one_is_opened(shelf: Shelf) -> None:
    first, second = write_tagger(shelf.folder, "a", at=1_000), write_tagger(shelf.folder, "b", at=2_000)
    shelf.activate(first)
    assert opened(shelf) == (first, [])
    shelf.activate(second)
    assert opened(shelf) == (second, [])
    assert [use.version for use in shelf.history()] == [first, second]


def test_taking_the_same_one_into_use_twice_is_once(shelf: Shelf) -> None:
    version = write_tagger(shelf.folder, "a")
    shelf.activate(version)
    shelf.activate(version)
    assert len(shelf.history()) == 1


def test_nothing_is_left_beside_the_pointer(shelf: Shelf) -> None:
    version = write_tagger(shelf.folder, "a")
    shelf.activate(version)
    assert {path.name for path in shelf.folder.iterdir()} == {POINTER, f"tagger-{version}"}


def test_rolling_back_goes_from_each_to_the_one_before(shelf: Shelf) -> None:
    versions = [write_tagger(shelf.folder, name) for name in "abc"]
    for version in versions:
        shelf.activate(version)
    assert shelf.roll_back() == versions[1]
    assert shelf.active() == versions[1]
    assert shelf.roll_back() == versions[0]
    with pytest.raises(NluError, match="whatmatters models list"):
        shelf.roll_back()
    assert shelf.active() == versions[0]


def test_rolling_back_passes_over_one_that_is_gone(shelf: Shelf) -> None:
    versions = [write_tagger(shelf.folder, name) for name in "abc"]
    for version in versions:
        shelf.activate(version)
    shutil.rmtree(shelf.path(versions[1]))
    assert shelf.roll_back() == versions[0]


def test_one_that_is_not_there_cannot_be_taken_into_use(shelf: Shelf) -> None:
    with pytest.raises(NluError, match="whatmatters models list"):
        shelf.activate("0123456789ab")


def test_one_of_other_data_cannot_be_taken_into_use(shelf: Shelf) -> None:
    with pytest.raises(NluError, match="whatmatters train"):
        shelf.activate(write_tagger(shelf.folder, "a", base="other"))


def test_a_damaged_one_cannot_be_taken_into_use(shelf: Shelf) -> None:
    version = write_tagger(shelf.folder, "a")
    damage(shelf.folder, version)
    with pytest.raises(NluError, match="whatmatters train"):
        shelf.activate(version)
    assert shelf.active() is None


def test_an_active_one_of_other_data_is_not_opened_and_nothing_is_wrong(shelf: Shelf, tmp_path: Path) -> None:
    shelf.activate(write_tagger(shelf.folder, "a"))
    data = tmp_path / "data"
    data.mkdir()
    (data / "taxonomy.yml").write_text("version: 9", encoding="utf-8")
    assert opened(Shelf(shelf.folder, data)) == (None, [])


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_without_the_active_one_the_newest_is_opened_and_the_remedy_told(shelf: Shelf, harm: str) -> None:
    write_tagger(shelf.folder, "a", at=1_000)
    newest = write_tagger(shelf.folder, "b", at=2_000)
    write_tagger(shelf.folder, "of other data", base="other", at=3_000)
    active = write_tagger(shelf.folder, "c", at=4_000)
    shelf.activate(active)
    if harm == "gone":
        shutil.rmtree(shelf.path(active))
    else:
        damage(shelf.folder, active)
    found, told = opened(shelf)
    assert found == newest
    assert active in told[0]
    assert "whatmatters train" in told[0]
    assert f"whatmatters models activate {newest}" in told[1]


def test_the_newest_that_can_be_read_is_taken(shelf: Shelf) -> None:
    older = write_tagger(shelf.folder, "a", at=1_000)
    damage(shelf.folder, write_tagger(shelf.folder, "b", at=2_000))
    active = write_tagger(shelf.folder, "c")
    shelf.activate(active)
    shutil.rmtree(shelf.path(active))
    assert opened(shelf)[0] == older


@pytest.mark.parametrize("text", ["", "{", "[]", '{"uses": 7}', '{"uses": [{"version": "a"}]}'])
def test_a_pointer_that_cannot_be_read_is_told_and_choosing_mends_it(shelf: Shelf, text: str) -> None:
    version = write_tagger(shelf.folder, "a")
    (shelf.folder / POINTER).write_text(text, encoding="utf-8")
    found, told = opened(shelf)
    assert found == version
    assert "whatmatters models activate" in told[0]
    shelf.activate(version)
    assert opened(shelf) == (version, [])


def test_a_pointer_that_is_not_text_is_told_too(shelf: Shelf) -> None:
    version = write_tagger(shelf.folder, "a")
    (shelf.folder / POINTER).write_bytes(b"\xff\xfe\x00")
    assert opened(shelf)[0] == version


def test_the_pointer_says_since_when(shelf: Shelf) -> None:
    version = write_tagger(shelf.folder, "a")
    shelf.activate(version)
    (use,) = json.loads((shelf.folder / POINTER).read_text(encoding="utf-8"))["uses"]
    assert use["version"] == version
    assert shelf.history()[0].since.utcoffset() is not None


class TestWithAnEncoder:
    @pytest.fixture
    def encoder(self, tmp_path: Path) -> Encoder:
        return load_encoder(tmp_path / "encoder", write_encoder(tmp_path / "encoder"))

    @pytest.fixture
    def needing(self, shelf: Shelf, encoder: Encoder) -> str:
        base = fingerprint(DATA, encoder=encoder.identity)
        return write_tagger(shelf.folder, "needing", base=base, encoder=encoder)

    def test_one_that_needs_it_is_used_with_it(self, shelf: Shelf, encoder: Encoder, needing: str) -> None:
        with_it = Shelf(shelf.folder, encoder=encoder)
        with_it.activate(needing)
        assert opened(with_it) == (needing, [])

    def test_once_it_is_switched_off_a_tagger_without_is_to_be_found(
        self, shelf: Shelf, encoder: Encoder, needing: str
    ) -> None:
        Shelf(shelf.folder, encoder=encoder).activate(needing)
        assert opened(shelf) == (None, [])

    def test_once_it_is_switched_on_one_with_it_is_to_be_found(self, shelf: Shelf, encoder: Encoder) -> None:
        shelf.activate(write_tagger(shelf.folder, "plain"))
        assert opened(Shelf(shelf.folder, encoder=encoder)) == (None, [])

    def test_without_it_one_that_needs_it_cannot_be_taken_into_use(self, shelf: Shelf, needing: str) -> None:
        with pytest.raises(NluError, match=r"needs the sentence encoder.*whatmatters encoder fetch"):
            shelf.activate(needing)
