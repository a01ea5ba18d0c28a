"""How somebody likes to be spoken with: what may be, what is told, and what is made ahead."""

from dataclasses import asdict
from typing import Any

import pytest

from storage.profiles import Profile
from voice.errors import VoiceError
from voice.manner import LIMITS, STEPS, Manner


def test_the_manner_of_a_usual_profile_is_the_usual_manner() -> None:
    assert Manner.of(asdict(Profile())) == Manner() == Manner.of({})


def test_a_profile_gives_what_concerns_the_voice_and_its_language_stays_for_staff() -> None:
    profile = Profile(language="English, and some Polish", rate=140, voice="+f3", wait_seconds=9.5, choices=2)
    assert Manner.of(asdict(profile)) == Manner(rate=140, voice="+f3", wait_seconds=9.5)
    assert Manner.of(asdict(profile), "cy").speaks == "cy"


@pytest.mark.parametrize("name", LIMITS)
def test_each_number_has_its_ends_and_what_is_beyond_is_told_by_its_name(name: str) -> None:
    least, most = LIMITS[name]
    for value in (least, most):
        assert getattr(Manner(**{name: value}), name) == value  # type: ignore[arg-type]
    for wrong in (least - 1, most + 1, float("nan"), "50", None, True):
        with pytest.raises(VoiceError, match=f"`{name}` is") as refused:
            Manner.of({name: wrong})
        assert refused.value.code == "bad_voice"


def test_a_profile_and_a_manner_have_the_same_ends() -> None:
    for name, ends in LIMITS.items():
        for value in ends:
            assert Manner.of(asdict(Profile(**{name: value}))) == Manner(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("voice", "speaks", "variant"),
    [
        ("", "cy", ""),
        ("en-gb-scotland", "en-gb-scotland", ""),
        ("+f3", "cy", "+f3"),
        ("en+Andy", "en-gb", "+Andy"),
    ],
)
def test_a_voice_is_another_language_a_variant_or_both(voice: str, speaks: str, variant: str) -> None:
    manner = Manner("cy", voice)
    assert (manner.speaks, manner.variant) == (speaks, variant)


@pytest.mark.parametrize("voice", ["../en", "en gb", "+", "en+f3+f4", "EN"])
def test_what_is_no_name_of_a_voice_is_refused(voice: str) -> None:
    with pytest.raises(VoiceError, match="There is no voice"):
        Manner(voice=voice)


def test_english_in_short_is_british() -> None:
    assert Manner("en") == Manner("EN-GB") == Manner()


@pytest.mark.parametrize(
    ("liked", "made"),
    [
        ({}, {}),
        ({"rate": 120}, {"rate": 125}),
        ({"rate": 129}, {"rate": 125}),
        ({"rate": 130}, {"rate": 135}),
        ({"rate": 165}, {"rate": 165}),
        ({"pitch": 0}, {"pitch": 5}),
        ({"pitch": 99}, {"pitch": 95}),
        ({"pitch": 45}, {"pitch": 50}),
        ({"pause": 180, "sentence_pause": 650}, {"pause": 200, "sentence_pause": 600}),
        ({"sentence_pause": 700}, {"sentence_pause": 800}),
        ({"volume": 40, "wait_seconds": 12}, {}),
        ({"voice": "+f3"}, {"voice": "+f3"}),
    ],
)
def test_likings_that_are_alike_share_what_is_made_ahead(liked: dict[str, Any], made: dict[str, Any]) -> None:
    assert Manner(**liked).made_ahead() == Manner(**made)


@pytest.mark.parametrize("name", STEPS)
def test_what_is_made_ahead_is_its_own_nearest_and_never_far(name: str) -> None:
    least, most = (int(end) for end in LIMITS[name])
    for value in range(least, most + 1):
        near = Manner(**{name: value}).made_ahead()  # type: ignore[arg-type]
        assert near.made_ahead() == near
        assert abs(getattr(near, name) - value) <= STEPS[name][1] // 2 + 1
