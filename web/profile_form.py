"""A person's profile as a form: its fields in plain words, and what a sent form says."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from storage.kinds import Access, Door
from storage.profiles import NeedCode, TextSize, Theme

NEEDS: Mapping[str, str] = {
    NeedCode.HEARING_AID: "Uses a hearing aid",
    NeedCode.LIP_READING: "Reads lips: face them when you speak",
    NeedCode.SIGN_LANGUAGE: "Uses sign language",
    NeedCode.DEAF: "Does not hear speech",
    NeedCode.LOW_VISION: "Sees little",
    NeedCode.BLIND: "Does not see",
    NeedCode.LARGE_PRINT: "Needs large print",
    NeedCode.EASY_READ: "Needs easy words and pictures",
    NeedCode.PICTURES: "Talks with pictures or symbols",
    NeedCode.MORE_TIME: "Needs more time to answer",
    NeedCode.SHORT_TALKS: "Gets tired: keep it short",
    NeedCode.QUIET_PLACE: "Needs a quiet place",
    NeedCode.SOMEONE_WITH_ME: "Wants somebody with them",
    NeedCode.INTERPRETER: "Needs an interpreter",
    NeedCode.SPEECH_DEVICE: "Uses a speech device",
    NeedCode.SWITCH: "Works things with a switch",
    NeedCode.MEMORY: "Memory: remind gently, do not test",
    NeedCode.APHASIA: "Finds words hard to find",
    NeedCode.LEARNING_DISABILITY: "Has a learning disability",
}
"""Our codes follow the categories of the Accessible Information Standard (DAPB1605)."""

CHOICES: Mapping[str, Mapping[Any, str]] = {
    "doors": {
        Door.TALK: "Talking",
        Door.PICTURES: "Pictures",
        Door.FACES: "Three faces",
        Door.WRITING: "Writing",
    },
    "text_size": {TextSize.NORMAL: "Usual", TextSize.LARGE: "Large", TextSize.HUGE: "Very large"},
    "theme": {Theme.DAY: "Dark on light", Theme.NIGHT: "Light on dark"},
    "choices": {2: "2", 3: "3", 4: "4", 6: "6"},
    "access": {
        Access.TOUCH: "Touch or a mouse",
        Access.KEYBOARD: "Keyboard",
        Access.ONE_SWITCH: "One switch: it goes round by itself",
        Access.TWO_SWITCHES: "Two switches: one moves, one chooses",
        Access.DWELL: "Resting a pointer or the eyes on it",
    },
    "voice": {
        "": "Usual",
        "+f3": "A woman’s",
        "en-gb-scotland": "Scottish",
        "en-gb-x-gbclan": "Lancastrian",
        "en-gb-x-gbcwmd": "West Midlands",
    },
    "share": {"": "Not asked yet", "yes": "Yes, they agreed", "no": "No"},
}

_NUMBERS = ("wait_seconds", "scan_seconds", "settle_seconds", "hold_seconds", "dwell_seconds")
_WHOLE_NUMBERS = ("choices", "rate", "pause", "sentence_pause", "pitch", "volume", "rounds")
_SWITCHES = ("pictures", "read_aloud", "captions", "hands_free", "spoken_cue")
_TEXTS = ("text_size", "theme", "language", "voice", "own_words", "access", "best_time")


LABELS: Mapping[str, str] = {
    "name": "How they want to be called",
    "language": "Language",
    "best_time": "When talking goes best",
    "needs": "What they need",
    "own_words": "In their own words",
    "share": "May be shared",
    "review_on": "Ask again on",
    "doors": "Ways to answer",
    "choices": "Pictures at once",
    "text_size": "Size of the letters",
    "theme": "Colours",
    "pictures": "A picture beside each question",
    "read_aloud": "Questions are read out",
    "captions": "Words light up",
    "voice": "Voice that reads",
    "rate": "Words a minute",
    "volume": "Loudness",
    "pitch": "How high the voice is",
    "sentence_pause": "Rest between sentences",
    "pause": "Gaps between words",
    "hands_free": "Without touching",
    "wait_seconds": "Seconds of quiet",
    "access": "How they work the screen",
    "scan_seconds": "Seconds at each stop",
    "rounds": "Rounds",
    "settle_seconds": "Seconds between presses",
    "hold_seconds": "Seconds of a press",
    "dwell_seconds": "Seconds of resting",
    "spoken_cue": "Each stop is said",
}
"""What each field is called in a few words."""


def differences(kept: Mapping[str, Any], sent: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Where a sent form differs from what is kept: what the field is called, and what is kept, in words."""
    return [
        (label, _in_words(name, kept[name]))
        for name, label in LABELS.items()
        if _alike(kept[name]) != _alike(sent[name])
    ]


def _alike(value: Any) -> object:
    """A value so that a form's text and a number are the same, and the order of ticks does not matter."""
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    if isinstance(value, bool) or value is None:
        return "" if value is None else f"{value}"
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return str(value).replace("\r\n", "\n").strip()


def _in_words(name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        words = NEEDS if name == "needs" else CHOICES[name]
        return ", ".join(words.get(each, str(each)) for each in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    found = CHOICES.get(name, {}).get("" if value is None else value, value)
    return str(found if found not in ("", None) else "nothing")


def form_profile(form: FormData) -> dict[str, Any]:
    """The fields of storage.profiles.Profile in a sent form. Raises ValueError in words for staff."""
    found: dict[str, Any] = {name: str(form.get(name, "")).strip() for name in _TEXTS}
    found |= {name: name in form.getlist("on") for name in _SWITCHES}
    found |= {name: _number(form, name, float) for name in _NUMBERS}
    found |= {name: _number(form, name, int) for name in _WHOLE_NUMBERS}
    found["doors"] = [str(each) for each in form.getlist("doors")]
    found["needs"] = [str(each) for each in form.getlist("needs")]
    found["share"] = {"yes": True, "no": False}.get(str(form.get("share", "")))
    found["review_on"] = str(form.get("review_on", "")).strip() or None
    return found


def typed_profile(form: FormData) -> dict[str, Any]:
    """The form as it was sent, whatever it says, to be put right: nobody writes it twice."""
    names = ("name", "review_on", *_TEXTS, *_NUMBERS, *_WHOLE_NUMBERS)
    found: dict[str, Any] = {name: str(form.get(name, "")) for name in names}
    found |= {name: name in form.getlist("on") for name in _SWITCHES}
    found |= {name: [str(each) for each in form.getlist(name)] for name in ("doors", "needs")}
    return found | {"share": {"yes": True, "no": False}.get(str(form.get("share", "")))}


def _number(form: FormData, name: str, kind: type[int] | type[float]) -> float:
    text = str(form.get(name, "")).strip().replace(",", ".")
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"`{name}` is no number. Write one such as 2.") from None
