"""When somebody speaks and when they are quiet, in a room."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.room import in_room, knock, quiet, spoken
from voice.endpointing import LEAD, LONGEST, PAUSE, Endpointing, Stretch
from voice.sound import BYTES_A_SECOND, RATE, Sound
from voice.speaking import Speaker

GARDEN = "I like to sit in the garden with the other people"
TEA = "and then we have a cup of tea in the kitchen"


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with Speaker() as speaker:
        yield speaker


def listened(*sounds: Sound, piece: int = 1_280) -> Endpointing:
    """Somebody who heard these sounds, in pieces as a microphone gives them."""
    ends, pcm = Endpointing(), Sound.join(sounds).pcm
    for place in range(0, len(pcm), piece):
        ends.feed(pcm[place : place + piece])
    return ends


def end_of(stretch: Stretch) -> int:
    return stretch.ms + stretch.sound.ms


def test_silence_alone_is_waiting_and_no_stretch() -> None:
    ends = listened(quiet(60))
    assert ends.waited == pytest.approx(60, abs=0.1)
    assert (ends.spoke, ends.quiet, ends.stretches) == (0, 0, [])


def test_digital_silence_is_silence_too() -> None:
    assert listened(Sound(bytes(10 * BYTES_A_SECOND))).waited == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize("lost", [0.0, 0.02, 0.1, 0.4])
def test_a_room_is_no_speech_where_a_busy_machine_lost_pieces_of_its_sound(lost: float) -> None:
    for seed in range(10):
        chance = np.random.default_rng(seed)
        room = chance.uniform(-80, 80, 8 * RATE).round().astype("<i2")
        room[: RATE // 3] = 0  # before the microphone has begun
        while (room == 0).mean() < lost:
            first = int(chance.integers(len(room)))
            room[first : first + int(chance.integers(160, 3_200))] = 0
        ends = listened(Sound(room.tobytes()))
        assert (ends.spoke, ends.stretches) == (0, []), seed


def test_quiet_is_counted_from_the_last_word(speaker: Speaker) -> None:
    ends = listened(quiet(1), spoken(speaker, GARDEN), quiet(5))
    assert ends.waited == 0
    assert ends.quiet == pytest.approx(5, abs=0.7)
    assert ends.spoke > 1


def test_a_stretch_holds_all_that_was_said_and_its_place(speaker: Speaker) -> None:
    words = spoken(speaker, GARDEN)
    (stretch,) = listened(quiet(2), words, quiet(3)).stretches
    assert 2_000 - LEAD * 1000 - 300 <= stretch.ms <= 2_000
    assert end_of(stretch) >= 2_000 + words.ms - 300
    assert stretch.ms <= stretch.spoken_from
    whole = Sound.join([quiet(2), words, quiet(3)]).pcm
    begin = stretch.ms * BYTES_A_SECOND // 1000
    assert whole[begin : begin + len(stretch.sound.pcm)] == stretch.sound.pcm


def test_who_goes_on_after_a_long_pause_gets_another_stretch_and_no_end(speaker: Speaker) -> None:
    ends = listened(spoken(speaker, GARDEN), quiet(9), spoken(speaker, TEA), quiet(2))
    first, second = ends.stretches
    assert end_of(first) < second.ms
    assert ends.quiet == pytest.approx(2, abs=0.7)


def test_a_short_pause_does_not_end_a_stretch(speaker: Speaker) -> None:
    ends = listened(spoken(speaker, GARDEN), quiet(PAUSE / 4), spoken(speaker, TEA), quiet(2))
    assert len(ends.stretches) == 1


def test_what_is_not_over_ends_when_they_say_so(speaker: Speaker) -> None:
    ends = listened(quiet(1), spoken(speaker, GARDEN))
    assert ends.stretches == []
    assert ends.speaking
    ends.end()
    assert len(ends.stretches) == 1
    ends.end()
    assert len(ends.stretches) == 1


def test_who_never_pauses_is_cut_where_it_is_quiet_and_nothing_is_lost(speaker: Speaker) -> None:
    words = spoken(speaker, f"{GARDEN} {TEA} " * 10)
    ends = listened(words)
    ends.end()
    assert words.ms > 2 * LONGEST * 1000
    assert all(each.sound.ms <= LONGEST * 1000 for each in ends.stretches)
    together = b"".join(each.sound.pcm for each in ends.stretches)
    assert together in words.pcm
    assert len(together) > len(words.pcm) - BYTES_A_SECOND


def test_a_voice_that_trails_off_is_kept(speaker: Speaker) -> None:
    soft = spoken(speaker, TEA, louder=-14)
    ends = listened(spoken(speaker, GARDEN), quiet(2), soft, quiet(2))
    assert len(ends.stretches) == 2
    assert ends.stretches[1].sound.ms > soft.ms - 300


def test_who_begins_loud_and_goes_on_softly_is_not_lost_for_long(speaker: Speaker) -> None:
    soft = spoken(speaker, f"{GARDEN} {TEA} " * 6, louder=-14)
    ends = listened(spoken(speaker, "hello"), quiet(1), soft, quiet(2))
    kept = sum(each.sound.ms for each in ends.stretches[1:])
    assert kept > 0.7 * soft.ms


def test_a_softer_voice_beside_them_does_not_keep_it_waiting(speaker: Speaker) -> None:
    talk = spoken(speaker, "and now the news of the day from all over the country " * 12)
    told = Sound.join([spoken(speaker, f"{GARDEN} {TEA}"), quiet(20)])
    television = np.resize(talk.samples, len(told.samples)) * 10 ** (-18 / 20)
    ends = listened(in_room(Sound.from_samples(told.samples + television)))
    assert ends.quiet > 5


def test_a_knock_is_nobody() -> None:
    ends = listened(quiet(1), knock(), quiet(1), knock(), quiet(1))
    assert ends.spoke == 0
    assert ends.stretches == []


def test_pieces_of_any_size_give_the_same(speaker: Speaker) -> None:
    sounds = (quiet(1), spoken(speaker, GARDEN), quiet(2))
    one, other = listened(*sounds, piece=1), listened(*sounds, piece=BYTES_A_SECOND)
    assert one.stretches == other.stretches
    assert (one.quiet, one.spoke) == (other.quiet, other.spoke)
