"""How loud somebody spoke, as a drawing, and how long, in words."""

import re

import pytest

from web.waveform import BARS, HEIGHT, length, spoken_length, waveform


def bars(path: str) -> list[tuple[float, float, float]]:
    """(x, top, height) of each bar."""
    found = re.findall(r"M([\d.]+) ([\d.]+)v([\d.]+)", path)
    assert "".join(f"M{x} {top}v{height}" for x, top, height in found) == path
    return [(float(x), float(top), float(height)) for x, top, height in found]


def test_louder_is_higher_and_silence_is_a_line() -> None:
    silent, soft, loud = bars(waveform([0.0, 0.5, 1.0]))
    assert 0 < silent[2] < soft[2] < loud[2] <= HEIGHT


def test_each_bar_stands_in_the_middle_after_the_one_before() -> None:
    drawn = bars(waveform([each / BARS for each in range(BARS)]))
    assert len(drawn) == BARS
    assert [x for x, _, _ in drawn] == sorted({x for x, _, _ in drawn})
    assert all(abs(top + height / 2 - HEIGHT / 2) < 0.1 for _, top, height in drawn)


def test_nothing_is_drawn_outside_whatever_comes() -> None:
    drawn = bars(waveform([-3.0, 7.0, *[1.0] * 500]))
    assert len(drawn) == BARS
    assert all(top >= 0 and top + height <= HEIGHT for _, top, height in drawn)


@pytest.mark.parametrize(
    ("ms", "clock", "words"),
    [
        (0, "0:00", "no time"),
        (40, "0:01", "1 second"),
        (14_200, "0:14", "14 seconds"),
        (60_000, "1:00", "1 minute"),
        (125_000, "2:05", "2 minutes 5 seconds"),
        (600_000, "10:00", "10 minutes"),
    ],
)
def test_a_length_is_shown_and_read_out(ms: int, clock: str, words: str) -> None:
    assert (length(ms), spoken_length(ms)) == (clock, words)
