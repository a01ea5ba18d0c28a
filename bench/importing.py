"""How many answers a second are imported, and how many does `whatmatters tag` read on one core?

Imported into SQLite, and into PostgreSQL where its server is installed (as the tests start it: it does not
wait for the disk). Two lines of the tagger's training data make one answer, so that all are different.
"""

import csv
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bench.figures import Findings, Goal
from bench.pair import bench_folder, trained_models
from bench.side import WrongError
from nlu.answers import load_answers
from nlu.principles import load_taxonomy
from storage.search import Filter
from tests.at_rest import key_file_of, open_again
from tests.postgres import NoPostgreSQLError, running_server
from tests.program import WHATMATTERS, environment
from web.settings import ROOT

KEPT = re.compile(r"^Kept:\s+([\d,]+) new answers in ([\d.]+) s", re.MULTILINE)
COLUMNS = ("--text", "text", "--audience", "who", "--date", "date", "--id", "id")
AUDIENCES = ("resident", "carer", "staff")
ON_ONE_CORE = [
    sys.executable,
    "-c",
    "import os; os.sched_setaffinity(0, {max(os.sched_getaffinity(0))}); from web.cli import main; main()",
]
SEED = 20

Rates = dict[str, float]


def run(*, quick: bool) -> Findings:
    """Measure both."""
    count = 1_000 if quick else 5_000
    models, _ = trained_models()
    with bench_folder() as folder:
        (folder / "models").symlink_to(models)
        file = folder / "feedback.csv"
        write_csv(file, count)
        imports = {"sqlite": _imported(file, f"sqlite:///{folder / 'import.db'}", count)}
        imports |= _into_postgresql(file, count)
        tag = _tagged(folder, count)
    rate = tag["answers_per_second"]
    return Findings(
        {"answers": count, "import": imports, "tag": tag},
        _lines(imports, tag),
        [Goal("answers a second of `whatmatters tag` on one core", rate, 300, at_least=True)],
    )


def texts(count: int) -> list[str]:
    """So many different answers, the same in every run."""
    lines = sorted({answer.text for answer in load_answers(load_taxonomy())})
    chance = random.Random(SEED)
    pairs: dict[str, None] = {}
    while len(pairs) < count:
        pairs[" ".join(chance.sample(lines, 2))] = None
    return list(pairs)


def write_csv(file: Path, count: int) -> None:
    """A file as an old survey might leave it."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        rows = csv.writer(opened)
        rows.writerow(["id", "who", "date", "text"])
        for number, text in enumerate(texts(count)):
            day = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
            rows.writerow([number, AUDIENCES[number % 3], day, text])


def _imported(file: Path, address: str, count: int) -> Rates:
    """Import into a new database: the program's own figure, and the whole command with its start."""
    command = [*WHATMATTERS, "import", str(file), *COLUMNS]
    started = time.perf_counter()
    done = _done(command, file.parent, WM_DATABASE=address)
    whole = time.perf_counter() - started
    found = KEPT.search(done.stdout)
    if done.returncode or not found or int(found[1].replace(",", "")) != count:
        said = f"{done.stdout[-300:]} {done.stderr[-300:]}"
        raise WrongError(f"Not all of the {count} answers were imported: {said}")
    _check(address, count, file.parent)
    return {
        "answers_per_second": round(count / float(found[2]), 1),
        "seconds": float(found[2]),
        "seconds_with_start": round(whole, 2),
    }


def _check(address: str, count: int, folder: Path) -> None:
    with closing(open_again(address, key_file_of(folder))) as store:
        items = store.search.page(store.services.ids(), Filter(), size=count + 1).items
    if len(items) != count or not any(item.tags for item in items):
        raise WrongError(f"After importing {count} answers there are {len(items)}, or they have no tags.")


def _into_postgresql(file: Path, count: int) -> dict[str, Rates]:
    try:
        with running_server() as server:
            server.run("CREATE DATABASE bench")
            return {"postgresql": _imported(file, server.address("bench"), count)}
    except NoPostgreSQLError as error:
        print(f"  {error}")
        return {}


def _tagged(folder: Path, count: int) -> Rates:
    """One answer alone is the start; what more of them take longer is their cost."""
    said = texts(count)
    start, whole = _seconds_to_tag(folder, said[:1]), _seconds_to_tag(folder, said)
    return {
        "answers_per_second": round((count - 1) / (whole - start), 1),
        "start_seconds": round(start, 2),
        "seconds": round(whole, 2),
    }


def _seconds_to_tag(folder: Path, said: Sequence[str]) -> float:
    lines = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(said))
    started = time.perf_counter()
    done = _done([*ON_ONE_CORE, "tag"], folder, lines, OMP_NUM_THREADS="1")
    seconds = time.perf_counter() - started
    written = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    if done.returncode or written != list(range(len(said))):
        raise WrongError(f"`whatmatters tag` lost lines or their order: {done.stderr[-300:]}")
    return seconds


def _done(
    command: Sequence[str], folder: Path, given: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    variables = environment(folder, **variables)
    return subprocess.run(
        command, cwd=ROOT, env=variables, input=given, capture_output=True, text=True, check=False
    )


def _lines(imports: dict[str, Rates], tag: Rates) -> list[str]:
    return [
        *(
            f"import into {name}: {each['answers_per_second']:.0f} answers/s"
            f" ({each['seconds_with_start']:.1f} s with the start)"
            for name, each in imports.items()
        ),
        f"tag on one core: {tag['answers_per_second']:.0f} answers/s; start {tag['start_seconds']:.1f} s",
    ]
