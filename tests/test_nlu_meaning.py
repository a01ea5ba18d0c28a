"""Sentence vectors that are kept on disk, so that training again need not make them again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nlu.meaning import encoded, remembered


class Counting:
    """An encoder of three numbers that counts what it reads."""

    width = 3

    def __init__(self, identity: str = "a" * 64) -> None:
        self.identity = identity
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return np.array([[len(text), 1 / 3, -1] for text in texts], dtype=np.float32)


@pytest.fixture
def encoder() -> Counting:
    return Counting()


def test_each_text_has_its_row(encoder: Counting, tmp_path: Path) -> None:
    texts = ["a", "bcd", "a", ""]
    for found in (encoded(texts, encoder), remembered(texts, encoder, tmp_path)):
        assert found.dtype == np.float16
        assert found[:, 0].tolist() == [1, 3, 1, 0]


def test_no_texts_have_no_rows(encoder: Counting, tmp_path: Path) -> None:
    assert encoded([], encoder).shape == remembered([], encoder, tmp_path).shape == (0, 3)


def test_only_new_texts_are_read_and_the_rows_are_the_same_to_the_last_bit(
    encoder: Counting, tmp_path: Path
) -> None:
    first = remembered(["a", "bcd"], encoder, tmp_path)
    encoder.read.clear()
    again = remembered(["bcd", "new", "a"], encoder, tmp_path)
    assert encoder.read == ["new"]
    np.testing.assert_array_equal(again[[2, 0]], first)


def test_what_is_no_longer_asked_for_is_forgotten(encoder: Counting, tmp_path: Path) -> None:
    remembered(["a", "b"], encoder, tmp_path)
    remembered(["b", "c"], encoder, tmp_path)
    encoder.read.clear()
    remembered(["a", "b", "c"], encoder, tmp_path)
    assert encoder.read == ["a"]


def test_another_encoder_reads_for_itself(encoder: Counting, tmp_path: Path) -> None:
    remembered(["a"], encoder, tmp_path)
    other = Counting("b" * 64)
    remembered(["a"], other, tmp_path)
    assert other.read == ["a"]


@pytest.mark.parametrize("content", [b"", b"PK", b"no numbers at all"])
def test_a_damaged_file_is_made_again(encoder: Counting, tmp_path: Path, content: bytes) -> None:
    remembered(["a"], encoder, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    encoder.read.clear()
    assert remembered(["a"], encoder, tmp_path)[0, 0] == 1
    assert encoder.read == ["a"]
    assert list(tmp_path.iterdir()) == [file]


def test_only_people_of_the_program_can_read_the_file(encoder: Counting, tmp_path: Path) -> None:
    remembered(["a"], encoder, tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_it_tells_how_many_are_done(encoder: Counting) -> None:
    told: list[tuple[str, int, int]] = []
    encoded([str(number) for number in range(450)], encoder, lambda *step: told.append(step))
    assert told == [("encoding sentences", done, 450) for done in (0, 200, 400)]
