"""How far a change was made together: its rung and its level, computed from who had which part.

The rungs: telling, consulting, doing it together from start to end, and being led by those whom it is about.
The levels: descriptive (people take part, but cannot change how things are done), intermediate (they decide
with us), transformative (they have an equal part in all of it).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from storage.kinds import Group, Part

THEIRS = frozenset((Group.RESIDENTS, Group.FAMILIES))
"""Whom the home is there for."""
OURS = frozenset((Group.STAFF, Group.MANAGERS))


class Rung(StrEnum):
    """A rung of the ladder."""

    UNKNOWN = "unknown"  # nobody wrote down who had a part
    TELLING = "telling"
    CONSULTING = "consulting"
    TOGETHER = "together"
    LED = "led"


class Level(StrEnum):
    """How deep it goes."""

    NONE = "none"
    DESCRIPTIVE = "descriptive"
    INTERMEDIATE = "intermediate"
    TRANSFORMATIVE = "transformative"


class Step(StrEnum):
    """What would bring a change one rung up."""

    WRITE_DOWN = "write_down"
    ASK = "ask"  # any part at all
    START = "start"
    DECIDE = "decide"
    DO = "do"
    REVIEW = "review"
    LEAD_START = "lead_start"
    LEAD_DECIDE = "lead_decide"


_JOIN = {Part.STARTED: Step.START, Part.DECIDED: Step.DECIDE, Part.DID: Step.DO, Part.REVIEWED: Step.REVIEW}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a change stands."""

    rung: Rung
    level: Level
    steps: tuple[Step, ...]
    """All of these bring it one rung up; none are left on the highest."""
    without_residents: bool
    """Families had a part, those who live here had none."""


def standing(had: Collection[tuple[str, str]]) -> Standing:
    """Where a change stands in which these had a part: pairs of a Part and a Group."""
    theirs = {part for part, who in had if who in THEIRS}
    ours = {part for part, who in had if who in OURS}
    rung = _rung(bool(had), theirs, ours)
    return Standing(
        rung=rung,
        level=_level(theirs),
        steps=_steps(rung, theirs, ours),
        without_residents=bool(theirs) and all(who != Group.RESIDENTS for _, who in had),
    )


def _rung(known: bool, theirs: set[str], ours: set[str]) -> Rung:  # noqa: FBT001 (private, called once)
    if not theirs:
        return Rung.TELLING if known else Rung.UNKNOWN
    if not theirs.issuperset(Part):
        return Rung.CONSULTING
    return Rung.TOGETHER if ours & {Part.STARTED, Part.DECIDED} else Rung.LED


def _level(theirs: set[str]) -> Level:
    if not theirs:
        return Level.NONE
    if Part.DECIDED not in theirs:
        return Level.DESCRIPTIVE
    return Level.TRANSFORMATIVE if theirs.issuperset(Part) else Level.INTERMEDIATE


def _steps(rung: Rung, theirs: set[str], ours: set[str]) -> tuple[Step, ...]:
    match rung:
        case Rung.UNKNOWN:
            return (Step.WRITE_DOWN,)
        case Rung.TELLING:
            return (Step.ASK,)
        case Rung.CONSULTING:
            return tuple(step for part, step in _JOIN.items() if part not in theirs)
        case Rung.TOGETHER:
            leads = {Part.STARTED: Step.LEAD_START, Part.DECIDED: Step.LEAD_DECIDE}
            return tuple(step for part, step in leads.items() if part in ours)
        case Rung.LED:
            return ()
