"""How well is it understood what people say, beside simpler ways, on lines that nobody trained on?

Principles, stance and topics on `nlu/gold/answers.txt`, and on every file of labelled answers in `var/rows`
(JSON lines with text, principles, stance, topics), where a home may put its own. Ranges are 95 % intervals:
of a bootstrap over answers for F1, of Wilson for shares. Then the safeguarding net, training, the artefact.
With WM_ENCODER set, the same with the sentence encoder stands beside.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.baselines import Majority, Phrases, TfIdf
from bench.figures import Findings, Goal
from bench.pair import bench_folder
from nlu.answers import load_answers
from nlu.concerns import read_lines
from nlu.evaluation import GOLD, Report, Row, Tags, evaluate, load_rows
from nlu.principles import DATA, load_taxonomy
from nlu.safety import SafetyReport, check
from nlu.tagger import Tagger, load_tagger
from nlu.training import train
from nlu.understanding import Understanding
from web.assembly import open_encoder
from web.settings import read_settings

RESAMPLES = 1_000
MADE = ("training_cpu_seconds", "artefact_mb", "answers_per_second", "answers_per_second_with_encoder")
FIGURES = ("micro_f1", "macro_f1", "none_kept_clean", "stance", "topics_f1")


class Heard:
    """What was understood of each text, kept, so that answers can be drawn again and again."""

    def __init__(self, tagger: Tags, texts: Sequence[str]) -> None:
        self._understood = dict(zip(texts, tagger.tag_many(texts), strict=True))

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """As it was understood before."""
        return [self._understood[text] for text in texts]


def run(*, quick: bool) -> Findings:
    """Train, measure on every set, and hold against the simpler ways."""
    with bench_folder() as folder:
        started = time.process_time()
        tagger = load_tagger(train(DATA, folder))
        seconds = time.process_time() - started
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        beside = with_encoder(folder)
    sets = labelled_sets(read_settings().data_folder / "rows")
    taxonomy = load_taxonomy()
    answers = load_answers(taxonomy)
    ways: dict[str, Tags] = {
        "ours": tagger,
        **({"encoder": beside} if beside else {}),
        "majority": Majority(answers),
        "lexicon": Phrases(taxonomy),
        "tf-idf": TfIdf(answers, taxonomy),
    }
    found = {
        name: {way: _measured(each, rows, 100 if quick else RESAMPLES) for way, each in ways.items()}
        for name, rows in sets.items()
    }
    safety = check(tagger, read_lines(GOLD / "concerns.txt"))
    texts = [row["text"] for rows in sets.values() for row in rows]
    figures = {
        "sets": found,
        "safety": safety.as_json(),
        "training_cpu_seconds": round(seconds, 1),
        "artefact_mb": round(size, 2),
        "answers_per_second": _pace(tagger, texts),
        **({"answers_per_second_with_encoder": _pace(beside, texts)} if beside else {}),
    }
    return Findings(figures, _lines(figures, safety), _goals(figures, safety))


def with_encoder(folder: Path) -> Tagger | None:
    """Ours with the sentence encoder beside the words, if one is set."""
    encoder = open_encoder(read_settings())
    return load_tagger(train(DATA, folder, encoder=encoder), encoder) if encoder else None


def labelled_sets(folder: Path) -> dict[str, list[Row]]:
    """The gold answers, and whatever lies in the folder."""
    own = {path.stem: load_rows(path) for path in sorted(folder.glob("*.jsonl"))}
    return {"gold": load_rows(GOLD / "answers.txt"), **own}


def _measured(way: Tags, rows: Sequence[Row], resamples: int) -> dict[str, Any]:
    """Every figure on a set, with the range in which it lies when other answers had been drawn."""
    heard = Heard(way, [row["text"] for row in rows])
    report = evaluate(heard, rows)
    random = np.random.default_rng(0)
    drawn = [
        evaluate(heard, [rows[place] for place in random.integers(len(rows), size=len(rows))])
        for _ in range(resamples)
    ]
    return {**report.as_json(), "ranges": {name: _range(drawn, name) for name in FIGURES}}


def _range(drawn: Sequence[Report], name: str) -> list[float]:
    low, high = np.quantile([getattr(report, name) for report in drawn], [0.025, 0.975])
    return [round(float(low), 3), round(float(high), 3)]


def _pace(tagger: Tagger, texts: Sequence[str]) -> int:
    """Answers a second of one core, once warm."""
    many = list(texts) * (1 + 2_000 // len(texts))
    tagger.tag_many(texts)
    started = time.process_time()  # of all threads
    tagger.tag_many(many)
    return round(len(many) / (time.process_time() - started))


def _lines(figures: Mapping[str, Any], safety: SafetyReport) -> list[str]:
    made = ", ".join(f"{name.replace('_', ' ')} {figures[name]}" for name in MADE if name in figures)
    return [
        *(line for name, ways in figures["sets"].items() for line in _lines_of(name, ways)),
        *(f"safety, {what}: {share}" for what, share in safety.rows()),
        made,
    ]


def _lines_of(name: str, ways: Mapping[str, Any]) -> list[str]:
    each = ways["ours"]["principles"].items()
    return [
        f"{name}, {ways['ours']['answers']} answers: {', '.join(FIGURES)}",
        *(
            f"  {way:<9} {'  '.join(_shown(report, figure) for figure in FIGURES)}"
            for way, report in ways.items()
        ),
        "  by principle, F1: " + ", ".join(f"{key} {found['f1']:.2f}" for key, found in each),
    ]


def _shown(report: Mapping[str, Any], figure: str) -> str:
    low, high = report["ranges"][figure]
    return f"{report[figure]:.3f} ({low:.2f}-{high:.2f})"


def _goals(figures: Mapping[str, Any], safety: SafetyReport) -> list[Goal]:
    goals = [
        Goal(f"{name}: {what}", round(ways["ours"][figure], 3), limit, at_least=True)
        for name, ways in figures["sets"].items()
        for what, figure, limit in (
            ("macro-F1 of principles", "macro_f1", 0.62),
            ("answers without a principle kept clean", "none_kept_clean", 0.85),
            ("stance", "stance", 0.8),
            ("micro-F1 of topics", "topics_f1", 0.65),
        )
    ]
    return [
        *goals,
        Goal("concerns noticed", round(safety.caught.value, 3), 0.92, at_least=True),
        Goal("immediate concerns noticed", round(safety.immediate_caught.value, 3), 0.95, at_least=True),
        Goal("false alarms, hard", round(safety.hard_alarms.value, 3), 0.15),
        Goal("false alarms, ordinary", round(safety.ordinary_alarms.value, 3), 0.03),
        Goal("MB of the artefact", figures["artefact_mb"], 5),
        Goal("seconds of CPU to train", figures["training_cpu_seconds"], 60),
        Goal("answers a second on one core", figures["answers_per_second"], 2_000, at_least=True),
    ]
