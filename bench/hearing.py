"""How many words are made out rightly, how long does it take, and is "yes" ever heard where nobody said it?

Recordings of real people, mostly American readers, none of them old or ill: each engine that is installed
hears their sentences under 15 s, as they are and with the noise of a kitchen; the small engine for choices
hears single words. Models are looked for in `var/voice`, or where WHATMATTERS_VOICE_MODELS says.
"""

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Findings, Goal, latencies
from bench.processes import resident_mb
from bench.recordings import Recording, folder, recorded, recordings
from bench.side import WrongError
from bench.speaking import timed
from voice.engines import installed
from voice.hearing import Hearing
from voice.recognisers import Engine
from voice.sound import RATE, Sound
from voice.vocabulary import FINISHED, HOME, STEERING, YES_NO, home

LONGEST = 15
MISLABELLED = ("open/sb_spk2_snt5.wav",)
"""Its text is another sentence than the one that is spoken, as every engine agrees."""
NOISES = (None, 20, 10)
"""Decibels by which the person is louder than the kitchen."""
NUMBERS = dict(
    enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
)
NUMBERS[15] = "fifteen"


def run(*, quick: bool) -> Findings:
    """Measure all of it. Raises WrongError without recordings."""
    if not (folder() / "manifest.jsonl").exists():
        raise WrongError(f"No recordings in {folder()}. Name their folder in WHATMATTERS_SPEECH_DIR.")
    sentences = [each for each in of("open/") if each.seconds < LONGEST and each.file not in MISLABELLED]
    sentences = sentences[:: 4 if quick else 1]
    engines = [each.engine for each in installed(models()) if not each.faults]
    heard = {engine.label: _open(engine, sentences) for engine in engines}
    closed = _closed(of("words/")[:: 4 if quick else 1], of("open/"))
    figures = {"sentences": len(sentences), "open": heard, "closed": closed}
    return Findings(figures, _lines(figures), _goals(figures))


def models() -> Path:
    """Where models are."""
    return Path(os.environ.get("WHATMATTERS_VOICE_MODELS", Path(__file__).parents[1] / "var" / "voice"))


def of(start: str) -> list[Recording]:
    """The recordings in a folder of them."""
    return [each for each in recordings() if each.file.startswith(start)]


