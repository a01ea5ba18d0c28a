"""`bot.intents`: one line in, one line out, whatever the line."""

import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from bot.intents import write_all
from web.bot_model import train_if_changed
from web.rasa_process import bot_command
from web.settings import ROOT

NO_MODEL = 4


def understood(text: str) -> tuple[str, float]:
    """Takes a text of one word for the intent of that name."""
    return (text, 0.98765) if text.isidentifier() else ("answer", 0.9)


def written(*lines: bytes) -> tuple[list[dict[str, Any]], int]:
    """What is written for these lines, and the exit code."""
    out = io.StringIO()
    code = write_all(lines, out, understood)
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def line(**row: Any) -> bytes:
    return json.dumps(row).encode() + b"\n"


class TestLines:
    def test_each_is_answered_in_order(self) -> None:
        rows, code = written(line(id="b", text="stop"), line(id="a", text="I like tea"))
        assert rows == [
            {"id": "b", "intent": "stop", "confidence": 0.9877},
            {"id": "a", "intent": "answer", "confidence": 0.9},
        ]
        assert code == 0

    @pytest.mark.parametrize("name", [0, "", None, "ß", "\ud800", [1], {"a": 1}, 1.5])
    def test_an_id_comes_back_as_it_was(self, name: object) -> None:
        assert written(line(id=name, text="stop"))[0][0]["id"] == name

    @pytest.mark.parametrize(
        "broken", [b"{", b"stop", b"[1]", b'"stop"', b"7", b"\xff\xfe", b"[" * 100_000, b'{"text": "stop"}']
    )
    def test_a_line_that_cannot_be_read_is_told_and_the_rest_is_done(self, broken: bytes) -> None:
        rows, code = written(line(id=1, text="stop"), broken + b"\n", line(id=2, text="back"))
        assert [row.get("intent") for row in rows] == ["stop", None, "back"]
        assert rows[1]["id"] is None
        assert rows[1]["error"].startswith("Send one JSON object")
        assert code == 1

    def test_a_line_without_text_is_told_by_its_id(self) -> None:
        rows, code = written(line(id="x"), line(id="y", text=5))
        assert [(row["id"], "error" in row) for row in rows] == [("x", True), ("y", True)]
        assert code == 1

    def test_an_error_does_not_quote_the_line(self) -> None:
        assert "zephyrwhistle" not in str(written(b'{"text": "zephyrwhistle')[0])

    def test_blank_lines_are_passed_over(self) -> None:
        rows, code = written(b"\n", line(id=1, text="stop"), b"  \r\n", line(id=2, text="back").strip())
        assert [row["id"] for row in rows] == [1, 2]
        assert code == 0

    def test_a_mark_at_the_beginning_of_the_file_does_no_harm(self) -> None:
        assert written(b"\xef\xbb\xbf" + line(id=1, text="stop"))[1] == 0


@pytest.fixture(scope="module")
def program() -> Iterator[subprocess.Popen[bytes]]:
    """It, with the model of today's files."""
    with started(train_if_changed(ROOT / "var" / "models", lambda _: None)) as program:
        yield program


def started(model: Path) -> subprocess.Popen[bytes]:
    """It, with this model."""
    command = bot_command("bot.intents", "--model", str(model))
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)


def streams(program: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Its standard input and output."""
    assert program.stdin is not None
    assert program.stdout is not None
    return program.stdin, program.stdout


@pytest.mark.slow
class TestProgram:
    def _ask(self, program: subprocess.Popen[bytes], **row: Any) -> dict[str, Any]:
        """Write one line and wait for its answer, before the next is written."""
        asked, answered = streams(program)
        asked.write(line(**row))
        asked.flush()
        found: dict[str, Any] = json.loads(answered.readline())
        return found

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "x" * 100_000,
            "a\0b",
            "🙂",
            "أحب الحديقة",
            "half \ud83d a pair",
            "/restart the lift",
            "0[ {said}",
        ],
    )
    def test_whatever_is_written_is_answered_at_once(
        self, program: subprocess.Popen[bytes], text: str
    ) -> None:
        answer = self._ask(program, id=text[:9], text=text)
        assert (answer["id"], answer["intent"]) == (text[:9], "answer")
        assert 0 <= answer["confidence"] <= 1

    def test_it_tells_a_command_from_an_answer(self, program: subprocess.Popen[bytes]) -> None:
        assert self._ask(program, id=1, text="Stop.")["intent"] == "stop"
        assert self._ask(program, id=2, text="I can't stop thinking of her")["intent"] == "answer"
        assert self._ask(program, id=3, text="I want to add something")["intent"] == "change_answer"

    def test_nothing_else_is_written_and_a_broken_line_is_remembered(
        self, program: subprocess.Popen[bytes]
    ) -> None:
        rest, _ = program.communicate(b"broken\n" + line(id="last", text="yes"))
        assert [json.loads(row)["id"] for row in rest.splitlines()] == [None, "last"]
        assert program.returncode == 1

    def test_without_a_model_it_says_what_to_do(self, tmp_path: Path) -> None:
        (tmp_path / "broken.tar.gz").write_bytes(b"broken")
        for model in (tmp_path / "none.tar.gz", tmp_path / "broken.tar.gz"):
            with started(model) as program:
                out, told = program.communicate(line(id=1, text="stop"))
            assert (out, program.returncode) == (b"", NO_MODEL)
            assert str(model) in told.decode()
            assert "train" in told.decode()
