"""Getting the encoder's files from a real server on this machine: small files, with pins of their own."""

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nlu.encoder_files import Pin, faults
from web.cli import app
from web.commands import encoder as commands
from web.errors import WebError
from web.fetching import fetch

FILES = {"config.json": b"{}", "tokenizer.json": b"words " * 500, "model.safetensors": b"numbers " * 100_000}
PINS = tuple(Pin(name, len(held), hashlib.sha256(held).hexdigest()) for name, held in FILES.items())
LARGE = "model.safetensors"


@dataclass
class Source:
    """A server with the three files, and what it does wrong."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    cut_after: int | None = None
    """Bytes of a file after which the connection ends."""
    says_how_long: bool = True
    goes_on: bool = True
    """Whether it can give the rest of a file."""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """File and the range that was asked for."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name, wanted = handler.path.rpartition("/")[2], handler.headers.get("Range")
        self.asked.append((name, wanted))
        if name not in self.files:
            handler.send_error(404)
            return
        held, start = self.files[name], 0
        if wanted and self.goes_on:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206 if start else 200)
        if self.says_how_long:
            handler.send_header("Content-Length", str(len(held) - start))
        handler.end_headers()
        end = len(held) if self.cut_after is None else start + self.cut_after
        handler.wfile.write(held[start:end])
        handler.close_connection = True


@pytest.fixture
def source() -> Iterator[Source]:
    found = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        found.address = f"http://127.0.0.1:{server.server_port}/model/"
        yield found
        server.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "encoder"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_all_three_are_brought_and_nothing_else_is_left(source: Source, folder: Path) -> None:
    assert fetch(folder, source.address, PINS) == list(FILES)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
    assert faults(folder, PINS) == []


