"""Sound in and out of WAV files, whatever made them, and pictures of it."""

import io
import itertools
import wave

import numpy as np
import pytest

from voice.errors import VoiceError
from voice.resampling import Resampler, resampled
from voice.sound import RATE, Sound


def tone(hertz: float, rate: int, seconds: float = 1.0) -> np.ndarray:
    """A pure one, at half of full."""
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)


def wav(samples: np.ndarray, rate: int, width: int, channels: int = 1) -> bytes:
    """A file as some program might write it; each channel the same."""
    whole = np.rint(samples * (2 ** (8 * width - 1) - 1)).astype("<i4")
    if width == 1:
        whole = whole + 128
    frames = np.repeat(whole, channels).astype("<i4").view(np.uint8).reshape(-1, 4)[:, :width].tobytes()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((channels, width, rate, 0, "NONE", ""))
        out.writeframes(frames)
    return file.getvalue()


@pytest.mark.parametrize(
    ("rate", "width", "channels"),
    [
        *itertools.product((8_000, 22_050, 44_100, 48_000), (2,), (1, 2)),
        *itertools.product((RATE,), (1, 3, 4), (1, 2)),
    ],
)
def test_a_file_of_any_rate_width_and_number_of_channels_sounds_the_same(
    rate: int, width: int, channels: int
) -> None:
    sound = Sound.from_wav(wav(tone(440, rate), rate, width, channels))
    assert abs(sound.ms - 1000) <= 1
    middle = slice(RATE // 4, 3 * RATE // 4)
    assert np.abs(sound.samples[middle] - tone(440, RATE)[middle]).max() < (0.01 if width == 1 else 0.001)


def test_what_is_too_high_for_the_new_rate_is_gone_and_not_turned_into_something_low() -> None:
    sound = Sound.from_wav(wav(tone(12_000, 48_000), 48_000, 2))
    assert max(sound.peaks(10)[1:9]) < 0.001


def test_sound_in_pieces_is_resampled_as_it_is_in_one() -> None:
    whole = tone(300, 44_100)
    resampler, made, cuts = Resampler(44_100, RATE), [], [0, 1, 700, 701, 20_000, 44_100]
    for begin, end in itertools.pairwise(cuts):
        made.append(resampler.feed(whole[begin:end]))
    made.append(resampler.end())
    at_once = resampled(whole, 44_100, RATE)
    assert np.allclose(np.concatenate(made), at_once)


def test_it_comes_back_from_its_own_file_unchanged() -> None:
    sound = Sound.from_samples(tone(440, RATE))
    assert Sound.from_wav(sound.wav()) == sound


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"no sound at all",
        wav(tone(440, RATE), RATE, 2)[:30],
        wav(tone(440, 2_000), 2_000, 2),
        wav(tone(440, RATE), RATE, 2, channels=3),
        # The same file, said to hold floating point.
        wav(tone(440, RATE), RATE, 2)[:20] + b"\3\0" + wav(tone(440, RATE), RATE, 2)[22:],
    ],
)
def test_what_is_no_such_file_is_refused_with_what_would_do(data: bytes) -> None:
    with pytest.raises(VoiceError, match="Give a WAV file") as refused:
        Sound.from_wav(data)
    assert refused.value.code == "bad_sound"


def test_a_file_that_was_cut_off_gives_what_is_there() -> None:
    whole = wav(tone(440, RATE), RATE, 2)
    assert Sound.from_wav(whole[: len(whole) // 2 + 1]).ms == pytest.approx(500, abs=2)


def test_sounds_are_put_together_in_order() -> None:
    one, two = Sound(b"\1\0" * 16), Sound(b"\2\0" * 16)
    assert one + two == Sound.join([one, two]) == Sound(b"\1\0" * 16 + b"\2\0" * 16)
    assert (one + two).ms == 2


def test_its_picture_shows_where_it_is_loud() -> None:
    sound = Sound(bytes(RATE)) + Sound.from_samples(tone(440, RATE, 0.5)) + Sound(bytes(RATE))
    assert sound.peaks(3) == [0.0, 0.5, 0.0]
    assert Sound(b"").peaks(4) == [0.0] * 4
    assert len(Sound(b"\1\0").peaks(4)) == 4
