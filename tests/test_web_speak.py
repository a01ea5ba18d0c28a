"""`whatmatters speak`, as a person types it."""

import json
import wave
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from voice.errors import VoiceError
from web.cli import app
from web.errors import WebError


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["speak", *words])


def test_it_writes_the_sound_and_prints_when_each_word_begins(tmp_path: Path) -> None:
    file = tmp_path / "said.wav"
    told = json.loads(
        run("I don't mind 😀", "--to", str(file), "--rate", "140", "--pitch", "60", "--voice", "+f3").stdout
    )
    assert [each["word"] for each in told["words"]] == ["I", "don't", "mind", "😀"]
    assert [(each["at"], each["len"]) for each in told["words"]] == [(0, 1), (2, 5), (8, 4), (13, 1)]
    with wave.open(str(file), "rb") as sound:
        assert sound.getnframes() * 1_000 // sound.getframerate() == told["ms"]


@pytest.mark.parametrize("words", [("…",), ("hello", "--rate", "119"), ("hello", "--language", "xx")])
def test_what_cannot_be_said_is_told_and_nothing_is_written(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "said.wav"
    assert isinstance(run(*words, "--to", str(file)).exception, VoiceError)
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    done = run("hello", "--to", str(tmp_path / "nowhere" / "said.wav"))
    assert isinstance(done.exception, WebError)
    assert "Name a file" in str(done.exception)
