"""How somebody likes to talk: what the Accessible Information Standard of NHS England asks to record."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from storage.base import storable
from storage.errors import StorageError
from storage.kinds import Access, Door

MOST_LETTERS = 400
"""The longest text in somebody's own words."""


class TextSize(StrEnum):
    """How large everything is."""

    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class Theme(StrEnum):
    """Dark letters on light, or light ones on dark."""

    DAY = "day"
    NIGHT = "night"


class NeedCode(StrEnum):
    """What somebody needs, by the categories of the Accessible Information Standard."""

    HEARING_AID = "hearing_aid"
    LIP_READING = "lip_reading"
    SIGN_LANGUAGE = "sign_language"
    DEAF = "deaf"
    LOW_VISION = "low_vision"
    BLIND = "blind"
    LARGE_PRINT = "large_print"
    EASY_READ = "easy_read"
    PICTURES = "pictures"
    MORE_TIME = "more_time"
    SHORT_TALKS = "short_talks"
    QUIET_PLACE = "quiet_place"
    SOMEONE_WITH_ME = "someone_with_me"
    INTERPRETER = "interpreter"
    SPEECH_DEVICE = "speech_device"
    SWITCH = "switch"
    MEMORY = "memory"
    APHASIA = "aphasia"
    LEARNING_DISABILITY = "learning_disability"


@dataclass(frozen=True, slots=True)
class Profile:
    """One person's ways. Every field has a usual value, so a new person can begin at once."""

    doors: tuple[str, ...] = tuple(Door)
    """Ways to answer, in the order they are offered."""
    text_size: str = TextSize.NORMAL
    theme: str = Theme.DAY
    choices: int = 4
    """Pictures on a screen: 2, 3, 4 or 6."""
    pictures: bool = False
    """Pictures beside the questions too, not only to answer with."""
    read_aloud: bool = False
    """Questions are read out without asking each time."""
    rate: int = 125
    """Words a minute as they are heard, 120 to 165."""
    pause: int = 0
    """Milliseconds more between words, 0 to 500."""
    sentence_pause: int = 800
    """Milliseconds between sentences, 600 to 1,000."""
    pitch: int = 50
    """How high the voice is, 0 to 99."""
    volume: int = 100
    """How loud, 20 to 100: a part of what the tablet's own loudness gives."""
    voice: str = ""
    """A language or variant that the engine has, such as "en-gb-scotland" or "+f3"; empty: the usual one."""
    wait_seconds: float = 6.0
    """How long this person may be quiet before they are asked whether they have finished, 2 to 20."""
    hands_free: bool = False
    """Questions are read, and listening begins, without a touch."""
    captions: bool = True
    """Words light up as they are read."""
    language: str = "en"
    needs: tuple[str, ...] = ()
    """Codes of NeedCode."""
    own_words: str = ""
    """The same in the person's or their family's words; staff read it before they begin."""
    access: str = Access.TOUCH
    scan_seconds: float = 2.0
    """How long each stop of the scanning lasts, 0.5 to 8."""
    settle_seconds: float = 0.4
    """A press this soon after another counts as tremor, 0 to 2."""
    hold_seconds: float = 0.0
    """How long a press has to last, 0 to 2."""
    rounds: int = 3
    """Rounds of scanning before it rests, 1 to 5."""
    spoken_cue: bool = False
    """Each stop of the scanning is said."""
    dwell_seconds: float = 1.5
    """How long a pointer has to rest to press, 0.5 to 5."""
    best_time: str = ""
    """When talking goes best: "mornings, after tea"."""
    share: bool | None = None
    """Whether these needs may be shared with other services; none: not asked yet."""
    review_on: str | None = None
    """The day, as 2027-03-01, on which somebody asks again whether this still fits."""


