"""How long does it take until a sentence is spoken, and how much of real time is that?

Every text of the shipped questions (question, simpler words, hint) at each rate, through the process that
holds the engine; a text right after that process was killed; and all of them ahead, into a folder.
"""

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.figures import Findings, Goal, latencies
from bench.pair import bench_folder
from bench.processes import resident_mb
from bench.side import WrongError
from storage.question_files import shipped_sets
from voice.clips import Clip
from voice.speaking import Speaker
from voice.spoken import Spoken
from voice.voices import RATES, Voice, usual_voices


def run(*, quick: bool) -> Findings:
    """Measure all of it."""
    texts = shipped_texts()[: 20 if quick else None]
    with bench_folder() as folder, Speaker() as speaker:
        _, start = timed(lambda: speaker.engine)
        by_rate = {str(rate): _spoken(speaker, texts, Voice(rate=rate)) for rate in RATES}
        figures = {
            "engine": speaker.engine,
            "texts": len(texts),
            "start_ms": round(start * 1000, 1),
            "by_rate": by_rate,
            "engine_mb": resident_mb(speaker.pid or 0),
            "after_kill": latencies([_after_kill(speaker, texts[0]) for _ in range(3 if quick else 10)]),
            "ahead": _ahead(Spoken(folder / "spoken", speaker), texts),
        }
    return Findings(figures, _lines(figures), _goals(figures))


def shipped_texts() -> list[str]:
    """Everything that is read aloud of the shipped questions, each once."""
    questions = [question for each in shipped_sets() for question in each.questions]
    texts = [text for each in questions for text in (each.text, each.simple, each.hint) if text]
    return list(dict.fromkeys(texts))


def timed[T](work: Callable[[], T]) -> tuple[T, float]:
    """What came of it, and how many seconds it took."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _spoken(speaker: Speaker, texts: list[str], voice: Voice) -> dict[str, float]:
    """Each text once. Raises WrongError if a word has no time."""
    clips = [timed(partial(speaker.speak, text, voice)) for text in texts]
    for text, (clip, _) in zip(texts, clips, strict=True):
        _check(text, clip)
    seconds = [each for _, each in clips]
    sound = sum(clip.ms for clip, _ in clips) / 1000
    words = sum(len(clip.words) for clip, _ in clips)
    return {
        **latencies(seconds),
        "real_time_factor": round(sum(seconds) / sound, 4),
        "seconds_of_sound": round(sound, 1),
        "words_a_minute": round(words / sound * 60),
    }


def _check(text: str, clip: Clip) -> None:
    words = [text[word.at : word.at + word.len] for word in clip.words]
    if "".join(words) != "".join(text.translate(str.maketrans("", "", '.,;:?!()"“”')).split()):
        raise WrongError(f"Of {text!r} these words have a time: {words}")


def _after_kill(speaker: Speaker, text: str) -> float:
    """Seconds of one text when the engine has just been killed."""
    assert speaker.pid
    os.killpg(speaker.pid, signal.SIGKILL)
    return timed(lambda: speaker.speak(text))[1]


def _ahead(spoken: Spoken, texts: list[str]) -> dict[str, Any]:
    """Everything made ahead, then found again."""
    made, seconds = timed(lambda: spoken.make_ahead(texts, usual_voices(), lambda _: None))
    if made.made != len(texts) * len(RATES):
        raise WrongError(f"Made ahead were {made}, of {len(texts)} texts.")
    found = [timed(partial(spoken.find, text, Voice()))[1] for text in texts]
    size = sum(file.stat().st_size for file in spoken.folder.iterdir())
    return {"sounds": made.made, "seconds": round(seconds, 2), "mb": round(size / 1e6, 1), **latencies(found)}


def _lines(figures: dict[str, Any]) -> list[str]:
    ahead = figures["ahead"]
    return [
        f"{figures['engine']}: starts in {figures['start_ms']:.0f} ms, {figures['engine_mb']} MB",
        *(
            f"rate {rate}: median {each['median_ms']:.0f} ms, p95 {each['p95_ms']:.0f} ms a text, "
            f"{each['real_time_factor']:.4f} of real time, {each['words_a_minute']} words a minute"
            for rate, each in figures["by_rate"].items()
        ),
        f"after the engine was killed: median {figures['after_kill']['median_ms']:.0f} ms",
        f"ahead: {ahead['sounds']} sounds in {ahead['seconds']} s, {ahead['mb']} MB",
        f"found again: median {ahead['median_ms']:.2f} ms",
    ]


def _goals(figures: dict[str, Any]) -> list[Goal]:
    usual = figures["by_rate"]["125"]
    return [
        Goal("ms of a text, median", usual["median_ms"], 50),
        Goal("of real time", usual["real_time_factor"], 0.05),
        Goal("ms of a text after the engine was killed, median", figures["after_kill"]["median_ms"], 1_000),
        Goal("ms to find a sound, median", figures["ahead"]["median_ms"], 2),
    ]
