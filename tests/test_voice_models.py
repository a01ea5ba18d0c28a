"""Lists of models with their hashes, and models that come packed."""

import io
import zipfile
from pathlib import Path

import pytest

from voice.errors import VoiceError
from voice.models import CONTENTS, SHIPPED, Model, ModelFile, changed, read_models, unpack
from voice.recognisers import LOCAL

SHA = "ab" * 32


def listed(folder: Path, text: str) -> Path:
    file = folder / "models.toml"
    file.write_text(text, encoding="utf-8")
    return file


def packed(folder: Path, **files: bytes) -> Path:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    file = folder / "model.zip"
    file.write_bytes(held.getvalue())
    return file


def test_every_shipped_model_is_for_an_engine_of_ours_and_has_a_fixed_place() -> None:
    models = read_models()
    assert set(models) == {"tiny.en", "base.en", "small.en", "vosk-small"}
    for model in models.values():
        assert model.engine in LOCAL
        assert model.source.startswith("https://")
        assert "/main" not in model.source
        assert model.licence in ("MIT", "Apache-2.0")
        assert model.size == sum(file.size for file in model.files) > 40_000_000
        assert all(len(file.sha256) == 64 for file in model.files)


def test_a_list_of_ones_own_is_read_alike(tmp_path: Path) -> None:
    file = listed(
        tmp_path,
        f'[models.mine]\nengine = "vosk"\nsource = "http://here"\nfiles = [["a.zip", 5, "{SHA.upper()}"]]',
    )
    model = read_models(file)["mine"]
    assert model == Model("mine", "vosk", "http://here", (ModelFile("a.zip", 5, SHA),))
    assert model.packed == model.files[0]


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "[models.mine]",
        '[models.mine]\nengine = "google"\nsource = "x"\nfiles = [["a", 1, "' + SHA + '"]]',
        '[models.mine]\nengine = "vosk"\nsource = "x"\nfiles = []',
        '[models.mine]\nengine = "vosk"\nsource = "x"\nfiles = [["a", 1]]',
        '[models.mine]\nengine = "vosk"\nsource = "x"\nfiles = [["a", 1, "short"]]',
        '[models.mine]\nengine = "vosk"\nsource = "x"\nfiles = [["../a", 1, "' + SHA + '"]]',
        '[models."../mine"]\nengine = "vosk"\nsource = "x"\nfiles = [["a", 1, "' + SHA + '"]]',
        "models = 3",
    ],
)
def test_a_list_that_is_none_is_told_with_what_it_needs(tmp_path: Path, text: str) -> None:
    with pytest.raises(VoiceError, match=r"is not a list of models.*voice/data/models\.toml shows how"):
        read_models(listed(tmp_path, text))


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="Name another"):
        read_models(tmp_path / "none.toml")
    assert SHIPPED.exists()


def test_a_packed_model_is_unpacked_whole_and_its_files_are_known(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "small"
    folder.mkdir(parents=True)
    (folder / "old").write_text("of an earlier one")
    unpack(packed(tmp_path, small_1__am__final=b"numbers", small_1__conf=b"words"), folder)
    assert {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} == {
        "am/final", "conf", CONTENTS,
    }  # fmt: skip
    assert [each.name for each in folder.parent.iterdir()] == ["small"]
    assert changed(folder) == []
    (folder / "conf").write_text("other")
    (folder / "am" / "final").unlink()
    assert sorted(changed(folder)) == ["am/final is missing", "conf is not the published file"]


def test_what_is_no_archive_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "conf").write_text("works")
    (tmp_path / "model.zip").write_bytes(b"PK no")
    with pytest.raises(VoiceError, match="Fetch it again"):
        unpack(tmp_path / "model.zip", folder)
    assert (folder / "conf").read_text() == "works"


def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    archive = packed(tmp_path, **{"..__..__evil": b"x", "inside": b"y"})
    unpack(archive, tmp_path / "deep" / "er" / "small")
    assert not list(tmp_path.rglob("../evil"))
    assert not (tmp_path / "evil").exists()
    assert not (tmp_path / "deep" / "evil").exists()


def test_files_that_came_one_by_one_are_held_against_the_list(tmp_path: Path) -> None:
    model = Model("mine", "faster_whisper", "x", (ModelFile("a", 1, SHA), ModelFile("b", 1, SHA)))
    (tmp_path / "a").write_text("a")
    assert changed(tmp_path, model) == ["a is not the published file", "b is missing"]
    assert changed(tmp_path) == []
