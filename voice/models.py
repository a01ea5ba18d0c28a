"""Models that can be fetched, each file with its hash: `data/models.toml`, or a list of one's own."""

import hashlib
import json
import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import NamedTuple

from voice.errors import VoiceError

SHIPPED = Path(__file__).parent / "data" / "models.toml"
CONTENTS = "contents.json"
"""In the folder of a model that came packed: the hash of each file, as it was unpacked."""
SHAPE = (
    'A model there needs `engine` ("faster_whisper" or "vosk"), `source` and `files`, a list of '
    "[name, bytes, sha256]; voice/data/models.toml shows how."
)


class ModelFile(NamedTuple):
    """A file as it was published."""

    name: str
    size: int
    """In bytes."""
    sha256: str


class Model(NamedTuple):
    """What an engine needs to know a language."""

    name: str
    engine: str
    """Of `recognisers.LOCAL`."""
    source: str
    """Address of the folder with the files."""
    files: tuple[ModelFile, ...]
    licence: str = ""
    about: str = ""

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(file.size for file in self.files)

    @property
    def packed(self) -> ModelFile | None:
        """The one file that holds all others, if it comes so."""
        return self.files[0] if len(self.files) == 1 and self.files[0].name.endswith(".zip") else None


def read_models(file: Path = SHIPPED) -> dict[str, Model]:
    """All of the file, by name. Raises VoiceError("bad_models"), with the remedy."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))["models"]
        return {name: _model(name, each) for name, each in told.items()}
    except OSError as error:
        raise VoiceError("bad_models", f"{file} cannot be read ({error.strerror}). Name another.") from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise VoiceError("bad_models", f"{file} is not a list of models ({error!r}). {SHAPE}") from error


def _model(name: str, told: dict[str, object]) -> Model:
    known = {key: told[key] for key in ("engine", "source", "licence", "about") if key in told}
    files = tuple(_file(*each) for each in told["files"])  # type: ignore[attr-defined]  # a list, or TypeError
    if Path(name).name != name or known["engine"] not in ("faster_whisper", "vosk") or not files:
        raise ValueError(name)
    return Model(name, files=files, **known)  # type: ignore[arg-type]  # strings


def _file(name: str, size: int, sha256: str) -> ModelFile:
    if Path(name).name != name or len(bytes.fromhex(sha256)) != 32 or size < 1:
        raise ValueError(name)
    return ModelFile(name, size, sha256.lower())


def unpack(archive: Path, folder: Path) -> None:
    """Put what an archive holds into the folder, with a list of hashes. Raises VoiceError("bad_models").

    The one folder at its top is left out. Half of it is never there: it is unpacked aside first.
    """
    aside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(aside)  # leaves out what leads out of the folder
    except (zipfile.BadZipFile, OSError) as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise VoiceError("bad_models", f"{archive} cannot be unpacked ({error}). Fetch it again.") from error
    inner = list(aside.iterdir())
    top = inner[0] if len(inner) == 1 and inner[0].is_dir() else aside
    hashes = {file.relative_to(top).as_posix(): _sha256(file) for file in top.rglob("*") if file.is_file()}
    (top / CONTENTS).write_text(json.dumps(hashes, indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    top.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def changed(folder: Path, model: Model | None = None) -> list[str]:
    """Files in a folder that are not as they were published, in a few words each."""
    hashes = {} if model is None or model.packed else {file.name: file.sha256 for file in model.files}
    if (folder / CONTENTS).is_file():
        hashes = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
    return [found for name, sha256 in hashes.items() if (found := _fault(folder / name, name, sha256))]


def _fault(file: Path, name: str, sha256: str) -> str | None:
    if not file.is_file():
        return f"{name} is missing"
    return None if _sha256(file) == sha256 else f"{name} is not the published file"


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
