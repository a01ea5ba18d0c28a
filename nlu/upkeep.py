"""Whether a tagger is still that of today's data and code. Knows nothing of training, so looking is cheap."""

import hashlib
from pathlib import Path

from nlu import artefact
from nlu.errors import NluError


def fingerprint(data: Path) -> str:
    """Of all that a tagger follows from, data and code. While it stays, training again changes nothing."""
    code = Path(__file__).parent
    paths = [*data.glob("*.yml"), *data.glob("answers/*.txt"), *code.glob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: (path.suffix, path.name)):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def trained(data: Path, out: Path) -> Path | None:
    """The tagger in `out` that was trained from just this data and code, if there is one."""
    wanted = fingerprint(data)
    return next((folder for folder in sorted(out.glob("tagger-*")) if _made_from(folder) == wanted), None)


def _made_from(folder: Path) -> str | None:
    try:
        return artefact.read_card(folder).fingerprint
    except NluError:
        return None  # broken or of another format: train anew
