"""Whether a tagger is still that of today's data and code. Knows nothing of training, so looking is cheap."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from nlu import artefact
from nlu.answers import Answer
from nlu.errors import NluError

LEARNED_FROM = ("taxonomy.yml", "lexicon.yml", "cues.yml", "answers/**/*.txt", "concerns/*.txt")


def fingerprint(data: Path, corrected: Sequence[Answer] = (), encoder: str = "") -> str:
    """Of all a tagger follows from: data, corrections, code, and the identity of the encoder, if any.

    While it stays, training changes nothing.
    """
    code = Path(__file__).parent
    paths = [*(path for pattern in LEARNED_FROM for path in data.glob(pattern)), *code.glob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: (path.suffix, path.name)):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    for answer in corrected:
        undecided = sorted(answer.undecided)  # a set has its own order in every run
        digest.update(f"{answer.text!r} {answer.principles} {undecided}\n".encode())
    if encoder:
        digest.update(f"encoder {encoder}\n".encode())
    return digest.hexdigest()


def trained(data: Path, out: Path, corrected: Sequence[Answer] = (), encoder: str = "") -> Path | None:
    """The tagger in `out` that was trained from just this data, code, corrections and encoder, or None."""
    wanted = fingerprint(data, corrected, encoder)
    return next((folder for folder in sorted(out.glob("tagger-*")) if _made_from(folder) == wanted), None)


def _made_from(folder: Path) -> str | None:
    try:
        return artefact.read_card(folder).fingerprint
    except NluError:
        return None  # broken or of another format: train anew
