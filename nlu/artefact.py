"""A trained tagger on disk: a folder named by the hash of what it holds, JSON and numbers, never code."""

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.errors import NluError

FORMAT = 2
"""Raised when an older program could not read what this one writes."""

_CARD = "tagger.json"
_WEIGHTS = "weights.npz"
_OF_ENCODER = ("encoder", "width")
_REMEDY = "Train a new one with `whatmatters train`."


@dataclass(frozen=True)
class Card:
    """What there is to know about a trained tagger, besides its numbers."""

    fingerprint: str
    """Of all it was trained from: data, code and corrections; see upkeep.fingerprint."""
    base: str
    """Of the data and code alone."""
    taxonomy: int
    """Version of the taxonomy."""
    answers: int
    """Answers it was trained on."""
    corrections: int
    """How many of them people put right."""
    lines: int
    """Lines about safety it was trained on."""
    shown_from: float
    """Confidence from which a principle is shown to staff."""
    topics_from: float
    """Chance from which a topic is named."""
    concern_from: float
    """Chance from which somebody should look today; above 1 if nothing was learned about safety."""
    now_from: float
    """Chance from which somebody should look at once."""
    outputs: Sequence[str]
    """Columns of the weights, such as `principles:equality`."""
    names: Sequence[Sequence[str]]
    """Rows of the weights: names of features, a list for each block."""
    cues: Mapping[str, Sequence[str]]
    """Phrases of concern by category and urgency; they hold whatever the weights say."""
    phrases: Mapping[str, Sequence[str]]
    """The lexicon it was trained with: a later one would mean something else to it."""
    encoder: str = ""
    """Identity of the sentence encoder whose vectors it needs; empty if it needs none."""
    width: int = 0
    """Numbers of these vectors: as many rows of the weights come after those of the features."""
    format: int = FORMAT


@dataclass(frozen=True)
class Artefact:
    """A tagger's card and numbers."""

    card: Card
    idf: NDArray[np.float32]
    """One for each feature."""
    weights: NDArray[np.float16]
    """Rows by columns; half precision keeps three digits, more than the data can justify."""
    bias: NDArray[np.float64]
    """One for each column."""


def write(artefact: Artefact, out: Path) -> Path:
    """Put it into `out/tagger-<hash>`, whole or not at all, and return that folder."""
    out.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=out))
    try:
        card = json.dumps(_raw(artefact.card), ensure_ascii=True, separators=(",", ":"))
        (making / _CARD).write_text(card, encoding="utf-8")
        np.savez_compressed(making / _WEIGHTS, idf=artefact.idf, weights=artefact.weights, bias=artefact.bias)
        folder = out / f"tagger-{version(making)}"
        making.chmod(0o755)
        try:
            making.rename(folder)
        except OSError:  # it is there already, with the same content
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def version(folder: Path) -> str:
    """Hash of the two files: the same data and code give the same."""
    digest = hashlib.sha256()
    for name in (_CARD, _WEIGHTS):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]


def written_at(folder: Path) -> float:
    """When, in seconds since 1970. It is not in the card, because the same data gives the same bits."""
    return (folder / _CARD).stat().st_mtime


def read_card(folder: Path) -> Card:
    """Raises NluError if there is none, it is broken or of another format."""
    try:
        raw = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        card = Card(**raw)
    except FileNotFoundError as error:
        raise NluError(f"There is no tagger in {folder}. {_REMEDY}") from error
    except (OSError, TypeError, ValueError) as error:
        raise NluError(f"The tagger in {folder} cannot be read ({error}). {_REMEDY}") from error
    if card.format != FORMAT:
        raise NluError(
            f"The tagger in {folder} has format {card.format}, this program reads {FORMAT}. {_REMEDY}"
        )
    return card


def read(folder: Path) -> Artefact:
    """Raises NluError if the folder holds no tagger, or not the one that its name promises."""
    card = read_card(folder)
    try:
        with np.load(io.BytesIO((folder / _WEIGHTS).read_bytes()), allow_pickle=False) as numbers:
            artefact = Artefact(card, numbers["idf"], numbers["weights"], numbers["bias"])
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise NluError(f"The weights in {folder} cannot be read ({error}). {_REMEDY}") from error
    rows = sum(len(members) for members in card.names) + card.width
    if artefact.weights.shape != (rows, len(card.outputs)) or folder.name != f"tagger-{version(folder)}":
        raise NluError(f"The tagger in {folder} is not the one that was written there. {_REMEDY}")
    return artefact


def _raw(card: Card) -> dict[str, object]:
    """What is said of the encoder only if there is one: without, nothing is different for anybody."""
    return {name: value for name, value in asdict(card).items() if card.encoder or name not in _OF_ENCODER}