_BETWEEN: Mapping[str, tuple[float, float]] = {
    "rate": (120, 165),
    "pause": (0, 500),
    "sentence_pause": (600, 1000),
    "pitch": (0, 99),
    "volume": (20, 100),
    "wait_seconds": (2, 20),
    "scan_seconds": (0.5, 8),
    "settle_seconds": (0, 2),
    "hold_seconds": (0, 2),
    "rounds": (1, 5),
    "dwell_seconds": (0.5, 5),
}
_ONE_OF: Mapping[str, tuple[object, ...]] = {
    "text_size": tuple(TextSize),
    "theme": tuple(Theme),
    "choices": (2, 3, 4, 6),
    "access": tuple(Access),
    "pictures": (True, False),
    "read_aloud": (True, False),
    "captions": (True, False),
    "hands_free": (True, False),
    "spoken_cue": (True, False),
    "share": (True, False, None),
}
_SOME_OF: Mapping[str, tuple[str, ...]] = {"doors": tuple(Door), "needs": tuple(NeedCode)}
_WHOLE = ("rate", "pause", "sentence_pause", "pitch", "volume", "rounds")
_WORDS = ("language", "own_words", "best_time")
_VOICE = re.compile(r"[a-z0-9-]{0,30}(\+[A-Za-z0-9]{1,20})?")
_ONCE = {"rate": (80, 200)}
"""What a field could be in an older program: what was kept is moved to the nearest that it can be today."""


def read_profile(given: Mapping[str, Any]) -> Profile:
    """The profile in a mapping of its fields; what is not there is as usual.

    Raises StorageError("bad_profile") naming the field that cannot be so.
    """
    known = {field.name for field in fields(Profile)}
    for name, value in given.items():
        if name not in known or not _may_be(name, value):
            raise StorageError("bad_profile", f"`{name}` cannot be {value!r}. Choose another.")
    found = {name: _as_held(name, value) for name, value in given.items()}
    if "doors" in found and not found["doors"]:
        raise StorageError("bad_profile", "Offer at least one way to answer.")
    return Profile(**found)


def kept_profile(kept: Mapping[str, Any]) -> Profile:
    """A profile as it was kept, perhaps by a newer or an older program: what cannot be read is as usual.

    One field that we do not know must not take away the page, nor all the other fields.
    """
    known = {field.name for field in fields(Profile)}
    parts = {
        name: [each for each in value if each in _SOME_OF[name]]
        if name in _SOME_OF and isinstance(value, list)
        else value
        for name, value in kept.items()
    }
    near = {name: _moved(name, value) for name, value in parts.items()}
    may = {name: value for name, value in near.items() if name in known and _may_be(name, value)}
    if not may.get("doors", True):
        del may["doors"]
    return read_profile(may)


def write_profile(profile: Profile) -> dict[str, Any]:
    """The fields that are not as usual, as JSON takes them."""
    usual = asdict(Profile())
    chosen = {name: value for name, value in asdict(profile).items() if value != usual[name]}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in chosen.items()}


def review_is_due(profile: Profile, today: date) -> bool:
    """Whether the day to ask again has come; without a day it never has."""
    return profile.review_on is not None and date.fromisoformat(profile.review_on) <= today


def _moved(name: str, value: Any) -> Any:
    if name in _ONCE and _is_between(name, value, _ONCE[name]):
        low, high = _BETWEEN[name]
        return type(value)(min(max(value, low), high))
    return value


def _is_between(name: str, value: Any, ends: tuple[float, float]) -> bool:
    kind = int if name in _WHOLE else int | float
    return isinstance(value, kind) and not isinstance(value, bool) and ends[0] <= value <= ends[1]


def _may_be(name: str, value: Any) -> bool:
    if name in _BETWEEN:
        return _is_between(name, value, _BETWEEN[name])
    if name == "voice":
        return isinstance(value, str) and bool(_VOICE.fullmatch(value))
    if name in _ONE_OF:
        return any(value == each and _alike(value, each) for each in _ONE_OF[name])
    if name in _SOME_OF:
        return isinstance(value, list | tuple) and all(each in _SOME_OF[name] for each in value)
    if name in _WORDS:
        return isinstance(value, str) and len(value) <= MOST_LETTERS
    return value is None or _is_day(value)


def _alike(value: object, other: object) -> bool:
    """Whether both are of one kind: to Python 1 is True, and 2.0 is 2."""
    return isinstance(value, str) if isinstance(other, str) else type(value) is type(other)


def _as_held(name: str, value: Any) -> Any:
    if name in _SOME_OF:
        return tuple(dict.fromkeys(value))
    return storable(value) if name in _WORDS else value


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
