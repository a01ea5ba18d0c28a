"""A tagger on disk: whole, or not there."""

import json
from pathlib import Path

import numpy as np
import pytest

from nlu import artefact
from nlu.artefact import Artefact, Card
from nlu.errors import NluError


def small(fingerprint: str = "f") -> Artefact:
    card = Card(
        fingerprint=fingerprint,
        base=fingerprint,
        taxonomy=1,
        corrections=0,
        lines=0,
        concern_from=0.5,
        now_from=0.5,
        answers=3,
        shown_from=0.3,
        topics_from=0.25,
        outputs=["principles:equality", "stances:wish"],
        names=[["ask"], ["as"], []],
        cues={},
        phrases={"cues:wish": ["want"]},
    )
    return Artefact(
        card, np.ones(2, dtype=np.float32), np.ones((2, 2), dtype=np.float16), np.zeros(2, dtype=np.float64)
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    folder = artefact.write(small(), tmp_path)
    again = artefact.read(folder)
    assert again.card == small().card
    np.testing.assert_array_equal(again.weights, small().weights)


def test_the_same_tagger_has_the_same_name(tmp_path: Path) -> None:
    first = artefact.write(small(), tmp_path / "a")
    again = artefact.write(small(), tmp_path / "a")
    elsewhere = artefact.write(small(), tmp_path / "b")
    assert first == again
    assert first.name == elsewhere.name
    assert artefact.write(small("g"), tmp_path / "a").name != first.name


def test_nothing_else_is_left_beside_it(tmp_path: Path) -> None:
    folder = artefact.write(small(), tmp_path)
    assert list(tmp_path.iterdir()) == [folder]


def test_an_interrupted_write_leaves_no_tagger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez_compressed", stop)
    with pytest.raises(KeyboardInterrupt):
        artefact.write(small(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_holds_no_code(tmp_path: Path) -> None:
    folder = artefact.write(small(), tmp_path)
    assert {path.suffix for path in folder.iterdir()} == {".json", ".npz"}
    with np.load(folder / "weights.npz", allow_pickle=False) as numbers:
        assert {numbers[name].dtype.kind for name in numbers.files} == {"f"}


def test_a_missing_tagger_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NluError, match="whatmatters train"):
        artefact.read(tmp_path / "tagger-none")


@pytest.mark.parametrize("name", ["tagger.json", "weights.npz"])
def test_a_damaged_tagger_is_refused_with_the_remedy(tmp_path: Path, name: str) -> None:
    folder = artefact.write(small(), tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes()[:40])
    with pytest.raises(NluError, match="whatmatters train"):
        artefact.read(folder)


def test_a_tagger_changed_by_hand_is_refused(tmp_path: Path) -> None:
    folder = artefact.write(small(), tmp_path)
    raw = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
    (folder / "tagger.json").write_text(json.dumps({**raw, "shown_from": 0.0}), encoding="utf-8")
    with pytest.raises(NluError, match="not the one that was written"):
        artefact.read(folder)


def test_a_tagger_of_another_format_is_refused(tmp_path: Path) -> None:
    folder = artefact.write(small(), tmp_path)
    raw = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
    (folder / "tagger.json").write_text(json.dumps({**raw, "format": 99}), encoding="utf-8")
    with pytest.raises(NluError, match="format 99"):
        artefact.read(folder)
