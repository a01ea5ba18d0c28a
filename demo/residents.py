"""The people who live at the invented home."""

from dataclasses import dataclass
from typing import Any

from demo.yaml_files import read
from storage.kinds import Access
from storage.profiles import Profile, read_profile


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody invented, with what there is to tell of their life."""

    name: str
    wing: str
    way: str
    """The door of the tablet that they use most."""
    talks: int
    """In three months; 0: nobody has heard from them yet."""
    profile: Profile
    facts: dict[str, str]
    """Who and what matters to them, in words that fit into the sentences of resident.yml."""


def residents() -> list[Resident]:
    """All forty, in the order of the file."""
    return [_resident(each) for each in read("residents")]


def _resident(told: dict[str, Any]) -> Resident:
    facts = {key: told[key] for key in ("who", "once", "loves", "can", "wants", "hard")}
    capitals = {key.title(): facts[key][0].upper() + facts[key][1:] for key in ("who", "loves")}
    return Resident(
        name=told["name"],
        wing=told["wing"],
        way=told["way"],
        talks=int(told["talks"]),
        profile=_profile(told),
        facts={"name": told["name"], **facts, **capitals},
    )


def _profile(told: dict[str, Any]) -> Profile:
    chosen = dict(told["profile"])
    if told["way"] == "switches" and "access" not in chosen:
        chosen["access"] = Access.ONE_SWITCH
    return read_profile(chosen)
