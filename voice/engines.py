"""Which recognisers are installed here, whether they are whole, how fast they are, and which one is taken."""

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from voice import sphinx, vosk, whisper
from voice.errors import VoiceError
from voice.hearing import Hearing
from voice.manner import Manner
from voice.recognisers import Engine
from voice.sound import RATE, Sound
from voice.speaking import Speaker

BEST_FIRST = ("small.en", "base.en", "tiny.en")
"""Models of faster-whisper, by how well they hear. Its others come after these, then Vosk, then sphinx."""
ANSWER = 8.0
"""Seconds of the answer that speed is measured with."""
PATIENCE = 3.0
"""Seconds that such an answer may take: most of it is heard while the person still speaks."""
SPEEDS = "speeds.json"
SENTENCE = (
    "I like to sit in the garden in the morning, when it is quiet, and then somebody brings me a cup of tea."
)

type Tell = Callable[[str], None]


class Installed(NamedTuple):
    """An engine with a model that is here."""

    engine: Engine
    faults: tuple[str, ...]
    """What is wrong with it, in a few words each; empty if it can be used."""


class Chosen(NamedTuple):
    """The engine that is taken for open answers, and why."""

    engine: Engine
    seconds: float
    """That it takes for an answer of 8 seconds, here."""
    passed_over: tuple[str, ...]
    """Those that hear better and were not taken, each with its reason."""


def installed(folder: Path) -> list[Installed]:
    """Everything in the folder of models, and sphinx; the best first, whether it can be used or not."""
    found = [Installed(engine, tuple(_faults(engine))) for engine in _models(folder)]
    return [*sorted(found, key=_rank), Installed(Engine(sphinx.Sphinx.name), tuple(sphinx.faults()))]


def choose_engine(folder: Path) -> Chosen | None:
    """The best that is whole and quick enough here; else the quickest. None if none can be used.

    Speed is measured once for each and remembered in the folder.
    """
    passed, slow = [], []
    for each in installed(folder):
        if each.faults:
            passed.append(f"{each.engine.label}: {', '.join(each.faults)}")
            continue
        try:
            seconds = speed(each.engine, folder)
        except VoiceError as error:
            passed.append(f"{each.engine.label}: {error}")
            continue
        if seconds <= PATIENCE:
            return Chosen(each.engine, seconds, tuple(passed))
        passed.append(f"{each.engine.label}: too slow here ({seconds:.1f} s for {ANSWER:.0f} s of speech)")
        slow.append((seconds, each.engine))
    if not slow:
        return None
    seconds, engine = min(slow, key=lambda pair: pair[0])
    return Chosen(engine, seconds, tuple(each for each in passed if not each.startswith(f"{engine.label}:")))


def open_hearing(folder: Path, tell: Tell) -> Hearing | None:
    """Who hears open answers here, and says who it is; None if nobody can."""
    chosen = choose_engine(folder)
    for why in chosen.passed_over if chosen else ():
        tell(f"Not used for listening: {why}.")
    if chosen is None:
        tell("Nobody can make out words here, so staff listen. See: whatmatters voice engines")
        return None
    tell(f"Listening: {chosen.engine.label}, {chosen.seconds:.1f} s for {ANSWER:.0f} s of speech.")
    return Hearing(chosen.engine)


def speed(engine: Engine, folder: Path, *, anew: bool = False) -> float:
    """Seconds for ANSWER seconds of speech here. Raises VoiceError if the engine cannot be used.

    Measured with a sentence of eSpeak's and remembered in the folder; `anew` measures again.
    """
    known = None if anew else known_speed(engine, folder)
    return remember_speed(engine, folder, measure(engine)) if known is None else known


def known_speed(engine: Engine, folder: Path) -> float | None:
    """The same as it was measured before; None if it was not, on a machine like this."""
    return _remembered(folder).get(_key(engine))


def remember_speed(engine: Engine, folder: Path, seconds: float) -> float:
    """Keep what was measured; returns it rounded."""
    _remember(folder, _remembered(folder) | {_key(engine): round(seconds, 2)})
    return round(seconds, 2)


def measure(engine: Engine) -> float:
    """The better of two times for ANSWER seconds of speech, once it is awake. Raises VoiceError."""
    answer = sample()
    with Hearing(engine) as hearing:
        hearing.hear(answer)
        return min(_timed(hearing, answer) for _ in range(2))


def sample() -> Sound:
    """ANSWER seconds of speech with a little noise; without eSpeak, of noise that comes and goes."""
    noise = np.random.default_rng(1).normal(0, 0.003, int(ANSWER * RATE))
    try:
        with Speaker() as speaker:
            said = Sound.from_wav(speaker.speak(SENTENCE, Manner()).wav).samples
    except VoiceError:
        said = noise * 30 * (np.sin(np.arange(len(noise)) / RATE * 20) > 0)
    noise[: len(said)] += said[: len(noise)]
    return Sound.from_samples(noise)


def _timed(hearing: Hearing, sound: Sound) -> float:
    began = time.perf_counter()
    hearing.hear(sound)
    return time.perf_counter() - began


def _models(folder: Path) -> Iterable[Engine]:
    """A folder with a file of Vosk's, or with one of faster-whisper's, is a model; damaged ones are, too."""
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        if any((each / name).is_file() for name in vosk.FILES):
            yield Engine(vosk.NAME, each)
        elif any((each / name).is_file() for name in whisper.FILES):
            yield Engine(whisper.NAME, each)


def _faults(engine: Engine) -> list[str]:
    assert engine.folder
    return vosk.faults(engine.folder) if engine.name == vosk.NAME else whisper.faults(engine.folder)


def _rank(each: Installed) -> tuple[bool, int]:
    name = each.engine.folder.name if each.engine.folder else ""
    return each.engine.name == vosk.NAME, BEST_FIRST.index(name) if name in BEST_FIRST else len(BEST_FIRST)


def _key(engine: Engine) -> str:
    return f"{engine.label}, {len(os.sched_getaffinity(0))} cores"


def _remembered(folder: Path) -> dict[str, float]:
    try:
        known: dict[str, float] = json.loads((folder / SPEEDS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def _remember(folder: Path, known: dict[str, float]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SPEEDS).write_text(json.dumps(known, indent=1), encoding="utf-8")
    except OSError:
        return  # it is measured again the next time
