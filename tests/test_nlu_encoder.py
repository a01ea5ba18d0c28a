"""The sentence encoder in numpy. The real one is looked at where WM_ENCODER names it."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import Encoder, load_encoder
from nlu.encoder_files import CONFIG, PINS, TOKENIZER, WEIGHTS, Pin, faults, identity
from nlu.errors import NluError
from tests.small_encoder import WIDTH, WORDS, write_encoder
from web.settings import read_settings

TEXTS = [
    "They never listen to me",
    "the food is cold",
    "I want to go out and he never listen to me and the garden is cold and my son",
    "",
    "garden",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "encoder"


@pytest.fixture
def pins(folder: Path) -> tuple[Pin, ...]:
    return write_encoder(folder)


@pytest.fixture
def encoder(folder: Path, pins: tuple[Pin, ...]) -> Encoder:
    return load_encoder(folder, pins)


def test_every_text_has_a_direction_of_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), WIDTH)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-6)


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, WIDTH)


def test_a_text_has_the_same_vector_in_any_company(encoder: Encoder) -> None:
    many = TEXTS * 20
    alone = np.concatenate([encoder.encode([text]) for text in many])
    np.testing.assert_allclose(encoder.encode(many), alone, atol=1e-5)


def test_other_words_and_another_order_have_another_vector(encoder: Encoder) -> None:
    one, other, turned = encoder.encode(["he want out", "he want garden", "out want he"])
    assert np.abs(one - other).max() > 1e-3
    assert np.abs(one - turned).max() > 1e-3


@pytest.mark.parametrize("text", ["\0", "\ud83d", "😀" * 3, "a" * 200_000, "to " * 50_000, "هم لا"])
def test_any_text_will_do(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_the_vector_is_that_of_the_plain_formulas(folder: Path, encoder: Encoder) -> None:
    from safetensors.numpy import load_file  # noqa: PLC0415 (beside the formulas that read it)

    weights = {name: each.astype(np.float64) for name, each in load_file(folder / WEIGHTS).items()}
    np.testing.assert_allclose(
        encoder.encode(["garden"])[0], _plain(weights, [2, WORDS.index("garden"), 3]), atol=1e-5
    )


def _plain(weights: dict[str, np.ndarray], ids: list[int]) -> np.ndarray:
    """One text, written down as in the papers, in double precision."""
    x = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return np.asarray(x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])

    def normal(x: np.ndarray, name: str) -> np.ndarray:
        scaled = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-12)
        return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])

    def gelu(x: float) -> float:
        return x * (1 + math.erf(x / math.sqrt(2))) / 2

    x = normal(x, "embeddings.LayerNorm")
    for layer in ("encoder.layer.0", "encoder.layer.1"):
        query, key, value = (linear(x, f"{layer}.attention.self.{p}") for p in ("query", "key", "value"))
        heads = []
        for part in (slice(0, 4), slice(4, 8)):
            fit = np.exp(query[:, part] @ key[:, part].T / 2)  # the root of four numbers a head
            heads.append(fit / fit.sum(1, keepdims=True) @ value[:, part])
        heard = linear(np.hstack(heads), f"{layer}.attention.output.dense")
        x = normal(x + heard, f"{layer}.attention.output.LayerNorm")
        inner = np.vectorize(gelu)(linear(x, f"{layer}.intermediate.dense"))
        x = normal(x + linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    mean = x.mean(0)
    return np.asarray(mean / np.linalg.norm(mean))


def test_the_published_vectors_come_out() -> None:
    folder = read_settings().encoder
    if folder is None:
        pytest.skip("WM_ENCODER names no folder. Get the encoder with `whatmatters encoder fetch`.")
    first, second = load_encoder(folder).encode(["This is an example sentence", "Each sentence is converted"])
    np.testing.assert_allclose(first[:4], [0.067657, 0.063496, 0.048713, 0.079305], atol=2e-6)
    np.testing.assert_allclose(second[:4], [0.086439, 0.102763, 0.005395, 0.002044], atol=2e-6)


def harm_missing(file: Path) -> None:
    file.unlink()


def harm_cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def harm_changed(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def harm_unreadable(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("name", [CONFIG, TOKENIZER, WEIGHTS])
@pytest.mark.parametrize("harm", [harm_missing, harm_cut, harm_changed, harm_unreadable])
def test_a_file_that_is_not_the_published_one_is_refused_by_name(
    folder: Path, pins: tuple[Pin, ...], name: str, harm: Callable[[Path], None]
) -> None:
    assert faults(folder, pins) == []
    harm(folder / name)
    assert [name in fault for fault in faults(folder, pins)] == [True]
    with pytest.raises(NluError, match=rf"{name}.*whatmatters encoder fetch"):
        load_encoder(folder, pins)


def test_a_folder_that_is_not_there_lacks_all_three(tmp_path: Path) -> None:
    assert len(faults(tmp_path / "nowhere")) == len(PINS)


def test_another_encoder_has_another_identity(folder: Path, pins: tuple[Pin, ...]) -> None:
    other = write_encoder(folder.parent / "other", seed=1)
    assert load_encoder(folder, pins).identity == identity(pins) != identity(other)
    assert identity(pins[::-1]) == identity(pins)
