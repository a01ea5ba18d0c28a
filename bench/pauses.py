"""Is anybody who speaks slowly cut off, and how much is left to do when they have finished?

Slow answers of real people, with pauses of 2 to 6 s: in quiet, with kitchen noise, and with other voices that
are 15 and 8 dB softer than they. Of each: whether all that they said is in some stretch, and when it is noticed
that they are quiet. Of some, by an engine: words found stretch by stretch, and in the same sound in one piece.
"""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bench.figures import Findings, Goal, percentile
from bench.recordings import Recording
from bench.side import WrongError
from bench.slow_answers import (
    SlowAnswer,
    in_a_room,
    kitchen,
    open_speech,
    slow_answers,
    television,
    with_quiet,
)
from voice.dictation import Dictation
from voice.endpointing import FRAME_MS, Endpointing
from voice.hearing import Hearing
from voice.recognisers import Heard
from voice.sound import BYTES_A_SECOND, RATE, Sound

ANSWERS, QUICK = 40, 7
HEARD, HEARD_QUICK = 4, 1
"""Answers, and how many of them the engine hears."""
BELOW_LOUDEST = 25.0
"""Decibels below the loudest of the second around it: what is above is speech."""
CUT = 4
"""Frames of speech together in no stretch that are somebody cut off: about an eighth of a second."""
AFTERWARDS = 30.0
"""Seconds of the room after the last word."""
NOTICED = (1, 6)
"""Seconds of quiet: for hearing what was said, and for "take your time"."""

type Room = Callable[[SlowAnswer], SlowAnswer]


def run(*, quick: bool) -> Findings:
    """Measure all of it."""
    found = open_speech()
    answers = list(slow_answers(found, QUICK if quick else ANSWERS))
    rooms = _rooms(found)
    figures: dict[str, Any] = {
        "answers": len(answers),
        "pauses": sum(each.pauses for each in answers),
        "minutes": round(sum(each.seconds for each in answers) / 60, 1),
        "rooms": {name: _stretches([room(each) for each in answers]) for name, room in rooms.items()},
        "quiet_noticed": {name: _noticed(answers, room) for name, room in rooms.items()},
    }
    with Hearing("sphinx") as hearing:
        heard = answers[: HEARD_QUICK if quick else HEARD]
        figures["heard_answers"] = len(heard)
        figures["heard"] = {
            name: _words([room(each) for each in heard], hearing) for name, room in rooms.items()
        }
    return Findings(figures, _lines(figures), _goals(figures))


def _rooms(found: list[Recording]) -> dict[str, Room]:
    noise = kitchen()
    return {
        "quiet": lambda answer: answer,
        "kitchen -15 dB": lambda answer: in_a_room(answer, noise, 15),
        "television -15 dB": lambda answer: in_a_room(answer, television(found, answer), 15),
        "television -8 dB": lambda answer: in_a_room(answer, television(found, answer), 8),
    }


# Whether anything is lost ---------------------------------------------------------------------------


def _stretches(answers: list[SlowAnswer]) -> dict[str, Any]:
    lost = speech = cut = 0
    began, kept = time.perf_counter(), 0.0
    heard = [_endpoints(each) for each in answers]
    seconds = time.perf_counter() - began
    for answer, ends in zip(answers, heard, strict=True):
        spoken, missing = _missing(answer, ends)
        lost, speech = lost + int(missing.sum()), speech + int(spoken.sum())
        cut += bool(np.convolve(missing, np.ones(CUT), "valid").max() >= CUT)
        kept += sum(each.sound.ms for each in ends.stretches) / 1000
    whole = sum(each.seconds for each in answers)
    return {
        "cut_off": cut,
        "speech_lost_share": round(lost / speech, 5),
        "stretches": sum(len(each.stretches) for each in heard),
        "listened_to_share": round(kept / whole, 3),
        "ms_per_second_of_sound": round(seconds / whole * 1000, 3),
    }


def _endpoints(answer: SlowAnswer) -> Endpointing:
    ends = Endpointing()
    ends.feed(answer.sound.pcm)
    ends.end()
    return ends


