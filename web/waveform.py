"""How loud somebody spoke, as a drawing: where they paused can be seen before one listens."""

from collections.abc import Sequence

BARS = 96
WIDTH, HEIGHT = 4 * BARS, 48
"""Of the drawing, in its own units: a bar every four."""
_LEAST = 1.0
"""Half the height of a bar in silence, so that the line goes on."""


def waveform(peaks: Sequence[float]) -> str:
    """The bars as the path of an SVG. peaks: from 0 to 1, BARS of them at most."""
    return "".join(_bar(place, max(0.0, min(1.0, peak))) for place, peak in enumerate(peaks[:BARS]))


def _bar(place: int, peak: float) -> str:
    half = round(max(_LEAST, peak * (HEIGHT / 2 - 2)), 1)
    return f"M{4 * place + 2} {HEIGHT / 2 - half:g}v{2 * half:g}"


def length(ms: int) -> str:
    """How long a sound is, as a clock shows it: "0:14", "2:05"."""
    seconds = max(1, round(ms / 1000)) if ms > 0 else 0
    return f"{seconds // 60}:{seconds % 60:02}"


def spoken_length(ms: int) -> str:
    """The same as it is read out: "14 seconds", "2 minutes 5 seconds"."""
    minutes, seconds = (int(part) for part in length(ms).split(":"))
    parts = [_counted(minutes, "minute"), _counted(seconds, "second")]
    return " ".join(filter(None, parts)) or "no time"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' if number > 1 else ''}" if number else ""
