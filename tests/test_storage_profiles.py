"""How somebody likes to talk: what each field may be, what is kept, and when to ask again."""

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from storage.errors import StorageError
from storage.kinds import Access, Door
from storage.profiles import NeedCode, Profile, kept_profile, read_profile, review_is_due, write_profile

MAY_BE: dict[str, list[Any]] = {
    "doors": [["pictures"], ["writing", "faces"], list(Door)],
    "text_size": ["normal", "large", "huge"],
    "theme": ["day", "night"],
    "choices": [2, 3, 4, 6],
    "pictures": [True, False],
    "read_aloud": [True, False],
    "rate": [120, 125, 165],
    "pause": [0, 500],
    "sentence_pause": [600, 800, 1000],
    "pitch": [0, 50, 99],
    "volume": [20, 100],
    "voice": ["", "en-gb-scotland", "en-gb+f3", "+Andy"],
    "wait_seconds": [2, 6.5, 20],
    "hands_free": [True, False],
    "captions": [True, False],
    "language": ["en", "cy"],
    "needs": [[], list(NeedCode)],
    "own_words": ["", "Speak slowly, please.", "x" * 400],
    "access": list(Access),
    "scan_seconds": [0.5, 2, 8],
    "settle_seconds": [0, 0.4, 2],
    "hold_seconds": [0, 2.0],
    "rounds": [1, 5],
    "spoken_cue": [True, False],
    "dwell_seconds": [0.5, 5],
    "best_time": ["mornings, after tea", "x" * 400],
    "share": [True, False, None],
    "review_on": [None, "2027-03-01", "2028-02-29"],
}
CANNOT_BE: dict[str, list[Any]] = {
    "doors": [[], ["speech"], "pictures", None, [["pictures"]], [{}]],
    "text_size": ["enormous", "", None, 1, True],
    "theme": ["dusk", None],
    "choices": [0, 1, 5, 7, "4", None, True, 4.0],
    "pictures": [1, 0, "yes", None],
    "read_aloud": [1, "on", None],
    "rate": [79, 201, "125", None, True, 125.5, float("nan")],
    "pause": [-1, 501, 0.5, None, False],
    "sentence_pause": [599, 1001, 800.5, "800", None],
    "pitch": [-1, 100, 50.5, None, True],
    "volume": [19, 101, 99.5, None, True],
    "voice": [None, 1, "En", "en gb", "en/gb", "+", "en+f3+f4", "x" * 31, "../en"],
    "wait_seconds": [1.9, 20.1, "6", None, float("nan"), True],
    "hands_free": [1, "on", None],
    "captions": [0, None],
    "language": [None, 1, "x" * 401],
    "needs": [["tall"], "deaf", None, [None], [["deaf"]], {"deaf": True}],
    "own_words": [None, 1, ["words"], "x" * 401],
    "access": ["telepathy", None, True],
    "scan_seconds": [0.4, 8.1, "2", None, float("nan"), float("inf"), True],
    "settle_seconds": [-0.1, 2.1, None],
    "hold_seconds": [-0.1, 2.1, None],
    "rounds": [0, 6, 2.5, None, True],
    "spoken_cue": [2, None],
    "dwell_seconds": [0.4, 5.1, None],
    "best_time": [None, 9, "x" * 401],
    "share": [0, 1, "yes", ""],
    "review_on": ["", "tomorrow", "2027-02-29", "01/03/2027", "20270301", "2027-W09-1", 20270301, True],
}


def each(table: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    return [(name, value) for name, values in table.items() for value in values]


def held(value: Any) -> Any:
    """A value as a profile holds it."""
    return tuple(value) if isinstance(value, list) else value


def test_every_field_is_tried_here() -> None:
    names = [field.name for field in fields(Profile)]
    assert list(MAY_BE) == list(CANNOT_BE) == names


def test_nothing_given_is_as_usual_and_nothing_of_it_is_kept() -> None:
    assert read_profile({}) == Profile()
    assert write_profile(Profile()) == {}


@pytest.mark.parametrize(("name", "value"), each(MAY_BE))
def test_a_field_comes_back_as_it_was_given_also_through_json(name: str, value: Any) -> None:
    profile = read_profile({name: value})
    assert getattr(profile, name) == held(value)
    assert read_profile(json.loads(json.dumps(write_profile(profile)))) == profile
    assert kept_profile(write_profile(profile)) == profile


@pytest.mark.parametrize(("name", "value"), each(CANNOT_BE))
def test_what_a_field_cannot_be_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(StorageError) as refused:
        read_profile({name: value})
    assert refused.value.code == "bad_profile"
    assert f"`{name}`" in str(refused.value) or "Offer at least one way" in str(refused.value)


@pytest.mark.parametrize(("name", "value"), each(CANNOT_BE))
def test_what_was_kept_and_cannot_be_read_is_as_usual_and_the_rest_stays(name: str, value: Any) -> None:
    other = "theme" if name != "theme" else "text_size"
    kept = {name: value, other: "night" if other == "theme" else "huge"}
    assert kept_profile(kept) == read_profile({other: kept[other]})


def test_a_field_that_is_none_is_refused_when_given_and_left_out_when_kept() -> None:
    with pytest.raises(StorageError, match="`eye_colour` cannot be 'green'") as refused:
        read_profile({"eye_colour": "green"})
    assert refused.value.code == "bad_profile"
    assert kept_profile({"eye_colour": "green", "choices": 2}) == Profile(choices=2)


def test_of_a_kept_list_what_we_know_stays() -> None:
    assert kept_profile({"needs": ["deaf", "smell"], "doors": ["speech", "faces"]}) == Profile(
        needs=("deaf",), doors=("faces",)
    )
    assert kept_profile({"doors": ["speech"]}).doors == tuple(Door)


@pytest.mark.parametrize(("kept", "today"), [(80, 120), (100, 120), (125, 125), (166, 165), (200, 165)])
def test_a_pace_that_was_kept_by_an_older_program_is_moved_to_the_nearest_of_today(
    kept: int, today: int
) -> None:
    assert kept_profile({"rate": kept, "choices": 2}) == Profile(rate=today, choices=2)
    if kept != today:
        with pytest.raises(StorageError, match="`rate`"):
            read_profile({"rate": kept})


def test_the_same_twice_is_there_once() -> None:
    profile = read_profile({"doors": ["faces", "writing", "faces"], "needs": ["deaf", "deaf"]})
    assert (profile.doors, profile.needs) == (("faces", "writing"), ("deaf",))


def test_words_are_held_in_characters_that_can_be_kept_and_shown() -> None:
    assert read_profile({"own_words": "tea\x00 \ud800"}).own_words == "tea\ufffd \ufffd"


@pytest.mark.parametrize(
    ("day", "due"), [(None, False), ("2027-03-02", False), ("2027-03-01", True), ("2026-12-31", True)]
)
def test_somebody_is_asked_again_from_the_day_on(day: str | None, due: bool) -> None:
    assert review_is_due(Profile(review_on=day), date(2027, 3, 1)) is due
