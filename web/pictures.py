"""The pictures people answer with: what they are called, what they say together, and a home's own."""

import logging
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from web.errors import WebError
from web.picture_files import read_picture

FILE = Path(__file__).parent / "pictures.yml"
SUFFIXES = (".svg", ".jpg", ".jpeg", ".png", ".webp")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to answer with."""

    key: str
    """What questions and answers name it by; also the id of its drawing in static/img/pictures.svg."""
    label: str
    """What stands under it: "Time outside"."""
    phrase: str
    """The same inside a sentence: "time outside"."""


def load_pictures(file: Path = FILE) -> dict[str, Picture]:
    """Every picture by its key, in the order of the file. Raises WebError("bad_pictures")."""
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise WebError(
            "bad_pictures", f"{file} cannot be read: {error}. Take it from the release again."
        ) from None
    if not isinstance(entries, dict):
        raise WebError(
            "bad_pictures", f"{file} should hold lines such as `tea: {{label: Tea, phrase: tea}}`."
        )
    return {str(key): _picture(str(key), entry, file) for key, entry in entries.items()}


def _picture(key: str, entry: Any, file: Path) -> Picture:
    words = entry if isinstance(entry, dict) else {}
    match words:
        case {"label": str(label), "phrase": str(phrase)} if label and phrase and len(words) == 2:
            return Picture(key, label, phrase)
    raise WebError("bad_pictures", f"{file}, {key}: give it a label and a phrase in words, nothing else.")


def sentence(keys: Iterable[str], pictures: Mapping[str, Picture]) -> str:
    """What pictures say in the order they were chosen: "Time outside, music and my family."

    Raises WebError("no_picture") if none was chosen, WebError("unknown_picture") for a key that is none.
    """
    chosen = [_known(key, pictures) for key in dict.fromkeys(keys)]
    if not chosen:
        raise WebError("no_picture", "No picture was chosen. Choose one or more.")
    said = [chosen[0].label, *(picture.phrase for picture in chosen[1:])]
    most, last = said[:-1], said[-1]
    return f"{', '.join(most)} and {last}." if most else f"{last}."


def _known(key: str, pictures: Mapping[str, Picture]) -> Picture:
    if key not in pictures:
        raise WebError("unknown_picture", f'There is no picture "{key}". {_remedy(key, pictures)}')
    return pictures[key]


def _remedy(key: str, known: Iterable[str]) -> str:
    close = get_close_matches(key, list(known), n=1)
    return f'Did you mean "{close[0]}"?' if close else "The names stand in web/pictures.yml."


def own_pictures(folder: Path) -> dict[str, Path]:
    """A home's own pictures by the key they stand in for: `folder` holds files such as tea.jpg.

    Files that cannot be used are left out and named in one sentence of the log, each with what to do.
    """
    known = load_pictures()
    found: dict[str, Path] = {}
    left_out: list[str] = []
    for file in sorted(folder.glob("[!.]*")):
        try:
            key = _stands_for(file, known, found)
            read_picture(file)
        except WebError as error:
            left_out.append(f"{file.name} ({error})")
        else:
            found[key] = file
    if left_out:
        _log.warning("Own pictures in %s that are not used: %s", folder, "; ".join(left_out))
    return found


def _stands_for(file: Path, known: Mapping[str, Picture], found: Container[str]) -> str:
    if file.suffix.lower() not in SUFFIXES:
        raise WebError("bad_picture", f"Save it as one of: {', '.join(SUFFIXES)}.")
    key = _known(file.stem.lower(), known).key
    if key in found:
        raise WebError("bad_picture", f'There is another one for "{key}". Take one of them out.')
    return key
