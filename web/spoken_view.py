"""A spoken answer as staff see it: who stands by its words, the voice, and the words before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.errors import StorageError
from storage.kinds import UNCONFIRMED, RecordingState, Spoken, WordingSource
from storage.records import RecordingRecord, ReviewAnswer, WordingRecord
from web.engine_names import engine_name
from web.pages import clock, day_name
from web.review_view import segments
from web.spoken_words import heard_words, unsure_spans
from web.waveform import HEIGHT, WIDTH, length, spoken_length

STILL = "Guessed by the machine, and still being talked about"
GUESSED = "Guessed by the machine, confirmed by nobody: please listen"
VOICE_COUNTS = "Their voice is to count, not these words: please listen"
ONLY_VOICE = "Only the voice was kept: please listen"
WHO: Mapping[str, str] = {
    WordingSource.MACHINE: "The machine heard",
    WordingSource.PERSON: "The person wrote",
}
UNKEPT_FOR = timedelta(days=1)
"""A recording that may not be kept goes after this, also if nobody has listened by then."""

Draws = Callable[[RecordingRecord], str]
"""The bars of a recording as the path of an SVG. Raises StorageError if it cannot be opened."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Words that came from the form and were not kept, with the reason; they stay in the box."""

    text: str
    error: str


def spoken_view(
    given: ReviewAnswer, url: str, players: Sequence[Mapping[str, Any]], typed: Typed | None
) -> dict[str, Any]:
    """All that stands beside the words of a spoken answer.

    url: under which its words are put right. players: `player_view` of each recording.
    """
    text, spoken = given.answer.text, given.answer.spoken
    return {
        "id": str(given.answer.id),
        "url": url,
        "wanted": spoken == Spoken.LISTEN,
        "unconfirmed": spoken in UNCONFIRMED,
        "label": label(given),
        "since": _when(given.wordings[-1].at) if spoken == Spoken.LISTENED and given.wordings else None,
        "recordings": players,
        "earlier": [_earlier(wording, given) for wording in _before(given)],
        "seen": text,
        "draft": typed.text if typed else text,
        "error": typed.error if typed else None,
    }


def label(given: ReviewAnswer) -> str:
    """Who stands by the words."""
    match given.answer.spoken:
        case Spoken.CONFIRMED:
            return "Confirmed by the person"
        case Spoken.LISTENED:
            return f"Listened to by {given.wordings[-1].name or 'staff'}" if given.wordings else "Listened to"
        case Spoken.DRAFT:
            return STILL
    if not given.answer.text:
        return ONLY_VOICE
    return VOICE_COUNTS if given.answer.voice_counts else GUESSED


def player_view(
    recording: RecordingRecord, spoken_at: datetime, draws: Draws, days: int, *, settled: bool = False
) -> dict[str, Any]:
    """A recording, with its drawing if it is still there.

    spoken_at: when, if the recording does not say. days, settled: as in `kept_until`.
    """
    there = recording.state != RecordingState.GONE and recording.ms > 0
    at = recording.began_at or spoken_at
    bars, trouble = _drawn(recording, draws) if there else ("", None)
    return {
        "id": str(recording.id),
        "src": f"/review/recordings/{recording.id}.wav" if there and not trouble else None,
        "bars": bars,
        "trouble": trouble,
        "width": WIDTH,
        "height": HEIGHT,
        "length": length(recording.ms),
        "spoken_length": spoken_length(recording.ms),
        "when": _when(at),
        "engine": heard_by(recording),
        "keep": kept_until(recording, at, days, settled=settled),
    }


def heard_by(recording: RecordingRecord) -> str:
    """Which engine made out the words, and how sure it was of them all."""
    if recording.engine is None:
        return "No machine has heard it yet"
    name = engine_name(recording.engine)
    if not recording.heard:
        return f"{name} could not make out the words"
    return f"Words by {name}" + ("" if recording.sure else ", not sure of them")


def kept_until(recording: RecordingRecord, at: datetime, days: int, *, settled: bool) -> str:
    """What the person said about keeping their voice, and until when it stays.

    settled: whether somebody stands by the words, so that the voice is not needed for them.
    """
    if recording.state == RecordingState.GONE:
        return "The recording is gone"
    if recording.keep:
        return f"May be kept: until {_day(at + timedelta(days=days))}"
    asked = "Not to be kept" if recording.keep is False else "They were not asked whether to keep it"
    if settled:
        return f"{asked}: goes within the hour"
    return f"{asked}: goes once somebody has listened, at the latest {_day(at + UNKEPT_FOR)}, {clock(at)}"


def _drawn(recording: RecordingRecord, draws: Draws) -> tuple[str, str | None]:
    try:
        return draws(recording), None
    except StorageError as error:
        return "", str(error)


def _before(given: ReviewAnswer) -> list[WordingRecord]:
    """How the words were written down before they became what they are, the first way first."""
    text, found = given.answer.text, list[WordingRecord]()
    for wording in given.wordings:
        if wording.text != text and (not found or found[-1].text != wording.text):
            found.append(wording)
    return found


def _earlier(wording: WordingRecord, given: ReviewAnswer) -> dict[str, Any]:
    machine = wording.source == WordingSource.MACHINE
    unsure = unsure_spans(wording.text, heard_words(given.recordings)) if machine else []
    return {
        "who": WHO.get(wording.source) or f"{wording.name or 'Staff'} wrote",
        "when": _when(wording.at),
        "segments": segments(wording.text, (), {}, unsure) if wording.text else [],
    }


def _when(at: datetime) -> str:
    return f"{day_name(at)}, {clock(at)}"


def _day(at: datetime) -> str:
    local = at.astimezone().date()
    return f"{local.day} {local:%B}"
