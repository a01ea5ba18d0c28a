"""How long does it take until a sentence is spoken, how fast is it heard, and does it last?

Every text of the shipped questions (question, simpler words, hint) at each pace that is offered, through the
process that holds the engine; a text right after that process was killed; all of them ahead, into a folder,
while somebody's own words are read back; and a thousand different prompts, one after the other.
"""

import os
import signal
import threading
import time
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.figures import Findings, Goal, latencies
from bench.pair import bench_folder
from bench.processes import resident_mb
from bench.side import WrongError
from storage.question_files import shipped_sets
from voice.clips import LEAD_MS, TAIL_MS, Clip
from voice.manner import Manner
from voice.speaking import Speaker
from voice.spoken import Spoken

RATES = (120, 125, 135, 145, 155, 165)
"""Words a minute: the least that can be asked for, and all that are made ahead."""
MANNERS = (Manner(), Manner(rate=145), Manner(rate=165))
PROMPTS = 1_000
ROOM = 1_000_000_000
"""Bytes: so much that none of the prompts has to make way."""


def run(*, quick: bool) -> Findings:
    """Measure all of it."""
    texts = shipped_texts()[: 20 if quick else None]
    with bench_folder() as folder, Speaker() as speaker:
        _, start = timed(lambda: speaker.engine)
        by_rate = {str(rate): _spoken(speaker, texts, Manner(rate=rate)) for rate in RATES}
        figures = {
            "engine": speaker.engine,
            "texts": len(texts),
            "start_ms": round(start * 1000, 1),
            "by_rate": by_rate,
            "engine_mb": resident_mb(speaker.pid or 0),
            "after_kill": latencies([_after_kill(speaker, texts[0]) for _ in range(3 if quick else 10)]),
            "ahead": _ahead(Spoken(folder / "spoken", speaker), texts),
            "read_back_meanwhile": _meanwhile(Spoken(folder / "meanwhile", speaker), texts),
            "prompts": _prompts(Spoken(folder / "prompts", speaker, ROOM), 100 if quick else PROMPTS),
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


def _spoken(speaker: Speaker, texts: list[str], manner: Manner) -> dict[str, float]:
    """Each text once. Raises WrongError if a word has no time."""
    clips = [timed(partial(speaker.speak, text, manner)) for text in texts]
    for text, (clip, _) in zip(texts, clips, strict=True):
        _check(text, clip)
    seconds = [each for _, each in clips]
    sound = sum(clip.ms for clip, _ in clips) / 1000
    words = sum(len(clip.words) for clip, _ in clips)
    rests = sum(sum(speaker.order(text, manner).rests) for text in texts) / 1000
    spoken = sound - rests - len(clips) * (LEAD_MS + TAIL_MS) / 1000
    return {
        **latencies(seconds),
        "real_time_factor": round(sum(seconds) / sound, 4),
        "seconds_of_sound": round(sound, 1),
        "words_a_minute": round(words / spoken * 60, 1),
        "words_a_minute_with_rests": round(words / sound * 60, 1),
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
    made, seconds = timed(lambda: spoken.make_ahead(texts, MANNERS, lambda _: None))
    if made.made != len(texts) * len(MANNERS):
        raise WrongError(f"Made ahead were {made}, of {len(texts)} texts.")
    found = [timed(partial(spoken.find, text, Manner()))[1] for text in texts]
    size = sum(file.stat().st_size for file in spoken.folder.iterdir())
    return {"sounds": made.made, "seconds": round(seconds, 2), "mb": round(size / 1e6, 1), **latencies(found)}


def _meanwhile(spoken: Spoken, texts: list[str]) -> dict[str, float]:
    """Somebody's own words, while the folder is filled by another thread."""
    work = threading.Thread(target=spoken.make_ahead, args=(texts, MANNERS, lambda _: None))
    work.start()
    took: list[float] = []
    while work.is_alive():
        took.append(timed(partial(spoken.speaker.speak, f"I said this, number {len(took)}."))[1])
        time.sleep(0.05)
    work.join()
    return latencies(took)


def _prompts(spoken: Spoken, count: int) -> dict[str, Any]:
    """So many different prompts into the folder, and what the processes hold more than before."""
    speaker, before = spoken.speaker, _held(spoken.speaker)
    sounds, took = [], []
    for number in range(count):
        text = f"This is prompt number {number}. It is {number % 12 + 1}:30, and tea is £{number % 9}.50."
        sound, seconds = timed(partial(spoken.make, text, MANNERS[number % 3]))
        sounds.append(sound)
        took.append(seconds)
    missing = sum(not _is_whole(sound.path, sound.ms) for sound in sounds)
    after = _held(speaker)
    grown = {f"{name}_more": round(after[name] - before[name], 1) for name in before}
    return {"count": count, "missing": missing, **latencies(took), **grown}


def _held(speaker: Speaker) -> dict[str, float]:
    """Memory and open files of the engine's process and of ours."""
    pids = {"engine": speaker.pid or 0, "ours": os.getpid()}
    files = {f"{name}_files": len(list(Path(f"/proc/{pid}/fd").iterdir())) for name, pid in pids.items()}
    return {**{f"{name}_mb": resident_mb(pid) for name, pid in pids.items()}, **files}


def _is_whole(file: Path, ms: int) -> bool:
    with wave.open(str(file), "rb") as sound:
        return sound.getnframes() * 1000 // sound.getframerate() == ms


def _lines(figures: dict[str, Any]) -> list[str]:
    ahead, back = figures["ahead"], figures["read_back_meanwhile"]
    return [
        f"{figures['engine']}: starts in {figures['start_ms']:.0f} ms, {figures['engine_mb']} MB",
        *(_pace(rate, each) for rate, each in figures["by_rate"].items()),
        f"after the engine was killed: median {figures['after_kill']['median_ms']:.0f} ms",
        f"ahead: {ahead['sounds']} sounds in {ahead['seconds']} s, {ahead['mb']} MB",
        f"found again: median {ahead['median_ms']:.2f} ms",
        f"read back while making ahead: median {back['median_ms']:.0f} ms, p95 {back['p95_ms']:.0f} ms",
        _lasting(figures["prompts"]),
    ]


def _pace(rate: str, each: dict[str, float]) -> str:
    return (
        f"rate {rate}: median {each['median_ms']:.0f} ms, p95 {each['p95_ms']:.0f} ms a text, "
        f"{each['real_time_factor']:.4f} of real time, {each['words_a_minute']} words a minute heard "
        f"({each['words_a_minute_with_rests']} with rests)"
    )


def _lasting(each: dict[str, float]) -> str:
    return (
        f"{each['count']} prompts: {each['missing']} missing, median {each['median_ms']:.0f} ms; "
        f"more than before: engine {each['engine_mb_more']} MB and {each['engine_files_more']:.0f} files, "
        f"ours {each['ours_mb_more']} MB and {each['ours_files_more']:.0f} files"
    )


def _goals(figures: dict[str, Any]) -> list[Goal]:
    usual = figures["by_rate"]["125"]
    return [
        Goal("ms of a text, median", usual["median_ms"], 50),
        Goal("of real time", usual["real_time_factor"], 0.05),
        Goal("ms of a text after the engine was killed, median", figures["after_kill"]["median_ms"], 1_000),
        Goal("ms to find a sound, median", figures["ahead"]["median_ms"], 2),
        Goal(
            "hundredths by which the pace is off",
            max(map(_off, figures["by_rate"].items())),
            5,
        ),
        Goal("ms to read back while making ahead, p95", figures["read_back_meanwhile"]["p95_ms"], 250),
        Goal("prompts missing", figures["prompts"]["missing"], 0),
        Goal("MB the engine has grown by", figures["prompts"]["engine_mb_more"], 5),
        Goal(
            "files left open", max(figures["prompts"][f"{each}_files_more"] for each in ("engine", "ours")), 0
        ),
    ]


def _off(pace: tuple[str, dict[str, float]]) -> float:
    """By how many hundredths what is heard differs from what was asked for."""
    return round(100 * abs(pace[1]["words_a_minute"] / int(pace[0]) - 1), 1)
