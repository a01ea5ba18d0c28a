"""The pictures that people answer with. (interim)"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Picture:
    key: str
    label: str
    phrase: str


def load_pictures() -> dict[str, Picture]:
    return {}


def own_pictures(folder: Path) -> dict[str, Path]:
    return {}


def content_type(path: Path) -> str:
    return "image/svg+xml"