def test_it_tells_how_far_it_is(source: Source, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    fetch(folder, source.address, PINS, lambda *step: told.append(step))
    of_large = [done for name, done, _ in told if name == LARGE]
    assert of_large == sorted(of_large)
    assert (of_large[0], of_large[-1]) == (0, len(FILES[LARGE]))
    assert len(of_large) > 2


def test_what_is_there_is_not_loaded_again(source: Source, folder: Path) -> None:
    fetch(folder, source.address, PINS)
    (folder / LARGE).write_bytes(b"damaged")
    source.asked.clear()
    assert fetch(folder, source.address, PINS) == [LARGE]
    assert fetch(folder, source.address, PINS) == []
    assert [name for name, _ in source.asked] == [LARGE]


@pytest.mark.parametrize("held", [b"other word" * 300, b"short", b"endless " * 1_000_000])
def test_another_file_is_thrown_away_and_told(source: Source, folder: Path, held: bytes) -> None:
    source.files["tokenizer.json"] = held
    with pytest.raises(WebError, match=r"tokenizer\.json"):
        fetch(folder, source.address, PINS)
    assert "tokenizer.json" not in names(folder)
    source.files = dict(FILES)
    fetch(folder, source.address, PINS)
    assert faults(folder, PINS) == []


def test_the_sentence_about_another_file_says_what_to_do(source: Source, folder: Path) -> None:
    source.files["tokenizer.json"] = b"other " * 500
    with pytest.raises(WebError, match=r"thrown away\. Try again, or name another source with `--from`"):
        fetch(folder, source.address, PINS)
    assert names(folder) == {"config.json"}


@pytest.mark.parametrize("says_how_long", [True, False])
@pytest.mark.parametrize("goes_on", [True, False])
def test_a_cut_connection_is_told_and_the_next_try_ends_well(
    source: Source, folder: Path, says_how_long: bool, goes_on: bool
) -> None:
    source.cut_after, source.says_how_long, source.goes_on = 500_000, says_how_long, goes_on
    with pytest.raises(WebError, match="run the same command again"):
        fetch(folder, source.address, PINS)
    assert LARGE not in names(folder)
    source.cut_after = None
    source.asked.clear()
    fetch(folder, source.address, PINS)
    assert faults(folder, PINS) == []
    assert source.asked == [(LARGE, "bytes=500000-")]


def test_what_came_before_a_cut_is_not_loaded_again(source: Source, folder: Path) -> None:
    source.cut_after = 300_000
    for _ in range(2):
        with pytest.raises(WebError):
            fetch(folder, source.address, PINS)
    fetch(folder, source.address, PINS)
    assert [wanted for name, wanted in source.asked if name == LARGE] == [
        None,
        "bytes=300000-",
        "bytes=600000-",
    ]
    assert faults(folder, PINS) == []


def test_stopping_by_hand_does_no_harm(source: Source, folder: Path) -> None:
    def stop(name: str, done: int, size: int) -> None:
        if name == LARGE and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(folder, source.address, PINS, stop)
    assert LARGE not in names(folder)
    fetch(folder, source.address, PINS)
    assert faults(folder, PINS) == []


def test_without_a_network_it_says_how_to_carry_the_files(source: Source, folder: Path) -> None:
    with pytest.raises(WebError) as told:
        fetch(folder, "http://127.0.0.1:9/nothing-listens-here", PINS)
    assert told.value.code == "no_source"
    assert f"copy config.json, tokenizer.json, model.safetensors into {folder} by hand" in str(told.value)


@pytest.mark.parametrize("address", ["nowhere", "ftp://127.0.0.1/", "http://[", "http://127.0.0.1:99999/"])
def test_an_address_that_is_none_is_told(folder: Path, address: str) -> None:
    with pytest.raises(WebError) as told:
        fetch(folder, address, PINS)
    assert told.value.code == "no_source"


def test_a_source_without_the_files_is_told(source: Source, folder: Path) -> None:
    source.files.clear()
    with pytest.raises(WebError, match=r"answered 404\. Name another source with `--from`"):
        fetch(folder, source.address, PINS)
    assert names(folder) == set()


def test_a_folder_that_cannot_be_written_to_is_told(source: Source, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(WebError, match="name another folder with `--to`"):
            fetch(folder, source.address, PINS)
    assert source.asked == []


class TestCommands:
    @pytest.fixture(autouse=True)
    def own_settings(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path))
        monkeypatch.setenv("WM_ENCODER", "")

    @pytest.fixture
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """91 MB are too many for a test."""
        monkeypatch.setattr(commands, "PINS", PINS)

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["encoder", *words])

    def test_without_the_setting_nothing_is_wrong(self) -> None:
        result = self.run("check")
        assert result.exit_code == 0
        assert "No encoder is set" in result.output

    def test_what_is_missing_is_said(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WM_ENCODER", str(folder))
        result = self.run("check")
        assert result.exit_code == 1
        assert "- model.safetensors is missing" in result.output
        assert "whatmatters encoder fetch" in result.output

    def test_it_is_brought_into_the_data_folder_and_the_next_step_said(
        self, source: Source, small: None, tmp_path: Path
    ) -> None:
        result = self.run("fetch", "--from", source.address)
        assert result.exit_code == 0, result.output
        assert re.search(rf"set WM_ENCODER={tmp_path / 'encoder'}\.", result.output.replace("\n", ""))
        assert faults(tmp_path / "encoder", PINS) == []

    def test_it_is_brought_where_the_setting_says_and_then_it_is_genuine(
        self, source: Source, small: None, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WM_ENCODER", str(folder))
        assert "set WM_ENCODER" not in self.run("fetch", "--from", source.address).output
        assert "complete and genuine" in self.run("check").output
        assert "It was before." in self.run("fetch", "--from", source.address).output

    def test_what_went_wrong_is_one_sentence(self, tmp_path: Path) -> None:
        result = self.run("fetch", "--from", "http://127.0.0.1:9", "--to", str(tmp_path / "x"))
        assert isinstance(result.exception, WebError)