def plain(text: str) -> list[str]:
    """A text as words that can be compared, however an engine writes: small letters, numbers as words."""
    said = re.sub(r"\d+", lambda found: NUMBERS.get(int(found[0]), found[0]), text.lower())
    return re.findall(r"[a-z']+", said.replace("mister", "mr").replace("-", " "))


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words were left out, put in or taken for others, at the least."""
    row = list(range(len(heard) + 1))
    for place, word in enumerate(said, 1):
        before, row = row, [place]
        for other, each in enumerate(heard, 1):
            row.append(min(before[other] + 1, row[-1] + 1, before[other - 1] + (word != each)))
    return row[-1]


def noisy(sound: Sound, kitchen: Sound, decibels: int | None) -> Sound:
    """With a kitchen in the background, so much softer than the person."""
    if decibels is None:
        return sound
    samples = sound.samples
    noise = np.resize(kitchen.samples, len(samples))
    wanted = np.sqrt((samples**2).mean()) * 10 ** (-decibels / 20)
    return Sound.from_samples(samples + noise * wanted / np.sqrt((noise**2).mean()))


def _open(engine: Engine, sentences: Sequence[Recording]) -> dict[str, Any]:
    kitchen = Sound.from_wav((folder() / "noise" / "kitchen.wav").read_bytes())
    with Hearing(engine, limit=120) as hearing:
        _, start = timed(hearing.start)
        hearing.hear(Sound(bytes(2 * RATE)))
        found = {
            "start_ms": round(start * 1000),
            **{f"noise_{each or 'none'}": _sentences(hearing, sentences, kitchen, each) for each in NOISES},
        }
        return {**found, "mb": resident_mb(hearing.pid or 0)}


def _sentences(
    hearing: Hearing, sentences: Sequence[Recording], kitchen: Sound, decibels: int | None
) -> dict[str, float]:
    wrong = words = 0
    spent = []
    right_sure: Counter[tuple[bool, bool]] = Counter()
    for each in sentences:
        sound, said = noisy(recorded(each), kitchen, decibels), plain(each.text)
        heard, seconds = timed(lambda: hearing.hear(sound))  # noqa: B023 (at once)
        off = errors(said, plain(heard.text))
        wrong, words = wrong + off, words + len(said)
        spent.append(seconds)
        right_sure[heard.sure, off == 0] += 1
    sure = right_sure[True, True] + right_sure[True, False]
    return {
        "word_error_rate": round(wrong / words, 3),
        "real_time_factor": round(sum(spent) / sum(each.seconds for each in sentences), 3),
        "sure": sure,
        "sure_and_right": right_sure[True, True],
        "right": right_sure[True, True] + right_sure[False, True],
        **latencies(spent),
    }


def _closed(words: Sequence[Recording], sentences: Sequence[Recording]) -> dict[str, Any]:
    lists = {"yes_no": YES_NO, "yes_no_stop": STEERING, "with_finished": (*STEERING, FINISHED)}
    lists |= {name: home(name) for name in HOME}
    with Hearing("sphinx") as hearing:
        found: dict[str, Any] = {
            name: _words(hearing, words, sentences, each) for name, each in lists.items()
        }
        return {**found, "mb": resident_mb(hearing.pid or 0)}


def _words(
    hearing: Hearing, words: Sequence[Recording], sentences: Sequence[Recording], choices: Sequence[str]
) -> dict[str, float]:
    """Single words, of which some are choices, and whole sentences, of which none is."""
    came: Counter[str] = Counter()
    spent = []
    for each in words:
        heard, seconds = timed(lambda: hearing.choose(recorded(each), choices).text)  # noqa: B023 (at once)
        said = each.file.removeprefix("words/").partition("__")[0]
        spent.append(seconds)
        came[_outcome(said, heard, choices)] += 1
    falsely = sum(bool(hearing.choose(recorded(each), choices).text) for each in sentences)
    wanted = came["right"] + came["wrong"] + came["rejected"]
    others = came["accepted"] + came["left"]
    return {
        **{name: came[name] for name in ("right", "rejected", "wrong")},
        "share_right": round(came["right"] / wanted, 3) if wanted else 0,
        "others": others,
        "falsely_accepted": came["accepted"],
        "falsely_accepted_share": round(came["accepted"] / others, 3) if others else 0,
        "sentences": len(sentences),
        "sentences_accepted": falsely,
        **latencies(spent),
    }


def _outcome(said: str, heard: str, choices: Sequence[str]) -> str:
    if said in choices:
        return "right" if heard == said else "wrong" if heard else "rejected"
    return "accepted" if heard else "left"


def _lines(figures: dict[str, Any]) -> list[str]:
    lines = []
    for name, each in figures["open"].items():
        rates = ", ".join(
            f"{each[f'noise_{noise or "none"}']['word_error_rate']:.2f}"
            + (f" with a kitchen {noise} dB softer" if noise else " of the words wrong")
            for noise in NOISES
        )
        quiet = each["noise_none"]
        lines.append(
            f"{name}: {rates}; "
            f" {quiet['real_time_factor']:.2f} of real time, {each['mb']} MB; "
            f"sure of {quiet['sure']} sentences, {quiet['sure_and_right']} of them right"
        )
    for name, each in figures["closed"].items():
        if name == "mb":
            continue
        lines.append(
            f"{name}: {each['right']} right, {each['rejected']} not made out, {each['wrong']} WRONG; "
            f"{each['falsely_accepted']} of {each['others']} other words and silences accepted, "
            f"{each['sentences_accepted']} of {each['sentences']} sentences; "
            f"median {each['median_ms']:.0f} ms"
        )
    return [*lines, f"choices: {figures['closed']['mb']} MB"]


def _goals(figures: dict[str, Any]) -> list[Goal]:
    sphinx, closed = figures["open"]["sphinx"]["noise_none"], figures["closed"]
    yes_no, steering = closed["yes_no"], closed["with_finished"]
    return [
        Goal("sphinx, share of words wrong", sphinx["word_error_rate"], 0.26),
        Goal("yes and no, wrong", yes_no["wrong"], 0),
        Goal(
            "yes and no, share of other words and silences accepted", yes_no["falsely_accepted_share"], 0.03
        ),
        Goal("yes and no, share right", yes_no["share_right"], 0.75, at_least=True),
        Goal("yes, no, stop and finished, wrong", steering["wrong"], 0),
        Goal("sentences taken for yes, no, stop or finished", steering["sentences_accepted"], 0),
    ]
