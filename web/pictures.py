"""The pictures that people answer with. (interim)"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Picture:
    key: str
    label: str
    phrase: str


_SOME = {
    "outside": "Time outside",
    "music": "Music",
    "friends": "Seeing friends",
    "family": "My family",
    "food": "Good food",
    "tea": "A cup of tea",
    "garden": "The garden",
    "pets": "Pets",
    "tv": "Television",
    "books": "Books",
    "walk": "A walk",
    "faith": "My faith",
    "today": "Today",
    "time": "Time",
    "quiet": "Peace and quiet",
}


def load_pictures() -> dict[str, Picture]:
    return {key: Picture(key, label, label[0].lower() + label[1:]) for key, label in _SOME.items()}


def own_pictures(folder: Path) -> dict[str, Path]:
    return {}


def content_type(path: Path) -> str:
    return "image/svg+xml"
