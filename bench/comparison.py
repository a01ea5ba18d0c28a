"""Why is the tagger built as it is, and would another build do better on lines that nobody trained on?

Every variant of `bench.variants` is trained from `nlu/data`, and measured beside the simpler ways on the sets
of `bench.understanding`: the gold answers, and files of labelled answers in `var/rows`. Differences are to
what ships, with the bounds that hold 95 % of 1,000 paired drawings of answers. With WM_ENCODER set, a tagger
trained with the sentence encoder stands among them.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from threadpoolctl import threadpool_limits

from bench.baselines import Majority, Phrases, TfIdf
from bench.course import Course
from bench.figures import Findings, Goal
from bench.pair import bench_folder
from bench.paired import FIGURES, compared, marks
from bench.side import WrongError
from bench.understanding import RESAMPLES, labelled_sets, with_encoder
from bench.variants import SHIPS, VARIANTS, Builder
from nlu.evaluation import Row, Tags
from nlu.principles import DATA
from nlu.tagger import load_tagger
from nlu.training import train
from nlu.understanding import Understanding
from web.settings import read_settings

type Heard = Mapping[str, Sequence[Understanding]]
"""What each way understood of the texts."""

HEADINGS = (
    "micro-F1",
    "macro-F1",
    "kept clean",
    "stance",
    "topics",
    "micro-F1, difference",
    "macro-F1, difference",
)
ROUNDING = 0.002
"""Of a confidence."""
OF_DIFFERENCES = ("micro_f1", "macro_f1")


def run(*, quick: bool) -> Findings:
    """Build every variant, ask all of them, and compare."""
    with threadpool_limits(1):  # as in training: the same bits whatever the machine
        return _run(quick=quick)


def _run(*, quick: bool) -> Findings:
    sets = labelled_sets(read_settings().data_folder / "rows")
    texts = [row["text"] for rows in sets.values() for row in rows]
    started = time.process_time()
    course = Course(DATA, texts, every=10 if quick else 1)
    builder = Builder(course)
    if not quick:
        check_same(builder.understood(VARIANTS[SHIPS]), _shipped(texts), texts)
    heard = {**_simpler(course, texts), **_variants(builder), **({} if quick else _encoded(texts))}
    found = _by_set(sets, heard, 100 if quick else RESAMPLES)
    seconds = round(time.process_time() - started)
    figures = {"sets": found, "answers_learned_from": len(course.answers), "cpu_seconds": seconds}
    return Findings(figures, [line for name in found for line in table(name, found[name])], _goals(found))


def _variants(builder: Builder) -> dict[str, list[Understanding]]:
    heard = {}
    for name, variant in VARIANTS.items():
        print(f"  building: {name}", flush=True)
        heard[name] = builder.understood(variant)
    return heard


def _simpler(course: Course, texts: Sequence[str]) -> dict[str, list[Understanding]]:
    ways: dict[str, Tags] = {
        "majority": Majority(course.answers),
        "lexicon alone": Phrases(course.taxonomy),
        "TF-IDF": TfIdf(course.answers, course.taxonomy),
    }
    return {name: way.tag_many(texts) for name, way in ways.items()}


def _shipped(texts: Sequence[str]) -> list[Understanding]:
    """What the program's own tagger makes of them."""
    with bench_folder() as folder:
        return load_tagger(train(DATA, folder)).tag_many(texts)


def _encoded(texts: Sequence[str]) -> dict[str, list[Understanding]]:
    """What the program makes of them with the sentence encoder, if one is set."""
    with bench_folder() as folder:
        tagger = with_encoder(folder)
        return {"with the sentence encoder": tagger.tag_many(texts)} if tagger else {}


def check_same(ours: Sequence[Understanding], shipped: Sequence[Understanding], texts: Sequence[str]) -> None:
    """Raises WrongError if what is compared as what ships is something else."""
    for text, one, other in zip(texts, ours, shipped, strict=True):
        if not _is_same(one, other):
            raise WrongError(
                f"bench/variants.py builds another tagger than nlu/training.py: of {text!r} one makes "
                f"{one.as_json()}, the other {other.as_json()}. Bring the steps of the first up to date."
            )


def _is_same(one: Understanding, other: Understanding) -> bool:
    """But for rounding."""
    ours, theirs = ({tag.key: tag.confidence for tag in each.principles} for each in (one, other))
    if (one.stance, one.topics, ours.keys()) != (other.stance, other.topics, theirs.keys()):
        return False
    return all(abs(ours[key] - theirs[key]) < ROUNDING for key in ours)


def _by_set(
    sets: Mapping[str, Sequence[Row]], heard: Heard, resamples: int
) -> dict[str, dict[str, dict[str, Any]]]:
    found, start = {}, 0
    for name, rows in sets.items():
        own = slice(start, start + len(rows))
        ways = {way: marks(rows, understood[own]) for way, understood in heard.items()}
        found[f"{name}, {len(rows)} answers"] = compared(ways, SHIPS, resamples)
        start += len(rows)
    return found


def table(name: str, ways: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """As it stands in a page: a line for each way, `*` where a difference is beyond chance."""
    return [
        f"| {name} | {' | '.join(HEADINGS)} |",
        f"|{'---|' * (1 + len(HEADINGS))}",
        *(f"| {way} | {' | '.join(_cells(found))} |" for way, found in ways.items()),
    ]


def _cells(found: Mapping[str, Any]) -> list[str]:
    apart = found["difference"]
    return [
        *(_short(found[figure], apart[figure]) for figure in FIGURES),
        *(_apart(apart[figure]) for figure in OF_DIFFERENCES),
    ]


def _short(share: float, difference: Mapping[str, Any]) -> str:
    return f"{share:.3f}".removeprefix("0") + _mark(difference)


def _mark(difference: Mapping[str, Any]) -> str:
    return " *" if difference["beyond_chance"] else ""


def _apart(difference: Mapping[str, Any]) -> str:
    if not difference["is"] and not any(difference["between"]):
        return ""
    low, high = difference["between"]
    return f"{difference['is']:+.3f} ({low:+.3f} to {high:+.3f}){_mark(difference)}"


def _goals(found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[Goal]:
    return [
        Goal(f"{name}: ways better than what ships in {figure} beyond chance", _better(ways, figure), 0)
        for name, ways in found.items()
        for figure in OF_DIFFERENCES
    ]


def _better(ways: Mapping[str, Mapping[str, Any]], figure: str) -> int:
    return sum(found["difference"][figure]["between"][0] > 0 for found in ways.values())
