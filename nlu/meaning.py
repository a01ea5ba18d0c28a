"""Sentence vectors of many texts, kept on disk: training again need not encode the same texts again."""

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from itertools import batched
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.progress import Progress, silent

type Vectors16 = NDArray[np.float16]
"""Texts by numbers. Half precision keeps three digits: small differences between machines go too."""

_AT_ONCE = 200
_KEY = 16
"""Bytes of the hash that stands for a text."""


class Encodes(Protocol):
    """Whatever makes vectors of texts, such as `encoder.Encoder`."""

    @property
    def identity(self) -> str:
        """Changes with anything that would change the vectors."""
        ...

    @property
    def width(self) -> int:
        """Numbers of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of length one for each text."""
        ...


def encoded(texts: Sequence[str], encoder: Encodes, tell: Progress = silent) -> Vectors16:
    """A row for each text. Tells how many are done."""
    parts = [np.zeros((0, encoder.width), dtype=np.float16)]
    for done, some in enumerate(batched(texts, _AT_ONCE)):
        tell("encoding sentences", done * _AT_ONCE, len(texts))
        parts.append(encoder.encode(some).astype(np.float16))
    return np.concatenate(parts)


def remembered(texts: Sequence[str], encoder: Encodes, folder: Path, tell: Progress = silent) -> Vectors16:
    """The same, but those that a file in the folder holds are taken from there. Then it holds just these.

    Only for words that may be kept: who can read vectors can guess what was said.
    """
    file = folder / f"vectors-{encoder.identity[:_KEY]}.npz"
    known = _read(file, encoder.width)
    keys = [_key(text) for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    known |= zip(new, encoded(list(new.values()), encoder, tell), strict=True)
    found = {key: known[key] for key in keys}
    if new and found:
        _write(file, found)
    return np.array([found[key] for key in keys], dtype=np.float16).reshape(-1, encoder.width)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY]


def _read(file: Path, width: int) -> dict[bytes, Vectors16]:
    """Nothing if it is not there or damaged: it can be made again."""
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
            keys, vectors = held["keys"], held["vectors"]
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return {}
    if vectors.shape != (len(keys), width):
        return {}
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}


def _write(file: Path, found: Mapping[bytes, Vectors16]) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    keys = np.frombuffer(b"".join(found), dtype=np.uint8).reshape(-1, _KEY)
    handle, name = tempfile.mkstemp(prefix=".vectors-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            np.savez(out, keys=keys, vectors=np.array(list(found.values())))
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
