"""A person's profile as a form: what a browser sends is read as it was meant, and all has its words."""

from dataclasses import fields
from typing import Any

import pytest
from starlette.datastructures import FormData, UploadFile

from storage.kinds import Access, Door
from storage.profiles import NeedCode, Profile, TextSize, Theme, read_profile
from web.pages import templates
from web.profile_form import CHOICES, LABELS, NEEDS, form_profile

NUMBERS = (
    "choices",
    "rate",
    "pause",
    "sentence_pause",
    "pitch",
    "volume",
    "wait_seconds",
    "scan_seconds",
    "settle_seconds",
    "hold_seconds",
    "rounds",
    "dwell_seconds",
)


def form(*left_out: str, **changes: str | list[str]) -> FormData:
    """The form as a browser sends it for somebody new."""
    usual: dict[str, str | list[str]] = {
        "language": "en", "best_time": "", "own_words": "", "share": "", "review_on": "",
        "doors": ["talk", "pictures", "faces", "writing"], "needs": [], "on": ["captions"], "choices": "4",
        "text_size": "normal", "theme": "day", "access": "touch", "rate": "125", "pause": "0",
        "sentence_pause": "800", "pitch": "50", "volume": "100", "voice": "", "wait_seconds": "6.0",
        "scan_seconds": "2.0", "settle_seconds": "0.4", "hold_seconds": "0.0", "rounds": "3",
        "dwell_seconds": "1.5",
    }  # fmt: skip
    sent = {name: value for name, value in (usual | changes).items() if name not in left_out}
    pairs: list[tuple[str, str | UploadFile]] = [
        (name, each)
        for name, value in sent.items()
        for each in ([value] if isinstance(value, str) else value)
    ]
    return FormData(pairs)


def read(**changes: str | list[str]) -> Profile:
    return read_profile(form_profile(form(**changes)))


def test_an_untouched_form_is_a_usual_profile() -> None:
    assert read() == Profile()


def test_every_field_is_in_the_form() -> None:
    assert set(form_profile(form())) == {field.name for field in fields(Profile)}


@pytest.mark.parametrize(
    ("name", "sent", "meant"),
    [
        ("doors", ["writing", "pictures"], (Door.WRITING, Door.PICTURES)),
        ("needs", ["deaf", "aphasia"], (NeedCode.DEAF, NeedCode.APHASIA)),
        ("share", "yes", True),
        ("share", "no", False),
        ("share", "", None),
        ("share", "perhaps", None),
        ("review_on", "2027-03-01", "2027-03-01"),
        ("review_on", " ", None),
        ("own_words", "  Speak\r\nslowly. ", "Speak\r\nslowly."),
        ("scan_seconds", "2,5", 2.5),
        ("scan_seconds", " 3 ", 3.0),
        ("rate", "150", 150),
        ("sentence_pause", "1000", 1000),
        ("wait_seconds", "7,5", 7.5),
        ("voice", "en-gb-scotland", "en-gb-scotland"),
        ("choices", "6", 6),
        ("access", "dwell", Access.DWELL),
        ("text_size", "huge", TextSize.HUGE),
        ("theme", "night", Theme.NIGHT),
        ("language", " cy ", "cy"),
    ],
)
def test_what_is_sent_is_what_was_meant(name: str, sent: str | list[str], meant: Any) -> None:
    assert getattr(read(**{name: sent}), name) == meant


def test_what_is_not_ticked_is_off() -> None:
    profile = read(on=["pictures", "spoken_cue", "hands_free"])
    assert (profile.pictures, profile.spoken_cue, profile.hands_free) == (True, True, True)
    assert (profile.captions, profile.read_aloud) == (False, False)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("sent", ["", "two", "1.2.3", "½", "2 s"])
def test_what_is_no_number_is_told_with_an_example(name: str, sent: str) -> None:
    with pytest.raises(ValueError, match=f"`{name}` is no number. Write one such as 2."):
        form_profile(form(**{name: sent}))


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_not_there_is_told_too(name: str) -> None:
    with pytest.raises(ValueError, match=f"`{name}` is no number"):
        form_profile(form(name))


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("scan_seconds", "nan"), ("scan_seconds", "inf"), ("rate", "79"), ("choices", "5"), ("doors", []),
        ("needs", ["tall"]), ("text_size", "enormous"), ("access", ""), ("review_on", "tomorrow"),
        ("own_words", "x" * 401), ("volume", "0"), ("wait_seconds", "1"), ("voice", "Fred"),
    ],
)  # fmt: skip
def test_what_a_profile_cannot_be_is_refused_after_the_form(name: str, sent: str | list[str]) -> None:
    with pytest.raises(Exception, match=f"`{name}`|at least one way"):
        read(**{name: sent})


def test_every_code_and_every_choice_has_its_words() -> None:
    assert list(NEEDS) == list(NeedCode)
    assert set(CHOICES["doors"]) == set(Door)
    assert set(CHOICES["access"]) == set(Access)
    assert set(CHOICES["text_size"]) == set(TextSize)
    assert set(CHOICES["theme"]) == set(Theme)
    for words in [NEEDS, *CHOICES.values()]:
        assert len(set(words.values())) == len(words)
        assert all(words.values())


def test_the_page_has_a_place_for_every_field() -> None:
    assert templates.env.loader
    page = templates.env.loader.get_source(templates.env, "staff_person.html")[0]
    assert [field.name for field in fields(Profile) if field.name not in page] == []


def test_every_field_has_a_name_for_when_two_people_change_it() -> None:
    assert set(LABELS) == {field.name for field in fields(Profile)} | {"name"}
