"""What the first screens promise, and which test keeps each promise: read from promises.yml."""

from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "promises.yml"


@dataclass(frozen=True, slots=True)
class Break:
    """A change of a file of ours that breaks a promise."""

    file: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence on the first screen of a door."""

    door: str
    says: str
    guard: str
    """The test that would fail if it were broken: file::function."""
    breaks: Break | None
    """How that was tried."""


def promises() -> list[Promise]:
    """All of them."""
    doors = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [
        Promise(door, each["says"], each["guard"], _break(each.get("breaks")))
        for door, all_of_it in doors.items()
        for each in all_of_it
    ]


def _break(written: dict[str, str] | None) -> Break | None:
    return Break(written["file"], written["for"], written["put"]) if written else None
