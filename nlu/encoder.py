"""The optional sentence encoder: all-MiniLM-L6-v2 in numpy. A text becomes a direction of 384 numbers.

Texts of like sense point in like directions, also where no word is the same. It is a BERT (Devlin et al.
2019) of six layers; the vector is the mean over the tokens, brought to length one (Reimers, Gurevych 2019).
"""

import json
from collections.abc import Mapping, Sequence
from itertools import batched
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from nlu.encoder_files import CONFIG, PINS, TOKENIZER, WEIGHTS, Pin, identity, require

type Vectors32 = NDArray[np.float32]

LONGEST = 256
"""Tokens that are read: the limit that the model was published with."""
LONGEST_TEXT = 4_000
"""Characters that are looked at for them, so that an endless text costs no more than a long one."""
_BATCH = 16
_MASKED = np.float32(-1e9)


class _Shape(NamedTuple):
    """What `config.json` says of the layers."""

    layers: int
    heads: int
    width: int
    eps: float


class Encoder:
    """A loaded encoder. Threads may share it."""

    def __init__(
        self, weights: Mapping[str, Vectors32], shape: _Shape, tokenizer: Tokenizer, identity: str
    ) -> None:
        self.identity = identity
        """Hash of its three files."""
        self.width = shape.width
        self._weights, self._shape, self._tokenizer = weights, shape, tokenizer

    def encode(self, texts: Sequence[str]) -> Vectors32:
        """A row of length one for each text, in order. Any text will do.

        Texts of like length are read together: the short ones need not wait for the long.
        """
        tokens = self._tokenizer.encode_batch([_readable(text) for text in texts])
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        by_length = sorted(range(len(tokens)), key=lambda place: len(tokens[place].ids))
        for places in batched(by_length, _BATCH):
            vectors[list(places)] = self._together([tokens[place] for place in places])
        return vectors

    def _together(self, texts: Sequence[Encoding]) -> Vectors32:
        ids, there = _padded(texts)
        hidden = self._embedded(ids)
        unseen = np.where(there, np.float32(0), _MASKED)[:, None, None, :]
        for layer in range(self._shape.layers):
            hidden = self._layer(hidden, unseen, f"encoder.layer.{layer}")
        summed = np.einsum("tlw,tl->tw", hidden, there.astype(np.float32))
        vectors: Vectors32 = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        return vectors

    def _embedded(self, ids: NDArray[np.int64]) -> Vectors32:
        of_words = self._weights["embeddings.word_embeddings.weight"][ids]
        of_places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        of_kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(of_words + of_places + of_kind, "embeddings.LayerNorm")

    def _layer(self, hidden: Vectors32, unseen: Vectors32, name: str) -> Vectors32:
        heard = self._linear(self._attended(hidden, unseen, name), f"{name}.attention.output.dense")
        hidden = self._normal(hidden + heard, f"{name}.attention.output.LayerNorm")
        thought = _gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        added = self._linear(thought, f"{name}.output.dense")
        return self._normal(hidden + added, f"{name}.output.LayerNorm")

    def _attended(self, hidden: Vectors32, unseen: Vectors32, name: str) -> Vectors32:
        """Each token as a mean of all tokens of its text, weighed by how well they fit, in each head."""
        query, key, value = (
            self._in_heads(self._linear(hidden, f"{name}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        fit: Vectors32 = np.matmul(query, key.swapaxes(2, 3))
        fit *= np.float32(query.shape[-1] ** -0.5)
        fit += unseen
        fit -= fit.max(axis=-1, keepdims=True)
        np.exp(fit, out=fit)
        fit /= fit.sum(axis=-1, keepdims=True)
        heard: Vectors32 = np.matmul(fit, value)
        return heard.swapaxes(1, 2).reshape(hidden.shape)

    def _in_heads(self, hidden: Vectors32) -> Vectors32:
        """Texts by heads by tokens by numbers."""
        texts, length, width = hidden.shape
        heads = self._shape.heads
        return hidden.reshape(texts, length, heads, width // heads).swapaxes(1, 2)

    def _linear(self, hidden: Vectors32, name: str) -> Vectors32:
        flat = hidden.reshape(-1, hidden.shape[-1])  # one large product is faster than one for each text
        product = flat @ self._weights[f"{name}.weight"].T
        product += self._weights[f"{name}.bias"]
        return product.reshape(*hidden.shape[:-1], -1)

    def _normal(self, hidden: Vectors32, name: str) -> Vectors32:
        hidden = hidden - hidden.mean(axis=-1, keepdims=True)
        spread = np.einsum("...w,...w->...", hidden, hidden)[..., None] / np.float32(hidden.shape[-1])
        hidden /= np.sqrt(spread + np.float32(self._shape.eps))
        hidden *= self._weights[f"{name}.weight"]
        hidden += self._weights[f"{name}.bias"]
        return hidden


def load_encoder(folder: Path, pins: Sequence[Pin] = PINS) -> Encoder:
    """The encoder in a folder with its three files. Takes about a second and 110 MB of memory.

    Raises NluError, which says how to get them, if one is missing or not the one that was published.
    """
    require(folder, pins)
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_truncation(min(LONGEST, config["max_position_embeddings"]))
    tokenizer.no_padding()
    shape = _Shape(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        config["hidden_size"],
        config["layer_norm_eps"],
    )
    return Encoder(load_file(folder / WEIGHTS), shape, tokenizer, identity(pins))


def _readable(text: str) -> str:
    """Without halves of characters, which the tokenizer refuses."""
    return text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")


def _padded(texts: Sequence[Encoding]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Tokens of each text, filled up to the longest, and which of them are there."""
    longest = max(len(text.ids) for text in texts)
    ids = np.array([text.ids + [0] * (longest - len(text.ids)) for text in texts], dtype=np.int64)
    there = np.arange(longest) < np.array([[len(text.ids)] for text in texts])
    return ids, there


def _gelu(values: Vectors32) -> Vectors32:
    """x times the share of a normal distribution below x (Hendrycks and Gimpel 2016)."""
    scaled = values * np.float32(0.5**0.5)
    share = _erf(scaled)
    share += np.float32(1)
    share *= values
    share *= np.float32(0.5)
    return share


_ERF = tuple(map(np.float32, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)))
"""Formula 7.1.26 of Abramowitz and Stegun (1964): right to 1.5e-7, as single precision is."""


def _erf(values: Vectors32) -> Vectors32:
    size = np.abs(values)
    step = np.float32(1) / (np.float32(1) + np.float32(0.3275911) * size)
    rest = np.full_like(values, _ERF[0])
    for factor in _ERF[1:]:
        rest *= step
        rest += factor
    rest *= step
    size *= -size
    rest *= np.exp(size, out=size)
    signed: Vectors32 = np.copysign(np.float32(1) - rest, values)
    return signed
