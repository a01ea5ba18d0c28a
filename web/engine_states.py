"""Which engines that make out words are on this machine, as staff read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from web.engine_names import engine_name

SLOW_FROM = 1.0
"""Seconds for a second of speech: from here on people wait longer than they spoke."""


@dataclass(frozen=True, slots=True)
class EngineState:
    """One engine with its model."""

    label: str
    """As voice.recognisers.Engine has it: "sphinx", "faster_whisper base.en"."""
    trouble: str = ""
    """Why it cannot be used, with the remedy; empty: it is whole."""
    factor: float | None = None
    """Seconds that it needs here for one second of speech; None: not measured."""


def states_view(states: Sequence[EngineState], in_use: str | None) -> dict[str, Any]:
    """What the page needs. in_use: the label of the engine that listens, if any does."""
    return {
        "in_use": engine_name(in_use) if in_use else None,
        "engines": [_view(each, in_use) for each in sorted(states, key=lambda each: each.label != in_use)],
        "best": bool(in_use and in_use.startswith("faster_whisper")),
    }


def speed_words(factor: float | None) -> str:
    """How fast it is here, in a sentence."""
    if factor is None:
        return "Not measured on this machine yet."
    seconds = max(1, round(10 * factor))
    slow = " That is slow: people wait for what was heard." if factor >= SLOW_FROM else ""
    return f"Ten seconds of speech take {seconds} second{'s' if seconds > 1 else ''} here.{slow}"


def _view(state: EngineState, in_use: str | None) -> dict[str, Any]:
    return {
        "name": engine_name(state.label),
        "in_use": state.label == in_use,
        "trouble": state.trouble,
        "speed": "" if state.trouble else speed_words(state.factor),
    }
