"""`whatmatters voice`, with models that are fetched from a real server on this machine."""

import hashlib
import io
import json
import os
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from voice.engines import SPEEDS
from web.cli import app
from web.errors import WebError

WHISPER = {
    "config.json": b"{}",
    "tokenizer.json": b"words",
    "vocabulary.txt": b"a",
    "model.bin": b"numbers" * 9_000,
}
VOSK = ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph/phones/word_boundary.int")


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder where it is known already how fast sphinx is."""
    models = tmp_path / "data" / "voice"
    models.mkdir(parents=True)
    (models / SPEEDS).write_text(json.dumps({f"sphinx, {len(os.sched_getaffinity(0))} cores": 1.2}))
    monkeypatch.setenv("WM_DATA_FOLDER", str(models.parent))
    return models


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder with the files of two models, and a list of them."""
    folder = tmp_path / "published"
    folder.mkdir()
    for name, content in WHISPER.items():
        (folder / name).write_bytes(content)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in VOSK:
            archive.writestr(f"vosk-model/{name}", name)
    (folder / "vosk-model.zip").write_bytes(held.getvalue())
    return folder


@pytest.fixture
def models(published: Path, tmp_path: Path) -> Iterator[str]:
    """The list of what a server on this machine has."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(published)))
    with server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        file = tmp_path / "models.toml"
        source = f"http://127.0.0.1:{server.server_port}"
        file.write_text(listed("mine", "faster_whisper", source, published, *WHISPER)
                        + listed("packed", "vosk", source, published, "vosk-model.zip"))  # fmt: skip
        yield str(file)
        server.shutdown()


def listed(name: str, engine: str, source: str, folder: Path, *files: str) -> str:
    """A model as the list has it."""
    rows = [
        [each, len(held := (folder / each).read_bytes()), hashlib.sha256(held).hexdigest()] for each in files
    ]
    return f'[models.{name}]\nengine = "{engine}"\nsource = "{source}"\nfiles = {json.dumps(rows)}\n'


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["voice", *words])


def test_what_is_there_is_listed_with_its_speed_and_what_is_used() -> None:
    result = run("engines")
    assert result.exit_code == 0
    assert result.output.splitlines() == ["sphinx: 1.2 s for 8 s of speech", "Used for open answers: sphinx."]
    assert run("check").output == "sphinx: complete\n"


def test_without_a_name_the_models_are_listed() -> None:
    output = run("fetch").output
    assert "base.en: 148 MB, faster_whisper, MIT, the usual choice" in output
    assert "vosk-small: 41 MB, vosk, Apache-2.0" in output


def test_another_name_is_told_with_those_that_there_are() -> None:
    result = run("fetch", "google")
    assert isinstance(result.exception, WebError)
    assert "Name one of these: tiny.en, base.en, small.en, vosk-small." in str(result.exception)


def test_a_model_is_fetched_whole_and_checked(models: str, data: Path) -> None:
    result = run("fetch", "mine", "--models", models)
    assert result.exit_code == 0, result.output
    assert {file.name: file.read_bytes() for file in (data / "mine").iterdir()} == WHISPER
    assert "It was before." in run("fetch", "mine", "--models", models).output
    assert "is not the published file" not in run("check", "--models", models).output
    assert "nobody knows whether it is genuine" in run("check").output


def test_what_was_changed_is_found_and_brought_again(models: str, data: Path) -> None:
    run("fetch", "mine", "--models", models)
    (data / "mine" / "model.bin").write_bytes(b"other" * 9_000)
    result = run("check", "--models", models)
    assert result.exit_code == 1
    assert "model.bin is not the published file" in result.output
    assert "whatmatters voice fetch NAME" in result.output
    run("fetch", "mine", "--models", models)
    assert (data / "mine" / "model.bin").read_bytes() == WHISPER["model.bin"]


def test_a_packed_model_is_unpacked_and_its_archive_goes(models: str, data: Path) -> None:
    result = run("fetch", "packed", "--models", models)
    assert result.exit_code == 0, result.output
    assert {each.name for each in data.iterdir()} == {"packed", SPEEDS}
    assert all((data / "packed" / name).read_text() == name for name in VOSK)
    assert "It was before." in run("fetch", "packed", "--models", models).output
    (data / "packed" / VOSK[0]).write_text("damaged")
    assert "am/final.mdl is not the published file" in run("check", "--models", models).output
    run("fetch", "packed", "--models", models)
    assert (data / "packed" / VOSK[0]).read_text() == VOSK[0]


def test_a_file_that_is_another_one_is_thrown_away(models: str, published: Path, data: Path) -> None:
    (published / "model.bin").write_bytes(b"another" * 9_000)
    result = run("fetch", "mine", "--models", models)
    assert isinstance(result.exception, WebError)
    assert "thrown away" in str(result.exception)
    assert not (data / "mine" / "model.bin").exists()


def test_it_can_be_fetched_onto_a_stick(models: str, data: Path, tmp_path: Path) -> None:
    run("fetch", "mine", "--models", models, "--to", str(tmp_path / "stick"))
    assert (tmp_path / "stick" / "mine" / "model.bin").exists()
    assert not (data / "mine").exists()


def test_without_a_network_it_says_how_to_carry_the_files(data: Path) -> None:
    result = run("fetch", "tiny.en", "--from", "http://127.0.0.1:9")
    assert isinstance(result.exception, WebError)
    assert result.exception.code == "no_source"
    assert (
        f"copy config.json, vocabulary.txt, tokenizer.json, model.bin into {data / 'tiny.en'} by hand"
        in str(result.exception)
    )
