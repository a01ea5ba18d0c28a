"""Taggers of a few numbers, written in no time, for tests of what stands around a tagger."""

import os
from functools import cache
from pathlib import Path

import numpy as np

from nlu import artefact
from nlu.artefact import Artefact, Card
from nlu.concerns import OUTPUTS, read_lines
from nlu.evaluation import GOLD
from nlu.features import WORDS, features
from nlu.lexicon import Lexicon
from nlu.meaning import Encodes
from nlu.principles import DATA
from nlu.upkeep import fingerprint
from nlu.words import Reader

OUR_BASE = fingerprint(DATA)
"""Of today's data and code."""

_HEADS = ["principles:equality", "stances:wish", *(f"concerns:{each}" for each in OUTPUTS)]


@cache
def known_words() -> list[str]:
    """Every word of the plain lines about danger, so that a small tagger knows what it reads."""
    reader = Reader()
    lexicon = Lexicon({}, reader)
    read = (features(reader.read(line.text), lexicon) for line in read_lines(GOLD / "smoke.txt"))
    words = (each.name for found in read for each in found if each.block == WORDS)
    return sorted({word for word in words if " " not in word})


def write_tagger(
    models: Path,
    name: str,
    *,
    base: str = OUR_BASE,
    corrections: int = 0,
    alarmed: bool = True,
    at: int = 0,
    encoder: Encodes | None = None,
) -> str:
    """Write one that finds no principle and is alarmed at all or nothing; return its version.

    `at` is when it was written, in seconds since 1970; with `encoder` it needs this one.
    """
    words = known_words()
    bias = np.full(len(_HEADS), -9.0)
    bias[_HEADS.index("concerns:any")] = 9.0 if alarmed else -9.0
    card = Card(
        fingerprint=name,
        base=base,
        taxonomy=1,
        answers=3,
        corrections=corrections,
        lines=2,
        shown_from=0.3,
        topics_from=0.25,
        concern_from=0.5,
        now_from=0.5,
        outputs=_HEADS,
        names=[words, [], []],
        cues={},
        phrases={},
        encoder=encoder.identity if encoder else "",
        width=encoder.width if encoder else 0,
    )
    weights = np.zeros((len(words) + card.width, len(_HEADS)), dtype=np.float16)
    folder = artefact.write(Artefact(card, np.ones(len(words), dtype=np.float32), weights, bias), models)
    if at:  # else now
        os.utime(folder / "tagger.json", (at, at))
    return folder.name.removeprefix("tagger-")


def damage(models: Path, version: str) -> None:
    """Leave half of a tagger's numbers."""
    file = models / f"tagger-{version}" / "weights.npz"
    file.write_bytes(file.read_bytes()[:40])