def _missing(answer: SlowAnswer, ends: Endpointing) -> tuple[Any, Any]:
    """Which frames of the answer are speech, and which of these are in no stretch."""
    size = RATE * FRAME_MS // 1000
    frames = answer.spoken[: len(answer.spoken) // size * size].reshape(-1, size)
    levels = 10 * np.log10((frames**2).mean(1) + 1e-12)
    around = np.array([levels[max(0, at - 33) : at + 33].max() for at in range(len(levels))])
    spoken = (levels > around - BELOW_LOUDEST) & (levels > -70)
    kept = np.zeros(len(levels), bool)
    for each in ends.stretches:
        kept[each.ms // FRAME_MS : (each.ms + each.sound.ms) // FRAME_MS] = True
    return spoken, spoken & ~kept


def _noticed(answers: list[SlowAnswer], room: Room) -> dict[str, Any]:
    """Seconds after the last word until it had been quiet for so long; how often that never was."""
    each = [_noticed_in(answer, room) for answer in answers]
    found = {wanted: [times.get(wanted, float("inf")) for times in each] for wanted in NOTICED}
    return {
        f"after_{wanted}_s": {
            "median": _told(statistics.median(times)),
            "p90": _told(percentile(times, 0.9)),
            "never": sum(each == float("inf") for each in times),
        }
        for wanted, times in found.items()
    }


def _noticed_in(answer: SlowAnswer, room: Room) -> dict[int, float]:
    ends, times = Endpointing(), dict[int, float]()
    for at, piece in _pieces(room(with_quiet(answer, AFTERWARDS)).sound):
        ends.feed(piece)
        for wanted in NOTICED:
            if at > answer.seconds and ends.quiet >= wanted:
                times.setdefault(wanted, at - answer.seconds)
    return times


def _told(seconds: float) -> float | None:
    return None if seconds == float("inf") else round(seconds, 1)


def _pieces(sound: Sound, seconds: float = 0.1) -> Iterator[tuple[float, bytes]]:
    """Each piece, and when it is over."""
    size = round(seconds * BYTES_A_SECOND)
    for at in range(0, len(sound.pcm), size):
        piece = sound.pcm[at : at + size]
        yield (at + len(piece)) / BYTES_A_SECOND, piece


# What an engine makes of it -------------------------------------------------------------------------


@dataclass
class _Ear:
    """Hears, and notes how long each took."""

    hearing: Hearing
    took: list[float] = field(default_factory=list)
    ms: list[int] = field(default_factory=list)

    def hear(self, sound: Sound) -> Heard:
        began = time.perf_counter()
        heard = self.hearing.hear(sound)
        self.took.append(time.perf_counter() - began)
        self.ms.append(sound.ms)
        return heard


def _words(answers: list[SlowAnswer], hearing: Hearing) -> dict[str, Any]:
    """Words found stretch by stretch and in one piece; and what "I have finished" has to wait for."""
    totals = np.zeros(4)
    left: list[float] = []
    waits: list[float] = []
    seconds = 0.0
    for answer in answers:
        ear, (text, over) = _Ear(hearing), _dictated(answer, hearing)
        whole = ear.hear(answer.sound).text
        totals += [
            len(_in(answer.text)),
            _recall(answer.text, whole),
            _recall(answer.text, text),
            len(_in(text)),
        ]
        left.append(over[0])
        waits.append(over[1])
        seconds += answer.seconds
    said, by_whole, by_stretch, found = totals.tolist()
    return {
        "recall_whole": round(by_whole / said, 3),
        "recall_stretches": round(by_stretch / said, 3),
        "words_found_per_word_said": round(found / said, 3),
        "left_at_the_end_s": {"median": round(statistics.median(left), 2), "most": round(max(left), 2)},
        "left_at_the_end_share": round(sum(left) / seconds, 3),
        "wait_at_the_end_s": {"median": round(statistics.median(waits), 2), "most": round(max(waits), 2)},
    }


def _dictated(answer: SlowAnswer, hearing: Hearing) -> tuple[str, tuple[float, float]]:
    """What was heard; then seconds of sound that were not heard yet right after the last word, and how long
    that took, if each stretch was heard as soon as it was over.
    """
    ear, given = _Ear(hearing), list[float]()
    with ThreadPoolExecutor(1) as executor:
        dictation = Dictation(ear.hear, executor)
        for at, piece in _pieces(answer.sound):
            before = dictation.stretches
            dictation.feed(piece)
            given += [at] * (dictation.stretches - before)
        heard = dictation.finish(600)
    if len(ear.took) != dictation.stretches:
        raise WrongError(f"Of {dictation.stretches} stretches the engine heard {len(ear.took)}.")
    given += [answer.seconds] * (len(ear.took) - len(given))
    done, left = 0.0, 0.0
    for at, took, ms in zip(given, ear.took, ear.ms, strict=True):
        done = max(done, at) + took
        left += ms / 1000 if done > answer.seconds else 0.0
    return heard.text, (left, max(0.0, done - answer.seconds))


def _in(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def _recall(said: str, heard: str) -> int:
    """How many words of what was said were heard, in this order."""
    one, other = _in(said), _in(heard)
    row = [0] * (len(other) + 1)
    for word in one:
        before = row[:]
        for place, each in enumerate(other, 1):
            row[place] = before[place - 1] + 1 if word == each else max(before[place], row[place - 1])
    return row[-1]


# What to print --------------------------------------------------------------------------------------


def _lines(figures: dict[str, Any]) -> list[str]:
    lines = [f"{figures['answers']} answers, {figures['pauses']} pauses, {figures['minutes']} minutes"]
    for name, room in figures["rooms"].items():
        six, heard = figures["quiet_noticed"][name]["after_6_s"], figures["heard"][name]
        lines.append(
            f"{name}: {room['cut_off']} cut off, {room['speech_lost_share']:.3%} of speech lost, "
            f"{room['listened_to_share']:.0%} heard, {room['ms_per_second_of_sound']:.2f} ms a second"
        )
        lines.append(f"  6 s of quiet noticed after {six['median']} s, {six['never']} times not in 30 s")
        lines.append(
            f"  words: {heard['recall_stretches']:.3f} by stretches, {heard['recall_whole']:.3f} whole; "
            f"at the end {heard['left_at_the_end_s']['median']} s are left "
            f"({heard['left_at_the_end_share']:.0%}), a wait of {heard['wait_at_the_end_s']['median']} s"
        )
    return lines


def _goals(figures: dict[str, Any]) -> list[Goal]:
    rooms, heard = figures["rooms"], figures["heard"]
    quiet = heard["quiet"]
    return [
        *(Goal(f"cut off, {name}", room["cut_off"], 0) for name, room in rooms.items()),
        Goal("words by stretches, of those in one piece, quiet", _share(quiet), 0.97, at_least=True),
        Goal("ms per second of sound", max(each["ms_per_second_of_sound"] for each in rooms.values()), 2),
    ]


def _share(heard: dict[str, Any]) -> float:
    return float(round(heard["recall_stretches"] / max(heard["recall_whole"], 0.001), 3))
